"""Every formula of the registry brings its calculation: it evaluates to the figure, and reads back from its line."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import price
from scoring.expressions import Rounded, evaluate, text
from scoring.price.base import FormulaTerms, Undefined
from tests.scale import examples
from tests.scoring.explain.reading import value_of
from tests.scoring.price.build import PARAMS, offers, quality_of, terms
from tests.scoring.reading import text_of

MORE = {  # parameters under which another case of the rule applies
    "fixed_linear": ({"Pmin": "90", "Pmax": "110"},),
    "reference_price": ({"Pref": "100"}, {"Pref": "100", "cap": "none"}),
    "below_base": ({"B": "140", "e": "1/2"}, {"B": "100"}),
    "scaled_lowest": ({"n": "3/2", "floor": "none"}, {"n": "1.2"}),
    "log_lowest": ({"A": "1.5"}, {"A": "1.5", "floor": "none"}),
    "base_relative": ({"B": "140", "e": "1/2"}, {"B": "100"}),
    "bilinear_mean": ({"B": "100", "X": "4/5"},),
    "quality_per_price": ({"k": "2"}, {"band": "20"}, {"k": "3", "band": "10"}),
    "npv_income": ({"announced": "2017-12-31", "rate": "1/8"},),
}
ASKED = [(name, params) for name in price.FORMULAS for params in (PARAMS[name], *MORE.get(name, ()))]

amounts = st.one_of(st.integers(70, 130).map(F), st.integers(7000, 13000).map(lambda cents: F(cents, 100)))
tenders = st.lists(st.tuples(amounts, st.integers(0, 20).map(lambda part: F(part, 20))), min_size=1, max_size=5)


def printed_exactly(line):
    return "…" not in line


def agrees(name, asked, frame):
    """Whether every bid's calculation is its figure; the number of bids that have one."""
    formula, count = price.FORMULAS[name], 0
    for bid, figure in formula.figures(asked, frame).items():
        if isinstance(figure, Undefined):
            continue
        working = formula.work(bid, asked, frame)
        expression = working.expression
        assert evaluate(expression) == figure
        for part in (*(step.expression for step in working.steps), expression):
            unrounded = part.inner if isinstance(part, Rounded) else part
            if printed_exactly(text(part)):
                assert value_of(text(part)) == evaluate(unrounded)
        count += 1
    return count


@pytest.mark.parametrize(
    ("name", "params"), ASKED, ids=lambda value: value if isinstance(value, str) else str(len(value))
)
@settings(max_examples=examples(30), deadline=None)
@given(tender=tenders)
def test_the_calculation_of_every_formula_is_its_figure_and_reads_back(name, params, tender):
    frame = replace(terms(name), params=params)

    agrees(name, offers(*tender, quality=quality_of(name)), frame)


@pytest.mark.parametrize("name", price.FORMULAS)
@settings(max_examples=examples(8), deadline=None)
@given(tender=tenders)
def test_without_quality_points_too(name, tender):
    bids = [replace(offer, quality=F(0), costs={"care": F(5)}) for offer in offers(*tender)]

    agrees(name, bids, FormulaTerms(F(100), F(100), PARAMS[name], {}))


def line_of(name, *pairs, bid="A", more=None, **params):
    asked = [replace(offer, **(more or {})) for offer in offers(*pairs, quality=quality_of(name))]
    working = price.FORMULAS[name].work(bid, asked, terms(name, **params))
    steps = [(text_of(step.what), text(step.expression)) for step in working.steps]
    return text(working.expression), steps, "" if working.why is None else text_of(working.why)


@pytest.mark.parametrize(
    ("name", "pairs", "params", "line", "why"),
    [
        ("fixed_linear", [(90, 1)], {}, "40 × (140 − 90) ÷ (140 − 60)", ""),
        ("fixed_linear", [(50, 1)], {}, "min(40; 40 × (140 − 50) ÷ (140 − 60))", ""),
        ("fixed_linear", [(150, 1)], {}, "max(0; 40 × (140 − 150) ÷ (140 − 60))", ""),
        ("reference_price", [(120, 1)], {}, "40 × 60 ÷ 120", ""),
        ("reference_price", [(50, 1)], {}, "min(40; 40 × 60 ÷ 50)", ""),
        ("reference_price", [(50, 1)], {"cap": "none"}, "40 × 60 ÷ 50", ""),
        ("below_base", [(105, 1)], {}, "40 × (1 − 105 ÷ 140)", ""),
        ("below_base", [(105, 1)], {"e": "2"}, "40 × (1 − (105 ÷ 140)^2)", ""),
        ("lookup", [(90, 1)], {}, "40 × 75 %", "below 100: 75 %"),
        ("lookup", [(130, 1)], {}, "40 × 0 %", "from there on: 0 %"),
        ("relative_lowest", [(120, 1), (90, 1)], {}, "40 × 90 ÷ 120", ""),
        ("scaled_lowest", [(120, 1), (90, 1)], {}, "40 × (2 × 90 − 120) ÷ ((2 − 1) × 90)", ""),
        ("log_lowest", [(120, 1), (90, 1)], {}, "40 × (1 − ln(120 ÷ 90) ÷ ln(10))", ""),
        ("base_relative", [(120, 1), (90, 1)], {}, "40 × (140 − 120) ÷ (140 − 90)", ""),
        (
            "base_relative",
            [(120, 1)],
            {"B": "120"},
            "0",
            "The lowest price is the base price: nothing is saved, and no price earns points.",
        ),
        ("min_max", [(120, 1), (90, 1), (130, 1)], {}, "40 × (130 − 120) ÷ (130 − 90)", ""),
        ("min_max", [(120, 1), (120, 1)], {}, "40", "All prices are equal: each earns all points."),
        ("quality_per_price", [(120, "1/2")], {}, "30 ÷ 120", ""),
        ("quality_per_price", [(120, "1/2"), (130, 1)], {"k": "2"}, "30 ÷ 120 × 100", ""),
        ("quality_per_price", [(120, "1/2"), (130, 1)], {"band": "10"}, "30 ÷ 120", ""),
        ("vfm_index", [(100, "1/2")], {}, "(30 ÷ 60)^(60 ÷ 40) ÷ 100", ""),
        ("utility_index", [(100, "1/2"), (125, 1)], {}, "(1 − (60 ÷ 60 − 30 ÷ 60) × 60 ÷ 40) × 100 ÷ 100", ""),
        ("utility_index", [(100, 0), (125, 1)], {}, "max(0; 1 − (60 ÷ 60 − 0 ÷ 60) × 60 ÷ 40) × 100 ÷ 100", ""),
        ("adjusted_score", [(80, "1/2")], {}, "30 ÷ 60 × 100 ÷ 80", ""),
        (
            "fixed_budget",
            [(80, "1/2")],
            {},
            "30",
            "The price of 80 is within the budget of 140: quality points alone rank.",
        ),
        ("lowest_price", [("80.5", 1)], {}, "80.50", ""),
        ("monetised_quality", [(80, "1/2")], {}, "80 − 50 × 50 %", ""),
        ("monetised_quality", [(80, "1/2")], {"values": {}}, "80", ""),
        ("adjusted_bid", [(80, "1/2")], {}, "80 ÷ (30 ÷ 60)", ""),
        ("relative_value_cost", [(80, 1), (90, "1/2")], {}, "80 × (30 + 60) ÷ (60 + 60)", ""),
        ("features", [(2614800, 1)], {}, "2,614,800 ÷ (1 + 0.3 ÷ 0.7)", ""),
        ("price_plus_cost", [(80, 1)], {}, "80 + 5 + 7.50", ""),
    ],
)
def test_the_line_of_a_formula(name, pairs, params, line, why):
    more = {"costs": {"care": F(5), "end": F("7.5")}}
    printed, steps, reason = line_of(name, *((amount, F(share)) for amount, share in pairs), more=more, **params)

    assert printed.replace("\u00a0", " ") == line.replace("−", "\u2212")
    assert (steps, reason.replace("\u00a0", " ")) == ([], why)


def test_what_has_no_one_line_prints_its_steps_in_order():
    pairs = [(100, 1), (120, 1), (128, 1)]

    assert line_of("bilinear_mean", *pairs) == (
        "40 × (0.8 + (1 \u2212 0.8) × (116 \u2212 100) ÷ (116 \u2212 100))",
        [("Mean of the 3 prices compared", "(100 + 120 + 128) ÷ 3")],
        "The price is below the mean price.",
    )
    assert line_of("bilinear_mean", *pairs, bid="C") == (
        "40 × 0.8 × (140 \u2212 128) ÷ (140 \u2212 116)",
        [("Mean of the 3 prices compared", "(100 + 120 + 128) ÷ 3")],
        "The price is the mean price or above it.",
    )
    assert line_of("bilinear_mean", (140, 1), (140, 1)) == (
        "0",
        [("Mean of the 2 prices compared", "(140 + 140) ÷ 2")],
        "The mean price is the base price: no price earns points.",
    )
    assert line_of("distance_to_mean", (100, 1), (120, 1)) == (
        "40 × (1 \u2212 (110 \u2212 100) ÷ 110)",
        [("Mean of the 2 prices compared", "(100 + 120) ÷ 2")],
        "",
    )
    assert line_of("quality_per_price", (100, F(9, 10)), (100, F(1)), band="15") == (
        "0.6",
        [("Its own figure", "54 ÷ 100")],
        "Within 15 % of the best figure, that of B, a bid counts as level with it.",
    )


def test_an_energy_service_is_discounted_period_by_period():
    line, steps, _ = line_of("npv_income", (200, 1))

    assert len(steps) == 21
    assert steps[0] == ("Period 0, 135 days: income, discounted", "200 × 0.9558…")
    assert line.startswith("191.1")


def test_a_published_floor_for_a_price_of_zero_stands_in_the_calculation():
    asked = offers((0, 1), (10, 1))

    working = price.FORMULAS["relative_lowest"].work("B", asked, terms(zero_floor="1"))

    assert text(working.expression) == "40 × 1 ÷ 10"
