"""How views reach a draft that is written, or a tender that is published, and read numbers that a page sent back."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from core.access import signed_in
from procurement.tenders import access
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.models import Tender
from procurement.tenders.pages.drafting import DraftInWork, draft_in_work
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.sections import SectionKey
from procurement.tenders.states import UNPUBLISHED

LONGEST_NUMBER = 9
View = Callable[..., HttpResponse]


def visitor_signs_in(view: View) -> View:
    """A visitor to whom a tender is not open signs in first, whether or not there is one; others get 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return wrapped


def published_door(request: HttpRequest, pk: UUID) -> Tender:
    """A tender that was published. 404 for a draft, also to its officers: nothing is asked or changed there."""
    tender = access.door(request.user, pk)
    if tender.state in UNPUBLISHED or tender.published_at is None:
        raise Http404
    return tender


def draft_door(request: HttpRequest, pk: UUID, section: str) -> tuple[DraftInWork, SectionKey, type[SectionForm]]:
    """A draft that the person may write, and the form of a section. 404 for a section without an editor."""
    tender = access.door(request.user, pk, TenderAction.EDIT)
    form = EDITORS[SectionKey(section)].form if section in set(SectionKey) else None
    if form is None:
        raise Http404
    return draft_in_work(tender, signed_in(request.user)), SectionKey(section), form


def number_of(text: str) -> int:
    """The number of a save that a page sent; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
