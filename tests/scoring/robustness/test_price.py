from dataclasses import replace
from fractions import Fraction as F
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import numbers, price
from scoring.judging import evaluate
from scoring.robustness import price as search
from scoring.robustness.annex import Flip
from scoring.types import Basis, Group, Leaf, Minimum, Rounding
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, priced, spec
from tests.scoring.robustness.lots import PARAMS, ROUNDINGS, asking, judged, lots, with_formula

W, FULL = F(70), F(30)
NEVER, ALWAYS = F(-1), None


# --- closed forms of SCORING §4: the price at which b draws level with one rival a; L is the lowest of the others ---


def parts(frame, name, rival):
    """(p_a, p_b, q_a, q_b, t = T_a - Q_b over the others, D, L)."""
    others = [competitor for competitor in frame.bids if competitor != name]
    paid = {competitor: frame.prices[competitor]["price"] for competitor in frame.bids}
    quality = frame.evaluation.quality
    rest = evaluate(case_of(frame, others))
    top = rest.totals.get(rival)
    t = None if top is None else top - quality[name]
    return (
        paid[rival],
        paid[name],
        quality[rival],
        quality[name],
        t,
        quality[name] - quality[rival],
        min(paid[competitor] for competitor in others),
    )


def case_of(frame, names):
    from tests.scoring.robustness.lots import without_bid

    lot_case = frame.case
    for gone in set(frame.bids) - set(names):
        lot_case = without_bid(lot_case, gone)
    return lot_case


def capped(t, p):
    return ALWAYS if t <= 0 else NEVER if t > W else p


def _fixed_linear(pa, pb, qa, qb, t, d, low):
    return capped(t, 160 - t * 110 / W)


def _reference_price(pa, pb, qa, qb, t, d, low):
    return capped(t, 100 * W / t if t else None)


def _below_base(pa, pb, qa, qb, t, d, low):
    return NEVER if t > W else 150 * (1 - t / W)


def _relative_lowest(pa, pb, qa, qb, t, d, low):
    if t <= 0:
        return ALWAYS
    return W * low / t if W * low / t >= low else pa * (W + d) / W


def _scaled_lowest(pa, pb, qa, qb, t, d, low):
    above = low * (3 - 2 * t / W)
    return above if above >= low else pa / (1 - 2 * d / W)


def _log_lowest(pa, pb, qa, qb, t, d, low):
    above = low * numbers.power(F(4), 1 - t / W) if t < W else low if t == W else F(0)
    if above >= low:
        return above
    return pa * numbers.power(F(4), d / W) if d > 0 else pa if d == 0 else pa / numbers.power(F(4), -d / W)


def _base_relative(pa, pb, qa, qb, t, d, low):
    above = 150 - (150 - low) * t / W
    return min(above, F(150)) if above >= low else 150 - W * (150 - pa) / (W + d)


def _features(pa, pb, qa, qb, t, d, low):
    rest = 1 - FULL / 100
    return pa * (1 + qb / 100 / rest) / (1 + qa / 100 / rest)


def _vfm_index(pa, pb, qa, qb, t, d, low):
    return pa * numbers.power(qb / FULL, FULL / W) / numbers.power(qa / FULL, FULL / W)


def _money(pa, pb, qa, qb, t, d, low):
    return pa


CLOSED = {
    "fixed_linear": _fixed_linear,
    "reference_price": _reference_price,
    "below_base": _below_base,
    "relative_lowest": _relative_lowest,
    "scaled_lowest": _scaled_lowest,
    "log_lowest": _log_lowest,
    "base_relative": _base_relative,
    "quality_per_price": lambda pa, pb, qa, qb, t, d, low: pa * qb / qa,
    "vfm_index": _vfm_index,
    "adjusted_bid": lambda pa, pb, qa, qb, t, d, low: pa * qb / qa,
    "adjusted_score": lambda pa, pb, qa, qb, t, d, low: pa * qb / qa,
    "relative_value_cost": lambda pa, pb, qa, qb, t, d, low: pa * (qb + FULL) / (qa + FULL),
    "features": _features,
    "price_plus_cost": _money,
    "lowest_price": _money,
}


@pytest.mark.parametrize("formula", CLOSED)
@settings(max_examples=examples(10), deadline=None)
@given(data=st.data())
def test_bisection_finds_the_price_of_the_closed_form(formula, data):
    frame = judged(data.draw(lots(formulas=(formula,))))

    for flip in search.flips(frame)[0]:
        apart = [parts(frame, flip.bid, other) for other in frame.bids if other != flip.bid]
        if formula == "reference_price" and any(t == W for *_, t, _, _ in apart):
            continue  # level with the rival at every price up to the reference price: the tie chain decides
        forms = [CLOSED[formula](*held_apart) for held_apart in apart]
        level = min((price for price in forms if price is not ALWAYS), default=NEVER)
        expected = {floor(level), floor(level) - 1} if level.denominator == 1 else {floor(level)}
        if formula in {"log_lowest", "vfm_index"}:  # their marks have 12 decimals: level within one unit
            expected |= {floor(level) - 1, floor(level) + 1}
        assert (0 if flip.price is None else flip.price) in {max(price, 0) for price in expected}


def test_bisection_finds_the_price_under_quality_worth_money():
    lot_case = case(
        with_formula("monetised_quality"),
        bid("A", 100),
        bid("B", 120),
        marks=[agreed_by_two("p", 4, 5), agreed_by_two("q", 3, 4)],
    )
    frame = judged(lot_case)

    figures = frame.evaluation.figures
    assert search.flips(frame)[0] == (Flip("B", F(120), 120 - (figures["B"] - figures["A"]) - 1),)


def agreed_by_two(leaf, *marks):
    return replace(agreed(leaf, *(mark for mark in marks for _ in range(2))), evaluators=("E1", "E2"))


# --- the whole method is the judge of every search ---


def wins(lot_case, name, amount):
    result = evaluate(asking(lot_case, name, amount))
    return result.winner == name


@settings(max_examples=examples(60), deadline=None)
@given(lot_case=lots(), rounding=ROUNDINGS)
def test_loser_wins_at_the_price_found_and_not_one_unit_above(lot_case, rounding):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding))

    for flip in search.flips(judged(lot_case))[0]:
        at = flip.price or 0
        assert (at > 0 and wins(lot_case, flip.bid, at), wins(lot_case, flip.bid, at + 1)) == (
            flip.price is not None,
            False,
        )


@settings(max_examples=examples(40), deadline=None)
@given(lot_case=lots(), rounding=ROUNDINGS)
def test_winner_still_wins_at_the_highest_price_found_and_not_one_unit_above(lot_case, rounding):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding))
    frame = judged(lot_case)

    most = search.flips(frame)[1]

    if most.price is None:
        assert (most.reason, wins(lot_case, frame.winner, 10**9)) == ("always", True)
    else:
        assert (wins(lot_case, frame.winner, most.price), wins(lot_case, frame.winner, most.price + 1)) == (True, False)
        assert most.price >= most.now


@settings(max_examples=examples(16), deadline=None)
@given(lot_case=lots(formulas=("quality_per_price",), most=6), digits=st.integers(0, 2), band=st.integers(0, 20))
def test_levels_of_a_ratio_are_searched_by_the_whole_method(lot_case, digits, band):
    params = {"k": str(digits), "band": str(band)}
    lot_case = replace(lot_case, spec=replace(lot_case.spec, params=params))

    for flip in search.flips(judged(lot_case))[0]:
        assert flip.price is not None
        assert (wins(lot_case, flip.bid, flip.price), wins(lot_case, flip.bid, flip.price + 1)) == (True, False)


def test_no_price_is_looked_for_where_a_lower_price_can_lose():
    lot_case = case(
        with_formula("fixed_linear"),
        bid("A", 100),
        bid("B", 120),
        marks=[agreed_by_two("p", 4, 5), agreed_by_two("q", 3, 4)],
    )
    spec_ = replace(lot_case.spec, price_formula="distance_to_mean", params={}, origin="imported")

    frame = judged(replace(lot_case, spec=spec_))

    reasons = {flip.reason for flip in search.flips(frame)[0]} | {search.flips(frame)[1].reason}
    assert (frame.formula.monotone, reasons) == (False, {"not_monotone"})
    assert price.FORMULAS["distance_to_mean"].monotone is False


def test_only_bid_has_nothing_to_find():
    frame = judged(case(spec(priced(100)), bid("A", 7)))

    assert search.flips(frame) == ((), None, 0)


# --- ties, elements, minimums ---


def test_level_bids_are_parted_by_the_published_chain():
    lot_spec = spec(marked("q", 60), priced(40), formula="lowest_price", tie_chain=("higher_group(q)", "draw"))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 110), bid("C", 110), marks=[agreed("q", 3, 5, 1)])

    flips = {flip.bid: flip.price for flip in search.flips(judged(lot_case))[0]}

    assert flips == {"B": F(100), "C": F("99.99")}


def test_open_tie_is_no_victory():
    lot_spec = spec(priced(100), formula="lowest_price", tie_chain=(), origin="imported")

    flips = search.flips(judged(case(lot_spec, bid("A", 100), bid("B", 110))))[0]

    assert flips == (Flip("B", F(110), F("99.99")),)


def test_several_prices_change_in_proportion():
    lot_spec = spec(priced(60, "build"), priced(40, "run"), formula="lowest_price")
    lot_case = case(lot_spec, bid("A", {"build": 60, "run": 40}), bid("B", {"build": 90, "run": 30}))

    frame = judged(lot_case)

    assert search.flips(frame)[0] == (Flip("B", F(120), F("99.99") if winner_of_tie() == "A" else F(100)),)
    assert search.flips(frame)[1].price in {F(120), F("119.99")}


def winner_of_tie():
    """Who wins the draw between A and B with the seed of the tests."""
    return evaluate(case(spec(priced(100), formula="lowest_price"), bid("A", 1), bid("B", 1))).winner


def test_winner_that_asks_nothing_is_searched_from_one_unit_on():
    lot_spec = spec(priced(60, "build"), priced(40, "run"), formula="lowest_price", tie_chain=("lower_price", "draw"))
    lot_case = case(lot_spec, bid("A", {"build": 0, "run": 0}), bid("B", {"build": 5, "run": 5}))

    assert search.flips(judged(lot_case))[1].price in {F(10), F("9.99")}


def test_costs_stay_as_stated():
    cost = Leaf("lcc", "value_for_money", F(0), "formula", "cost", elements=("lcc",))
    lot_spec = spec(priced(100), cost, formula="price_plus_cost")
    lot_case = case(lot_spec, bid("A", {"price": 100, "lcc": 10}), bid("B", {"price": 100, "lcc": 30}))

    assert search.flips(judged(lot_case))[0][0].price in {F(80), F("79.99")}


def test_minimum_that_reads_the_price_is_judged_again():
    lot_spec = spec(
        marked("q", 60, parent="g"),
        priced(40, parent="g"),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "100"},
        groups=(Group("g", "value_for_money", F(100), minimum=Minimum(F(80))),),
        total_points=F(100),
    )
    lot_case = case(lot_spec, bid("A", 20), bid("B", 30), marks=[agreed("q", 5, 5)])

    flips, most, covers = search.flips(judged(lot_case))

    # B at 88 and A at 92; A keeps winning until it falls below 80 itself or behind B.
    assert (covers, most.price) == (1, F(30) if winner_of_tie() == "A" else F("29.99"))
    assert flips[0].price in {F(20), F("19.99")}


def test_price_no_whole_number_of_units_is_found_at_the_unit_below():
    lot_spec = spec(priced(100), formula="lowest_price", basis=Basis("EUR"))
    lot_case = case(lot_spec, bid("A", F(100)), bid("B", F(301, 3)))

    assert search.flips(judged(lot_case))[0][0].price in {F(100), F("99.99")}


@pytest.mark.parametrize("stage", ["subtotal", "each_leaf"])
@settings(max_examples=examples(10), deadline=None)
@given(data=st.data())
def test_rounding_of_groups_with_price_and_quality_counts(stage, data):
    lot_case = data.draw(lots(formulas=("fixed_linear", "relative_lowest")))
    grouped = (marked("p", 12, parent="g"), marked("q", 18), priced(70, parent="g"))
    groups = (Group("g", "value_for_money", F(82)),)
    lot_case = replace(
        lot_case, spec=replace(lot_case.spec, leaves=grouped, groups=groups, rounding=Rounding(stage, 0))
    )

    for flip in search.flips(judged(lot_case))[0]:
        at = flip.price or 0
        assert (at > 0 and wins(lot_case, flip.bid, at), wins(lot_case, flip.bid, at + 1)) == (
            flip.price is not None,
            False,
        )


def test_many_bids_limit_the_challengers_where_each_step_computes_many():
    names = [f"B{number:03}" for number in range(400)]
    lot_case = case(
        with_formula("bilinear_mean", panel_method="consensus"),
        *(bid(name, 100 + number % 40) for number, name in enumerate(names)),
        marks=[
            agreed(leaf, *(1 + (number * step) % 5 for number in range(400))) for leaf, step in (("p", 3), ("q", 7))
        ],
    )

    flips, _, covers = search.flips(judged(lot_case))

    assert (covers, len(flips)) == (6, 6)


def test_every_formula_with_a_price_is_searched():
    assert {*PARAMS, "npv_income"} == {name for name, formula in price.FORMULAS.items() if formula.monotone}


def test_price_decides_nothing_where_the_offers_rank():
    lot_spec = spec(priced(100), formula="npv_income", params={"announced": "2026-06-30", "rate": "1/8"})
    terms = {code: F(0) for code in (*price.money.ESCO_TERMS, *price.money.ESCO_SAVINGS)}
    good, poor = (
        {
            **terms,
            price.money.ESCO_TERMS[0]: F(5),
            price.money.ESCO_TERMS[2]: F(1, 2),
            price.money.ESCO_SAVINGS[1]: F(saved),
        }
        for saved in (900, 100)
    )

    flips, most, _ = search.flips(judged(case(lot_spec, bid("A", 5, offers=good), bid("B", 5, offers=poor))))

    assert ([flip.reason for flip in flips], most.reason) == (["never"], "always")
