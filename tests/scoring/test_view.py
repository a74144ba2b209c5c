from dataclasses import replace
from datetime import datetime
from fractions import Fraction as F
from hashlib import sha256

import pytest

from scoring import errors
from scoring.judging import evaluate
from scoring.types import Adjustment, Facts, Interface, InterfaceMark, Leaf, MarkColumn, PriceFacts
from scoring.view import normal
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, spec, two

TWO_SPEC = spec(
    marked("q", 50),
    Leaf("io", "interoperability", F(10), "machine", "verdict"),
    priced(40),
    interfaces=(Interface("a", F(1)),),
)


def faulty(bids=None, marks=None, rulings=()):
    bids = bids or [bid("A", 100), bid("B", 125)]
    return case(TWO_SPEC, *bids, marks=[agreed("q", 4, 5)] if marks is None else marks, rulings=rulings)


def changed(kind, amount):
    """Bid A at 100, with one change of its price."""
    return bid("A", prices={"price": PriceFacts(F(100), "EUR", adjustments=(Adjustment(kind, amount, "0" * 64),))})


def with_seed(published, seed):
    lot_case = two(seed_sha256=published)
    return replace(lot_case, facts=replace(lot_case.facts, draw_seed=seed))


def test_seed_of_the_draw_is_the_one_published():
    published = sha256(b"drawn before the opening").hexdigest()

    assert evaluate(with_seed(published, "drawn before the opening")).winner == "B"
    assert evaluate(with_seed(published, None)).winner == "B"
    with pytest.raises(errors.OtherSeed) as caught:
        evaluate(with_seed(published, "drawn after it"))
    assert caught.value == errors.OtherSeed("draw_seed")


def test_equal_bids_are_drawn_by_a_seed_that_was_committed_to_for_this_lot():
    published = sha256(b"seed").hexdigest()
    lots = [
        case(spec(priced(100), id=f"LM / {no}", seed_sha256=published), *(bid(name, 1) for name in "ABCDEF"))
        for no in range(1, 4)
    ]

    orders = {"".join(place.bid for place in evaluate(lot).order) for lot in lots}

    assert len(orders) == 3


def test_facts_are_put_in_the_order_of_ids():
    rows = tuple(f"m{number}" for number in range(4))
    facts = Facts(
        (bid("B", 2), bid("A", 1)),
        (
            MarkColumn("r", 1, ("E2", "E1"), (1, 2, 3, 4), rows),
            MarkColumn("q", 1, ("E1",), (5, 4)),
        ),
        (ruling("exclude", "B", number="r2"), ruling("exclude", "A")),
    )

    assert normal(facts) == Facts(
        (bid("A", 1), bid("B", 2)),
        (
            MarkColumn("q", 1, ("E1",), (4, 5)),
            MarkColumn("r", 1, ("E1", "E2"), (4, 3, 2, 1), ("m3", "m2", "m1", "m0")),
        ),
        (ruling("exclude", "A"), ruling("exclude", "B", number="r2")),
    )


FAULTS = {
    "a column of another length": (
        {"marks": [agreed("q", 4)]},
        errors.BadParameter("marks/q", why="a column holds one value for each bid and evaluator"),
    ),
    "rows of another length": (
        {"marks": [replace(agreed("q", 4, 5), rows=("m1",))]},
        errors.BadParameter("marks/q", why="a column holds one value for each bid and evaluator"),
    ),
    "an evaluator twice": (
        {"marks": [MarkColumn("q", 1, ("E1", "E1"), (1, 2, 3, 4))]},
        errors.DuplicateMark("marks/q", what="evaluator"),
    ),
    "a bid twice": ({"bids": [bid("A", 1), bid("A", 2)]}, errors.DuplicateMark("bids", what="A")),
    "a leaf twice": (
        {"marks": [agreed("q", 4, 5), agreed("q", 4, 5)]},
        errors.DuplicateMark("marks", what="q"),
    ),
    "marks for nothing": ({"marks": [agreed("z", 4, 5)]}, errors.UnknownLeaf("marks/z", leaf="z")),
    "marks for a price": ({"marks": [agreed("price", 4, 5)]}, errors.UnknownLeaf("marks/price", leaf="price")),
    "a denominator of zero": (
        {"marks": [agreed("q", 4, 5, denominator=0)]},
        errors.BadParameter("marks/q", why="the denominator is a whole number above 0"),
    ),
    "a float as mark": (
        {"marks": [agreed("q", 4.0, 5)]},
        errors.FloatRefused("marks/q", given="a mark that is no whole number"),
    ),
    "a bool as mark": (
        {"marks": [agreed("q", True, 5)]},
        errors.FloatRefused("marks/q", given="a mark that is no whole number"),
    ),
    "a mark off the scale": (
        {"marks": [agreed("q", 4, 5, denominator=2)]},
        errors.MarkNotOnScale("marks/q", mark=F(5, 2)),
    ),
    "a mark above the scale": ({"marks": [agreed("q", 6, 5)]}, errors.MarkNotOnScale("marks/q", mark=F(6))),
    "a float as price": (
        {"bids": [bid("A", prices={"price": PriceFacts(0.1, "EUR")}), bid("B", 1)]},
        errors.FloatRefused("bids/A/prices/price", given="0.1"),
    ),
    "a negative price": (
        {"bids": [bid("A", -1), bid("B", 1)]},
        errors.NegativePrice("bids/A/prices/price", price=F(-1)),
    ),
    "a moment without a time zone": (
        {"bids": [bid("A", 1, submitted_at=datetime(2026, 5, 4)), bid("B", 1)]},
        errors.BadParameter("bids/A/submitted_at", why="an instant names its time zone"),
    ),
    "a discount that raises": (
        {"bids": [changed("discount", F(5)), bid("B", 1)]},
        errors.BadParameter("bids/A/prices/price", why="a discount lowers the price, this one raises it by 5"),
    ),
    "a change of an unknown kind": (
        {"bids": [changed("rebate", F(-5)), bid("B", 1)]},
        errors.BadParameter("bids/A/prices/price", why="'rebate' is not one of correction, discount, priced"),
    ),
    "a float as change": (
        {"bids": [changed("priced", 0.5), bid("B", 1)]},
        errors.FloatRefused("bids/A/prices/price", given="0.5"),
    ),
    "a float as offer": (
        {"bids": [bid("A", 1, offers={"k": 0.5}), bid("B", 1)]},
        errors.FloatRefused("bids/A/offers/k", given="0.5"),
    ),
    "evidence for an unknown interface": (
        {"bids": [bid("A", 1, interfaces=(InterfaceMark("z", "valid"),)), bid("B", 1)]},
        errors.UnknownLeaf("bids/A/interfaces/z", leaf="z"),
    ),
    "an unknown outcome": (
        {"bids": [bid("A", 1, interfaces=(InterfaceMark("a", "good"),)), bid("B", 1)]},
        errors.BadParameter("bids/A/interfaces/a", why="'good' is no outcome"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_facts_with_a_fault_are_refused(name):
    lot_case, error = FAULTS[name]

    with pytest.raises(errors.ScoringError) as caught:
        evaluate(faulty(**lot_case))

    assert caught.value == error


RULINGS = {
    "an id twice": (
        [ruling("exclude", "A"), ruling("exclude", "B")],
        errors.DuplicateMark("rulings", what="r1"),
    ),
    "the same twice": (
        [ruling("exclude", "A"), ruling("exclude", "A", number="r2")],
        errors.DuplicateMark("rulings", what="exclude A "),
    ),
    "no reason": ([replace(ruling("exclude", "A"), reason_sha256="")], errors.RulingWithoutReason("rulings/r1")),
    "an unknown kind": ([ruling("forgive", "A")], errors.RulingWithoutReason("rulings/r1")),
    "an unknown bid": ([ruling("exclude", "Z")], errors.UnknownBid("rulings/r1", bid="Z")),
    "no bid": ([ruling("exclude", "")], errors.UnknownBid("rulings/r1", bid="")),
    "a mark for an unknown leaf": ([ruling("mark_is", "A", "z", 1)], errors.UnknownLeaf("rulings/r1", leaf="z")),
    "a mark for a price": ([ruling("mark_is", "A", "price", 1)], errors.UnknownLeaf("rulings/r1", leaf="price")),
    "no mark": ([ruling("mark_is", "A", "q")], errors.RulingWithoutReason("rulings/r1")),
    "a mark off the scale": (
        [ruling("mark_is", "A", "q", F(1, 2))],
        errors.MarkNotOnScale("rulings/r1", mark=F(1, 2)),
    ),
    "a share above 1": ([ruling("mark_is", "A", "io", 2)], errors.MarkNotOnScale("rulings/r1", mark=F(2))),
    "no evaluator": ([ruling("drop_evaluator", "A")], errors.RulingWithoutReason("rulings/r1")),
    "the agreed mark dropped": (
        [ruling("drop_evaluator", "A", text="consensus")],
        errors.RulingWithoutReason("rulings/r1"),
    ),
    "an evaluator of an unknown leaf": (
        [ruling("drop_evaluator", "", "z", text="E1")],
        errors.UnknownLeaf("rulings/r1", leaf="z"),
    ),
    "a price of an unknown element": (
        [ruling("use_price", "A", "z", 1)],
        errors.UnknownLeaf("rulings/r1", leaf="z"),
    ),
    "no price": ([ruling("use_price", "A", "price")], errors.RulingWithoutReason("rulings/r1")),
    "a negative price": (
        [ruling("use_price", "A", "price", -1)],
        errors.NegativePrice("rulings/r1", price=F(-1)),
    ),
    "evidence of an unknown interface": (
        [ruling("set_evidence", "A", "z", text="valid")],
        errors.UnknownLeaf("rulings/r1", leaf="z"),
    ),
    "no evidence": ([ruling("set_evidence", "A", "a")], errors.RulingWithoutReason("rulings/r1")),
}


@pytest.mark.parametrize("name", RULINGS)
def test_ruling_with_a_fault_is_refused(name):
    faulty_ruling, error = RULINGS[name]

    with pytest.raises(errors.ScoringError) as caught:
        evaluate(faulty(rulings=faulty_ruling))

    assert caught.value == error


def test_offers_and_prices_that_are_not_stated_are_no_fault():
    result = evaluate(faulty(bids=[bid("A", 100, offers={"k": None}), bid("B", 125)]))

    assert result.winner == "B"


def test_the_order_of_bids_changes_nothing():
    lot_case = two()
    turned = case(lot_case.spec, *reversed(lot_case.facts.bids), marks=[agreed("q", 5, 4)])

    assert evaluate(turned) == evaluate(lot_case)


def test_the_order_of_evaluators_changes_nothing():
    lot_spec = spec(marked("q", 60), priced(40), panel_method="mean")
    two_each = panel("q", (1, 4), (2, 5))
    turned = replace(two_each, evaluators=("E2", "E1"), values=(4, 1, 5, 2))

    results = [evaluate(case(lot_spec, bid("A", 1), bid("B", 1), marks=[column])) for column in (two_each, turned)]

    assert results[0] == results[1]
