"""One run as plain values: what page, PDF and API show (DESIGN law 11). Numbers are exact text.

The figures come from the stored inputs, judged again and compared with the stored digests; names, texts and reasons
come from the rows.
"""

from fractions import Fraction
from typing import Any

from core.fields import exact_text
from procurement.evaluations import queries
from procurement.evaluations.models import Run
from procurement.evaluations.summary import bids, information, method, ranking
from procurement.evaluations.summary.sheet import Damaged, Sheet, instant, judged, read
from procurement.tenders.models import Tender
from scoring import explain

__all__ = ["Damaged", "in_a_line", "of_run"]


def of_run(run: Run) -> dict[str, Any]:
    """The whole dictionary of a run. Eleven queries. Raises Damaged when the stored digests do not hold."""
    sheet = read(run)
    lot, tender = run.lot, run.lot.tender
    return {
        "tender": _tender(tender),
        "lot": {
            "id": str(lot.pk),
            "no": lot.no,
            "title": lot.title,
            "estimate": None if lot.estimate is None else exact_text(Fraction(lot.estimate)),
            "count": queries.lot_count(lot),
        },
        "method": method.shown(sheet),
        "criteria": [method.criterion(sheet, leaf) for leaf in sheet.spec.leaves],
        "bids": bids.shown(sheet),
        "ranking": [ranking.ranked(sheet, place) for place in sheet.result.order],
        "families": ranking.families(sheet),
        "composition": [ranking.composition(sheet, place) for place in sheet.result.order],
        "excluded": [ranking.excluded(sheet, out) for out in sheet.result.excluded],
        "gaps": [],  # a frozen run has none: what is missing blocks it
        "flags": [*method.flags(sheet), *information.asked(sheet)],
        "information": information.shown(sheet),
        "not_built": method.not_built(sheet),
        "digests": {"spec": run.spec_sha, "facts": run.facts_sha, "result": run.result_sha},
        "run": _run(sheet),
    }


def _tender(tender: Tender) -> dict[str, Any]:
    return {
        "id": str(tender.pk),
        "ref": tender.ref,
        "title": tender.title,
        "description": tender.description,
        "authority": tender.authority.name,
        "currency": tender.currency,
        "basis": tender.basis,
        "origin": tender.origin,
        "state": tender.state,
        "published_at": instant(tender.published_at),
        "deadline_at": instant(tender.deadline_at),
    }


def _run(sheet: Sheet) -> dict[str, Any]:
    run = sheet.run
    return {
        "id": str(run.pk),
        "no": run.no,
        "cause": str(run.get_cause_display()),
        "reason": run.reason,
        "at": instant(run.at),
        "by": str(run.by) if run.by else "",
        "scoring_version": sheet.result.version,
    }


def in_a_line(run: Run) -> str:
    """'evaluated by features/1: 1. B2 1830360, 2. B1 about 877192.8947': for commands."""
    _case, result = judged(run)
    places = ", ".join(f"{place.place}. {place.bid} {explain.number(place.figure)}" for place in result.order)
    return f"evaluated by {result.formula}: {places or 'no admissible bid'}"
