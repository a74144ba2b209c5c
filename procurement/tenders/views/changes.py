"""What officers do to a published tender: each act is checked on a page of its own before it is done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require, signed_in
from core.models import User
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.tenders import access, pages, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.changes import (
    ConfirmForm,
    ExtendForm,
    OpenTenderForm,
    OutageForm,
    ProposeForm,
    ReopenForm,
    SuspendForm,
)
from procurement.tenders.models import Tender
from procurement.tenders.services import NotChangeable
from procurement.tenders.views.doors import published_door

CHECK = "check-"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be done to the tender; sent, what follows from an act, or the act itself, or why it is refused."""
    tender = published_door(request, pk)
    if not access.may(request.user, TenderAction.CHANGE, tender):
        require(access.may(request.user, TenderAction.CANCEL, tender))
    return _act(request, tender) if request.method == "POST" else _page(request, tender, HTTPStatus.OK)


def _page(
    request: HttpRequest,
    tender: Tender,
    status: HTTPStatus,
    *,
    typed: Mapping[str, OpenTenderForm] | None = None,
    refused: str = "",
) -> HttpResponse:
    user = signed_in(request.user)
    page = pages.changes_page(tender, user, typed=typed or {}, refused=refused, now=clock.db_now())
    return render(request, "tenders/changes.html", page, status=status)


def _act(request: HttpRequest, tender: Tender) -> HttpResponse:
    name = request.POST.get("act", "").removeprefix(CHECK)
    if name not in _STEPS:
        raise Http404
    step, by, at = _STEPS[name], signed_in(request.user), clock.db_now()
    require(access.may(by, step.action, tender))
    form = step.form(request.POST, tender=tender)
    if not form.is_valid():
        return _page(request, tender, HTTPStatus.BAD_REQUEST, typed={name: form})
    try:
        if request.POST["act"].startswith(CHECK):
            return render(request, "tenders/changes/check.html", step.check(tender, form, at))
        step.act(tender, form, by, at)
    except (NotChangeable, GateRefused, IllegalMove, MovedMeanwhile) as refused:
        tender.refresh_from_db()
        return _page(request, tender, HTTPStatus.CONFLICT, typed={name: form}, refused=str(refused))
    messages.success(request, str(step.done))
    return redirect(step.then, tender.pk)


def _extend(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    services.extend(tender=tender, by=by, at=at, **form.cleaned_data)


def _extend_for_outage(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    services.extend_for_outage(tender=tender, by=by, at=at, **form.cleaned_data)


def _suspend(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    services.suspend(tender=tender, why=form.cleaned_data["why"], by=by, at=at)


def _lift(tender: Tender, _form: OpenTenderForm, by: User, at: datetime) -> None:
    services.lift(tender=tender, by=by, at=at)


def _propose(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    services.propose_cancellation(tender=tender, by=by, at=at, **form.cleaned_data)


def _confirm(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    proposal = queries.cancellation_proposal_of(tender, form.cleaned_data["proposal"])
    if proposal is None:
        raise Http404
    services.cancel(tender=tender, proposal=proposal, by=by, at=at)


def _propose_reopening(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    services.propose_reopening(tender=tender, by=by, at=at, **form.cleaned_data)


def _reopen(tender: Tender, form: OpenTenderForm, by: User, at: datetime) -> None:
    proposal = queries.reopening_proposal_of(tender, form.cleaned_data["proposal"])
    if proposal is None:
        raise Http404
    services.reopen(tender=tender, proposal=proposal, by=by, at=at)


class _Step(NamedTuple):
    """An act: who may, its form, the page to check, what is done, what is said then and where it leads."""

    action: TenderAction
    form: type[OpenTenderForm]
    check: Callable[[Tender, OpenTenderForm, datetime], pages.ChangeCheckPage]
    act: Callable[[Tender, OpenTenderForm, User, datetime], None]
    done: object
    then: str


_STEPS: Mapping[str, _Step] = {
    "extend": _Step(
        TenderAction.CHANGE,
        ExtendForm,
        pages.check_extension,
        _extend,
        gettext_lazy("The deadline is moved."),
        "tenders:detail",
    ),
    "outage": _Step(
        TenderAction.CHANGE,
        OutageForm,
        pages.check_outage,
        _extend_for_outage,
        gettext_lazy("The deadline is moved for everybody, and everybody is told."),
        "tenders:detail",
    ),
    "suspend": _Step(
        TenderAction.CHANGE,
        SuspendForm,
        pages.check_suspension,
        _suspend,
        gettext_lazy("Suspended. Time stands still until it is lifted."),
        "tenders:changes",
    ),
    "lift": _Step(
        TenderAction.CHANGE,
        OpenTenderForm,
        pages.check_lifting,
        _lift,
        gettext_lazy("It goes on, with a new deadline."),
        "tenders:detail",
    ),
    "propose-reopening": _Step(
        TenderAction.REOPEN,
        ReopenForm,
        pages.check_reopening_proposal,
        _propose_reopening,
        gettext_lazy("Proposed. Another officer confirms it."),
        "tenders:changes",
    ),
    "reopen": _Step(
        TenderAction.CONFIRM_REOPEN,
        ConfirmForm,
        pages.check_reopening,
        _reopen,
        gettext_lazy("It takes bids again, and everybody is told."),
        "tenders:detail",
    ),
    "propose": _Step(
        TenderAction.CANCEL,
        ProposeForm,
        pages.check_proposal,
        _propose,
        gettext_lazy("Proposed. Another officer confirms it."),
        "tenders:changes",
    ),
    "confirm": _Step(
        TenderAction.CONFIRM_CANCEL,
        ConfirmForm,
        pages.check_cancellation,
        _confirm,
        gettext_lazy("Cancelled."),
        "tenders:detail",
    ),
}
