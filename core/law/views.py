"""The page of an authority: what it is set to, and the form of each thing that an administrator decides."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import access as core_access
from core import clock
from core.access import signed_in
from core.law import access, pages
from core.law.access import LawAction
from core.law.seeding import CalendarRefused
from core.law.services import LawRefused
from core.law.steps import STEPS, Deciding
from core.models import Authority


def _door(request: HttpRequest, pk: UUID, action: LawAction) -> Authority:
    authority = get_object_or_404(Authority, pk=pk)
    core_access.require(access.may(request.user, action, authority))
    return authority


@login_required
@require_safe
def settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Settings, law and calendar, for everybody with a role in the authority."""
    authority = _door(request, pk, LawAction.READ)
    page = pages.authority_page(authority, request.user, clock.db_now())
    return render(request, "authority/settings.html", {"authority": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """The form of one decision, with what follows from it."""
    chosen = STEPS.get(key)
    if chosen is None:
        raise Http404
    authority = _door(request, pk, chosen.action)
    back = reverse("authority:settings", args=[authority.pk])
    form = chosen.form(request.POST if request.method == "POST" else None, initial=dict(chosen.initial(authority)))
    if form.is_valid():
        try:
            chosen.do(Deciding(authority, signed_in(request.user), clock.db_now()), form.cleaned_data)
        except LawRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except CalendarRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    crumbs = [{"label": authority.name, "url": back}]
    return render(request, "authority/step.html", {"step": chosen, "form": form, "crumbs": crumbs, "back": back})
