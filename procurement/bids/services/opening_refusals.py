"""What is refused around an opening, and the line of the log that it leaves (SEALING §8, §9)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from core import audit, clock
from core.audit_limits import is_first
from core.models import User
from procurement.bids.states import OpeningLeafKind, RefusalCause
from procurement.tenders.models import Tender


class OpeningRefused(Exception):
    """An act of an opening that was not done; the text is a sentence for whoever asked, `cause` goes into the log."""

    def __init__(self, cause: RefusalCause, sentence: str) -> None:
        self.cause = cause
        super().__init__(sentence)


@contextmanager
def refusals_recorded(tender: Tender, by: User) -> Iterator[None]:
    """What is refused inside leaves leaf opening.refused, in a transaction of its own after the refused one.

    Once for each person, tender and minute, or a flood would hold up the log. It names nobody, and nothing of what was
    sent.
    """
    try:
        yield
    except OpeningRefused as refused:
        at = clock.db_now()
        if is_first(OpeningLeafKind.REFUSED, tender, by=by, at=at):
            with transaction.atomic():
                audit.record(OpeningLeafKind.REFUSED, tender, by=by, at=at, facts={"cause": refused.cause.value})
        raise
