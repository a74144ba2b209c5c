"""What happened to a tender, from its audit log: leaves become sentences that name no person and show no secret."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core import formats
from core.access import Decision
from core.audit import Kind
from core.models import AuditLeaf
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EVALUATION
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TENDER

Sentence = Callable[[int], str]


def _one(text: Any) -> Sentence:
    return lambda count: str(text)  # noqa: ARG005 -- one sentence, however often


def _many(text: Any) -> Sentence:
    return lambda count: text % {"count": count}


# Known to everybody who may see the tender.
PUBLIC: dict[str, Sentence] = {
    Kind.TENDER_IMPORTED: _one(gettext_lazy("Imported from a file")),
    Kind.TENDER_PUBLISHED: _one(gettext_lazy("Published")),
    Kind.TENDER_CLOSED: _one(gettext_lazy("Closed for bids")),
    Kind.TENDER_CANCELLED: _one(gettext_lazy("Cancelled")),
    Kind.TENDER_OPENING_RECORDED: _one(gettext_lazy("Bids opened")),
    Kind.TENDER_REOPENED: _one(gettext_lazy("Opened again")),
    Kind.TENDER_FAILED: _one(gettext_lazy("Closed without award")),
    Kind.TENDER_DECIDED: _one(gettext_lazy("Decided")),
    Kind.TENDER_COMPLETED: _one(gettext_lazy("Completed")),
}

# Known to those who may see the bids: how many there are is nobody else's business before the award.
INSIDE: dict[str, Sentence] = {
    Kind.TENDER_METHOD_REFERRED: _one(gettext_lazy("Method chosen in a study")),
    Kind.TENDER_SENT_TO_REVIEW: _one(gettext_lazy("Sent to a second officer")),
    Kind.TENDER_SENT_BACK: _one(gettext_lazy("Sent back to the draft")),
    Kind.BID_SUBMITTED: _many(ngettext_lazy("%(count)d bid submitted", "%(count)d bids submitted", "count")),
    Kind.BID_WITHDRAWN: _many(ngettext_lazy("%(count)d bid withdrawn", "%(count)d bids withdrawn", "count")),
    Kind.BID_UNCONFIRMED: _many(
        ngettext_lazy("%(count)d bid must be confirmed again", "%(count)d bids must be confirmed again", "count")
    ),
    Kind.BID_RECONFIRMED: _many(
        ngettext_lazy("%(count)d bid confirmed again", "%(count)d bids confirmed again", "count")
    ),
    Kind.BID_OPENED: _many(ngettext_lazy("%(count)d bid read out", "%(count)d bids read out", "count")),
    Kind.BID_UNREADABLE: _many(
        ngettext_lazy("%(count)d bid could not be read", "%(count)d bids could not be read", "count")
    ),
    Kind.EVALUATION_STARTED: _one(gettext_lazy("Evaluation started")),
    Kind.EVALUATION_CONSENSUS_OPENED: _one(gettext_lazy("Panel met to agree on marks")),
    Kind.EVALUATION_REOPENED: _one(gettext_lazy("Returned to individual marks")),
    Kind.EVALUATION_QUALITY_LOCKED: _one(gettext_lazy("Marks for quality locked")),
    Kind.EVALUATION_PRICES_OPENED: _one(gettext_lazy("Prices opened")),
    Kind.EVALUATION_FROZEN: _one(gettext_lazy("Evaluated and frozen")),
    Kind.EVALUATION_RERUN: _one(gettext_lazy("Returned for another evaluation")),
    Kind.REPORT_REQUESTED: _one(gettext_lazy("Review requested")),
    Kind.REPORT_READY: _one(gettext_lazy("Review made")),
}

# Published with the act: the reason of a cancellation. Nothing else of a leaf's facts is shown.
_SAYS_WHY = frozenset({Kind.TENDER_CANCELLED, Kind.TENDER_FAILED})


def items(
    leaves: Iterable[AuditLeaf], tender: Tender, bids: Decision, evaluations: Sequence[Evaluation] = ()
) -> list[dict[str, str]]:
    """[{what, when, state, note}] in order of time, then where the tender stands and what comes next.

    `bids` is the answer to whether the person may see bids, `evaluations` those that it may know of. Acts alike that
    follow each other are told once, counted, at the time of the latest.
    """
    zone = tender.authority.zone
    shown = PUBLIC | INSIDE if bids else PUBLIC
    return [*_past(leaves, shown, zone), *_present(tender, zone, evaluations)]


def _past(leaves: Iterable[AuditLeaf], shown: dict[str, Sentence], zone: str) -> Iterator[dict[str, str]]:
    told = sorted((leaf for leaf in leaves if leaf.kind in shown), key=lambda leaf: leaf.at)
    for kind, alike in groupby(told, key=lambda leaf: leaf.kind):
        same = list(alike)
        yield _item(shown[kind](len(same)), same[-1].at, zone, state="done", note=_why(same[-1]))


def acts_next(tender: Tender, evaluations: Sequence[Evaluation] = ()) -> str:
    """Who acts next on the tender; nobody where it is over or was run elsewhere.

    Between opening and decision the lots say it: whoever acts on one that is not frozen, once all are, the officer.
    """
    state = TENDER[tender.state]
    if tender.origin == Origin.IMPORTED or not state.moves:
        return ""
    if tender.state != "opened" or not evaluations:
        return str(state.owner)
    waiting = [one for one in evaluations if one.state != "frozen"] or evaluations
    return ", ".join(dict.fromkeys(str(EVALUATION[one.state].owner) for one in waiting))


def _present(tender: Tender, zone: str, evaluations: Sequence[Evaluation]) -> Iterator[dict[str, str]]:
    """Where it stands and who acts, and the deadline ahead."""
    if who := acts_next(tender, evaluations):
        state = TENDER[tender.state].label
        yield _item(str(state), None, zone, state="now", note=_("Acts next: %(who)s") % {"who": who})
    if tender.state == "open":
        yield _item(_("Bids close"), tender.deadline_at, zone, state="next")


def _item(what: str, when: datetime | None, zone: str, *, state: str, note: str = "") -> dict[str, str]:
    return {"what": what, "when": formats.moment(when, zone, none=""), "state": state, "note": note}


def _why(leaf: AuditLeaf) -> str:
    if leaf.kind not in _SAYS_WHY:
        return ""
    return str(json.loads(leaf.body)["facts"].get("why", ""))
