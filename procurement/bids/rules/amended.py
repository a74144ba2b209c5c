"""What an amendment asks of a bid that is in (LIFECYCLE §3)."""

from collections.abc import Collection

from procurement.tenders.states import AmendmentKind


def affects_answers(kinds: Collection[str]) -> bool:
    """Whether a bid that is in must be written anew for an amendment of these kinds; else it may stay as it is."""
    return AmendmentKind.RESPONSE_AFFECTING in kinds
