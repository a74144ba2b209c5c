from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings

from scoring.errors import BadParameter
from scoring.explain import (
    PrintedGap,
    calculator,
    printed_gap_sentences,
)
from scoring.expressions import Rounded, Unit, evaluate, text
from scoring.judging import evaluate as judge
from scoring.numbers import round_to
from scoring.results import Outcome
from scoring.types import (
    Case,
    Facts,
    Group,
    Minimum,
    PriceFacts,
    Rounding,
)
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, priced, ruling, spec, two
from tests.scoring.explain.lots import lots
from tests.scoring.explain.reading import value_of
from tests.scoring.explain.sheets import calculator_of, line, lines_of
from tests.scoring.four import CASE
from tests.scoring.reading import text_of
from tests.scoring.robustness.lots import ROUNDINGS
from tests.scoring.robustness.lots import lots as formula_lots


def reads_back(expression):
    printed = text(expression)
    inner = expression.inner if isinstance(expression, Rounded) else expression
    return "…" in printed or value_of(printed) == evaluate(inner)


def printed_value(printed):
    return value_of(printed)


def agrees(lot_case, result):
    """Every cell and every total: exact, read back from its line, and printed as published."""
    rounding, sheet = lot_case.spec.rounding, calculator(lot_case, result)
    at_leaf = rounding if rounding.stage == "each_leaf" else Rounding("none", 2)
    at_total = rounding if rounding.stage in {"each_leaf", "subtotal", "total"} else Rounding("none", 2)
    for cell in result.cells:
        calculation = sheet.cell(cell.leaf, cell.bid)
        exact = cell.raw if cell.points is None else cell.points
        assert evaluate(calculation.working.expression) == calculation.result == exact
        assert all(reads_back(step.expression) for step in calculation.working.steps)
        assert reads_back(calculation.working.expression)
        if cell.points is not None:
            assert printed_value(calculation.printed) == round_to(exact, at_leaf.places, at_leaf.mode)
    for place in result.order:
        total = sheet.total(place.bid)
        assert evaluate(total.working.expression) == total.result == place.figure
        assert all(
            reads_back(part) for part in (total.working.expression, *(s.expression for s in total.working.steps))
        )
        if result.kind == "points":
            assert printed_value(total.printed) == round_to(place.figure, at_total.places, at_total.mode)


@settings(max_examples=examples(150), deadline=None)
@given(lots())
def test_every_calculation_of_every_family_is_the_figure_that_was_judged(lot_case):
    result = judge(lot_case)
    if isinstance(result, Outcome):
        agrees(lot_case, result)


@settings(max_examples=examples(100), deadline=None)
@given(formula_lots(), ROUNDINGS)
def test_every_total_of_every_formula_is_the_figure_that_ranks(lot_case, rounding):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding))
    result = judge(lot_case)
    if isinstance(result, Outcome):
        agrees(lot_case, result)


def test_the_tender_with_all_families_agrees():
    agrees(CASE, judge(CASE))


# --- prices and totals ---


def linear(amounts, **more):
    params = {"Pmin": "900000", "Pmax": "1500000"}
    lot_spec = spec(marked("q", 60), priced(40, elements=tuple(amounts)), formula="fixed_linear", params=params, **more)
    return case(lot_spec, bid("A", amounts), marks=[agreed("q", 4)])


def test_a_price_is_its_formula_with_the_numbers_put_in():
    assert line(linear({"price": "1031500"}), "price") == "40 × (1,500,000 − 1,031,500) ÷ (1,500,000 − 900,000) = 31.23"


def test_a_price_of_several_parts_is_added_first():
    assert lines_of(linear({"build": "1000000", "run": "31500.50"}), "price") == [
        ("Price: the sum of its parts", "1,000,000 + 31,500.50 = 1,031,500.50"),
        ("", "40 × (1,500,000 \u2212 1,031,500.50) ÷ (1,500,000 \u2212 900,000) = 31.23"),
    ]


def test_a_price_that_earns_no_points_is_an_amount_and_the_formula_stands_in_the_total():
    lot_case = case(spec(marked("q", 30), priced(70), formula="features"), bid("A", "2614800"), marks=[agreed("q", 5)])
    sheet = calculator_of(lot_case)

    assert sheet.cell("price", "A").line() == "2,614,800 = 2,614,800"
    assert sheet.total("A").line() == "2,614,800 ÷ (1 + 0.3 ÷ 0.7) = 1,830,360"
    assert (sheet.total("A").leaf, sheet.total("A").unit) == ("", Unit.MONEY)


def test_an_index_prints_the_digits_that_it_has():
    lot_case = case(
        spec(marked("q", 60), priced(40), formula="adjusted_score", params={"E": "90"}),
        bid("A", "120.30"),
        marks=[agreed("q", 4)],
    )

    assert calculator_of(lot_case).total("A").line() == "48 ÷ 60 × 90 ÷ 120.30 = 0.5985…"


def test_a_total_is_the_sum_of_its_criteria():
    assert calculator_of(linear({"price": "1031500"})).total("A").line() == "48 + 31.2333… = 79.23"
    assert (
        calculator_of(linear({"price": "1031500"}, rounding=Rounding("total", 0))).total("A").line()
        == "48 + 31.2333… = 79"
    )


def test_main_criteria_that_are_rounded_are_steps():
    lot_spec = spec(
        marked("p", 30, parent="g"),
        marked("r", 31, parent="g"),
        priced(39),
        groups=(Group("g", "value_for_money", F(61), title="Quality"),),
        rounding=Rounding("subtotal", 0),
        total_points=F(100),
    )
    lot_case = case(lot_spec, bid("A", 1), marks=[agreed("p", 4), agreed("r", 3)])

    lines = calculator_of(lot_case).total("A").lines()
    assert [("" if what is None else text_of(what), printed) for what, printed in lines] == [
        ("price, rounded as published", "39"),
        ("Quality, rounded as published", "24 + 18.6 = 43"),
        ("", "39 + 43 = 82"),
    ]


def test_who_is_excluded_has_its_quality_and_no_price_and_no_total():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    sheet = calculator_of(case(lot_spec, bid("A", 1), bid("B", 1), marks=[agreed("q", 3, 2)]))

    assert sheet.cell("q", "B").line() == "60 × 2 ÷ 5 = 24.00"
    assert (sheet.cell("price", "B"), sheet.total("B")) == (None, None)


def test_nobody_admissible_has_calculations_of_quality_alone():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40), scaling="best")

    assert (
        calculator_of(case(lot_spec, bid("A", 1), marks=[agreed("q", 2)])).cell("q", "A").line() == "60 × 2 ÷ 5 = 24.00"
    )


def test_another_judgement_is_refused():
    other = replace(judge(two()), reference=("Z",))
    unmarked = Case(two().spec, Facts((bid("A", 1),)))

    for lot_case, result in ((two(), other), (unmarked, judge(two()))):
        with pytest.raises(BadParameter):
            calculator(lot_case, result)


# --- where printing parts the sum from the total ---


def test_printed_figures_that_add_up_to_less_or_more_are_said_with_their_bids():
    lot_spec = spec(
        marked("p", F("33.335")),
        marked("q", F("33.335")),
        priced("33.33"),
        formula="fixed_linear",
        params={"Pmin": "50", "Pmax": "150"},
    )
    lot_spec = replace(lot_spec, leaves=(*lot_spec.leaves[:2], replace(lot_spec.leaves[2], points=F("33.33"))))
    prices = {"A": 50, "B": 50, "C": "149.99"}
    lot_case = case(
        lot_spec,
        *(bid(name, amount) for name, amount in prices.items()),
        marks=[agreed("p", 5, 5, 0), agreed("q", 5, 5, 0)],
    )
    sheet = calculator_of(lot_case)

    assert sheet.printed_gaps() == (PrintedGap("A", F("-0.01")), PrintedGap("B", F("-0.01")))
    assert [text_of(sentence) for sentence in printed_gap_sentences(sheet.printed_gaps())] == [
        "Totals come from unrounded points: the figures of A and B as printed add up to 0.01 more."
    ]
    assert [text_of(sentence) for sentence in printed_gap_sentences([PrintedGap("B1", F("0.01"))])] == [
        "Totals come from unrounded points: the figures of B1 as printed add up to 0.01 less."
    ]


@pytest.mark.parametrize("more", [{}, {"formula": "lowest_price"}])
def test_nothing_is_said_where_the_sum_is_the_total(more):
    sheet = calculator_of(two(**more))

    assert sheet.printed_gaps() == ()
    assert printed_gap_sentences(sheet.printed_gaps()) == ()


def test_a_ruled_price_is_the_one_that_counts():
    lot_case = linear({"price": "1200000"})
    lot_case = replace(lot_case, facts=replace(lot_case.facts, rulings=(ruling("use_price", "A", "price", 1031500),)))

    assert line(lot_case, "price").startswith("40 × (1,500,000 − 1,031,500)")


def test_a_price_leaf_adds_elements_of_any_currency_on_the_tenders_basis():
    from scoring.types import Basis, Rate

    lot_case = linear({"price": "1000000", "extra": "1"})
    basis = Basis("EUR", rates=(Rate("SEK", F(1, 10), "2026-01-01", "ECB"),))
    facts = replace(
        lot_case.facts.bids[0],
        prices={"price": PriceFacts(F(1000000), "EUR"), "extra": PriceFacts(F(315000), "SEK")},
    )
    lot_case = case(replace(lot_case.spec, basis=basis), facts, marks=lot_case.facts.marks)

    assert lines_of(lot_case, "price")[:2] == [
        ("Price 'extra' on the tender's basis, from SEK to EUR", "315,000 × 0.1 = 31,500"),
        ("Price: the sum of its parts", "1,000,000 + 31,500 = 1,031,500"),
    ]
