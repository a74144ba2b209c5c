"""Questions about a tender: everybody reads the answers; one with an account asks and follows, an officer answers."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require, signed_in
from procurement.tenders import access, pages, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.questions import AskForm, QuestionAnswerForm, RefuseForm
from procurement.tenders.models import Clarification, Tender
from procurement.tenders.services import QuestionRefused
from procurement.tenders.views.doors import published_door, visitor_signs_in


class _NotTaken(Exception):
    """A form was not in order, or what it asks for is refused; it is shown again as it was typed."""

    def __init__(self, form: forms.Form, status: HTTPStatus) -> None:
        super().__init__()
        self.form, self.status = form, status


@require_http_methods(["GET", "HEAD", "POST"])
@visitor_signs_in
def questions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was asked and answered; sent, one of the acts, or why it is refused. A visitor who acts signs in first."""
    tender = published_door(request, pk)
    if request.method != "POST":
        return _page(request, tender, {}, HTTPStatus.OK)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    name, _colon, about = request.POST.get("act", "").partition(":")
    if name not in _ACTS:
        raise Http404
    try:
        _ACTS[name](request, tender, about)
    except _NotTaken as sent:
        return _page(request, tender, {request.POST["act"]: sent.form}, sent.status)
    return redirect("tenders:questions", tender.pk)


def _page(request: HttpRequest, tender: Tender, typed: Mapping[str, forms.Form], status: HTTPStatus) -> HttpResponse:
    page = pages.questions_page(tender, request.user, query=request.GET, typed=typed, now=clock.db_now())
    return render(request, "tenders/questions.html", page, status=status)


def _done(form: forms.Form, act: Callable[[], Clarification]) -> Clarification:
    """What a service answers to a form that is in order. Raises _NotTaken with the reason in the form."""
    if not form.is_valid():
        raise _NotTaken(form, HTTPStatus.BAD_REQUEST)
    try:
        return act()
    except QuestionRefused as refused:
        form.add_error(None, str(refused))
        raise _NotTaken(form, HTTPStatus.CONFLICT) from refused


def _ask(request: HttpRequest, tender: Tender, _about: str) -> None:
    require(access.may(request.user, TenderAction.ASK, tender))
    form, by, at = AskForm(request.POST), signed_in(request.user), clock.db_now()

    def act() -> Clarification:
        sent = form.cleaned_data
        return services.ask(tender=tender, text=sent["text"], pk=sent["question"], by=by, at=at)

    _done(form, act)
    messages.success(request, _("Asked. You are told when it is answered."))


def _answer(request: HttpRequest, tender: Tender, about: str) -> None:
    require(access.may(request.user, TenderAction.ANSWER, tender))
    question, form = _question(tender, about), QuestionAnswerForm(request.POST, prefix=about)
    by, at = signed_in(request.user), clock.db_now()
    answered = _done(form, lambda: services.answer(question=question, by=by, at=at, **form.cleaned_data))
    messages.success(request, _("Published to everybody as number %(no)d.") % {"no": answered.no})
    if days := form.cleaned_data["days"]:
        moved = ngettext("The deadline is %(n)d day later.", "The deadline is %(n)d days later.", days)
        messages.info(request, moved % {"n": days})


def _refuse(request: HttpRequest, tender: Tender, about: str) -> None:
    require(access.may(request.user, TenderAction.ANSWER, tender))
    question, form = _question(tender, about), RefuseForm(request.POST, prefix=about)
    by, at = signed_in(request.user), clock.db_now()
    _done(form, lambda: services.refuse(question=question, by=by, at=at, **form.cleaned_data))
    messages.success(request, _("Not answered. Who asked reads your reason."))


def _question(tender: Tender, about: str) -> Clarification:
    """The question of this tender with that id. 404 if there is none."""
    question = queries.question_of(tender, about)
    if question is None:
        raise Http404
    return question


def _follow(request: HttpRequest, tender: Tender, _about: str) -> None:
    require(access.may(request.user, TenderAction.FOLLOW, tender))
    services.follow(tender=tender, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("You are told of whatever happens to this tender."))


def _unfollow(request: HttpRequest, tender: Tender, _about: str) -> None:
    services.unfollow(tender=tender, by=signed_in(request.user))
    messages.success(request, _("You are told no more of what happens to this tender."))


_ACTS: Mapping[str, Callable[[HttpRequest, Tender, str], None]] = {
    "ask": _ask,
    "answer": _answer,
    "refuse": _refuse,
    "follow": _follow,
    "unfollow": _unfollow,
}
