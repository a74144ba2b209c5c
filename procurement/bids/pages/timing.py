"""A bid that is taken back, confirmed again, or came too late, in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.pages import formats
from core.uptime import pages as uptime_pages
from core.uptime import queries as uptime
from procurement.bids.models import Attempt, AttemptReason, Bid, BidRevision
from procurement.bids.outline import outline_of
from procurement.bids.pages.affected import AffectedLine, affected_lines
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.counting import standing_sentence, state_heading
from procurement.bids.pages.tasks import crumbs
from procurement.bids.queries import drafts
from procurement.bids.queries import timing as queries
from procurement.bids.queries.counting import counting_of
from procurement.bids.rules.amended import affects_answers
from procurement.bids.rules.counting import Counting
from procurement.bids.services import drafting
from procurement.tenders import gather as tender_gather
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.states import AmendmentKind

LAST_HOURS = timedelta(hours=2)  # of which a page says whether the site stood still
_CONSEQUENCES: Mapping[Counting, Promise] = {
    Counting.UNCONFIRMED: _lazy("By %(deadline)s. Not confirmed, it is opened and then left out."),
    Counting.AFFECTED: _lazy("By %(deadline)s. Not submitted again, it is opened and then left out."),
    Counting.OLD_KEYS: _lazy("By %(deadline)s. Not submitted again, it cannot count."),
    Counting.DAMAGED: _lazy("By %(deadline)s. Not submitted again, it may not open."),
}
_WHY_AGAIN: Mapping[Counting, Promise] = {
    Counting.AFFECTED: _lazy("It cannot stay as it is: bids have to answer something else now."),
    Counting.OLD_KEYS: _lazy(
        "It cannot stay as it is: other keys open the bids now, and what was sealed for the old ones cannot count. "
        "Your draft is still here; submit it again."
    ),
    Counting.DAMAGED: _lazy("It cannot stay as it is: the site's copy is damaged, and submitting makes a new one."),
}


def withdrawal_page(bid: Bid, *, refused: str, now: datetime) -> Mapping[str, object]:
    """What follows from taking a bid back. One query."""
    revision = queries.latest_revision(bid)
    return {
        **_page(bid, _("Withdraw this bid?")),
        "refused": refused,
        "received": _when(revision.received_at, bid.tender, seconds=True) if revision else "",
        "clock": clock_box(bid.tender, now),
    }


def confirmation_page(bid: Bid, *, refused: str, now: datetime) -> Mapping[str, object]:
    """What changed since the bid came in, field by field, and whether it can stay as it is. Eight queries."""
    reading = counting_of(bid)
    revision = reading.version
    no = queries.confirmed_no(revision) if revision else 0
    amendments = queries.amendments_since(bid.tender, no)
    return {
        **_page(bid, state_heading(reading, 0, is_open=True)),
        "refused": refused,
        "lead": _CONSEQUENCES[reading.counting] % {"deadline": _when(bid.tender.deadline_at, bid.tender)},
        "changes": [_change(amendment, bid.tender) for amendment in amendments],
        "versions_url": reverse("tenders:versions", args=[bid.tender_id]),
        "is_affected": reading.counting is Counting.AFFECTED,
        "why_again": _WHY_AGAIN.get(reading.counting, ""),
        "lines": _affected_lines(bid, revision) if revision else [],
        "seen": queries.latest_version(bid.tender).no,
        "clock": clock_box(bid.tender, now),
    }


def attempt_page(bid: Bid, attempt: Attempt, now: datetime) -> Mapping[str, object]:
    """That something was sent and not taken, when it was complete, what counts and what the person can do. Seven
    queries at most.
    """
    tender = bid.tender
    is_late = attempt.reason == AttemptReason.AFTER_DEADLINE
    sentence = _("It was complete at %(ended)s. The deadline was %(deadline)s, by the server’s clock.")
    why = _("Why: %(reason)s. It was complete at %(ended)s, by the server’s clock.")
    facts = {
        "ended": _when(attempt.ended_at, tender, seconds=True),
        "deadline": _when(tender.deadline_at, tender, seconds=True),
        "reason": AttemptReason(attempt.reason).label,
    }
    heading = _("Too late: this bid was not taken") if is_late else _("This bid was not taken")
    return {
        **_page(bid, heading),
        "number": attempt_number(attempt),
        "lead": (sentence if is_late else why) % facts,
        "stands": standing_sentence(bid, counting_of(bid), is_open=drafting.takes_bids(tender, now)),
        "has_draft": hasattr(bid, "draft"),
        "faults": _faults(bid, attempt),
    }


def attempt_number(attempt: Attempt) -> str:
    """What a person names an attempt by: 3C9T-71QF is two groups of its id."""
    digits = attempt.pk.hex[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


def tasks_url(bid: Bid) -> str:
    """The page of the bid."""
    return reverse("bids:tasks", args=[bid.pk])


def _page(bid: Bid, heading: str) -> Mapping[str, object]:
    return {
        "bid": bid,
        "tasks_url": tasks_url(bid),
        "heading": heading,
        "over": f"{bid.tender.ref} · {bid.tender.title}",
        "crumbs": crumbs(bid, inside=True),
    }


def _when(moment: datetime | None, tender: Tender, *, seconds: bool = False) -> str:
    return formats.moment(moment, tender.authority.zone, seconds=seconds)


def _affected_lines(bid: Bid, revision: BidRevision) -> list[AffectedLine]:
    """What the version that is in answers, against what the tender asks now, for the lots of the bid. Two queries."""
    old = tender_gather.publication_in(revision.tender_version)
    new = tender_gather.publication_of(bid.tender)
    if old is None or new is None:
        return []
    kept = {lot.no for lot in new.content.purchase.lots} & {lot.no for lot in old.content.purchase.lots}
    lots = [lot.no for lot in drafts.lots_of(bid) if lot.no in kept]
    return affected_lines(bid, outline_of(old.content, lots), outline_of(new.content, lots))


def _change(amendment: Amendment, tender: Tender) -> dict[str, str]:
    assert amendment.version is not None  # it is published
    kinds = (str(AmendmentKind(kind).label) for kind in amendment.kinds)
    return {
        "when": _when(amendment.version.at, tender),
        "kinds": ", ".join(kinds),
        "reason": amendment.reason,
        "affects": _("Bids have to answer something else.") if affects_answers(amendment.kinds) else "",
    }


def _faults(bid: Bid, attempt: Attempt) -> str:
    """Whether the site stood still in the last hours before the deadline, as its ledger says. At most two queries.

    An outage stands there once it is over, and no fault of less than a minute does: where a fault of the site kept this
    bid out, nobody reads that there was none.
    """
    tender = bid.tender
    if tender.deadline_at is None:
        return ""
    start = tender.deadline_at - LAST_HOURS
    span = {"since": _when(start, tender), "until": _when(tender.deadline_at, tender)}
    lost = uptime.time_lost(start, tender.deadline_at)
    if not lost and (attempt.reason == AttemptReason.SERVER_FAULT or queries.met_fault(bid, since=start)):
        return (
            _(
                "A fault of this site kept your bid out, and the log of the tender says so. Its list of outages names "
                "none from %(since)s to %(until)s: one stands there once it is over, if it took more than a minute."
            )
            % span
        )
    if not lost:
        return _("No outage of this site is recorded from %(since)s to %(until)s.") % span
    sentence = _("From %(since)s to %(until)s this site took no bids for %(lost)s, as its list of outages says.")
    return sentence % {**span, "lost": uptime_pages.span(lost)}
