"""Generated lots for every formula: two criteria of 12 and 18 points, a price of 70, prices in whole units of 1."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import strategies as st

from scoring.judging import evaluate
from scoring.results import Outcome
from scoring.robustness import lot
from scoring.types import Basis, Facts, MarkColumn, Minimum, PriceFacts, Rounding
from tests.scoring.build import bid, case, marked, priced, spec

PARAMS = {
    "fixed_linear": {"Pmin": "50", "Pmax": "160"},
    "monetised_quality": {"values": {"p": "20", "q": "35"}},
    "reference_price": {"Pref": "100"},
    "below_base": {"B": "150"},
    "lookup": {"bands": [["80", "1"], ["110", "1/2"], [None, "0"]]},
    "relative_lowest": {},
    "scaled_lowest": {"n": "3", "floor": "none"},
    "log_lowest": {"A": "4", "floor": "none"},
    "base_relative": {"B": "150"},
    "min_max": {},
    "bilinear_mean": {"B": "150", "X": "4/5"},
    "quality_per_price": {},
    "vfm_index": {},
    "utility_index": {},
    "adjusted_bid": {},
    "adjusted_score": {"E": "100"},
    "relative_value_cost": {},
    "features": {},
    "price_plus_cost": {},
    "fixed_budget": {"B": "150"},
    "lowest_price": {},
}


def with_formula(formula, **more):
    """The specification; prices count in whole units, so that searches are short."""
    lot_spec = spec(
        marked("p", 12),
        marked("q", 18),
        priced(70),
        formula=formula,
        params=PARAMS[formula],
        quality_minimum=Minimum(F(0)) if formula == "quality_per_price" else None,
        basis=Basis("EUR", places=0),
        panel_method="mean",
        tie_chain=("lower_price", "draw"),
    )
    return replace(lot_spec, **more)


@st.composite
def lots(draw, formulas=tuple(PARAMS), least=2, most=5, width=2, **more):
    """A case with marks 1..5 by each of `width` evaluators and prices 60..140."""
    lot_spec = with_formula(draw(st.sampled_from(formulas)), **more)
    count = draw(st.integers(least, most))
    prices = draw(st.lists(st.integers(60, 140), min_size=count, max_size=count))
    evaluators = tuple(f"E{number}" for number in range(width))
    marks = st.lists(st.integers(1, 5), min_size=count * width, max_size=count * width)
    columns = [MarkColumn(leaf, 1, evaluators, tuple(draw(marks))) for leaf in ("p", "q")]
    return case(lot_spec, *(bid(f"B{number}", price) for number, price in enumerate(prices)), marks=columns)


ROUNDINGS = st.sampled_from([Rounding(), Rounding("total", 0), Rounding("each_leaf", 0), Rounding("each_mark", 0)])


def judged(lot_case):
    """The lot of a case that has a winner."""
    evaluation = evaluate(lot_case)
    assert isinstance(evaluation, Outcome)
    return lot(lot_case, evaluation)


def asking(lot_case, name, amount, element="price"):
    """The case with another price of one bid."""
    bids = tuple(
        replace(offer, prices={**offer.prices, element: PriceFacts(F(amount), "EUR")}) if offer.id == name else offer
        for offer in lot_case.facts.bids
    )
    return replace(lot_case, facts=replace(lot_case.facts, bids=bids))


def without_bid(lot_case, name):
    """The case as if a bid had never been made."""
    keep = [row for row, offer in enumerate(lot_case.facts.bids) if offer.id != name]
    columns = tuple(
        replace(
            column,
            values=tuple(
                column.values[row * len(column.evaluators) + seat]
                for row in keep
                for seat in range(len(column.evaluators))
            ),
        )
        for column in lot_case.facts.marks
    )
    facts = Facts(
        tuple(lot_case.facts.bids[row] for row in keep), columns, lot_case.facts.rulings, lot_case.facts.draw_seed
    )
    return replace(lot_case, facts=facts)
