"""The page of a receipt, and those that say why there is none of a press: it runs, others came in, or nothing did."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from offline import receipts, signed
from offline.receipts import ReceiptDocument
from procurement.bids.draft_keys import WrongDraftKey
from procurement.bids.models import Bid, BidRevision
from procurement.bids.models.sealed import KINDS
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.counting import warning
from procurement.bids.pages.tasks import page_frame
from procurement.bids.queries.counting import CountingReading
from procurement.bids.rules.counting import Counting
from procurement.bids.services import drafting
from procurement.bids.services.submission import (
    DraftFileChanged,
    OtherContent,
    SubmissionOvertaken,
    SubmissionRefused,
    SubmissionRunning,
)
from procurement.bids.shapes.receipts import code_of
from procurement.bids.states import BidState
from scoring import canonical

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def receipt_page(bid: Bid, version: BidRevision, counting: CountingReading, now: datetime) -> Mapping[str, object]:
    """What came in when, and whether it still counts. Two queries at most."""
    zone = bid.tender.authority.zone
    moment = formats.moment(version.received_at, zone, seconds=True)
    distance = distance_text(version.deadline_at - version.received_at)
    lead = _("%(moment)s. That is %(distance)s before the deadline.") % {"moment": moment, "distance": distance}
    envelope = signed.read(version.receipt.text.encode())
    receipt = receipts.read(envelope.document)
    over = _("%(ref)s · Receipt %(code)s · version %(number)d") % {
        "ref": bid.tender.ref,
        "code": code_of(bid, version.number),
        "number": version.number,
    }
    is_open = drafting.takes_bids(bid.tender, now)
    latest = counting.version.number if counting.version is not None else 0
    is_latest = latest == version.number
    return page_frame(
        bid,
        over=over,
        heading=_("Received in time"),
        lead=lead,
        version=version,
        is_scanned=receipt.is_scanned,
        replaced=0 if is_latest else latest,
        is_withdrawn=is_latest and counting.counting is Counting.WITHDRAWN,
        warning=warning(bid, counting, is_open=is_open) if is_latest else "",
        clock=clock_box(bid.tender, now),
        has_slip=version.receipt.sealed_slip is not None,
        may_replace=is_open,
        may_withdraw=is_open and bid.state in {BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION},
        command=f"python -m offline verify receipt.json --key {envelope.fingerprint} --slip slip.json",
        figures=_figures(receipt),
    )


def _figures(receipt: ReceiptDocument) -> list[tuple[str, str]]:
    """What somebody compares by eye: (label, text). The line of the log is in the signed file alone (docs/adr/0062)."""
    rows = [
        (_("Received"), canonical.plain(receipt.received_at)),
        (_("Deadline applied"), canonical.plain(receipt.deadline_applied)),
    ]
    names = dict(KINDS)
    rows += [(f"{names[each.kind.value]}, {n}", each.sha256) for n, each in enumerate(receipt.envelopes, start=1)]
    return [
        *rows,
        (_("Keyset"), receipt.keyset_hash),
        (_("Version of the tender"), receipt.criteria_hash),
    ]


def no_receipt(bid: Bid, why: Exception, idem_key: str) -> Mapping[str, object]:
    """Why a press did not lead to its receipt, a sentence each. No query.

    `idem_key`: with which one looks again, where the same press is under way. `receipt_no`: the version whose receipt
    there is. Neither: nothing of what was sent came in.
    """
    if isinstance(why, SubmissionRunning):
        findings = [
            _("The button was pressed before, and the site is not done with that yet. Without a receipt it is not in."),
            _("Look again: you get its receipt as soon as it is there. However often you look, it is one bid."),
        ]
        return page_frame(bid, heading=_("It is just coming in"), findings=findings, idem_key=idem_key)
    if isinstance(why, SubmissionOvertaken):
        heading = _("Version %(number)d of this bid came in first") % {"number": why.number}
        findings = [
            _("Somebody of your team submitted it while yours was being sealed, and yours was not taken beside it."),
            _("Look at that receipt. If your draft says something else by now, submit it again until the deadline."),
        ]
        return page_frame(bid, heading=heading, findings=findings, receipt_no=why.number)
    if isinstance(why, OtherContent):
        heading = _("Version %(number)d came in; what was changed since did not") % {"number": why.number}
        findings = [
            _("This page was sent before, and what the bid said then came in."),
            _("The bid was changed since. If the change is to count, look at it and submit it until the deadline."),
        ]
        return page_frame(bid, heading=heading, findings=findings, receipt_no=why.number)
    findings = why.findings if isinstance(why, SubmissionRefused) else [str(why)]
    is_harmed = isinstance(why, WrongDraftKey | DraftFileChanged)
    return page_frame(bid, heading=_("The bid was not taken"), findings=findings, draft_is_whole=not is_harmed)


def distance_text(left: timedelta) -> str:
    """15 hours 1 minute; cut, never rounded up. Under a minute in seconds."""
    days, hours, minutes = left // _DAY, left % _DAY // _HOUR, left % _HOUR // _MINUTE
    parts = [
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else "",
        ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes} if minutes and not days else "",
    ]
    seconds = left // timedelta(seconds=1)
    text = " ".join(filter(None, parts))
    return text or ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def file_name(bid: Bid, no: int) -> str:
    """How the files of a version begin: without a word that says whose bid it is."""
    return f"bid-{code_of(bid, no).lower()}"
