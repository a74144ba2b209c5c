"""What outages of the site took from the last hours of a tender, and the deadline that makes it good."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.models import SiteOutage
from core.uptime import queries as uptime
from procurement.tenders.models import Origin, OutageExtension, Tender
from procurement.tenders.states import TenderState

LAST_HOURS = timedelta(hours=24)  # before the deadline; our choice: an earlier outage leaves time enough
QUARTER = timedelta(minutes=15)
LEAST_AFTER_REOPENING = timedelta(hours=24)
_SEALED = (TenderState.OPEN, TenderState.CLOSED)  # open still for the minute until it is closed
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OutageProposal:
    """What is lost of the last hours, and the deadline that makes it good. `more`: in whole quarters of an hour."""

    outages: tuple[SiteOutage, ...]
    lost: timedelta
    more: timedelta
    deadline: datetime


def more_time(lost: timedelta) -> timedelta:
    """What makes a lost time good: as much, rounded up to the next quarter of an hour."""
    return -(-lost // QUARTER) * QUARTER


def next_quarter(moment: datetime) -> datetime:
    """The moment itself on a whole quarter of an hour, else the next one."""
    return moment + -(moment - _EPOCH) % QUARTER


def outage_proposal(tender: Tender, *, at: datetime) -> OutageProposal | None:
    """What an officer may make good now; None where nothing is lost or all is made good. At most two queries."""
    deadline = tender.deadline_at
    if tender.state != TenderState.OPEN or deadline is None or at >= deadline:
        return None
    rows, lost = _lost_before(tender, deadline)
    return OutageProposal(rows, lost, more_time(lost), deadline + more_time(lost)) if rows else None


def reopening_terms(tender: Tender, *, at: datetime) -> OutageProposal | None:
    """What two officers may make good of a tender whose deadline is over, if it takes bids again now; None as above.

    The time counts from now: as much as was lost, at least a day, since nobody watches a tender that is closed (our
    choice), to a whole quarter of an hour. Two queries at most.
    """
    deadline = tender.deadline_at
    if tender.state not in _SEALED or tender.origin != Origin.OWN or deadline is None or at < deadline:
        return None
    rows, lost = _lost_before(tender, deadline)
    more = max(more_time(lost), LEAST_AFTER_REOPENING)
    return OutageProposal(rows, lost, more, next_quarter(at + more)) if rows else None


def _lost_before(tender: Tender, deadline: datetime) -> tuple[tuple[SiteOutage, ...], timedelta]:
    """The outages of the last hours that are not made good, and what they took of these hours."""
    start = deadline - LAST_HOURS
    rows = uptime.outages_between(start, deadline)
    if rows:
        made_good = set(OutageExtension.objects.filter(tender=tender).values_list("outage_id", flat=True))
        rows = [row for row in rows if row.pk not in made_good]
    lost = sum((min(row.to_at, deadline) - max(row.from_at, start) for row in rows), timedelta())
    return tuple(rows), lost
