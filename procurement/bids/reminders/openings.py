"""What an opening waits for by the clock: the second person, for half an hour."""

from core.timers import Due
from procurement.bids.models import Opening
from procurement.bids.rules.openings import BETWEEN_THE_TWO
from procurement.bids.states import OpeningState


def due(opening: Opening) -> list[Due]:
    """When an opening with one half expires; also one that was over while the site stood still. No query."""
    if opening.state != OpeningState.FIRST_HALF:
        return []
    return [Due(opening.state_at + BETWEEN_THE_TWO, "expire", even_late=True)]
