"""Amending an open tender: the amendment in work, its acts, its publication, and the versions that everybody reads."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require, signed_in
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.tenders import access, pages, queries, services
from procurement.tenders.access import AmendmentAction, TenderAction
from procurement.tenders.forms.amending import AmendmentForm
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.pages.amending import AmendmentInWork

REFUSALS = (services.NotChangeable, GateRefused, IllegalMove, MovedMeanwhile)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The amendment in work of an open tender with its acts; where there is none, the page that begins one."""
    tender = access.door(request.user, pk, TenderAction.AMEND)
    live = queries.live_amendment(tender)
    if live is None:
        return _begin(request, tender)
    require(access.may_amend(request.user, AmendmentAction.READ, live))
    if request.method != "POST":
        return _page(request, live, AmendmentForm(amendment=live))
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise Http404
    try:
        return _ACTS[act](request, live)
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return redirect("tenders:amendment", pk)


def _begin(request: HttpRequest, tender: Tender) -> HttpResponse:
    if request.method == "POST":
        try:
            services.begin_amendment(tender=tender, by=signed_in(request.user), at=clock.db_now())
        except REFUSALS as refused:
            messages.error(request, str(refused))
        return redirect("tenders:amendment", tender.pk)
    return render(request, "tenders/amend/begin.html", pages.begin_page(tender))


def _work(request: HttpRequest, live: Amendment) -> AmendmentInWork:
    amended, gate = services.checked_amendment(live, at=clock.db_now())
    return AmendmentInWork(live, amended, gate, services.lacking(live, amended), signed_in(request.user))


def _page(
    request: HttpRequest, live: Amendment, form: AmendmentForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    page = pages.amendment_page(_work(request, live), form)
    return render(request, "tenders/amend/overview.html", page, status=status)


def _describe(request: HttpRequest, live: Amendment) -> HttpResponse:
    require(access.may_amend(request.user, AmendmentAction.EDIT, live))
    form = AmendmentForm(request.POST, amendment=live)
    if not form.is_valid():
        return _page(request, live, form)
    try:
        services.describe_amendment(amendment=live, **form.cleaned_data, at=clock.db_now())
    except services.ReasonsMeanwhile as late:
        form.meet(late.latest)
        return _page(request, live, form, HTTPStatus.CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("tenders:amendment", live.tender_id)


def _send(request: HttpRequest, live: Amendment) -> HttpResponse:
    require(access.may_amend(request.user, AmendmentAction.SEND, live))
    services.send_amendment(amendment=live, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Sent. Another officer reads it and publishes it, or sends it back."))
    return redirect("tenders:amendment", live.tender_id)


def _return(request: HttpRequest, live: Amendment) -> HttpResponse:
    require(access.may_amend(request.user, AmendmentAction.RETURN, live))
    reason = request.POST.get("reason", "")
    services.return_amendment(amendment=live, reason=reason, by=signed_in(request.user), at=clock.db_now())
    return redirect("tenders:amendment", live.tender_id)


def _withdraw(request: HttpRequest, live: Amendment) -> HttpResponse:
    require(access.may_amend(request.user, AmendmentAction.WITHDRAW, live))
    services.withdraw_amendment(amendment=live, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Withdrawn. What was published stays as it is."))
    return redirect("tenders:detail", live.tender_id)


_ACTS: Mapping[str, Callable[[HttpRequest, Amendment], HttpResponse]] = {
    "describe": _describe,
    "send": _send,
    "return": _return,
    "withdraw": _withdraw,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_amendment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page to check before an amendment is published; sent, it is."""
    live = access.amendment_door(request.user, pk)
    if request.method == "POST":
        require(access.may_amend(request.user, AmendmentAction.PUBLISH, live))
        try:
            services.publish_amendment(amendment=live, by=signed_in(request.user), at=clock.db_now())
        except REFUSALS as refused:
            messages.error(request, str(refused))
            return redirect("tenders:amendment", pk)
        messages.success(request, _("The amendment is published, and everybody who follows is told."))
        return redirect("tenders:versions", pk)
    return render(request, "tenders/amend/publish.html", pages.publish_page(_work(request, live)))


@require_safe
def published_versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every version of a published tender with its reason, for everybody."""
    tender = _published(request, pk)
    page = pages.version_list_page(tender, list(queries.versions_of(tender)))
    return render(request, "tenders/versions.html", page)


@require_safe
def published_version(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """What a version changed, old beside new, for everybody."""
    tender = _published(request, pk)
    both = list(queries.versions_of(tender).filter(no__in=[no - 1, no]))
    if [row.no for row in both] != [no, no - 1]:
        raise Http404
    return render(request, "tenders/version.html", pages.version_page(tender, *both))


def _published(request: HttpRequest, pk: UUID) -> Tender:
    tender = access.door(request.user, pk)
    if tender.publish_no is None:
        raise Http404
    return tender
