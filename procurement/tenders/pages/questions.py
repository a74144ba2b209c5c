"""Questions about a tender: the answered ones for everybody, one's own, and those that wait, for officers.

An officer learns neither who asked nor when: what waits is in the order of its random ids.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.models import User
from core.pages import formats, paging
from core.pages.filters import ListFilters
from core.pages.tones import Tone, tone_of
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.questions import AskForm, QuestionAnswerForm, RefuseForm
from procurement.tenders.models import Clarification, Suspension, Tender
from procurement.tenders.states import ClarificationState, TenderState

WAITING_AT_ONCE = 20
DAY = timedelta(days=1)
TONES: Mapping[str, Tone] = {
    ClarificationState.ASKED: "accent",
    ClarificationState.PUBLISHED: "good",
    ClarificationState.REFUSED: "bad",
}


class AnsweredRow(TypedDict):
    no: int
    question: str
    answer: str


class AskedRow(TypedDict):
    """A question of the reader. `place`: where its answer stands, once everybody reads it."""

    text: str
    state: str
    tone: Tone
    why: str
    place: str


class WaitingRow(TypedDict):
    """A question that waits, with the forms to answer it or not; `opened`: one of them was sent and refused."""

    id: str
    text: str
    answer: QuestionAnswerForm
    refuse: RefuseForm
    opened: bool


class QuestionsPage(TypedDict):
    """`ask` is None, and `why_not_ask` says why, where the reader cannot ask. `late`: what an answer moves now."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    lead: str
    until: datetime | None
    zone: str
    now: datetime
    suspended: bool
    answers: list[AnsweredRow]
    newer: str
    older: str
    mine: list[AskedRow]
    ask: AskForm | None
    why_not_ask: str
    sign_in: str
    follows: bool
    why_not_follow: str
    waiting: list[WaitingRow]
    more_waiting: str
    late: str
    changes_url: str


def questions_page(
    tender: Tender, user: Person, *, query: QueryDict, typed: Mapping[str, forms.Form], now: datetime
) -> QuestionsPage:
    """The page for whoever reads it. Three queries; two more for an account, and two for an officer of an open one."""
    suspension = queries.current_suspension(tender)
    at = suspension.suspended_at if suspension else now
    filters = ListFilters(query, queries.published_answers(tender))
    page = paging.page_of(filters.qs, "no", before=filters.position, size=paging.PAGE)
    days = services.days_late(tender.answers_by_at, at)
    is_officer = bool(access.may(user, TenderAction.ANSWER, tender))
    waiting, count = _waiting(tender, typed, days) if is_officer else ([], 0)
    why_not_ask = _why_not_ask(tender, user, at)
    address = reverse("tenders:questions", args=[tender.pk])
    links = paging.links(address, query, page, before=filters.position)
    return {
        "crumbs": _crumbs(tender),
        "over": f"{tender.ref} · {tender.title}",
        "heading": _heading(count, queries.published_answers(tender).count()),
        "lead": _("Whatever is asked is answered to everybody at once, without who asked it or when."),
        "until": services.end_of_questions(tender) if tender.state == TenderState.OPEN else None,
        "zone": tender.authority.zone,
        "now": now,
        "suspended": suspension is not None,
        "answers": [_answered(row) for row in page.rows],
        "newer": links["newer"],
        "older": links["older"],
        "mine": [_asked(row) for row in queries.questions_by(user, tender)] if isinstance(user, User) else [],
        "ask": None if why_not_ask else _ask_form(typed),
        "why_not_ask": why_not_ask,
        "sign_in": "" if user.is_authenticated else f"{reverse('account_login')}?next={address}",
        "follows": isinstance(user, User) and queries.follows(user, tender),
        "why_not_follow": str(access.may(user, TenderAction.FOLLOW, tender).why),
        "waiting": waiting,
        "more_waiting": _more(count - len(waiting)),
        "late": _late(tender, days, suspension) if waiting else "",
        "changes_url": reverse("tenders:changes", args=[tender.pk]) if is_officer else "",
    }


def _crumbs(tender: Tender) -> list[dict[str, str]]:
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
    ]


def _heading(waiting: int, answered: int) -> str:
    if waiting:
        sentence = ngettext("%(n)d question waits for an answer", "%(n)d questions wait for an answer", waiting)
        return sentence % {"n": waiting}
    if answered:
        return ngettext("%(n)d question is answered", "%(n)d questions are answered", answered) % {"n": answered}
    return _("No question is answered yet")


def _why_not_ask(tender: Tender, user: Person, at: datetime) -> str:
    decision = access.may(user, TenderAction.ASK, tender)
    if not decision:
        return str(decision.why)
    until = services.end_of_questions(tender)
    return _("The time for questions is over.") if until is None or at >= until else ""


def _ask_form(typed: Mapping[str, forms.Form]) -> AskForm:
    form = typed.get("ask")
    return form if isinstance(form, AskForm) else AskForm(initial={"question": uuid4()})


def _answered(row: Clarification) -> AnsweredRow:
    assert row.no is not None  # what is published has a number
    return {"no": row.no, "question": row.text_published, "answer": row.answer}


def _asked(row: Clarification) -> AskedRow:
    return {
        "text": row.text_asked,
        "state": str(row.get_state_display()),
        "tone": tone_of(TONES, row.state),
        "why": row.why,
        "place": f"answer-{row.no}" if row.no else "",
    }


# --- for officers ---


def _waiting(tender: Tender, typed: Mapping[str, forms.Form], days: int) -> tuple[list[WaitingRow], int]:
    """The first questions that wait, each with its forms, and how many wait together. Two queries."""
    rows = queries.waiting_questions(tender)
    return [_waiting_row(row, typed, days) for row in rows[:WAITING_AT_ONCE]], rows.count()


def _waiting_row(row: Clarification, typed: Mapping[str, forms.Form], days: int) -> WaitingRow:
    key = str(row.pk)
    answer, refuse = typed.get(f"answer:{key}"), typed.get(f"refuse:{key}")
    if not isinstance(answer, QuestionAnswerForm):
        answer = QuestionAnswerForm(initial={"text": row.text_asked, "days": days}, prefix=key)
    else:
        answer.show_days(days)
    return {
        "id": key,
        "text": row.text_asked,
        "answer": answer,
        "refuse": refuse if isinstance(refuse, RefuseForm) else RefuseForm(prefix=key),
        "opened": refuse is not None,
    }


def _more(count: int) -> str:
    return ngettext("%(n)d more waits.", "%(n)d more wait.", count) % {"n": count} if count > 0 else ""


def _late(tender: Tender, days: int, suspension: Suspension | None) -> str:
    """What an answer moves if it is published now; empty where it is in time."""
    if not days or tender.deadline_at is None:
        return ""
    figures = {
        "n": days,
        "end": formats.moment(tender.answers_by_at, tender.authority.zone),
        "deadline": formats.moment(tender.deadline_at + days * DAY, tender.authority.zone),
    }
    if suspension is not None:
        return (
            ngettext(
                "Answers were due by %(end)s. Each that is published now gives suppliers %(n)d day more.",
                "Answers were due by %(end)s. Each that is published now gives suppliers %(n)d days more.",
                days,
            )
            % figures
        )
    return (
        ngettext(
            "Answers were due by %(end)s. One that is published now moves the deadline by %(n)d day, to %(deadline)s.",
            "Answers were due by %(end)s. One that is published now moves the deadline by %(n)d days, to %(deadline)s.",
            days,
        )
        % figures
    )
