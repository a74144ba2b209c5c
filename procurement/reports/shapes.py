"""What a review says: the run as its page shows it, and what only a review needs. Stored when it is asked for."""

from dataclasses import dataclass, fields

from procurement.evaluations import summary
from procurement.evaluations.models import Run
from procurement.evaluations.shapes import SummaryShape
from procurement.reports import gather


@dataclass(frozen=True, slots=True)
class PanelMemberShape:
    """Who signs for the panel, by pseudonym."""

    pseudonym: str
    chair: bool


@dataclass(frozen=True, slots=True)
class ReviewFactsShape:
    """`opened_at`: ISO 8601, None if another system opened the bids."""

    template: int
    zone: str
    opened_at: str | None
    panel: tuple[PanelMemberShape, ...]


@dataclass(frozen=True, slots=True)
class ReviewShape(SummaryShape):
    review: ReviewFactsShape


def review_of(run: Run) -> ReviewShape:
    """What a review of a run says. Two queries beside those of `summary.of_run`; raises as it does."""
    tender, run_summary = run.lot.tender, summary.of_run(run)
    panel = tuple(PanelMemberShape(pseudonym, chair) for pseudonym, chair in gather.panel_of(run))
    facts = ReviewFactsShape(gather.TEMPLATE, tender.authority.zone, gather.opened_at(tender), panel)
    return ReviewShape(**{field.name: getattr(run_summary, field.name) for field in fields(run_summary)}, review=facts)
