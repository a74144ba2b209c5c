"""Shares are exact: 100 is 100, at most four decimals, nothing is rounded."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.rules import shares
from suppliers.rules.shares import BadShare
from suppliers.states import PartyRole

STEPS = 1_000_000  # steps of 0.0001 in 100


@st.composite
def splits(draw):
    """Any way of giving 100 to some parties, each with at least a step."""
    parties = draw(st.integers(1, 12))
    cuts = draw(st.lists(st.integers(1, STEPS - 1), min_size=parties - 1, max_size=parties - 1, unique=True))
    bounds = [0, *sorted(cuts), STEPS]
    return [Decimal(end - start) / 10_000 for start, end in pairwise(bounds)]


def named(split):
    return {f"Party {number}": share for number, share in enumerate(split)}


@given(splits())
def test_every_exact_split_is_whole(split):
    assert all(shares.exact_share(share, PartyRole.MEMBER) == share for share in split)
    assert shares.are_complete(named(split))


@given(splits(), st.data())
def test_one_step_more_or_less_is_not(split, data):
    place = data.draw(st.integers(0, len(split) - 1))
    off = [*split]
    off[place] += data.draw(st.sampled_from([shares.STEP, -shares.STEP]))

    assert not shares.are_complete(named(off))
    assert abs(shares.share_total(off) - 100) == shares.STEP


@given(splits().flatmap(lambda split: st.tuples(st.just(split), st.permutations(split))))
def test_the_order_changes_nothing(pair):
    split, permuted = pair

    assert shares.share_total(split) == shares.share_total(permuted) == 100


@given(st.lists(st.decimals("0.0001", 100, places=4), max_size=12))
def test_the_sum_is_that_of_fractions(listed):
    assert Fraction(shares.share_total(listed)) == sum(map(Fraction, listed))


@given(st.integers(1, 500))
def test_equal_shares_are_whole_and_differ_by_a_step_at_most(parties):
    equal = shares.equal_shares(parties)

    assert (len(equal), sum(equal)) == (parties, 100)
    assert max(equal) - min(equal) in {0, shares.STEP}


def test_thirds_have_four_decimals_and_33_33_three_times_is_not_enough():
    assert shares.equal_shares(3) == (Decimal("33.3334"), Decimal("33.3333"), Decimal("33.3333"))
    assert shares.equal_shares(0) == ()
    assert not shares.are_complete(named([Decimal("33.33")] * 3))
    assert shares.share_text(shares.share_total([Decimal("33.33")] * 3)) == "99.99"


@pytest.mark.parametrize(
    ("share", "reason"),
    [
        ("0", "range"),
        ("-1", "range"),
        ("100.0001", "range"),
        ("NaN", "range"),
        ("Infinity", "range"),
        ("33.33333", "places"),
    ],
)
def test_a_share_that_no_party_can_have_is_refused(share, reason):
    with pytest.raises(BadShare) as refused:
        shares.exact_share(Decimal(share), PartyRole.LEAD)

    assert refused.value.reason == reason


@pytest.mark.parametrize("role", [PartyRole.RELIED_SUBCONTRACTOR, PartyRole.OTHER_SUBCONTRACTOR])
def test_a_subcontractor_has_no_share(role):
    assert shares.exact_share(None, role) is None
    with pytest.raises(BadShare) as refused:
        shares.exact_share(Decimal(1), role)
    assert refused.value.reason == "none"


def test_a_share_that_is_not_known_yet_makes_nothing_whole():
    assert shares.exact_share(None, PartyRole.MEMBER) is None
    assert not shares.are_complete({"Lead": Decimal(100), "Member": None})
    assert not shares.are_complete({})


@pytest.mark.parametrize(("share", "text"), [("33.3000", "33.3"), ("100.0000", "100"), ("0.0001", "0.0001")])
def test_a_share_is_said_without_needless_zeros(share, text):
    assert shares.share_text(Decimal(share)) == text
