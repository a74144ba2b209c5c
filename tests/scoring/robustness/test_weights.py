from dataclasses import replace
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.judging import evaluate
from scoring.robustness.weights import shares, shift, weighing
from scoring.types import Rounding
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, priced, spec
from tests.scoring.robustness.lots import judged, lots

POINTS = ("fixed_linear", "relative_lowest", "min_max", "reference_price")


def weighed(lot_case):
    frame = judged(lot_case)
    return frame, shares(frame), weighing(frame, shares(frame))


@settings(max_examples=examples(24), deadline=None)
@given(lot_case=lots(formulas=POINTS), scaling=st.sampled_from(("none", "best")))
def test_shares_times_points_are_the_totals(lot_case, scaling):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, scaling=scaling))

    frame, parts, _ = weighed(lot_case)

    assert {name: parts.total(name) for name in frame.bids} == frame.evaluation.totals


@settings(max_examples=examples(32), deadline=None)
@given(lot_case=lots(formulas=POINTS))
def test_minimum_change_applied_is_a_tie(lot_case):
    frame, parts, weighing = weighed(lot_case)

    for entry in weighing.shifts:
        changed = {leaf: points + entry.changes.get(leaf, 0) for leaf, points in parts.points.items()}
        gap = sum(
            points * (parts.of[leaf][frame.winner] - parts.of[leaf][entry.bid]) for leaf, points in changed.items()
        )
        if entry.moved is None:
            assert all(of[frame.winner] > of[entry.bid] for of in parts.of.values())
        else:
            assert (gap, sum(changed.values()), min(changed.values()) >= 0) == (0, 100, True)
            assert sum(abs(change) for change in entry.changes.values()) == 2 * entry.moved


@settings(max_examples=examples(32), deadline=None)
@given(
    differences=st.lists(st.integers(-4, 4), min_size=3, max_size=3),
    points=st.lists(st.integers(1, 4), min_size=3, max_size=3),
)
def test_no_smaller_change_of_weights_closes_the_gap(differences, points):
    points_of = {f"c{i}": F(p) for i, p in enumerate(points)}
    apart = {f"c{i}": F(d) for i, d in enumerate(differences)}
    gap = sum(points_of[leaf] * apart[leaf] for leaf in points_of)
    if gap <= 0:
        return
    least = shift("B", points_of, apart)
    halves = [[F(n, 2) for n in range(2 * sum(points) + 1)]] * 2
    every = [(x, y, sum(points) - x - y) for x, y in product(*halves) if x + y <= sum(points)]

    closing = [
        sum(abs(new - old) for new, old in zip(weights, points, strict=True)) / 2
        for weights in every
        if sum(w * d for w, d in zip(weights, differences, strict=True)) <= 0
    ]

    assert (least.moved is None) == (min(differences) > 0)
    assert least.moved is None or not closing or least.moved <= min(closing)
    if max(differences) > min(differences):
        assert least.unbounded == gap / (max(differences) - min(differences))
        assert least.moved is None or least.moved >= least.unbounded
    else:
        assert least.unbounded is None


def test_smallest_change_is_found_exactly():
    weights = {"p": F(40), "q": F(60)}

    moved = shift("B", weights, {"p": F(-1, 10), "q": F(1, 10)})

    assert (moved.moved, moved.unbounded, moved.changes) == (F(10), F(10), {"q": F(-10), "p": F(10)})


def test_level_bids_need_no_change():
    moved = shift("B", {"p": F(50), "q": F(50)}, {"p": F(0), "q": F(0)})

    assert (moved.moved, moved.unbounded, moved.changes) == (F(0), F(0), {})


@settings(max_examples=examples(24), deadline=None)
@given(lot_case=lots(formulas=POINTS))
def test_closest_challenger_needs_the_smallest_change(lot_case):
    _, _, weighing = weighed(lot_case)

    able = {entry.bid: entry.moved for entry in weighing.shifts if entry.moved is not None}

    assert (able[weighing.closest] == min(able.values())) if able else weighing.closest == ""


@settings(max_examples=examples(32), deadline=None)
@given(lot_case=lots(formulas=POINTS))
def test_ends_of_the_interval_are_ties_and_inside_it_the_winner_stays(lot_case):
    frame, parts, weighing = weighed(lot_case)

    def totals(leaf, weight):
        rest = 1 - parts.points[leaf] / 100
        scaled = {entry: (1 - weight) * points / 100 / rest for entry, points in parts.points.items()} | {leaf: weight}
        return {name: sum(w * parts.of[entry][name] for entry, w in scaled.items()) for name in frame.bids}

    for entry in weighing.stable:
        assert 0 <= entry.low <= entry.weight <= entry.high <= 1
        for end, rival in ((entry.low, entry.low_rival), (entry.high, entry.high_rival)):
            at = totals(entry.leaf, end)
            assert max(at.values()) == at[frame.winner]
            assert at[rival] == at[frame.winner] if rival else end in {0, 1}
        beyond = entry.high + F(1, 1000)
        if entry.high_rival and beyond <= 1:
            assert totals(entry.leaf, beyond)[entry.high_rival] > totals(entry.leaf, beyond)[frame.winner]


def test_leaf_with_all_points_has_no_interval():
    lot_spec = spec(priced(100), formula="relative_lowest")

    _, _, weighing = weighed(case(lot_spec, bid("A", 1), bid("B", 2)))

    assert [(entry.leaf, entry.weight, entry.low, entry.high) for entry in weighing.stable] == [
        ("price", F(1), None, None)
    ]


@pytest.mark.parametrize("formula", ["lowest_price", "adjusted_bid"])
def test_weights_do_not_apply_where_the_formula_earns_no_points(formula):
    lot_spec = spec(marked("q", 60), priced(40), formula=formula)

    frame, parts, weighing = weighed(case(lot_spec, bid("A", 1), bid("B", 2), marks=[agreed("q", 4, 5)]))

    assert (frame.winner, parts, weighing) == ("A", None, None)


def test_weights_do_not_apply_to_a_single_bid_nor_where_rounding_parts_the_bids():
    lot_spec = spec(marked("q", 60), priced(40), rounding=Rounding("total", 0), tie_chain=("lower_price", "draw"))
    close = case(lot_spec, bid("A", 100), bid("B", F("100.5")), marks=[agreed("q", 5, 5)])
    turned = replace(close, spec=replace(lot_spec, tie_chain=("earlier_submission", "draw")))
    later = replace(turned.facts.bids[0], submitted_at=turned.facts.bids[0].submitted_at.replace(hour=13))
    turned = replace(turned, facts=replace(turned.facts, bids=(later, turned.facts.bids[1])))

    assert weighed(case(lot_spec, bid("A", 1), marks=[agreed("q", 5)]))[2] is None
    assert evaluate(turned).winner == "B"
    assert weighed(turned)[2] is None


def test_leaf_without_points_is_left_out():
    lot_spec = spec(marked("q", 60), marked("r", 0), priced(40))
    lot_case = case(lot_spec, bid("A", 1), bid("B", 2), marks=[agreed("q", 4, 5), agreed("r", 1, 2)])

    assert list(weighed(lot_case)[1].points) == ["q", "price"]
