"""A run in words and figures for the page; it computes nothing but how many decimals to show."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.evaluations.pages import information
from procurement.evaluations.pages.answer import answer_page
from procurement.evaluations.pages.rows import BidRead, ResultPage, UncountedRow
from procurement.evaluations.shapes import OpenedBidShape, SourceOutcomeShape, SummaryShape
from procurement.evaluations.shapes.calculation import CalculationShape


def result_page(summary: SummaryShape, outcome: SourceOutcomeShape | None, zone: str) -> ResultPage:
    """The answer, the bids as read out, method, digests, and what informs."""
    return {
        "answer": answer_page(summary, outcome, zone),
        "bids": list(_bids(summary)),
        "uncounted": [_uncounted(bid) for bid in summary.bids if not bid.counted],
        "method": summary.method,
        "digests": [
            (_("Method"), summary.digests.spec),
            (_("Facts"), summary.digests.facts),
            (_("Result"), summary.digests.result),
        ],
        "version": summary.run.scoring_version,
        "information": information.information_section(summary.information),
        "not_built": summary.not_built,
    }


def _bids(summary: SummaryShape) -> Iterator[BidRead]:
    """In the order of the ranking, then those that are not ranked."""
    bids = {bid.alias: bid for bid in summary.bids}
    calculations = {ranked.bid: ranked.calculation for ranked in summary.ranking}
    for column in summary.matrix.columns:
        place = formats.MISSING if column.place is None else str(column.place)
        figure = _figure(calculations.get(column.bid))
        yield _bid(f"{place} · {column.bid} {column.name}", column.why, figure, bids[column.bid])


def _figure(calculation: CalculationShape | None) -> list[str]:
    """The steps of the figure that ranks a bid, then its line; empty for a bid that is not ranked."""
    if calculation is None:
        return []
    steps = [f"{step.what}: {step.line}" if step.what else step.line for step in calculation.steps]
    return [*filter(None, [calculation.why]), *steps, calculation.line]


def _bid(title: str, why_excluded: str, figure: list[str], bid: OpenedBidShape) -> BidRead:
    amounts: dict[str, list[str]] = {}
    for currency in {line.currency for line in bid.prices}:
        amounts[currency] = formats.prices([line.amount for line in bid.prices if line.currency == currency], currency)
    return {
        "anchor": f"bid-{bid.alias}",
        "title": title,
        "why_excluded": why_excluded,
        "figure": figure,
        "alias": bid.alias,
        "parties": [", ".join(filter(None, (p.name, p.role_label, p.identifier))) for p in bid.parties],
        "prices": [(line.label, amounts[line.currency].pop(0)) for line in bid.prices],
        "gates": [(gate.title, _passed(gate.passed), gate.reason) for gate in bid.gates],
        "claims": bid.claims,
        "offers": [(offer.kpi, formats.number(offer.target)) for offer in bid.commitments],
        "note": bid.source_note,
    }


def _passed(value: bool | None) -> str:
    if value is None:
        return _("not decided")
    return _("passed") if value else _("failed")


def _uncounted(bid: OpenedBidShape) -> UncountedRow:
    return {"alias": bid.alias, "name": bid.name, "status": bid.status, "note": bid.source_note}
