from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import BadParameter, FloatRefused, MissingCost
from scoring.lifecycle import COST_KINDS, TIMINGS, CostLine, CostRow, CostRule, lcc, problems
from tests.scoring.reading import text_of

RULE = CostRule(rate=F(0), term=10, base_date=date(2026, 1, 1))
BUY = CostLine("acquisition", "licence", F(10), F(100), 0)
LEAVE = CostLine("exit", "migration", F(1), F(121), 2, title="Export and migration")


def rule(**more):
    return replace(RULE, **more)


def use(year, price=F(1), **more):
    return CostLine("use", "year", F(1), price, year, **more)


def total(*lines, **more):
    return lcc([*lines], rule(**more)).total


def leave(price=F(0), year=0):
    return replace(LEAVE, unit_price=price, year=year)


# --- the amount ---


def test_every_line_keeps_a_row_with_its_discounted_amount():
    cost = lcc([BUY, LEAVE], rule(rate=F(1, 10), residual=F(242), term=2))

    assert cost.rows == (
        CostRow("acquisition", "", 0, F(1000), F(0), F(1000)),
        CostRow("exit", "Export and migration", 2, F(121), F(2), F(100)),
        CostRow("residual_value", "", 2, F(-242), F(2), F(-200)),
    )
    assert cost.total == 900


@pytest.mark.parametrize(("timing", "expected"), [("start", F(1100)), ("end", F(1000))])
def test_flow_counts_at_the_start_or_end_of_its_year(timing, expected):
    assert total(use(2, F(1210)), leave(), rate=F(1, 10), timing=timing) == expected


def test_mid_year_amount_is_rounded_to_twelve_decimals():
    cost = lcc([use(1, F(100)), leave()], rule(rate=F(1, 20), timing="mid"))

    assert cost.rows[0].tau == F(1, 2)
    assert cost.rows[0].discounted == F("97.590007294853")  # 100 / sqrt(1.05)


def test_mid_year_rounds_half_even():
    """At a rate of -36 % half a year makes exactly 5/4, so that amounts of half a last decimal can be made."""
    price = F(4, 5) * F(5, 10**13)

    assert lcc([use(1, price), use(1, 3 * price), leave()], rule(rate=F(-36, 100), timing="mid")).total == F(2, 10**12)


@pytest.mark.parametrize("timing", TIMINGS)
def test_year_zero_is_not_discounted(timing):
    assert total(use(0, F(7)), leave(), rate=F(1, 2), timing=timing) == 7


@pytest.mark.parametrize("timing", TIMINGS)
def test_escalation_equal_to_the_rate_cancels_it_exactly(timing):
    rate = F(1, 30)

    assert total(use(3, F(1, 3), escalation=rate), leave(), rate=rate, timing=timing) == F(1, 3)


def test_escalation_compounds_until_the_year():
    assert total(use(2, F(100), escalation=F(1, 10)), leave()) == 121


def test_income_lowers_the_cost():
    assert total(BUY, replace(use(1, F(-50)), kind="end_of_life"), leave()) == 950


def test_negative_rate_above_minus_one_counts():
    assert total(use(1, F(10)), leave(), rate=F(-1, 2)) == 20


# --- what is refused ---


@pytest.mark.parametrize(("field", "kind", "year"), [("unit_price", "exit", 2), ("quantity", "use", 3)])
def test_flow_of_none_is_refused_by_kind_and_year(field, kind, year):
    line = replace(use(year), kind=kind, **{field: None})

    with pytest.raises(MissingCost) as caught:
        lcc([leave(), line], RULE)

    assert caught.value == MissingCost("lines/1", kind=kind, year=year)
    assert str(caught.value) == f"lines/1: no amount is stated for '{kind}' in year {year}."


def test_rule_without_a_cost_of_leaving_is_refused():
    with pytest.raises(BadParameter) as caught:
        lcc([BUY], RULE)

    assert caught.value == BadParameter(
        "lines", why="no line states the cost of leaving: export, migration, dual running"
    )


@pytest.mark.parametrize(
    ("changed", "where", "why"),
    [
        ({"rate": F(-1)}, "rule/rate", "a discount rate lies above -1"),
        ({"term": -1}, "rule/term", "the term is a whole number of years from 0"),
        ({"term": F(2)}, "rule/term", "the term is a whole number of years from 0"),
        ({"basis": "money"}, "rule/basis", "'money' is none of real, nominal"),
        ({"timing": "now"}, "rule/timing", "'now' is none of start, mid, end"),
    ],
)
def test_rule_is_checked(changed, where, why):
    assert problems([LEAVE], rule(**changed)) == [BadParameter(where, why=why)]


@pytest.mark.parametrize(
    ("changed", "where", "why"),
    [
        ({"kind": "rent"}, "lines/1/kind", f"'rent' is none of {', '.join(COST_KINDS)}"),
        ({"kind": "externality"}, "lines/1/kind", "an external cost needs a published method"),
        ({"year": -1}, "lines/1/year", "year -1 lies outside 0..10"),
        ({"year": 11}, "lines/1/year", "year 11 lies outside 0..10"),
        ({"year": F(1)}, "lines/1/year", "year 1 lies outside 0..10"),
        ({"quantity": F(-1)}, "lines/1/quantity", "a quantity is not negative"),
        ({"escalation": F(-1)}, "lines/1/escalation", "an escalation lies above -1"),
    ],
)
def test_lines_are_checked(changed, where, why):
    assert problems([LEAVE, replace(use(1), **changed)], RULE) == [BadParameter(where, why=why)]


def test_all_problems_are_found_at_once():
    problem_list = problems([use(11), use(-1)], RULE)

    assert [problem.where for problem in problem_list] == ["lines", "lines/0/year", "lines/1/year"]


def test_external_cost_counts_by_a_published_method():
    line = replace(use(1, F(3)), kind="externality")

    assert total(line, leave(), externality_method="2009/33/EC annex") == 3


@pytest.mark.parametrize("changed", [{"rate": 0.03}, {"residual": 0.5}])
def test_float_in_the_rule_is_refused(changed):
    with pytest.raises(FloatRefused):
        lcc([LEAVE], rule(**changed))


@pytest.mark.parametrize("changed", [{"unit_price": 1.5}, {"quantity": 0.5}, {"escalation": 0.02}])
def test_float_in_a_line_is_refused(changed):
    with pytest.raises(FloatRefused):
        lcc([replace(LEAVE, **changed)], RULE)


# --- in words ---


def test_cost_is_said_row_by_row():
    cost = lcc([BUY, LEAVE], rule(rate=F(1, 10), residual=F(242), term=2, basis="nominal"))

    assert [text_of(sentence) for sentence in cost.sentences] == [
        "Costs of 2 years count at 10 % a year (nominal, with inflation) from 2026-01-01, paid at the end of each year.",
        "Acquisition, year 0: 1,000, moved by 0 years, counts as 1,000.",
        "Export and migration, year 2: 121, moved by 2 years, counts as 100.",
        "Residual value, year 2: −242, moved by 2 years, counts as −200.",
        "The life-cycle cost is 900.",
    ]


@pytest.mark.parametrize("kind", COST_KINDS)
@pytest.mark.parametrize(
    ("timing", "text"),
    [("start", "at the start of each year"), ("mid", "in the middle of each year"), ("end", "at the end of each year")],
)
def test_every_kind_and_timing_has_words(kind, timing, text):
    given_rule = rule(timing=timing, externality_method="published")
    first, row, *_ = lcc([replace(use(1), kind=kind), leave()], given_rule).sentences

    assert text_of(first).endswith(f"paid {text}.")
    assert "lcc." not in text_of(row)


# --- laws ---

AMOUNTS = st.fractions(min_value=0, max_value=10**6, max_denominator=100)


@st.composite
def flows(draw):
    uses = st.builds(use, st.integers(0, 10), AMOUNTS)
    return [*draw(st.lists(uses, max_size=6)), leave(draw(AMOUNTS), draw(st.integers(0, 10)))]


@given(lines=flows(), timing=st.sampled_from(TIMINGS), residual=AMOUNTS)
def test_without_discount_and_escalation_the_cost_is_the_plain_sum(lines, timing, residual):
    assert total(*lines, timing=timing, residual=residual) == sum(line.unit_price for line in lines) - residual


@given(
    lines=flows(),
    timing=st.sampled_from(TIMINGS),
    rates=st.tuples(*[st.fractions(min_value=F(-1, 2), max_value=1, max_denominator=100)] * 2),
)
def test_larger_discount_never_gives_a_larger_cost(lines, timing, rates):
    low, high = sorted(rates)

    assert total(*lines, timing=timing, rate=high) <= total(*lines, timing=timing, rate=low)


@given(lines=flows(), seed=st.randoms(use_true_random=False))
def test_order_of_lines_changes_no_cost(lines, seed):
    turned = list(lines)
    seed.shuffle(turned)

    assert total(*turned, rate=F(1, 25), timing="mid") == total(*lines, rate=F(1, 25), timing="mid")
