"""What happens to a published tender beside its content: where questions are, why it ended, what an officer can do."""

from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.models import Origin, Tender
from procurement.tenders.pages.outages import OutageStatement, outage_statement
from procurement.tenders.states import UNPUBLISHED, CancelReason, TenderState


class DuringLink(TypedDict):
    url: str
    label: str


class During(TypedDict):
    """`cancelled`: why; empty where it is not. `outage`: that the site was down before the deadline."""

    cancelled: str
    outage: OutageStatement | None
    links: list[DuringLink]


def during(tender: Tender, user: Person, now: datetime) -> During | None:
    """None for a draft, also a cancelled one, and for an import: nothing happens there. At most eight queries."""
    if tender.origin == Origin.IMPORTED or tender.state in UNPUBLISHED or tender.published_at is None:
        return None
    return {
        "cancelled": _cancelled(tender),
        "outage": outage_statement(tender, now),
        "links": [*_links(tender, now), *_for_officers(tender, user)],
    }


def _cancelled(tender: Tender) -> str:
    """Why a tender was cancelled, in the words of who proposed it. One query for a cancelled one."""
    proposal = queries.latest_cancellation_proposal(tender) if tender.state == TenderState.CANCELLED else None
    return f"{CancelReason(proposal.code).label}. {proposal.text}" if proposal else ""


def _links(tender: Tender, now: datetime) -> list[DuringLink]:
    answered = queries.published_answers(tender).count()
    until = services.end_of_questions(tender) if tender.state == TenderState.OPEN else None
    labels = []
    if answered:
        sentence = ngettext("%(n)d question is answered", "%(n)d questions are answered", answered)
        labels.append(sentence % {"n": answered})
    if until is not None and until > now:
        labels.append(_("Ask or follow"))
    url = reverse("tenders:questions", args=[tender.pk])
    return [{"url": url, "label": " · ".join(labels) or _("Questions and answers")}]


def _for_officers(tender: Tender, user: Person) -> list[DuringLink]:
    links: list[DuringLink] = []
    may_change = access.may(user, TenderAction.CHANGE, tender)
    waiting = queries.waiting_questions(tender).count() if may_change else 0
    if waiting:
        sentence = ngettext("%(n)d question waits for an answer", "%(n)d questions wait for an answer", waiting)
        links.append({"url": reverse("tenders:questions", args=[tender.pk]), "label": sentence % {"n": waiting}})
    if may_change or access.may(user, TenderAction.CANCEL, tender):
        url = reverse("tenders:changes", args=[tender.pk])
        is_proposed = queries.latest_cancellation_proposal(tender) is not None
        label = _("An officer wants to cancel it") if is_proposed else _("Move the deadline, suspend or cancel")
        links.append({"url": url, "label": label})
    return links
