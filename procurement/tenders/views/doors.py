"""How views reach a draft that is written, and read numbers that a page sent back."""

from uuid import UUID

from django.http import Http404, HttpRequest

from core.access import signed_in
from procurement.tenders import access
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.pages.drafting import DraftInWork, draft_in_work
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.sections import SectionKey

LONGEST_NUMBER = 9


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
