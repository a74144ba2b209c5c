"""What of a bid counts: by its state, and by what happened to keys, tender and file since it came in."""

from itertools import product

import pytest

from procurement.bids.rules.counting import Counting, what_counts
from procurement.bids.states import BidState

SINCE = ("has_old_keys", "is_affected", "is_damaged")


def counting(state, *since):
    return what_counts(state, **{name: name in since for name in SINCE})


@pytest.mark.parametrize(
    ("state", "since", "expected"),
    [
        (BidState.SUBMITTED, (), Counting.COUNTS),
        (BidState.SUBMITTED, ("is_damaged",), Counting.DAMAGED),
        (BidState.SUBMITTED, ("is_damaged", "has_old_keys"), Counting.OLD_KEYS),
        (BidState.SUBMITTED, ("is_affected",), Counting.COUNTS),  # it came in after that, or was confirmed
        (BidState.NEEDS_RECONFIRMATION, (), Counting.UNCONFIRMED),
        (BidState.NEEDS_RECONFIRMATION, ("is_affected",), Counting.AFFECTED),
        (BidState.NEEDS_RECONFIRMATION, ("is_affected", "has_old_keys"), Counting.OLD_KEYS),
        (BidState.NEEDS_RECONFIRMATION, ("is_damaged",), Counting.DAMAGED),
    ],
)
def test_what_is_in_counts_or_it_is_said_what_helps(state, since, expected):
    assert counting(state, *since) is expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (BidState.DRAFT, Counting.NOTHING),
        (BidState.WITHDRAWN, Counting.WITHDRAWN),
        (BidState.OPENED, Counting.OPENED),
        (BidState.UNREADABLE, Counting.UNREADABLE),
    ],
)
def test_of_what_is_not_sealed_here_nothing_else_matters(state, expected):
    every = list(product(*((name, "") for name in SINCE)))

    assert {counting(state, *names) for names in every} == {expected}
