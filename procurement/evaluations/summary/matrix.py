"""Criteria × bids of a run: what each bid reached, which is best of a row, how far the first is ahead."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from core.pages.wording import PAGE
from procurement.evaluations.shapes.matrix import (
    MatrixCellShape,
    MatrixColumnShape,
    MatrixRowShape,
    MatrixShape,
)
from procurement.evaluations.summary.sheet import Sheet
from procurement.tenders.models import Family
from scoring import BidDifference, CellTrace, Exclusion, Gate, Leaf, differences, explain, price, printed_gap_sentences

MOST_CELLS = 20_000  # of a spreadsheet; above that the table is a CSV file only


class Order(StrEnum):
    """In which order criteria stand; those to pass or fail always come first."""

    PUBLISHED = "published"
    WEIGHT = "weight"
    DIFFERENCE = "difference"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The order of this name; as published for any other text."""
        return cls(text) if text in set(cls) else cls("published")


def ordered_rows(matrix: MatrixShape, order: Order) -> list[MatrixRowShape]:
    """The rows in an order: the heaviest first, or those where the first is most ahead of the second."""
    gates = [row for row in matrix.rows if row.kind == "gate"]
    judged = [row for row in matrix.rows if row.kind != "gate"]
    if order == Order.WEIGHT:
        judged.sort(key=lambda row: -(row.of or 0))
    if order == Order.DIFFERENCE:
        judged.sort(key=lambda row: -(row.leads[0] or 0) if row.leads else 0)
    return [*gates, *judged]


def fits_spreadsheet(matrix: MatrixShape) -> bool:
    """Whether the table is small enough to be offered as a spreadsheet."""
    return len(matrix.rows) * len(matrix.columns) <= MOST_CELLS


def matrix_shape(sheet: Sheet) -> MatrixShape:
    """The whole table in the order of the ranking, then the bids that are not ranked. No query."""
    result = sheet.result
    columns = tuple(_columns(sheet))
    leads = [_leads(difference) for difference in differences(result)]
    rows = (
        *(_gate_row(sheet, gate, columns) for gate in sheet.spec.gates),
        *(_leaf_row(sheet, leaf, columns, leads) for leaf in sheet.spec.leaves),
    )
    return MatrixShape(
        kind=result.kind,
        total_points=sheet.spec.total_points,
        columns=columns,
        rows=rows,
        leads=tuple(abs(place.figure - result.order[0].figure) for place in result.order[1:]),
        notes=tuple(explain.text(note, write=PAGE) for note in printed_gap_sentences(sheet.calculator.printed_gaps())),
    )


def _leads(difference: BidDifference) -> dict[str, Fraction]:
    """{criterion: by how many points the first is ahead of the other}."""
    return {lead.leaf: lead.points for lead in difference.leads} | dict.fromkeys(difference.equal, Fraction(0))


def _columns(sheet: Sheet) -> Iterator[MatrixColumnShape]:
    for place in sheet.result.order:
        yield MatrixColumnShape(place.bid, sheet.name(place.bid), place.place, place.figure, "")
    reasons: dict[str, list[str]] = {}
    for out in sheet.result.excluded:
        reasons.setdefault(out.bid, []).append(sheet.say(explain.exclusion(sheet.spec, out)))
    for bid, sentences in reasons.items():
        yield MatrixColumnShape(bid, sheet.name(bid), None, None, " ".join(sentences))


def _gate_row(sheet: Sheet, gate: Gate, columns: Sequence[MatrixColumnShape]) -> MatrixRowShape:
    facts = {bid.id: bid for bid in sheet.case.facts.bids}
    return MatrixRowShape(
        criterion=gate.id,
        title=gate.title or gate.id,
        hint=_("pass or fail"),
        family=gate.family,
        family_label=str(Family(gate.family).label),
        kind="gate",
        of=None,
        cells=tuple(MatrixCellShape(column.bid, passed=facts[column.bid].gates.get(gate.id)) for column in columns),
        leads=tuple(None for column in columns[1:] if column.place),
    )


def _leaf_row(
    sheet: Sheet, leaf: Leaf, columns: Sequence[MatrixColumnShape], leads: Sequence[Mapping[str, Fraction]]
) -> MatrixRowShape:
    traces = {bid: trace for bid, cells in sheet.cells.items() for trace in cells if trace.leaf == leaf.id}
    failed = {out.bid: out for out in sheet.result.excluded if out.stage == "leaf" and out.where == leaf.id}
    earns = any(trace.points is not None for trace in traces.values())
    best = _best(leaf, [traces[column.bid] for column in columns if column.place], earns=earns)
    return MatrixRowShape(
        criterion=leaf.id,
        title=sheet.criteria[leaf.id].title,
        hint=_hint(sheet, leaf),
        family=leaf.family,
        family_label=str(Family(leaf.family).label),
        kind="points" if earns else "amount",
        of=leaf.points if earns else None,
        cells=tuple(_cell(column, traces.get(column.bid), failed.get(column.bid), best) for column in columns),
        leads=tuple(lead.get(leaf.id) for lead in leads),
    )


def _cell(
    column: MatrixColumnShape, trace: CellTrace | None, failed: Exclusion | None, best: Fraction | None
) -> MatrixCellShape:
    reached = None if trace is None else _reached(trace)
    return MatrixCellShape(
        bid=column.bid,
        points=trace.points if trace else None,
        amount=trace.raw if trace and trace.points is None else None,
        mark=failed.value if failed else None,
        minimum=failed.minimum if failed else None,
        best=bool(column.place) and best is not None and reached == best,
    )


def _reached(trace: CellTrace) -> Fraction | None:
    return trace.raw if trace.points is None else trace.points


def _best(leaf: Leaf, ranked: Sequence[CellTrace], *, earns: bool) -> Fraction | None:
    """The most points, or the lowest amount; None where there is nothing to compare or all are alike."""
    reached = {value for trace in ranked if (value := _reached(trace)) is not None}
    if len(reached) < 2:
        return None
    return max(reached) if earns or leaf.input not in {"price", "cost"} else min(reached)


def _hint(sheet: Sheet, leaf: Leaf) -> str:
    """How the criterion is judged, in a few words."""
    if leaf.input == "mark":
        return _marked(sheet, leaf)
    if leaf.input == "verdict":
        return _evidence(sheet, leaf)
    if leaf.input == "offer":
        count = len(leaf.kpis) or 1
        return ngettext("%(n)s indicator, by formula", "%(n)s indicators, by formula", count) % {"n": count}
    return str(price.formula(sheet.spec.price_formula, "price_formula").title)


def _marked(sheet: Sheet, leaf: Leaf) -> str:
    levels = next((scale.levels for scale in sheet.spec.scales if scale.id == leaf.scale), ())
    marks = {"low": formats.number(levels[0].value), "high": formats.number(levels[-1].value)} if levels else {}
    if leaf.minimum is not None and leaf.minimum.unit == "mark" and marks:
        least = formats.number(leaf.minimum.value)
        return _("marked %(low)s to %(high)s, at least %(least)s") % {**marks, "least": least}
    return _("marked %(low)s to %(high)s") % marks if marks else _("marked")


def _evidence(sheet: Sheet, leaf: Leaf) -> str:
    if leaf.family == Family.OPEN_STANDARDS:
        return _("openness × evidence")
    count = len(leaf.interfaces or sheet.spec.interfaces)
    return ngettext("evidence of %(n)s interface", "evidence of %(n)s interfaces", count) % {"n": count}
