from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import expressions as e
from scoring.expressions import Least, LogRatio, Minus, Most, Number, Over, Plus, Power, Rounded, Times, Unit
from tests.scale import examples
from tests.scoring.explain.reading import value_of


def n(value, unit=Unit.PLAIN):
    return Number(F(value), unit)


PRICE = Over(
    Times((n(40), Minus(n(1500000, Unit.MONEY), n("1031500", Unit.MONEY)))),
    Minus(n(1500000, Unit.MONEY), n(900000, Unit.MONEY)),
)


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("0", Unit.PLAIN, "0"),
        ("12", Unit.PLAIN, "12"),
        ("0.25", Unit.PLAIN, "0.25"),
        ("0.000001", Unit.PLAIN, "0.000001"),
        ("1234567.5", Unit.PLAIN, "1,234,567.5"),
        ("-3", Unit.PLAIN, "\u22123"),
        ("-1/3", Unit.PLAIN, "\u22120.3333…"),
        ("2/3", Unit.PLAIN, "0.6666…"),
        ("14.0121212", Unit.POINTS, "14.0121…"),
        ("1/30000", Unit.PLAIN, "0.00003333…"),
        ("0.0000001", Unit.PLAIN, "0.0000001000…"),
        ("1/10000000000000000000000000000000", Unit.PLAIN, "0.000000000000000000000000…"),
        ("1031500", Unit.MONEY, "1,031,500"),
        ("0.5", Unit.MONEY, "0.50"),
        ("1031500.05", Unit.MONEY, "1,031,500.05"),
        ("-0.05", Unit.MONEY, "\u22120.05"),
        ("100/3", Unit.MONEY, "33.33…"),
        ("1/4", Unit.PERCENT, "25\u00a0%"),
        ("0.9995", Unit.PERCENT, "99.95\u00a0%"),
        ("17/18", Unit.PERCENT, "94.44…\u00a0%"),
    ],
)
def test_a_number_prints_exactly_or_says_that_it_goes_on(value, unit, printed):
    assert e.number_text(n(value, unit)) == printed
    assert e.prints_exactly(n(value, unit)) is ("…" not in printed)


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (F(3123333, 100000), 2, "31.23"),
        (F(12), 2, "12.00"),
        (F(-1, 1000), 2, "0.00"),
        (F(-15, 10), 0, "\u22122"),
        (F(1234567), 0, "1,234,567"),
        (F(1, 8), 2, "0.13"),
    ],
)
def test_a_result_has_its_decimals_and_no_negative_nothing(value, places, printed):
    assert e.rounded_text(value, places) == printed


@pytest.mark.parametrize(
    ("expression", "printed", "value"),
    [
        (PRICE, "40 × (1,500,000 − 1,031,500) ÷ (1,500,000 − 900,000)", F(937, 30)),
        (
            Over(n(2614800, Unit.MONEY), Plus((n(1), Over(n("0.3"), n("0.7"))))),
            "2,614,800 ÷ (1 + 0.3 ÷ 0.7)",
            F(1830360),
        ),
        (Minus(n(5), Minus(n(3), n(1))), "5 − (3 − 1)", F(3)),
        (Minus(Minus(n(5), n(3)), n(1)), "5 − 3 − 1", F(1)),
        (Minus(n(5), Plus((n(3), n(1)))), "5 − (3 + 1)", F(1)),
        (Plus((n(1), Minus(n(5), n(3)))), "1 + 5 − 3", F(3)),
        (Over(n(12), Over(n(6), n(2))), "12 ÷ (6 ÷ 2)", F(4)),
        (Over(Over(n(12), n(6)), n(2)), "12 ÷ 6 ÷ 2", F(1)),
        (Over(n(12), Times((n(2), n(3)))), "12 ÷ (2 × 3)", F(2)),
        (Times((n(2), n(-3))), "2 × (−3)", F(-6)),
        (Times((n(-3), n(2))), "−3 × 2", F(-6)),
        (Plus((n(2), n(-3))), "2 + (−3)", F(-1)),
        (Minus(n(2), n(-3)), "2 − (−3)", F(5)),
        (Over(n(1), n(-2)), "1 ÷ (−2)", F(-1, 2)),
        (Power(n(-2), n(2)), "(−2)^2", F(4)),
        (Power(Over(n(1), n(4)), n("0.5")), "(1 ÷ 4)^0.5", F(1, 2)),
        (Power(n(2), Over(n(6), n(3))), "2^(6 ÷ 3)", F(4)),
        (Power(Power(n(2), n(2)), n(3)), "(2^2)^3", F(64)),
        (Minus(n(1), LogRatio(n(8), n(2))), "1 − ln(8) ÷ ln(2)", F(-2)),
        (Times((n(3), Rounded(Plus((n("0.4"), n("0.3"))), 0))), "3 × (0.4 + 0.3)", F(3)),
        (Least((n(1000), n(1200))), "min(1,000; 1,200)", F(1000)),
        (Most((n(0), Minus(n(1), n(2)))), "max(0; 1 − 2)", F(0)),
    ],
)
def test_a_calculation_prints_with_no_bracket_too_many_and_evaluates_exactly(expression, printed, value):
    assert e.text(expression) == printed.replace("−", "\u2212")
    assert e.evaluate(expression) == value


def test_numbers_can_be_written_for_another_language():
    assert e.text(Plus((n("0.5"), n(1))), lambda number: str(float(number.value)).replace(".", ",")) == "0,5 + 1,0"


def test_sums_and_products_of_few_parts_are_plain():
    assert [e.plus([]), e.plus([n(1)]), e.plus([n(1), n(2)])] == [n(0), n(1), Plus((n(1), n(2)))]
    assert [e.times(n(2)), e.times(n(2), Times((n(3), n(4))))] == [n(2), Times((n(2), n(3), n(4)))]
    assert [e.mean_of([F(4)]), e.mean_of([F(4), F(5)])] == [n(4), Over(Plus((n(4), n(5))), n(2))]


def test_a_limit_stands_only_where_it_binds():
    assert [e.capped(n(3), n(4)), e.capped(n(5), n(4))] == [n(3), Least((n(4), n(5)))]
    assert [e.floored(n(3), n(0)), e.floored(n(-1), n(0))] == [n(3), Most((n(0), n(-1)))]


LEAVES = st.integers(-2000, 2000).map(lambda value: Number(F(value, 4)))


def _joined(parts):
    pair = st.tuples(parts, parts)
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(Plus),
        several.map(Times),
        several.map(Least),
        several.map(Most),
        pair.map(lambda both: Minus(*both)),
        pair.filter(lambda both: e.evaluate(both[1]) != 0).map(lambda both: Over(*both)),
        st.tuples(parts, st.integers(1, 3)).map(lambda both: Power(both[0], n(both[1]))),
    )


@settings(max_examples=examples(300), deadline=None)
@given(st.recursive(LEAVES, _joined, max_leaves=8))
def test_what_is_printed_reads_back_as_the_same_value(expression):
    assert value_of(e.text(expression)) == e.evaluate(expression)
