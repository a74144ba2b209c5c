"""Questions about a tender that nobody has answered."""

from procurement.tenders.models import Clarification
from tests import builders
from tests.architecture.rows import make


def asked(tender, count=1):
    """So many questions that wait."""
    for _ in range(count):
        make(Clarification, tender=tender, text_asked="May poles be used?", state_at=builders.AT, asked_at=builders.AT)
