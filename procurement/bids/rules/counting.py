"""What of a bid counts as it stands: its latest version, nothing, or that version only once its team does something.

Pure. Every page that says whether a bid stands says it by this, so that none promises what the opening will not do.
"""

from enum import Enum

from procurement.bids.states import BidState


class Counting(Enum):
    """What becomes of the latest version of a bid if nobody does anything more."""

    NOTHING = "nothing"  # none came in
    WITHDRAWN = "withdrawn"  # it is not opened
    OLD_KEYS = "old_keys"  # sealed for keys that were replaced: it cannot count, only a new submission does
    AFFECTED = "affected"  # bids have to answer something else now: opened, then left out, unless submitted again
    DAMAGED = "damaged"  # the site's copy is not whole: it may not open
    UNCONFIRMED = "unconfirmed"  # the tender changed: opened, then left out, unless confirmed or submitted again
    COUNTS = "counts"  # it is opened and looked at
    OPENED = "opened"
    UNREADABLE = "unreadable"  # the opening found it so


SUBMIT_AGAIN = frozenset({Counting.OLD_KEYS, Counting.AFFECTED, Counting.DAMAGED})  # nothing less helps
_ENDS = {
    BidState.DRAFT: Counting.NOTHING,
    BidState.WITHDRAWN: Counting.WITHDRAWN,
    BidState.OPENED: Counting.OPENED,
    BidState.UNREADABLE: Counting.UNREADABLE,
}


def what_counts(state: str, *, has_old_keys: bool, is_affected: bool, is_damaged: bool) -> Counting:
    """Of a bid in this state; the other three are of its latest version, the worst is what is said.

    `has_old_keys`: it was sealed for keys that were replaced since. `is_affected`: the tender was amended since in what
    bids answer. `is_damaged`: its stored envelopes are not whole.
    """
    bid_state = BidState(state)
    if bid_state in _ENDS:
        return _ENDS[bid_state]
    if has_old_keys:
        return Counting.OLD_KEYS
    is_unconfirmed = bid_state == BidState.NEEDS_RECONFIRMATION
    if is_unconfirmed and is_affected:
        return Counting.AFFECTED
    if is_damaged:
        return Counting.DAMAGED
    return Counting.UNCONFIRMED if is_unconfirmed else Counting.COUNTS
