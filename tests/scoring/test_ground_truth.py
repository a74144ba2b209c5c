"""Real Prozorro tenders: evaluated prices and award order as the platform published them, recomputed exactly."""

import json
from fractions import Fraction as F

import pytest

from scoring.judging import evaluate
from scoring.types import MarkScale, ScaleLevel
from tests.scoring.build import agreed, bid, case, marked, priced, ruling, spec

TENDERS = ("UA-2020-08-06-003989-a", "UA-2024-05-10-000100-a", "UA-2021-08-19-000108-d")
MILLION = 10**6  # marks as millionths


@pytest.fixture
def truth(shared):
    path = shared / "data" / "ground_truth" / "prozorro_meat.json"
    return {
        record["tender"]: record for record in json.loads(path.read_text(encoding="utf-8"), parse_float=str)["cases"]
    }


def tender(data, rulings=()):
    """Each feature's share is its value; its points are what its highest value takes from the price."""
    leaves, scales, marks = [], [], []
    for number, top in enumerate(data["features_max"]):
        name = f"f{number}"
        values = sorted({F(0), F(top), *(F(entry["F"][number]) for entry in data["bids"])})
        scales.append(MarkScale(name, tuple(ScaleLevel(value) for value in values)))
        leaves.append(marked(name, F(top) * 100, scale=name))
        marks.append(
            agreed(name, *(int(F(entry["F"][number]) * MILLION) for entry in data["bids"]), denominator=MILLION)
        )
    rest = 100 - sum(leaf.points for leaf in leaves)
    lot_spec = spec(
        *leaves,
        priced(rest),
        formula="features",
        scales=tuple(scales),
        origin="imported",
        tie_chain=("earlier_submission",),
    )
    return case(lot_spec, *(bid(entry["id"], entry["price"]) for entry in data["bids"]), marks=marks, rulings=rulings)


@pytest.mark.parametrize("name", TENDERS)
def test_evaluated_prices_are_those_published(truth, name):
    data = truth[name]

    result = evaluate(tender(data))

    published = [
        F(value) for value in data.get("evaluated") or [bid_record["stored_evaluated"] for bid_record in data["bids"]]
    ]
    figures = [result.figures[bid_record["id"]] for bid_record in data["bids"]]
    assert all(abs(ours - theirs) <= F("0.005") for ours, theirs in zip(figures, published, strict=True))


def test_evaluated_prices_of_the_real_tender_are_exact(truth):
    """1,830,360 against 1,830,000: 360 hryvnias decide, and a rounded coefficient would move them."""
    result = evaluate(tender(truth[TENDERS[0]]))

    assert result.figures == {"c2bd17": F(1830000), "392650": F(1830360), "92cd5b": F(1883000)}
    assert [place.bid for place in result.order] == ["c2bd17", "392650", "92cd5b"]


def test_stored_denominators_are_ours(truth):
    data = truth[TENDERS[1]]
    result = evaluate(tender(data))

    for bid_record in data["bids"]:
        ours = F(bid_record["price"]) / result.figures[bid_record["id"]]
        assert abs(ours - F(bid_record["stored_denominator"])) < F(1, 10**15)


@pytest.mark.parametrize(
    ("name", "first", "contract"), [(TENDERS[0], "c2bd17", "392650"), (TENDERS[2], "76c896", "b700c9")]
)
def test_award_order_is_the_one_observed(truth, name, first, contract):
    """The first was rejected after the ranking; the next in our order then got the contract."""
    data = truth[name]

    outcome = evaluate(tender(data))
    after = evaluate(tender(data, [ruling("exclude", first, text="rejected by the buyer")]))

    assert [order.split()[0] for order in data["award_order_observed"]] == [first, contract]
    assert (outcome.winner, after.winner) == (first, contract)
