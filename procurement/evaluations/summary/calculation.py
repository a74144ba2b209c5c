"""A cell as its calculation: made anew from the stored case, and exactly the figure that was judged."""

from django.utils.translation import gettext as _

from procurement.evaluations.shapes.calculation import CalculationShape, IndicatorShape, InterfaceOfferShape, StepShape
from procurement.evaluations.summary.sheet import Sheet
from scoring import CellTrace, IndicatorLine, InterfaceLine, explain, expressions


def cell_calculation(sheet: Sheet, cell: CellTrace) -> CalculationShape | None:
    """None for a bid that was excluded before this criterion was judged."""
    return _calculation(sheet, sheet.calculator.cell(cell.leaf, cell.bid))


def total_calculation(sheet: Sheet, bid: str) -> CalculationShape | None:
    """How the figure that ranks a bid follows; None for one that is not ranked."""
    return _calculation(sheet, sheet.calculator.total(bid))


def _calculation(sheet: Sheet, calculation: explain.Calculation | None) -> CalculationShape | None:
    if calculation is None:
        return None
    *steps, (_nothing, line) = calculation.lines()
    why = calculation.working.why
    return CalculationShape(
        line=line,
        why=sheet.say(why) if why else "",
        steps=tuple(StepShape(sheet.say(what) if what else "", step) for what, step in steps),
        indicators=tuple(_indicator(indicator) for indicator in calculation.indicators),
        interfaces=tuple(_interface(interface) for interface in calculation.interfaces),
    )


def _indicator(line: IndicatorLine) -> IndicatorShape:
    return IndicatorShape(
        title=line.title or line.code,
        unit=line.unit,
        least=line.least,
        best=line.best,
        weight=line.weight,
        offer=line.offer,
        share=expressions.evaluate(line.share),
        points=line.points,
        backed=line.backed,
    )


def _interface(line: InterfaceLine) -> InterfaceOfferShape:
    return InterfaceOfferShape(
        title=line.title or line.interface,
        weight=line.weight,
        outcome=outcome_label(line.outcome),
        evidence=line.evidence,
        openness=line.openness,
        points=line.points,
        claims=line.claims,
    )


def outcome_label(outcome: str | None) -> str:
    """How far the evidence for an interface goes."""
    labels = {
        "absent": _("not claimed"),
        "declared": _("declared, not checked"),
        "parsed": _("readable"),
        "valid": _("valid"),
        "proven": _("proven"),
    }
    return labels.get(outcome or "", _("set by a ruling"))
