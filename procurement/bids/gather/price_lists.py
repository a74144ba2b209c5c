"""The prices of opened bids as a list that a spreadsheet opens."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.pages import csvfile
from procurement.bids.models import Opening, PriceLine
from procurement.bids.queries import openings as queries
from procurement.bids.states import BidState, OpeningPart
from procurement.tenders.models import Tender


def price_list(tender: Tender, closed: Sequence[Opening]) -> str | None:
    """CSV: number of the bid, tenderer, lot, element, amount, currency; None as long as prices are sealed.

    A bid of which a part cannot be read has no line. Amounts have a point and no thousands. Two queries.
    """
    if all(opening.part == OpeningPart.TECHNICAL for opening in closed):
        return None
    names = queries.names_of_bids(tender)
    rows = PriceLine.objects.filter(bid__tender=tender, bid__state=BidState.OPENED, amount__isnull=False)
    lines = rows.select_related("bid", "lot").order_by("bid__submitted_at", "bid", "lot__no", "element")
    heads = [_("Number"), _("Tenderer"), _("Lot"), _("Line of the price table"), _("Amount"), _("Currency")]
    return csvfile.text(
        [
            heads,
            *(
                [
                    line.bid.alias,
                    names.get(str(line.bid_id), ""),
                    str(line.lot.no),
                    line.element,
                    f"{line.amount:f}",
                    line.currency,
                ]
                for line in lines
            ),
        ]
    )
