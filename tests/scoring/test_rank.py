from dataclasses import replace
from datetime import timedelta
from fractions import Fraction as F
from hashlib import sha256

import pytest

from scoring.rank import Draw, Standing, group_of, order
from scoring.results import Gap, Place, TieStep
from scoring.view import Blocked
from tests.scoring.build import NOON, bid


def standing(*bids, points=None, seed="seed"):
    prices = {offer.id: offer.prices["price"].amount for offer in bids}
    return Standing({offer.id: offer for offer in bids}, prices, points or {}, Draw(seed))


def places(*pairs, best="high", chain=(), **more):
    figures = {name: F(figure) for name, figure in pairs}
    return order(figures, best, chain, standing(*(bid(name, 100) for name, _ in pairs), **more))


def test_highest_figure_is_first():
    assert places(("A", 1), ("B", 3), ("C", 2)) == (Place(1, "B", F(3)), Place(2, "C", F(2)), Place(3, "A", F(1)))


def test_lowest_figure_is_first_where_low_is_best():
    assert [place.bid for place in places(("A", 1), ("B", 3), ("C", 2), best="low")] == ["A", "C", "B"]


def test_nobody_has_no_place():
    assert places() == ()


def test_tie_without_a_rule_is_a_gap_for_every_level_bid():
    with pytest.raises(Blocked) as caught:
        places(("A", 1), ("B", 1), ("C", 0))

    assert caught.value.gaps == (
        Gap("A", "", "unresolved_tie", "chain_ended"),
        Gap("B", "", "unresolved_tie", "chain_ended"),
    )


def test_draw_goes_by_ascending_sha256_of_seed_and_bid():
    keys = {name: sha256(f"seed{name}".encode()).hexdigest() for name in "ABC"}

    ranked = places(("A", 1), ("B", 1), ("C", 1), chain=("draw",))

    assert [place.bid for place in ranked] == sorted(keys, key=keys.__getitem__)
    assert [place.tie_path for place in ranked] == [(TieStep("draw", keys[place.bid], ()),) for place in ranked]


def drawn(lot, names="ABCDEF", seed="seed"):
    """Equal bids in the order of a draw whose seed was committed to, and the keys."""
    bids = [bid(name, 1) for name in names]
    standing = Standing({offer.id: offer for offer in bids}, {}, {}, Draw(seed, lot, committed=True))
    return [
        (place.bid, place.tie_path[0].key) for place in order(dict.fromkeys(names, F(1)), "high", ("draw",), standing)
    ]


def test_a_draw_is_bound_to_tender_lot_and_bid():
    keys = {name: sha256(f"draw@v1\0seed\0LM-1\x002\0{name}".encode()).hexdigest() for name in "ABCDEF"}

    assert drawn("LM-1 / 2") == sorted(keys.items(), key=lambda item: item[1])


def test_one_seed_gives_every_lot_and_every_tender_an_order_of_its_own():
    orders = {lot: "".join(name for name, _ in drawn(lot)) for lot in ("LM-1 / 1", "LM-1 / 2", "LM-2 / 1", "LM-1")}

    assert len(set(orders.values())) == 4
    assert Draw("s", "a / b", committed=True).key("A") != Draw("s", "a /b", committed=True).key("A")


def test_nothing_of_seed_and_bid_can_be_moved_from_one_to_the_other():
    assert Draw("seedA", "L / 1", committed=True).key("B") != Draw("seed", "L / 1", committed=True).key("AB")
    assert Draw("seedA").key("B") == Draw("seed").key("AB")  # the draw of old, kept for its records


def test_draw_without_a_seed_is_a_gap():
    with pytest.raises(Blocked) as caught:
        places(("A", 1), ("B", 1), chain=("draw",), seed=None)

    assert caught.value.gaps == (Gap("A", "", "unresolved_tie", "draw"), Gap("B", "", "unresolved_tie", "draw"))


def test_chain_goes_on_only_among_bids_still_level():
    bids = [bid("A", 100), bid("B", 90), bid("C", 90), bid("D", 80)]
    bids[1] = replace(bids[1], submitted_at=NOON + timedelta(seconds=1))
    figures = dict.fromkeys("ABC", F(5)) | {"D": F(1)}

    ranked = order(figures, "high", ("lower_price", "earlier_submission"), standing(*bids))

    assert [place.bid for place in ranked] == ["C", "B", "A", "D"]
    assert ranked[0].tie_path == (
        TieStep("lower_price", "90", ("B",)),
        TieStep("earlier_submission", "2026-05-04T12:00:00.000000Z", ()),
    )
    assert ranked[2].tie_path == (TieStep("lower_price", "100", ()),)
    assert ranked[3].tie_path == ()


def test_earlier_submission_of_an_unknown_moment_is_a_gap():
    bids = [bid("A", 1), bid("B", 1, submitted_at=None)]

    with pytest.raises(Blocked) as caught:
        order(dict.fromkeys("AB", F(1)), "high", ("earlier_submission",), standing(*bids))

    assert caught.value.gaps == (Gap("B", "", "unresolved_tie", "earlier_submission"),)


def test_small_supplier_goes_first_and_unknown_size_is_a_gap():
    known = [bid("A", 1, small=False), bid("B", 1, small=True)]
    unknown = [bid("A", 1, small=None), bid("B", 1, small=True)]
    figures = dict.fromkeys("AB", F(1))

    ranking = order(figures, "high", ("small_supplier",), standing(*known))

    assert [(place.bid, place.tie_path[0].key) for place in ranking] == [("B", "yes"), ("A", "no")]
    with pytest.raises(Blocked):
        order(figures, "high", ("small_supplier",), standing(*unknown))


def test_higher_group_parts_by_its_points():
    points = {"quality": {"A": F(1, 3), "B": F(1, 2)}}

    ranking = places(("A", 1), ("B", 1), chain=("higher_group(quality)",), points=points)

    assert [(place.bid, place.tie_path[0].key) for place in ranking] == [("B", "1/2"), ("A", "1/3")]


def test_group_of_a_rule():
    assert [group_of("higher_group(a.b)"), group_of("higher_group()"), group_of("draw")] == ["a.b", None, None]
