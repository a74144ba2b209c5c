"""What is done to a published tender: what can be done now, and what follows from it before it is done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User
from core.pages import formats
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.changes import ExtendForm, OpenTenderForm, ProposeForm, SuspendForm
from procurement.tenders.gather.outages import OutageProposal, outage_proposal, reopening_terms
from procurement.tenders.models import CancellationProposal, Suspension, Tender
from procurement.tenders.pages.outages import (
    OutageSection,
    ReopeningSection,
    outage_section,
    outage_sentence,
    reopening_section,
    reopening_sentence,
)
from procurement.tenders.states import CancelReason, TenderState


class CancellationRow(TypedDict):
    id: int
    kind: str
    text: str
    by: str
    why_not: str


class ChangesPage(TypedDict):
    """A form is None where its act is not possible now; `why_not` says why nothing changes the deadline."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    lead: str
    refused: str
    facts: list[tuple[str, str | None]]
    why_not: str
    outage: OutageSection | None
    reopening: ReopeningSection | None
    extend: ExtendForm | None
    suspend: SuspendForm | None
    lift: str
    why_not_cancel: str
    propose: ProposeForm | None
    proposal: CancellationRow | None


class CheckRow(TypedDict):
    label: str
    was: str
    now: str


class ChangeCheckPage(TypedDict):
    """What follows from an act, before it is done. `hidden`: what is sent again with `act`."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    rows: list[CheckRow]
    reason: str
    sentences: list[str]
    hidden: list[tuple[str, str]]
    act: str
    label: str
    is_final: bool
    back: str


def changes_page(
    tender: Tender, user: User, *, typed: Mapping[str, OpenTenderForm], refused: str, now: datetime
) -> ChangesPage:
    """The page for an officer. Four queries, one more where a cancellation is proposed, and those of an outage."""
    suspension = queries.current_suspension(tender)
    proposal = queries.latest_cancellation_proposal(tender)
    change = access.may(user, TenderAction.CHANGE, tender)
    cancel = access.may(user, TenderAction.CANCEL, tender)
    runs = bool(change) and suspension is None
    return {
        "crumbs": _crumbs(tender),
        "over": _over(tender),
        "heading": _heading(tender, suspension),
        "lead": _lead(tender, suspension),
        "refused": refused,
        "facts": _facts(tender),
        "why_not": str(change.why),
        "outage": outage_section(tender, typed.get("outage"), now) if runs else None,
        "reopening": reopening_section(tender, user, typed.get("propose-reopening"), now),
        "extend": _form(ExtendForm, "extend", tender, typed) if runs else None,
        "suspend": _form(SuspendForm, "suspend", tender, typed) if runs else None,
        "lift": _lift(tender, suspension, now) if change else "",
        "why_not_cancel": str(cancel.why),
        "propose": _form(ProposeForm, "propose", tender, typed) if cancel else None,
        "proposal": _proposal(tender, proposal, user) if cancel and proposal else None,
    }


def _form(kind: type[Any], act: str, tender: Tender, typed: Mapping[str, OpenTenderForm]) -> Any:
    return typed.get(act) or kind(tender=tender)


def _crumbs(tender: Tender) -> list[dict[str, str]]:
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
    ]


def _over(tender: Tender) -> str:
    return f"{tender.ref} · {tender.title}"


def _when(moment: datetime | None, tender: Tender) -> str:
    return formats.moment(moment, tender.authority.zone)


def _heading(tender: Tender, suspension: Suspension | None) -> str:
    if tender.state != TenderState.OPEN:
        return str(tender.get_state_display())
    if suspension is not None:
        return _("Suspended since %(when)s") % {"when": _when(suspension.suspended_at, tender)}
    return _("Open for bids until %(when)s") % {"when": _when(tender.deadline_at, tender)}


def _lead(tender: Tender, suspension: Suspension | None) -> str:
    if suspension is not None and tender.state == TenderState.OPEN:
        return suspension.why
    return _("Whatever changes here is a new version; everybody who follows or has begun a bid is told.")


def _facts(tender: Tender) -> list[tuple[str, str | None]]:
    return [
        (_("Deadline"), _when(tender.deadline_at, tender)),
        (_("Ask until"), _when(services.end_of_questions(tender), tender)),
        (_("Last answers"), _when(tender.answers_by_at, tender)),
    ]


def _lift(tender: Tender, suspension: Suspension | None, now: datetime) -> str:
    if suspension is None or tender.deadline_at is None:
        return ""
    deadline = services.deadline_if_lifted(tender.deadline_at, suspension.suspended_at, at=now)
    sentence = _("Lifted now, its deadline is %(when)s: what was left when it was suspended, at least 72 hours.")
    return sentence % {"when": _when(deadline, tender)}


def _proposal(tender: Tender, proposal: CancellationProposal, user: User) -> CancellationRow:
    return {
        "id": proposal.pk,
        "kind": str(CancelReason(proposal.code).label),
        "text": proposal.text,
        "by": _("proposed by %(name)s, %(when)s") % {"name": proposal.by, "when": _when(proposal.at, tender)},
        "why_not": str(access.may(user, TenderAction.CONFIRM_CANCEL, tender).why),
    }


# --- what follows, before it is done ---


def check_extension(tender: Tender, form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    deadline = form.cleaned_data["deadline"]
    heading = _("Move the deadline to %(when)s?") % {"when": _when(deadline, tender)}
    page = _check(tender, "extend", heading, _("Move the deadline"))
    page["rows"] = _moved(tender, deadline, at=now)
    page["reason"] = form.cleaned_data["reason"]
    was = "" if tender.deadline_at is None else tender.deadline_at.isoformat()
    page["hidden"] = [("was", was), ("deadline", form["deadline"].value()), ("reason", form["reason"].value())]
    page["sentences"] = [_everybody(), _("A deadline never moves back.")]
    return page


def check_outage(tender: Tender, form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    """Computed anew: the outages that were read, or a refusal."""
    proposal = outage_proposal(tender, at=now)
    if proposal is None or {row.pk for row in proposal.outages} != set(form.cleaned_data["outages"]):
        raise services.NotChangeable(_("Meanwhile the outages are others. Look at them, then choose again."))
    heading = _("Move the deadline to %(when)s?") % {"when": _when(proposal.deadline, tender)}
    page = _check(tender, "outage", heading, _("Move the deadline"))
    page["rows"] = _moved(tender, proposal.deadline, at=now)
    page["reason"] = form.cleaned_data["reason"]
    page["hidden"] = [("outages", form["outages"].value()), ("reason", form["reason"].value())]
    page["sentences"] = [outage_sentence(proposal, tender), _everybody(), _("A deadline never moves back.")]
    return page


def check_reopening_proposal(tender: Tender, form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    """Computed anew: the outages that were read, or a refusal."""
    terms = _terms(tender, form.cleaned_data["outages"], now)
    page = _check(tender, "propose-reopening", _("Propose to open this tender again?"), _("Propose"))
    page["reason"] = form.cleaned_data["reason"]
    page["hidden"] = [("outages", form["outages"].value()), ("reason", form["reason"].value())]
    page["sentences"] = [
        reopening_sentence(terms, tender),
        _("Nothing changes before another officer confirms it. The other officers are told."),
        _bids_stay(),
    ]
    return page


def check_reopening(tender: Tender, form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    proposal = queries.latest_reopening_proposal(tender)
    if proposal is None or proposal.pk != form.cleaned_data["proposal"]:
        raise services.NotChangeable(_("This proposal does not stand any more. Read it again."))
    terms = _terms(tender, proposal.outages, now)
    heading = _("Open this tender again until %(when)s?") % {"when": _when(terms.deadline, tender)}
    page = _check(tender, "reopen", heading, _("Open it again"))
    page["rows"] = _moved(tender, terms.deadline, at=now)
    page["reason"] = proposal.text
    page["hidden"] = [("proposal", str(proposal.pk))]
    page["sentences"] = [
        _("The deadline is counted from the moment at which you confirm. It cannot be taken back."),
        _bids_stay(),
        _everybody(),
    ]
    return page


def _terms(tender: Tender, outages: Collection[int], now: datetime) -> OutageProposal:
    """What a closed tender would get for these outages. Raises NotChangeable where they are others by now."""
    if refused := services.obstacles_to_reopening(tender):
        raise services.NotChangeable(" ".join(refused))
    terms = reopening_terms(tender, at=now)
    if terms is None or {row.pk for row in terms.outages} != set(outages):
        raise services.NotChangeable(_("Meanwhile the outages are others. Look at them, then choose again."))
    return terms


def _bids_stay() -> str:
    return _("Bids that came in stay in, sealed as they are; whoever sent one may replace it or take it back.")


def check_suspension(tender: Tender, form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    page = _check(tender, "suspend", _("Suspend this tender?"), _("Suspend"))
    left = formats.relative(tender.deadline_at, now)
    page["rows"] = [{"label": _("Deadline"), "was": left, "now": _("stands still until it is lifted")}]
    page["reason"] = form.cleaned_data["why"]
    page["hidden"] = [("why", form["why"].value())]
    page["sentences"] = [_("Nobody can hand in a bid until it is lifted."), _everybody()]
    return page


def check_lifting(tender: Tender, _form: OpenTenderForm, now: datetime) -> ChangeCheckPage:
    page = _check(tender, "lift", _("Let this tender go on?"), _("Lift the suspension"))
    suspension = queries.current_suspension(tender)
    if suspension is None or tender.deadline_at is None:
        raise services.NotChangeable(_("The tender is not suspended."))
    since = suspension.suspended_at
    deadline = services.deadline_if_lifted(tender.deadline_at, since, at=now)
    page["rows"] = _moved(tender, deadline, at=since)
    page["sentences"] = [_("The deadline is counted from the moment at which you lift it."), _everybody()]
    return page


def check_proposal(tender: Tender, form: OpenTenderForm, _now: datetime) -> ChangeCheckPage:
    page = _check(tender, "propose", _("Propose to cancel this tender?"), _("Propose"))
    page["reason"] = f"{CancelReason(form.cleaned_data['code']).label}. {form.cleaned_data['text']}"
    page["hidden"] = [("code", form["code"].value()), ("text", form["text"].value())]
    page["sentences"] = [_("Nothing ends before another officer confirms it. The other officers are told.")]
    return page


def check_cancellation(tender: Tender, form: OpenTenderForm, _now: datetime) -> ChangeCheckPage:
    page = _check(tender, "confirm", _("Cancel this tender for good?"), _("Cancel the tender"))
    proposal = queries.latest_cancellation_proposal(tender)
    if proposal is None or proposal.pk != form.cleaned_data["proposal"]:
        raise services.NotChangeable(_("This proposal does not stand any more. Read it again."))
    page["reason"] = f"{CancelReason(proposal.code).label}. {proposal.text}"
    page["hidden"] = [("proposal", str(proposal.pk))]
    page["sentences"] = [
        _("It cannot be taken back. Bids that were handed in stay sealed. The reason is published."),
        _everybody(),
    ]
    page["is_final"] = True
    return page


def _check(tender: Tender, act: str, heading: str, label: str) -> ChangeCheckPage:
    return {
        "crumbs": [
            *_crumbs(tender),
            {"label": _("Change or cancel"), "url": reverse("tenders:changes", args=[tender.pk])},
        ],
        "over": _over(tender),
        "heading": heading,
        "rows": [],
        "reason": "",
        "sentences": [],
        "hidden": [],
        "act": act,
        "label": label,
        "is_final": False,
        "back": reverse("tenders:changes", args=[tender.pk]),
    }


def _everybody() -> str:
    return _("Everybody who follows it or has begun a bid is told.")


def _moved(tender: Tender, deadline: datetime, *, at: datetime) -> list[CheckRow]:
    """The deadline and the ends before it: as they are, and as they will be."""
    moved = services.moved_ends(tender, deadline, at=at)
    ends = [
        (_("Deadline"), "deadline_at", tender.deadline_at),
        (_("Ask until"), "questions_until_at", tender.questions_until_at),
        (_("Last answers"), "answers_by_at", tender.answers_by_at),
    ]
    return [
        {
            "label": label,
            "was": _when(moment, tender),
            "now": _when(moved[name], tender) if name in moved else _("stays: it is over"),
        }
        for label, name, moment in ends
        if moment is not None
    ]
