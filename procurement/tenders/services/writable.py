"""Whether officers write a tender now: its draft, or the amendment of what it publishes."""

from django.utils.translation import gettext as _

from procurement.tenders import queries
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.services.errors import NotADraft
from procurement.tenders.states import AmendmentState, TenderState


def written_into(row: Tender) -> Amendment | None:
    """The amendment that is written; None for a draft. At most one query. Raises NotADraft."""
    if row.state == TenderState.DRAFT:
        return None
    amendment = queries.live_amendment(row) if row.state == TenderState.OPEN else None
    if amendment is None:
        raise NotADraft(_("Only a draft can be changed."))
    if amendment.state != AmendmentState.DRAFT:
        raise NotADraft(_("A second officer reads this amendment. It is changed once it is sent back."))
    return amendment
