"""Who acts next on a bid, with the reason. Bids are seen through the door of their tender."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, OwnerRule, Person, no
from core.states import Owner
from procurement.bids import queries
from procurement.bids.models import Bid
from procurement.tenders import access as tender_access


def _tenderer(user: Person, bid: Bid) -> Decision:
    """Whoever acts for the lead: partners sign their part, the lead writes and submits. One query."""
    if queries.leads(user, bid):
        return YES
    return no(_("Those who act for the bid's lead act here."))


def _opener(user: Person, bid: Bid) -> Decision:
    return tender_access.OWNERS[Owner.OPENERS](user, bid.tender)


# Who acts next on a bid, by the owner of its state in `BID_STATES`.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.TENDERER: _tenderer,
    Owner.OPENERS: _opener,
    Owner.NOBODY: access.nobody,
}
