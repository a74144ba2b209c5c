"""The ranking, what every bid earned under every criterion, and how its points are made up."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.evaluations.shapes import (
    CellShape,
    CompositionShape,
    ExcludedBidShape,
    FamilyPointsShape,
    MarkShape,
    RankedBidShape,
)
from procurement.evaluations.summary.calculation import cell_calculation, total_calculation
from procurement.evaluations.summary.sheet import Sheet
from procurement.tenders.models import Family
from scoring import CONSENSUS, MONEY, CellTrace, Exclusion, Leaf, Place, explain


def ranked_bid(sheet: Sheet, place: Place) -> RankedBidShape:
    result = sheet.result
    return RankedBidShape(
        place=place.place,
        bid=place.bid,
        alias=place.bid,
        name=sheet.name(place.bid),
        price=_price_of(sheet, place.bid),
        figure=place.figure,
        figure_label=_figure_label(sheet),
        total=result.totals.get(place.bid),
        gap=abs(place.figure - result.order[0].figure),
        tie_path=tuple(sheet.say(sentence) for sentence in explain.tie_path(sheet.spec, place)),
        sentence=sheet.say(explain.place(sheet.spec, result, place)),
        cells=_cells(sheet, place.bid),
        calculation=total_calculation(sheet, place.bid),
    )


def excluded_bid(sheet: Sheet, out: Exclusion) -> ExcludedBidShape:
    return ExcludedBidShape(
        bid=out.bid,
        alias=out.bid,
        name=sheet.name(out.bid),
        stage=out.stage,
        where=out.where,
        sentence=sheet.say(explain.exclusion(sheet.spec, out)),
        cells=_cells(sheet, out.bid),
    )


def _figure_label(sheet: Sheet) -> str:
    if sheet.result.kind == "points":
        return _("points")
    return sheet.spec.basis.currency if sheet.result.kind == "money" else _("index")


def _price_of(sheet: Sheet, alias: str) -> Fraction | None:
    """The sum of the bid's price lines as read out; None if a line names no amount or another currency."""
    spec = sheet.spec
    bid = next(bid for bid in sheet.case.facts.bids if bid.id == alias)
    elements = [element for leaf in spec.leaves if leaf.input == "price" for element in leaf.elements]
    prices = [bid.prices.get(element) for element in elements]
    amounts = [price.amount for price in prices if price is not None and price.currency == spec.basis.currency]
    return sum(amounts, Fraction(0)) if amounts and len(amounts) == len(elements) else None


def _cells(sheet: Sheet, alias: str) -> tuple[CellShape, ...]:
    return tuple(_cell(sheet, cell) for cell in sheet.cells.get(alias, ()))


def _cell(sheet: Sheet, cell: CellTrace) -> CellShape:
    leaf = sheet.leaves[cell.leaf]
    return CellShape(
        criterion=leaf.id,
        title=sheet.criteria[leaf.id].title,
        family=leaf.family,
        raw=cell.raw,
        raw_text=_raw_text(sheet, leaf, cell),
        share=cell.share,
        points=cell.points,
        of=leaf.points,
        sentence=sheet.say(explain.cell(sheet.spec, cell)),
        calculation=cell_calculation(sheet, cell),
        rule=cell.rule,
        marks=_marks(sheet, leaf, cell.bid),
        reason=sheet.reasons.get((leaf.id, cell.bid), ""),
    )


def _raw_text(sheet: Sheet, leaf: Leaf, cell: CellTrace) -> str:
    """What the raw value stands for: a level's label, or the currency of an amount."""
    if leaf.input in MONEY:
        return sheet.spec.basis.currency
    if leaf.input != "mark":
        return ""
    scale = next((scale for scale in sheet.spec.scales if scale.id == leaf.scale), None)
    levels = scale.levels if scale else ()
    return next((level.label for level in levels if level.value == cell.raw), "")


def _marks(sheet: Sheet, leaf: Leaf, alias: str) -> tuple[MarkShape, ...]:
    column = next((column for column in sheet.case.facts.marks if column.leaf == leaf.id), None)
    if column is None:
        return ()
    order = [bid.id for bid in sheet.case.facts.bids]
    start = order.index(alias) * len(column.evaluators)
    agrees = sheet.spec.panel_method == CONSENSUS  # else nothing is agreed, and an empty line would look like a gap
    return tuple(
        MarkShape(
            evaluator=_("Consensus") if evaluator == CONSENSUS else evaluator,
            value=None if value is None else Fraction(value, column.denominator),
            reason=sheet.own_reasons.get((leaf.id, alias, evaluator), ""),
        )
        for evaluator, value in zip(column.evaluators, column.values[start:], strict=False)
        if agrees or value is not None or evaluator != CONSENSUS
    )


def families(sheet: Sheet) -> tuple[FamilyPointsShape, ...]:
    points: dict[str, Fraction] = {}
    for leaf in sheet.spec.leaves:
        points[leaf.family] = points.get(leaf.family, Fraction(0)) + leaf.points
    return _parts(points)


def composition(sheet: Sheet, place: Place) -> CompositionShape:
    if sheet.result.kind == "points":
        points: dict[str, Fraction] = {}
        for cell in sheet.cells.get(place.bid, ()):
            family = sheet.leaves[cell.leaf].family
            points[family] = points.get(family, Fraction(0)) + (cell.points or 0)
        parts = _parts(points)
    else:
        parts = (FamilyPointsShape("figure", _figure_label(sheet), place.figure),)
    return CompositionShape(place.bid, place.bid, sheet.name(place.bid), parts, place.figure)


def _parts(points: Mapping[str, Fraction]) -> tuple[FamilyPointsShape, ...]:
    return tuple(
        FamilyPointsShape(family.value, str(family.label), points[family.value])
        for family in Family
        if family.value in points
    )
