"""Documents of a draft, for the officers who write and check it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.documents import files
from procurement.tenders import access, queries
from procurement.tenders.access import TenderAction


@login_required
@require_safe
def section_document(request: HttpRequest, pk: UUID, no: int, version: int) -> HttpResponseBase:
    """A version of a document, to save under its name; with a sentence where its bytes are lost."""
    tender = access.door(request.user, pk, TenderAction.CHECK)
    document = queries.document_of(tender, no, version)
    if document is None:
        raise Http404
    try:
        return files.serve(document.file)
    except files.DocumentFault as fault:
        messages.error(request, str(fault))
        return redirect("tenders:edit", pk)
