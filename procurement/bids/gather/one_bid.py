"""Whether a supplier may bid now, and which lots it leads another bid for: asked when a bid is begun and received."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from procurement.bids.models import Bid
from procurement.bids.queries import drafts
from procurement.tenders import gather as tender_gather
from procurement.tenders.models import Tender
from suppliers import queries as supplier_queries
from suppliers.models import Supplier
from suppliers.states import ApprovalState

ALLOW = "allow"  # what a tender says of an organisation in two bids for a lot


def why_not_bid(supplier: Supplier, at: datetime) -> str:
    """Why the supplier may not bid at this moment: suspended, not handed in yet, turned down; else empty. No query."""
    if supplier_queries.is_suspended(supplier, at):
        return _("%(supplier)s is suspended and cannot bid.") % {"supplier": supplier.name}
    if supplier.state == ApprovalState.DRAFT:
        return _("Hand your organisation in first: the city has to know who bids.")
    if supplier.state not in {ApprovalState.SUBMITTED, ApprovalState.APPROVED}:
        return _("%(supplier)s was not approved and cannot bid.") % {"supplier": supplier.name}
    return ""


def lots_led_elsewhere(
    tender: Tender, lead: UUID, consortium: UUID | None, lots: Collection[UUID], *, besides: UUID | None
) -> list[Bid]:
    """The other bids of this lead for one of the lots, that the tender does not take beside this one, with their lots.

    One bid of the same parties for a lot: it is replaced instead. With others, what the tender says of two bids. Two
    queries, more where there are others.
    """
    others = [bid for bid in drafts.led_for(tender, lead) if bid.pk != besides]
    others = [bid for bid in others if any(lot.pk in lots for lot in bid.lots.all())]
    if others and tender_gather.content_of(tender).panel.member_in_two_bids == ALLOW:
        return [bid for bid in others if bid.consortium_id == consortium]
    return others
