"""The ranking, what every bid earned under every criterion, and how its points are made up."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.fields import exact_text
from procurement.evaluations.summary.sheet import Sheet, exact
from procurement.tenders.models import Family
from scoring import explain
from scoring.results import CellTrace, Exclusion, Place
from scoring.types import CONSENSUS, MONEY, Leaf


def ranked(sheet: Sheet, place: Place) -> dict[str, Any]:
    result = sheet.result
    total = result.totals.get(place.bid)
    return {
        "place": place.place,
        "bid": place.bid,
        "alias": place.bid,
        "name": sheet.name(place.bid),
        "price": _price_of(sheet, place.bid),
        "figure": exact_text(place.figure),
        "figure_label": _figure_label(sheet),
        "total": exact(total),
        "gap": exact_text(abs(place.figure - result.order[0].figure)),
        "tie_path": [sheet.say(sentence) for sentence in explain.tie_path(sheet.spec, place)],
        "sentence": sheet.say(explain.place(result, place)),
        "cells": _cells(sheet, place.bid),
    }


def excluded(sheet: Sheet, out: Exclusion) -> dict[str, Any]:
    """Why a bid is not ranked, and what it had earned until then."""
    return {
        "bid": out.bid,
        "alias": out.bid,
        "name": sheet.name(out.bid),
        "stage": out.stage,
        "sentence": sheet.say(explain.exclusion(sheet.spec, out)),
        "cells": _cells(sheet, out.bid),
    }


def _figure_label(sheet: Sheet) -> str:
    if sheet.result.kind == "points":
        return _("points")
    return sheet.spec.basis.currency if sheet.result.kind == "money" else _("index")


def _price_of(sheet: Sheet, alias: str) -> str | None:
    """The sum of the bid's price lines as read out; None where a line names no amount or another currency."""
    spec = sheet.spec
    bid = next(bid for bid in sheet.case.facts.bids if bid.id == alias)
    elements = [element for leaf in spec.leaves if leaf.input == "price" for element in leaf.elements]
    prices = [bid.prices.get(element) for element in elements]
    amounts = [price.amount for price in prices if price is not None and price.currency == spec.basis.currency]
    return exact_text(sum(amounts, Fraction(0))) if amounts and len(amounts) == len(elements) else None


def _cells(sheet: Sheet, alias: str) -> list[dict[str, Any]]:
    return [_cell(sheet, cell) for cell in sheet.cells.get(alias, ())]


def _cell(sheet: Sheet, cell: CellTrace) -> dict[str, Any]:
    """What a bid earned under a criterion; no share and no points where a price goes into a figure instead."""
    leaf = sheet.leaves[cell.leaf]
    return {
        "criterion": leaf.id,
        "title": sheet.criteria[leaf.id].title,
        "family": leaf.family,
        "raw": exact(cell.raw),
        "raw_text": _raw_text(sheet, leaf, cell),
        "share": exact(cell.share),
        "points": exact(cell.points),
        "of": exact_text(leaf.points),
        "sentence": sheet.say(explain.cell(sheet.spec, cell)),
        "rule": cell.rule,
        "marks": _marks(sheet, leaf, cell.bid),
        "reason": sheet.reasons.get((leaf.id, cell.bid), ""),
    }


def _raw_text(sheet: Sheet, leaf: Leaf, cell: CellTrace) -> str:
    """What the raw value stands for: a level's label, or the currency of an amount."""
    if leaf.input in MONEY:
        return sheet.spec.basis.currency
    if leaf.input != "mark":
        return ""
    scale = next((scale for scale in sheet.spec.scales if scale.id == leaf.scale), None)
    levels = scale.levels if scale else ()
    return next((level.label for level in levels if level.value == cell.raw), "")


def _marks(sheet: Sheet, leaf: Leaf, alias: str) -> list[dict[str, Any]]:
    column = next((column for column in sheet.case.facts.marks if column.leaf == leaf.id), None)
    if column is None:
        return []
    order = [bid.id for bid in sheet.case.facts.bids]
    start = order.index(alias) * len(column.evaluators)
    agrees = sheet.spec.panel_method == CONSENSUS  # else nothing is agreed, and an empty line would look like a gap
    return [
        {
            "evaluator": _("Consensus") if evaluator == CONSENSUS else evaluator,
            "value": None if value is None else exact_text(Fraction(value, column.denominator)),
            "reason": sheet.own_reasons.get((leaf.id, alias, evaluator), ""),
        }
        for evaluator, value in zip(column.evaluators, column.values[start:], strict=False)
        if agrees or value is not None or evaluator != CONSENSUS
    ]


def families(sheet: Sheet) -> list[dict[str, str]]:
    points: dict[str, Fraction] = {}
    for leaf in sheet.spec.leaves:
        points[leaf.family] = points.get(leaf.family, Fraction(0)) + leaf.points
    return _parts(points)


def composition(sheet: Sheet, place: Place) -> dict[str, Any]:
    """How a bid's points are made up by family; of a method without points, its one figure."""
    if sheet.result.kind == "points":
        points: dict[str, Fraction] = {}
        for cell in sheet.cells.get(place.bid, ()):
            family = sheet.leaves[cell.leaf].family
            points[family] = points.get(family, Fraction(0)) + (cell.points or 0)
        parts = _parts(points)
    else:
        parts = [{"family": "figure", "label": _figure_label(sheet), "points": exact_text(place.figure)}]
    return {
        "bid": place.bid,
        "alias": place.bid,
        "name": sheet.name(place.bid),
        "parts": parts,
        "total": exact_text(place.figure),
    }


def _parts(points: Mapping[str, Fraction]) -> list[dict[str, str]]:
    return [
        {"family": family.value, "label": str(family.label), "points": exact_text(points[family.value])}
        for family in Family
        if family.value in points
    ]
