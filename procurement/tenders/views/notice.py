"""The notice of a draft as suppliers will read it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procurement.tenders import access, gather
from procurement.tenders.access import TenderAction
from procurement.tenders.shapes.notice import notice_shape
from procurement.tenders.states import UNPUBLISHED


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice of a draft, for officers of its authority; a published tender has its page instead."""
    tender = access.door(request.user, pk)
    if tender.state not in UNPUBLISHED:
        return redirect("tenders:detail", pk)
    tender = access.door(request.user, pk, TenderAction.CHECK)
    crumbs = [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:edit", args=[tender.pk])},
    ]
    notice = notice_shape(tender, gather.content_of(tender))
    return render(request, "tenders/preview.html", {"notice": notice, "crumbs": crumbs})
