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


def weighed(given):
    held = judged(given)
    return held, shares(held), weighing(held, shares(held))


@settings(max_examples=examples(24), deadline=None)
@given(given=lots(formulas=POINTS), scaling=st.sampled_from(("none", "best")))
def test_shares_times_points_are_the_totals(given, scaling):
    given = replace(given, spec=replace(given.spec, scaling=scaling))

    held, parts, _ = weighed(given)

    assert {name: parts.total(name) for name in held.bids} == held.evaluation.totals


@settings(max_examples=examples(32), deadline=None)
@given(given=lots(formulas=POINTS))
def test_minimum_change_applied_is_a_tie(given):
    held, parts, found = weighed(given)

    for one in found.shifts:
        changed = {leaf: points + one.changes.get(leaf, 0) for leaf, points in parts.points.items()}
        gap = sum(points * (parts.of[leaf][held.winner] - parts.of[leaf][one.bid]) for leaf, points in changed.items())
        if one.moved is None:
            assert all(of[held.winner] > of[one.bid] for of in parts.of.values())
        else:
            assert (gap, sum(changed.values()), min(changed.values()) >= 0) == (0, 100, True)
            assert sum(abs(change) for change in one.changes.values()) == 2 * one.moved


@settings(max_examples=examples(32), deadline=None)
@given(
    differences=st.lists(st.integers(-4, 4), min_size=3, max_size=3),
    points=st.lists(st.integers(1, 4), min_size=3, max_size=3),
)
def test_no_smaller_change_of_weights_closes_the_gap(differences, points):
    held = {f"c{i}": F(p) for i, p in enumerate(points)}
    apart = {f"c{i}": F(d) for i, d in enumerate(differences)}
    gap = sum(held[leaf] * apart[leaf] for leaf in held)
    if gap <= 0:
        return
    found = shift("B", held, apart)
    halves = [[F(n, 2) for n in range(2 * sum(points) + 1)]] * 2
    every = [(x, y, sum(points) - x - y) for x, y in product(*halves) if x + y <= sum(points)]

    closing = [
        sum(abs(new - old) for new, old in zip(weights, points, strict=True)) / 2
        for weights in every
        if sum(w * d for w, d in zip(weights, differences, strict=True)) <= 0
    ]

    assert (found.moved is None) == (min(differences) > 0)
    assert found.moved is None or not closing or found.moved <= min(closing)
    if max(differences) > min(differences):
        assert found.unbounded == gap / (max(differences) - min(differences))
        assert found.moved is None or found.moved >= found.unbounded
    else:
        assert found.unbounded is None


def test_smallest_change_is_found_exactly():
    held = {"p": F(40), "q": F(60)}

    found = shift("B", held, {"p": F(-1, 10), "q": F(1, 10)})

    assert (found.moved, found.unbounded, found.changes) == (F(10), F(10), {"q": F(-10), "p": F(10)})


def test_level_bids_need_no_change():
    found = shift("B", {"p": F(50), "q": F(50)}, {"p": F(0), "q": F(0)})

    assert (found.moved, found.unbounded, found.changes) == (F(0), F(0), {})


@settings(max_examples=examples(24), deadline=None)
@given(given=lots(formulas=POINTS))
def test_closest_challenger_needs_the_smallest_change(given):
    _, _, found = weighed(given)

    able = {one.bid: one.moved for one in found.shifts if one.moved is not None}

    assert (able[found.closest] == min(able.values())) if able else found.closest == ""


@settings(max_examples=examples(32), deadline=None)
@given(given=lots(formulas=POINTS))
def test_ends_of_the_interval_are_ties_and_inside_it_the_winner_stays(given):
    held, parts, found = weighed(given)

    def totals(leaf, weight):
        rest = 1 - parts.points[leaf] / 100
        scaled = {one: (1 - weight) * points / 100 / rest for one, points in parts.points.items()} | {leaf: weight}
        return {name: sum(w * parts.of[one][name] for one, w in scaled.items()) for name in held.bids}

    for one in found.stable:
        assert 0 <= one.low <= one.weight <= one.high <= 1
        for end, rival in ((one.low, one.low_rival), (one.high, one.high_rival)):
            at = totals(one.leaf, end)
            assert max(at.values()) == at[held.winner]
            assert at[rival] == at[held.winner] if rival else end in {0, 1}
        beyond = one.high + F(1, 1000)
        if one.high_rival and beyond <= 1:
            assert totals(one.leaf, beyond)[one.high_rival] > totals(one.leaf, beyond)[held.winner]


def test_leaf_with_all_points_has_no_interval():
    made = spec(priced(100), formula="relative_lowest")

    _, _, found = weighed(case(made, bid("A", 1), bid("B", 2)))

    assert [(one.leaf, one.weight, one.low, one.high) for one in found.stable] == [("price", F(1), None, None)]


@pytest.mark.parametrize("formula", ["lowest_price", "adjusted_bid"])
def test_weights_do_not_apply_where_the_formula_earns_no_points(formula):
    made = spec(marked("q", 60), priced(40), formula=formula)

    held, parts, found = weighed(case(made, bid("A", 1), bid("B", 2), marks=[agreed("q", 4, 5)]))

    assert (held.winner, parts, found) == ("A", None, None)


def test_weights_do_not_apply_to_a_single_bid_nor_where_rounding_parts_the_bids():
    made = spec(marked("q", 60), priced(40), rounding=Rounding("total", 0), tie_chain=("lower_price", "draw"))
    close = case(made, bid("A", 100), bid("B", F("100.5")), marks=[agreed("q", 5, 5)])
    turned = replace(close, spec=replace(made, tie_chain=("earlier_submission", "draw")))
    later = replace(turned.facts.bids[0], submitted_at=turned.facts.bids[0].submitted_at.replace(hour=13))
    turned = replace(turned, facts=replace(turned.facts, bids=(later, turned.facts.bids[1])))

    assert weighed(case(made, bid("A", 1), marks=[agreed("q", 5)]))[2] is None
    assert evaluate(turned).winner == "B"
    assert weighed(turned)[2] is None


def test_leaf_without_points_is_left_out():
    made = spec(marked("q", 60), marked("r", 0), priced(40))
    given = case(made, bid("A", 1), bid("B", 2), marks=[agreed("q", 4, 5), agreed("r", 1, 2)])

    assert list(weighed(given)[1].points) == ["q", "price"]
