"""A run in words and figures for the page; it computes nothing but how many decimals to show."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from core.fields import exact_text
from core.pages import charts, formats
from procurement.evaluations.pages import information
from procurement.evaluations.pages.rows import (
    BidMarks,
    CellRow,
    Chart,
    ExcludedRow,
    RankingRow,
    ResultPage,
    UncountedRow,
)
from procurement.evaluations.pages.source import rejections
from procurement.evaluations.shapes import (
    CellShape,
    ExcludedBidShape,
    JudgedCriterionShape,
    OpenedBidShape,
    RankedBidShape,
    SourceOutcomeShape,
    SummaryShape,
)
from procurement.tenders import pages as tender_pages

OpenedBids = Mapping[str, OpenedBidShape]  # by alias


def result_page(summary: SummaryShape, tender_url: str, outcome: SourceOutcomeShape | None = None) -> ResultPage:
    """Ranking, chart, marks, what is not ranked, method and digests."""
    unit = _Unit(summary)
    bids = {bid.alias: bid for bid in summary.bids}
    return {
        "figure_label": unit.label,
        "hint": _hint(summary),
        "ranking": _ranking(summary, unit, rejections(outcome)),
        "chart": _chart(summary, unit),
        "marks": [*_ranked_marks(summary, bids, tender_url), *_other_marks(summary, bids, tender_url)],
        "excluded": _excluded(summary),
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


class _Unit:
    """How figures that rank are written: points, money or an index, told apart where they differ."""

    def __init__(self, summary: SummaryShape) -> None:
        self.kind = summary.method.kind
        self.currency = summary.tender.currency
        self.label = {"points": _("Points"), "money": _("Evaluated amount")}.get(self.kind, _("Figure"))
        self._places = 4 if self.kind == "index" else 2

    def figures(self, values: Sequence[Fraction]) -> list[str]:
        texts = formats.apart(values, self._places)
        return [f"{text}{formats.NO_BREAK}{self.currency}" for text in texts] if self.kind == "money" else texts


def _hint(summary: SummaryShape) -> str:
    best = summary.method.best
    if summary.method.kind == "points":
        total = formats.number(summary.method.total_points)
        return _("Points of %(total)s; the most wins.") % {"total": total}
    return _("The highest figure wins.") if best == "high" else _("The lowest figure wins.")


# --- the ranking ---


def _ranking(summary: SummaryShape, unit: _Unit, rejected: Mapping[str, str]) -> list[RankingRow]:
    rows = summary.ranking
    figures = unit.figures([row.figure for row in rows])
    gaps = unit.figures([row.gap for row in rows])
    return [
        {
            "place": row.place,
            "alias": row.alias,
            "name": row.name,
            "anchor": f"bid-{row.alias}",
            "price": formats.price(row.price, unit.currency),
            "figure": figure,
            "gap": gap if row.place > 1 else formats.MISSING,
            "ties": row.tie_path,
            "sentence": row.sentence,
            "rejected": rejected.get(row.alias, ""),
        }
        for row, figure, gap in zip(rows, figures, gaps, strict=True)
    ]


def _chart(summary: SummaryShape, unit: _Unit) -> Chart | None:
    """How points are made up by family as a drawing, with the same numbers as a table; else the figures as bars."""
    rows = summary.composition
    if not rows:
        return None
    totals = unit.figures([row.total for row in rows])
    if unit.kind != "points":
        bars = [(row.name, row.total) for row in rows]
        caption = _("The figures that rank")
        table = [[row.name, total] for row, total in zip(rows, totals, strict=True)]
        return {
            "svg": charts.bars(bars, title=caption),
            "caption": caption,
            "hint": _hint(summary),
            "numbers": _("Figures by bid"),
            "head": [_("Bid"), unit.label],
            "rows": table,
        }
    parts = [(row.name, [(part.label, part.points) for part in row.parts]) for row in rows]
    caption = _("How the points are made up")
    table = [
        [name, *(formats.points(value) for _label, value in pieces), total]
        for (name, pieces), total in zip(parts, totals, strict=True)
    ]
    return {
        "svg": charts.stacked_bars(parts, title=caption, maximum=summary.method.total_points),
        "caption": caption,
        "hint": _("By family of criteria. %(rounding)s") % {"rounding": summary.method.rounding},
        "numbers": _("Points by family"),
        "head": [_("Bid"), *(label for label, _value in parts[0][1]), _("Total")],
        "rows": table,
    }


# --- every mark ---


def _ranked_marks(summary: SummaryShape, bids: Mapping[str, OpenedBidShape], tender_url: str) -> Iterator[BidMarks]:
    asked = {criterion.id: criterion for criterion in summary.criteria}
    for row in summary.ranking:
        title = _("%(place)s. %(name)s") % {"place": row.place, "name": row.name}
        yield _bid(title, row, bids[row.alias], asked, tender_url)


def _other_marks(summary: SummaryShape, bids: Mapping[str, OpenedBidShape], tender_url: str) -> Iterator[BidMarks]:
    """Bids that are not ranked, once each, with what they had earned until then."""
    asked = {criterion.id: criterion for criterion in summary.criteria}
    out = {row.alias: row for row in summary.excluded}
    for row in out.values():
        yield _bid(_("Not ranked: %(name)s") % {"name": row.name}, row, bids[row.alias], asked, tender_url)


def _bid(
    title: str,
    row: RankedBidShape | ExcludedBidShape,
    bid: OpenedBidShape,
    asked: Mapping[str, JudgedCriterionShape],
    tender_url: str,
) -> BidMarks:
    return {
        "anchor": f"bid-{row.alias}",
        "title": title,
        "alias": row.alias,
        "parties": [", ".join(filter(None, (p.name, p.role_label, p.identifier))) for p in bid.parties],
        "prices": [(price.label, formats.price(price.amount, price.currency)) for price in bid.prices],
        "gates": [(gate.title, _passed(gate.passed), gate.reason) for gate in bid.gates],
        "claims": bid.claims,
        "offers": [(offer.kpi, formats.number(offer.target)) for offer in bid.commitments],
        "note": bid.source_note,
        "cells": [_cell(cell, asked[cell.criterion], tender_url) for cell in row.cells],
    }


def _passed(value: bool | None) -> str:
    if value is None:
        return _("not decided")
    return _("passed") if value else _("failed")


def _cell(cell: CellShape, criterion: JudgedCriterionShape, tender_url: str) -> CellRow:
    explained = criterion.text or criterion.scale or criterion.minimum
    return {
        "title": cell.title,
        "family": criterion.family_label,
        "points": cell.points,
        "of": cell.of,
        "figure": "" if cell.points is not None else _("counts in the figure"),
        "sentence": cell.sentence,
        "level": _level_label(cell) if cell.marks else "",
        "marks": [{"evaluator": m.evaluator, "value": formats.number(m.value), "reason": m.reason} for m in cell.marks],
        "reason": cell.reason,
        "rule": cell.rule,
        "url": f"{tender_url}#{tender_pages.anchor(cell.criterion) if explained else 'criteria'}",
    }


def _level_label(cell: CellShape) -> str:
    """A level's label, unless it only says the mark again."""
    value = "" if cell.raw is None else exact_text(cell.raw)
    return "" if cell.raw_text in {value, formats.number(cell.raw)} else cell.raw_text


# --- what is not ranked ---


def _excluded(summary: SummaryShape) -> list[ExcludedRow]:
    """One row per bid, with every reason."""
    rows: dict[str, ExcludedRow] = {}
    for out in summary.excluded:
        row = rows.setdefault(out.alias, {"alias": out.alias, "name": out.name, "why": []})
        row["why"].append(out.sentence)
    return [*rows.values()]


def _uncounted(bid: OpenedBidShape) -> UncountedRow:
    return {"alias": bid.alias, "name": bid.name, "status": bid.status, "note": bid.source_note}
