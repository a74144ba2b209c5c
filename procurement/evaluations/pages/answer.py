"""The first screen of a result: who is first, the ranking, and what parts the first from the second."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats, names
from procurement.bids.states import SourceVerdict
from procurement.evaluations.pages.rows import AnswerPage, DifferenceRow, RankingRow, SourceTag
from procurement.evaluations.pages.source import rejections
from procurement.evaluations.shapes import (
    ExcludedBidShape,
    PriceLineShape,
    SourceDecisionShape,
    SourceOutcomeShape,
    SummaryShape,
)
from procurement.evaluations.shapes.answer import AnswerShape
from procurement.tenders.models import Family

LISTED = 8  # rows of the ranking that stand open; the others are folded
INDEX_PLACES = 4


class FigureUnit:
    """How figures that rank are written: points, money or an index, told apart where they differ."""

    def __init__(self, summary: SummaryShape) -> None:
        self.kind = summary.method.kind
        self.currency = summary.tender.currency
        self.label = {"points": _("Points"), "money": _("Evaluated price")}.get(self.kind, _("Figure"))

    def figures(self, values: Sequence[Fraction]) -> list[str]:
        if self.kind == "money":
            return formats.prices(values, self.currency)
        return formats.apart(values, INDEX_PLACES if self.kind == "index" else 2)


def answer_page(summary: SummaryShape, outcome: SourceOutcomeShape | None, zone: str) -> AnswerPage:
    """What stands above everything else; it computes nothing but how many decimals to show."""
    unit, answer = FigureUnit(summary), summary.answer
    rows = [*_ranked(summary, unit), *_not_ranked(summary)]
    tags, grounds = _source_tags(outcome, zone), rejections(outcome)
    for row in rows:
        row["source"] = tags.get(row["alias"])
        row["notes"] += filter(None, [grounds.get(row["alias"])])
    listed = rows if len(rows) <= LISTED else rows[: LISTED - 3]
    more = rows[len(listed) :]
    return {
        "headline": answer.headline,
        "lead": answer.lead,
        "against": next((names.split(row.name)[0] for row in summary.ranking if row.bid == answer.second), ""),
        "rows": listed,
        "more": more,
        "more_label": ngettext("%(n)s more bid", "%(n)s more bids", len(more)) % {"n": len(more)},
        "figure_label": unit.label,
        "hint": _hint(summary),
        "differences": _differences(answer),
        "total": _signed(answer.gap) if answer.gap is not None else "",
        "equal": _equal(answer),
    }


def _hint(summary: SummaryShape) -> str:
    if summary.method.kind == "points":
        total = formats.number(summary.method.total_points)
        return _("Points of %(total)s; the most wins.") % {"total": total}
    best = summary.method.best
    return _("The highest figure wins.") if best == "high" else _("The lowest figure wins.")


def _ranked(summary: SummaryShape, unit: FigureUnit) -> Iterator[RankingRow]:
    rows = summary.ranking
    prices = formats.prices([row.price for row in rows], unit.currency)
    figures = unit.figures([row.figure for row in rows])
    gaps = unit.figures([row.gap for row in rows])
    for row, price, figure, gap in zip(rows, prices, figures, gaps, strict=True):
        yield {
            "place": row.place,
            "alias": row.alias,
            "name": names.split(row.name)[0],
            "original": names.split(row.name)[1],
            "price": price,
            "figure": figure,
            "gap": gap if row.place > 1 else formats.MISSING,
            "notes": list(row.tie_path),
            "source": None,
        }


def _not_ranked(summary: SummaryShape) -> list[RankingRow]:
    """One row per excluded bid, with every reason."""
    rows: dict[str, RankingRow] = {}
    read_out = {bid.alias: bid.prices for bid in summary.bids}
    for out in summary.excluded:
        price = _sum_of(read_out[out.alias], summary.tender.currency)
        row: RankingRow = {
            "place": None,
            "alias": out.alias,
            "name": names.split(out.name)[0],
            "original": names.split(out.name)[1],
            "price": formats.price(price, summary.tender.currency),
            "figure": "",
            "gap": "",
            "notes": [],
            "source": None,
        }
        rows.setdefault(out.alias, row)["notes"].append(_why_excluded(summary, out))
    return [*rows.values()]


def _sum_of(lines: Sequence[PriceLineShape], currency: str) -> Fraction | None:
    """None where a line has no amount or another currency, or there is none: no sum is made of what cannot be added."""
    amounts = [line.amount for line in lines if line.amount is not None and line.currency == currency]
    return sum(amounts, Fraction(0)) if amounts and len(amounts) == len(lines) else None


def _why_excluded(summary: SummaryShape, out: ExcludedBidShape) -> str:
    """In few words where a criterion says it: what the bid reached, and what was asked."""
    for row in summary.matrix.rows:
        cell = next(cell for cell in row.cells if cell.bid == out.bid)
        if row.criterion != out.where:
            continue
        if cell.mark is not None and cell.minimum is not None:
            marks = {"mark": formats.number(cell.mark), "least": formats.number(cell.minimum)}
            return _("%(criterion)s: %(mark)s, at least %(least)s asked") % {"criterion": row.title, **marks}
        if cell.passed is False:
            return _("%(criterion)s: failed") % {"criterion": row.title}
    return out.sentence


# --- what parts the first from the second ---


def _differences(answer: AnswerShape) -> list[DifferenceRow]:
    longest = max((abs(row.points) for row in answer.differences), default=Fraction(1))
    return [
        {
            "title": row.title,
            "sign": {"letter": Family(row.family).letter, "label": row.family_label},
            "points": _signed(row.points),
            "ahead": row.points > 0,
            "start": _hundredths(min(row.points, Fraction(0)) / longest),
            "width": _hundredths(abs(row.points) / longest),
        }
        for row in answer.differences
    ]


def _hundredths(share: Fraction) -> str:
    """A share of one for a drawing of 100 units, which reads a hyphen and a full stop in every language."""
    return str(formats.rounded(share * 100, 2))


def _signed(points: Fraction) -> str:
    text = formats.apart([points, 0])[0]
    return f"+{text}" if points > 0 else text


def _equal(answer: AnswerShape) -> str:
    if not answer.equal:
        return ""
    return _("Equal: %(criteria)s.") % {"criteria": ", ".join(answer.equal)}


# --- what the source of an imported tender decided ---


def _source_tags(outcome: SourceOutcomeShape | None, zone: str) -> dict[str, SourceTag]:
    """{bid: what the source decided about it last}, in a few words with its day."""
    if outcome is None:
        return {}
    return {decision.bid: _tag(decision, zone) for decision in outcome.decisions if decision.bid}


def _tag(decision: SourceDecisionShape, zone: str) -> SourceTag:
    verdict = SourceVerdict.of(decision.status)
    labels = {SourceVerdict.AWARDED: _("Awarded"), SourceVerdict.REJECTED: _("Rejected")}
    day = formats.day(decision.at.astimezone(ZoneInfo(zone)).date()) if decision.at else ""
    return {
        "label": " ".join(filter(None, (labels.get(verdict, decision.verdict), day))),
        "tone": {SourceVerdict.AWARDED: "good", SourceVerdict.REJECTED: "bad"}.get(verdict, ""),
    }
