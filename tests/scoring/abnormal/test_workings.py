"""Every flag as its calculation: it evaluates to what was measured and to the limit, and reads back from its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import abnormal
from scoring.expressions import Rounded, evaluate, text
from scoring.judging import evaluate as judge
from scoring.types import AltRule
from tests.scale import examples
from tests.scoring.abnormal.test_properties import RULES
from tests.scoring.build import bid, case, priced, spec
from tests.scoring.explain.reading import value_of
from tests.scoring.reading import text_of

MORE = [
    AltRule("mean_minus_sd", {"deviation": "population"}),
    AltRule("spain_85", {"base": "1000", "reduced": "yes"}),
    AltRule("trimmed_excess", {"base": "1000", "places": "1", "ties": "each"}),
    AltRule("trimmed_2019", {"base": "1000", "places": "3", "ties": "each"}),
]


def lot(rule, *prices):
    names = (f"B{number:02}" for number in range(1, len(prices) + 1))
    return case(
        spec(priced(100), formula="lowest_price", alt_rule=rule),
        *(bid(name, amount) for name, amount in zip(names, prices, strict=True)),
    )


def workings(rule, *prices):
    lot_case = lot(rule, *prices)
    return abnormal.workings(lot_case, judge(lot_case))


def reads_back(expression):
    inner = expression.inner if isinstance(expression, Rounded) else expression
    return "…" in text(expression) or value_of(text(expression)) == evaluate(inner)


@pytest.mark.parametrize(
    "rule", [*RULES, *MORE], ids=lambda rule: f"{rule.id} {' '.join(map(str, rule.params.values()))}"
)
@settings(max_examples=examples(25), deadline=None)
@given(prices=st.lists(st.integers(1, 1200), min_size=1, max_size=18))
def test_the_calculation_of_a_flag_is_what_was_measured_and_its_limit(rule, prices):
    lot_case = lot(rule, *prices)
    result = judge(lot_case)
    flags = abnormal.detect(lot_case, result).flags
    calculated = abnormal.workings(lot_case, result)

    assert set(calculated) == {(flag.bid, flag.rule) for flag in flags}
    for flag in flags:
        working = calculated[flag.bid, flag.rule]
        assert (evaluate(working.value.expression), evaluate(working.limit.expression)) == (flag.value, flag.threshold)
        for part in (working.value, working.limit):
            assert all(reads_back(step.expression) for step in part.steps)
            assert reads_back(part.expression)


def lines(rule, *prices, name="B01", of=None):
    working = workings(rule, *prices)[name, of or rule.id]
    return [
        line.replace("\u2212", "-").replace("\u00a0", " ")
        for part in (working.value, working.limit)
        for line in (
            *(f"{text_of(step.what)}: {text(step.expression)}" for step in part.steps),
            text(part.expression),
        )
    ]


def test_a_price_against_others_the_next_and_a_base():
    assert lines(AltRule("mean_of_others", {"x": "0.4"}), 50, 100, 120) == [
        "Mean of the 2 that are kept: (100 + 120) ÷ 2",
        "1 - 50 ÷ 110",
        "40 %",
    ]
    assert lines(AltRule("mean_of_all", {"x": "0.4"}), 50, 100, 120)[0] == (
        "Mean of the 3 that are kept: (50 + 100 + 120) ÷ 3"
    )
    assert lines(AltRule("mean_or_next", {}), 50, 100, of="next_below") == ["1 - 50 ÷ 100", "30 %"]
    assert lines(AltRule("base_share", {"x": "0.6", "base": "1000"}), 500) == ["500", "1,000 × 60 %"]
    assert lines(AltRule("mean_minus_sd", {"estimate": "1000"}), 500, 900) == ["500", "1,000 × (1 - 20 %)"]


def test_a_deviation_from_the_mean_in_steps():
    assert lines(AltRule("mean_minus_sd", {}), 10, 100, 100, 100, 100) == [
        "10",
        "Mean of the 5 that are kept: (10 + 100 + 100 + 100 + 100) ÷ 5",
        "Standard deviation: (((10 - 82)^2 + (100 - 82)^2 + (100 - 82)^2 + (100 - 82)^2 + (100 - 82)^2) ÷ 4)^0.5",
        "82 - 40.24…",
    ]


def test_spain_by_the_number_of_bids():
    rule = AltRule("spain_85", {"base": "1000"})

    assert lines(rule, 700) == ["700", "1,000 - 1,000 × 25 %"]
    assert lines(rule, 700, 900) == ["700", "900 - 900 × 20 %"]
    assert lines(rule, 700, 850, 900, 920) == [
        "700",
        "Mean of the 4 that are kept: (700 + 850 + 900 + 920) ÷ 4",
        "842.50 - 842.50 × 10 %",
    ]


def test_italy_cuts_the_wings_first():
    assert lines(AltRule("trimmed_excess", {"base": "1000"}), 500, 600, 700, 800, 900) == [
        "100 × (1 - 500 ÷ 1,000)",
        "Mean of the 3 that are kept: (20 + 30 + 40) ÷ 3",
        "Excess of the one above the mean: (40 - 30) ÷ 1",
        "30 + 10",
    ]
    assert lines(AltRule("trimmed_2019", {"base": "1000"}), 500, 690, 700, 710, 900)[-1] == "1.2 × 30"
    assert lines(AltRule("drawn_2016", {"base": "1000", "method": "d"}), 500, 690, 700, 710, 900)[-2:] == [
        "Mean of the 5 that are kept: (10 + 29 + 30 + 31 + 50) ÷ 5",
        "30 × (1 - 20 %)",
    ]


def test_without_a_rule_there_is_nothing_to_calculate():
    assert workings(None, 500, 900) == {}
