"""A review as ready words for its template, by the same formats as the pages. Pure: no database, no clock.

Two pages to sign (head, facts, table, reasons, findings, statements), then annexes: A method, B bids, C marks,
D robustness and agreement, E digests.
"""

from typing import Any

from django.utils.translation import gettext as _

from core.pages import formats
from core.rest.shapes import to_json
from procurement.evaluations.pages import information, source
from procurement.evaluations.pages.matrix import family_sign
from procurement.reports.gather import LogOfReview
from procurement.reports.pdf.paper import (
    bids,
    facts,
    findings,
    head,
    log_head,
    marks,
    method,
    reasons,
    statements,
    table,
    texts,
)
from procurement.reports.shapes import ReviewShape
from procurement.tenders.models import Family


def context(data: ReviewShape, *, data_sha: str, variant: str, log: LogOfReview | None = None) -> dict[str, Any]:
    """Everything the template shows. `log`: the signed log that the file carries, if any."""
    return {
        "lang": "en",
        "title": _("Evaluation review: %(title)s") % {"title": " ".join(data.tender.title.split())},
        "variant": variant,
        "tender": data.tender,
        "run": data.run,
        "frozen_at": to_json(data.run.at),
        "over": _("%(ref)s · lot %(lot)d · run %(run)d")
        % {"ref": data.tender.ref, "lot": data.lot.no, "run": data.run.no},
        "foot": _("Review %(digest)s · evaluation.json is attached: anyone can recompute the result (annex E)")
        % {"digest": formats.short_digest(data_sha)},
        **_signed(data),
        **_annexes(data, data_sha),
        "log": log_head.log_section(log, data.review.zone) if log else None,
    }


def _signed(data: ReviewShape) -> dict[str, Any]:
    """The pages to sign."""
    excluded, excluded_rest = findings.excluded(data)
    return {
        "authority": head.authority(data),
        "long_title": head.is_long(data.tender.title),
        "about": head.about(data),
        "box": head.result_box(data),
        "difference": head.difference_box(data),
        "warnings": head.warnings(data),
        "open_findings": head.open_findings(data),
        "zone": texts.place_of(data.review.zone),
        "facts": facts.procedure(data),
        "table": table.signed(data),
        "families": [family_sign(family) for family in Family if family in {row.family for row in data.matrix.rows}],
        "table_notes": _table_notes(data),
        "calculations": _calculations(data),
        "ties": [f"{texts.bid_label(bid)}: {' '.join(bid.tie_path)}" for bid in data.ranking if bid.tie_path],
        "reasons": reasons.reasons(data),
        "excluded": excluded,
        "excluded_rest": excluded_rest,
        "uncounted": findings.uncounted(data),
        "findings": findings.signed(data),
        "statements": statements.statements(data),
        "signers": statements.signers(data),
        "source": source.source_section(data.source_outcome, data.review.zone) if data.source_outcome else None,
    }


def _table_notes(data: ReviewShape) -> list[str]:
    """Whose points, as printed, add up to another total; of a part of the table only that it can be so."""
    if table.is_whole(data) or not data.matrix.notes:
        return list(data.matrix.notes)
    return [_("Totals come from unrounded points, so printed points can add up to another sum (annex C).")]


def _calculations(data: ReviewShape) -> list[str]:
    """What the figure of each bid is made of, where it is not a sum of points; on the signed pages for a few."""
    if data.matrix.kind == "points" or not table.is_whole(data):
        return []
    return [f"{bid.alias}: {bid.calculation.line}" for bid in data.ranking if bid.calculation]


def _annexes(data: ReviewShape, data_sha: str) -> dict[str, Any]:
    long = marks.is_long(data)
    return {
        "long": long,
        "method": data.method,
        "rules": method.rules(data),
        "criteria": method.criteria(data),
        "scales": list(method.scales(data)),
        "prices": bids.prices(data),
        "compared_otherwise": bids.compared_otherwise(data),
        "whole_table": table.annexed(data),
        "exclusions": bids.exclusions(data) if excluded_beyond(data) else [],
        "grids": bids.grids(data),
        "members": bids.members(data),
        "claims": bids.claims(data),
        "answers": bids.answers(data),
        "sheets": marks.sheets(data, long=long),
        "firm": information.information_section(data.information),
        "sections": data.information.sections,
        "turns": data.answer.turns,
        "every_finding": findings.every(data) if len(findings.every(data)) > findings.MOST_SIGNED else [],
        "digests": _digests(data, data_sha),
    }


def excluded_beyond(data: ReviewShape) -> bool:
    """Whether some reason for an exclusion has no room on the signed pages."""
    bids_out = {out.alias for out in data.excluded}
    return len(bids_out) > findings.MOST_EXCLUDED or len(data.excluded) > len(bids_out)


def _digests(data: ReviewShape, data_sha: str) -> list[tuple[str, str]]:
    digests = data.digests
    return [
        (_("Method, as published"), digests.spec),
        (_("Facts: bids, marks, rulings"), digests.facts),
        (_("Result"), digests.result),
        *([(_("Annex on robustness"), data.information.sha256)] if data.information.sha256 else []),
        *([(_("What to look at twice"), data.findings.sha256)] if data.findings.sha256 else []),
        (_("What this review says"), data_sha),
    ]
