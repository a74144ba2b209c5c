"""Lots, award criteria with their scales, and requirements."""

from collections.abc import Mapping

from core.fields import exact_text
from procurement.opendata import process as facts
from procurement.opendata.store.saving import amount_or_none, percent_or_none, save
from procurement.tenders.models import Criterion, Level, Lot, Requirement, Scale, Tender
from procurement.tenders.states import LotState

PRICE = "price"

_LOT_STATES = {
    "complete": LotState.AWARDED,
    "awarded": LotState.AWARDED,
    "unsuccessful": LotState.UNSUCCESSFUL,
    "cancelled": LotState.CANCELLED,
}


def save_lots(tender: Tender, process: facts.SourceProcess) -> dict[str, Lot]:
    lots = {
        lot.key: Lot(
            tender=tender,
            no=number,
            title=lot.title or lot.key,
            estimate=amount_or_none(lot.estimate),
            cpv=list(lot.cpv),
            state=_LOT_STATES.get(lot.status, LotState.ACTIVE),
            source_key=lot.key,
            source_note=lot.description,
        )
        for number, lot in enumerate(process.lots, start=1)
    }
    save(Lot, lots.values())
    return lots


def save_criteria(tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot]) -> dict[str, Criterion]:
    scales = {
        c.key: Scale(tender=tender, name=f"{number}. {c.title}"[:200])
        for number, c in enumerate(process.criteria, start=1)
        if c.levels
    }
    save(Scale, scales.values())
    levels = [
        Level(
            scale=scales[c.key],
            no=number,
            value=exact_text(level.value),
            label=level.label,
            descriptor=level.descriptor,
        )
        for c in process.criteria
        for number, level in enumerate(c.levels, start=1)
    ]
    save(Level, levels)
    criteria = {
        c.key: _criterion(tender, number, c, scales.get(c.key)) for number, c in enumerate(process.criteria, start=1)
    }
    for c in process.criteria:
        criteria[c.key].parent = criteria.get(c.parent)
    save(Criterion, criteria.values())
    link = Criterion.lots.through
    save(link, [link(criterion=criteria[c.key], lot=lots[key]) for c in process.criteria for key in c.lots])
    return criteria


def _criterion(tender: Tender, number: int, criterion: facts.SourceCriterion, scale: Scale | None) -> Criterion:
    marked = criterion.input == "mark"
    return Criterion(
        tender=tender,
        no=number,
        key=criterion.key,
        title=criterion.title,
        text=criterion.text,
        family=criterion.family or "value_for_money",
        kind=criterion.kind or ("scored" if marked else "formula"),
        group="price" if criterion.input in {"price", "cost"} else "quality",
        input=criterion.input,
        element=criterion.element or {"price": PRICE, "cost": criterion.key}.get(criterion.input, ""),
        min_mark=exact_text(criterion.minimum) if criterion.minimum is not None else None,
        weight=percent_or_none(criterion.weight),
        scale=scale,
        source_note=_weight_note(criterion),
    )


def _weight_note(criterion: facts.SourceCriterion) -> str:
    if criterion.weight_range:
        low, high = criterion.weight_range
        return f"The file gives a range, {low} to {high}, and no weight: {criterion.weight_text}"
    if criterion.weight_text:
        return f"The weight in the file's words: {criterion.weight_text}"
    if criterion.weight is not None and percent_or_none(criterion.weight) is None:
        return f"The file gives the weight {criterion.weight}, which no weight in percent can be."
    return ""


def save_requirements(
    tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], criteria: Mapping[str, Criterion]
) -> dict[str, Requirement]:
    rows = {
        r.key: Requirement(
            tender=tender,
            lot=lots[r.lot] if r.lot else None,
            criterion=criteria[r.criterion] if r.criterion else None,
            no=number,
            key=r.key,
            group_title=r.group,
            text=r.text,
            datatype=r.datatype,
            minimum=r.minimum,
            maximum=r.maximum,
            expected=r.expected,
        )
        for number, r in enumerate(process.requirements, start=1)
    }
    save(Requirement, rows.values())
    return rows
