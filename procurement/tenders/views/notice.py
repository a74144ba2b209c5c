"""The notice of a draft as suppliers will read it, and the documents of a tender."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.documents import files
from procurement.tenders import access, gather, pages
from procurement.tenders.access import TenderAction
from procurement.tenders.states import UNPUBLISHED


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice of a draft, for officers of its authority; a published tender has its page instead."""
    tender = access.door(request.user, pk)
    if tender.state not in UNPUBLISHED:
        return redirect("tenders:detail", pk)
    tender = access.door(request.user, pk, TenderAction.CHECK)
    return render(request, "tenders/preview.html", pages.preview_page(tender, now=clock.db_now()))


@require_safe
def document(request: HttpRequest, pk: UUID, sha256: str) -> HttpResponseBase:
    """A document of a tender to whoever may see the tender, also one that an earlier version named, as it was named."""
    tender = access.door(request.user, pk)
    named = gather.document_of(tender, sha256)
    if named is None:
        raise Http404
    row, name = named
    try:
        return files.serve(row, name)
    except files.DocumentFault as fault:
        messages.error(request, str(fault))
        return redirect(f"{reverse('tenders:detail', args=[pk])}#docs")
