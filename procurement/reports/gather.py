"""What a review says, fixed when it is asked for: the run as the page shows it, and what only a review needs.

Nothing here depends on who asks or when, so that the same question finds the same review.
"""

from typing import Any

from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations import summary
from procurement.evaluations.models import PanelMember, Run
from procurement.studies import queries as study_queries
from procurement.studies import summary as study_summary
from procurement.studies.models import MethodStudy
from procurement.tenders.models import Origin, Tender

TEMPLATE = 1  # raise it when the template changes what a review says: the same run then gets a new review


def review(run: Run) -> dict[str, Any]:
    """The frozen dictionary of a review: `summary.of_run` and, under `review`, template, zone, opening and panel.

    Two queries beside those of `summary.of_run`; raises as it does.
    """
    tender = run.lot.tender
    return {
        **summary.of_run(run),
        "review": {
            "template": TEMPLATE,
            "zone": tender.authority.zone,
            "opened_at": _opened_at(tender),
            "panel": _panel(run),
        },
    }


def study(row: MethodStudy) -> dict[str, Any]:
    """The frozen dictionary of a study: `summary.of_study` and, under `report`, the template's number."""
    whole = study_queries.with_relations().get(pk=row.pk)
    told = study_summary.of_study(whole, study_queries.simulation_of(whole))
    return {**told, "report": {"template": TEMPLATE}}


def _opened_at(tender: Tender) -> str | None:
    """When the bids were opened here; None where another system opened them."""
    if tender.origin == Origin.IMPORTED:
        return None
    opened = (
        Bid.objects.filter(tender=tender, state=BidState.OPENED).order_by("state_at").values_list("state_at", flat=True)
    )
    first = opened.first()
    return None if first is None else first.isoformat()


def _panel(run: Run) -> list[dict[str, Any]]:
    """Who signs for the panel, by pseudonym: the names stay with the authority."""
    members = PanelMember.objects.filter(lot=run.lot_id).order_by("no")
    return [{"pseudonym": member.pseudonym, "chair": member.chair} for member in members]
