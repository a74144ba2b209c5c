"""The gate of a tender: what stops it, reasons and their approval, and the acts that lead to its publication."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require, signed_in
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.tenders import access, pages, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.gate import ExplanationForm
from procurement.tenders.gate import TenderGate, gate_of
from procurement.tenders.models import Explanation, Tender
from procurement.tenders.services import NotExplainable
from procurement.tenders.states import TenderState

REFUSALS = (NotExplainable, GateRefused, IllegalMove, MovedMeanwhile)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that is checked before a publication; sent, one of its acts, or why it is refused."""
    tender = access.door(request.user, pk, TenderAction.CHECK)
    return _act(request, tender) if request.method == "POST" else _page(request, tender, {}, HTTPStatus.OK)


def _act(request: HttpRequest, tender: Tender) -> HttpResponse:
    name, _colon, about = request.POST.get("act", "").partition(":")
    if name not in _ACTS:
        raise Http404
    try:
        return _ACTS[name](request, tender, about)
    except REFUSALS as refused:
        typed = _typed(request, name, about, str(refused))
        if not typed:
            messages.error(request, str(refused))
        tender.refresh_from_db()
        return _page(request, tender, typed, HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, tender: Tender, typed: Mapping[str, ExplanationForm], status: HTTPStatus
) -> HttpResponse:
    now = clock.db_now()
    page = pages.gate_page(tender, _checked(tender, now), user=signed_in(request.user), now=now, typed=typed)
    return render(request, "tenders/gate.html", page, status=status)


def _checked(tender: Tender, now: datetime) -> TenderGate:
    """The gate of a draft, or of the amendment of an open tender."""
    amendment = queries.live_amendment(tender) if tender.state == TenderState.OPEN else None
    return gate_of(tender, now) if amendment is None else services.checked_amendment(amendment, at=now)[1]


def _typed(request: HttpRequest, name: str, about: str, why: str) -> dict[str, ExplanationForm]:
    """The form of a reason as it was typed, with why it is refused."""
    if name != "explain":
        return {}
    form = ExplanationForm(request.POST, prefix=about)
    form.is_valid()
    form.add_error("text", why)
    return {about: form}


def _explain(request: HttpRequest, tender: Tender, about: str) -> HttpResponse:
    form = ExplanationForm(request.POST, prefix=about)
    if not form.is_valid():
        raise NotExplainable(_("Write a reason and choose its kind."))
    services.explain(tender=tender, rule=about, by=signed_in(request.user), at=clock.db_now(), **form.cleaned_data)
    messages.success(request, _("Saved. Another officer approves it."))
    return redirect("tenders:gate", tender.pk)


def _approve(request: HttpRequest, tender: Tender, about: str) -> HttpResponse:
    explanation = _explanation(tender, about)
    services.approve_explanation(explanation=explanation, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Approved. It is published with the tender."))
    return redirect("tenders:gate", tender.pk)


def _refuse(request: HttpRequest, tender: Tender, about: str) -> HttpResponse:
    explanation, note = _explanation(tender, about), request.POST.get(f"note-{about}", "")
    services.refuse_explanation(explanation=explanation, note=note, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Sent back to who wrote it."))
    return redirect("tenders:gate", tender.pk)


def _explanation(tender: Tender, about: str) -> Explanation:
    """The explanation of this tender with that id. 404 if there is none."""
    explanation = next((row for row in queries.latest_explanations(tender).values() if str(row.pk) == about), None)
    if explanation is None:
        raise Http404
    return explanation


def _send(request: HttpRequest, tender: Tender, _about: str) -> HttpResponse:
    require(access.may(request.user, TenderAction.SEND_TO_REVIEW, tender))
    services.send_to_review(tender=tender, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Sent. Another officer reads it and publishes it, or sends it back."))
    return redirect("tenders:gate", tender.pk)


def _send_back(request: HttpRequest, tender: Tender, _about: str) -> HttpResponse:
    require(access.may(request.user, TenderAction.SEND_BACK, tender))
    reason = request.POST.get("reason", "")
    services.send_back(tender=tender, reason=reason, by=signed_in(request.user), at=clock.db_now())
    return redirect("tenders:edit", tender.pk)


def _publish(request: HttpRequest, tender: Tender, _about: str) -> HttpResponse:
    require(access.may(request.user, TenderAction.PUBLISH, tender))
    services.publish(tender=tender, by=signed_in(request.user), at=clock.db_now())
    messages.success(request, _("Published."))
    return redirect("tenders:detail", tender.pk)


_ACTS: Mapping[str, Callable[[HttpRequest, Tender, str], HttpResponse]] = {
    "explain": _explain,
    "approve": _approve,
    "refuse": _refuse,
    "send": _send,
    "back": _send_back,
    "publish": _publish,
}
