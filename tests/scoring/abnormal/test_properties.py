"""Laws that hold for every rule, and those that hold for some, tried on generated prices."""

from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from scoring import abnormal
from scoring.types import AltRule

MONEY = ("base", "estimate")
RULES = [
    AltRule("mean_of_others", {"x": "0.4"}),
    AltRule("next_below", {"x": "0.3"}),
    AltRule("mean_or_next", {}),
    AltRule("base_share", {"x": "0.6", "base": "1000"}),
    AltRule("mean_minus_sd", {"estimate": "1000"}),
    AltRule("spain_85", {"base": "1000"}),
    AltRule("spain_85", {"base": "1000", "units": "points", "reduced": "yes"}),
    AltRule("trimmed_excess", {"base": "1000", "ties": "block"}),
    AltRule("trimmed_2019", {"base": "1000"}),
    AltRule("trimmed_2019", {"base": "1000", "digits": "concatenated", "decrement": "percent"}),
    AltRule("mean_of_all", {"x": "0.15"}),
    AltRule("annex_ii2_a", {"base": "1000"}),
    *(
        AltRule(rule, {"base": "1000", "method": method, "coefficient": "0.8"})
        for rule in ("drawn_2016", "drawn_2017")
        for method in "abcde"
    ),
]
rules = st.sampled_from(RULES)
amounts = st.lists(st.integers(1, 1200), min_size=1, max_size=20)


def named(prices):
    return {f"B{number:02}": F(price) for number, price in enumerate(prices)}


def ranking(prices):
    return sorted(prices, key=lambda bid: (prices[bid], bid))


def asked(rule, prices):
    return {flag.bid for flag in abnormal.flags(rule, prices, ranking(prices)).flags}


@given(rule=rules, prices=amounts, seed=st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(rule, prices, seed):
    by_bid = named(prices)
    turned = list(by_bid.items())
    seed.shuffle(turned)

    assert abnormal.flags(rule, dict(turned), ranking(by_bid)) == abnormal.flags(rule, by_bid, ranking(by_bid))


@given(rule=rules, prices=amounts, factor=st.fractions(F(1, 100), 100, max_denominator=100))
def test_another_currency_flags_the_same_bids(rule, prices, factor):
    params = {name: str(F(value) * factor) if name in MONEY else value for name, value in rule.params.items()}
    by_bid = named(prices)
    scaled = {bid: price * factor for bid, price in by_bid.items()}

    assert asked(AltRule(rule.id, params), scaled) == asked(rule, by_bid)


@given(rule=rules, prices=amounts)
def test_flags_lie_beyond_their_threshold_and_point_at_compared_bids(rule, prices):
    findings = abnormal.flags(rule, named(prices), ranking(named(prices)))
    falls = abnormal.RULES[rule.id].unit == "money"

    for flag in findings.flags:
        apart = flag.threshold - flag.value if falls else flag.value - flag.threshold
        assert (flag.margin, flag.margin >= 0, flag.bid in findings.compared) == (apart, True, True)
    assert findings.compared == tuple(sorted(named(prices)))
    assert not (findings.flags and findings.notes)


@given(rule=rules, prices=amounts)
def test_passing_at_the_threshold_flags_no_more_than_flagging_there(rule, prices):
    by_bid = named(prices)
    both = [asked(AltRule(rule.id, {**rule.params, "at_threshold": word}), by_bid) for word in ("pass", "flag")]

    assert both[0] <= both[1]


@given(rule=st.sampled_from(RULES[3:]), prices=amounts)
def test_cheaper_bid_is_flagged_where_a_dearer_one_is(rule, prices):
    """Rules with one threshold for all; two Spanish bids have one each, but only the cheaper can be far below."""
    by_bid = named(prices)
    findings = asked(rule, by_bid)

    assert {bid for bid in by_bid if any(by_bid[bid] <= by_bid[other] for other in findings)} == findings


@given(prices=amounts, more=st.integers(0, 500))
def test_another_bid_as_high_as_the_highest_takes_no_flag_away(prices, more):
    for rule in RULES[:4]:
        by_bid = named(prices)
        joined = {**by_bid, "Z": max(by_bid.values()) + more}

        assert asked(rule, by_bid) <= asked(rule, joined)


@given(prices=amounts, price=st.integers(1, 1200))
def test_share_of_the_base_asks_the_same_bids_whoever_else_comes(prices, price):
    by_bid = named(prices)

    assert asked(RULES[3], {**by_bid, "Z": F(price)}) - {"Z"} == asked(RULES[3], by_bid)


@given(prices=amounts, less=st.integers(1, 1199))
def test_lower_own_price_keeps_the_own_flag(prices, less):
    by_bid = named(prices)
    lower = {**by_bid, "B00": max(by_bid["B00"] - less, F(1))}

    for rule in (RULES[0], RULES[3]):
        assert ("B00" in asked(rule, by_bid)) <= ("B00" in asked(rule, lower))


@given(prices=st.lists(st.integers(500, 999), min_size=15, max_size=25))
def test_italian_limit_of_2019_is_never_above_the_sum_that_it_lowers(prices):
    by_bid = named(prices)
    findings = abnormal.flags(RULES[8], by_bid)

    for flag in findings.flags:
        assert flag.inputs["mean"] + flag.inputs["excess"] * F(19, 100) <= flag.threshold
        assert flag.threshold <= flag.inputs["mean"] + flag.inputs["excess"]
