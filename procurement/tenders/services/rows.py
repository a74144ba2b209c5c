"""A publication turns sections into the rows that later stages refer to (ADR 0037)."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from procurement.planning.catalogue import catalogue
from procurement.tenders.models import (
    DIGITS,
    Criterion,
    KpiTemplate,
    Level,
    Lot,
    Requirement,
    Scale,
    Tender,
    TenderInterface,
)
from procurement.tenders.sections import CriterionEntry, InterfaceEntry, TenderContent
from procurement.tenders.sections.facts import StandardOpenness
from scoring import MONEY, canonical

_NOT_KNOWN = StandardOpenness(None, Fraction(0), {})


def decimal_of(value: Fraction) -> Decimal:
    """A number that has an end in decimals, exactly; another one rounded at a hundred digits."""
    with localcontext(prec=DIGITS):
        return Decimal(value.numerator) / value.denominator


def insert_rows(tender: Tender, content: TenderContent, standards: Mapping[str, StandardOpenness]) -> list[Lot]:
    """The rows of a tender that is being published; `standards`: openness as it is snapshotted. Returns its lots.

    Effects: lots, scales with levels, criteria by lot, requirements, interfaces, and the indicators that bids make an
    offer for. Each kind in one insert.
    """
    lots = _lots(tender, content)
    scales = _scales(tender, content)
    criteria = _criteria(tender, content, lots, scales)
    _requirements(tender, content, lots, criteria)
    _interfaces(tender, content, lots, standards)
    _kpis(tender, content, criteria)
    return list(lots.values())


def method_columns(content: TenderContent) -> dict[str, Any]:
    """What the sections say of the method, as columns of the tender."""
    method, panel = content.method, content.panel
    low = method.low_bids
    return {
        "price_formula": method.formula,
        "params": canonical.plain(method.params),
        "scaling": method.scaling,
        "rounding": {
            "stage": method.rounding_stage,
            "places": method.rounding_places,
            "mode": method.rounding_mode,
        },
        "threshold_on": method.threshold_on,
        "tie_chain": list(method.tie_chain),
        "alt_rule": canonical.plain(low) if low else {},
        "panel_method": panel.method,
        "panel_min": panel.least,
        "envelopes": panel.envelopes,
    }


def _lots(tender: Tender, content: TenderContent) -> dict[int, Lot]:
    rows = [
        Lot(
            tender=tender,
            no=lot.no,
            title=lot.title,
            estimate=None if lot.estimate is None else decimal_of(lot.estimate),
            cpv=list(lot.cpv),
        )
        for lot in content.purchase.lots
    ]
    return {lot.no: lot for lot in Lot.objects.bulk_create(rows)}


def _scales(tender: Tender, content: TenderContent) -> dict[str, Scale]:
    used = {entry.scale for entry in content.criteria.criteria}
    entries = [scale for scale in content.criteria.scales if scale.name in used]
    rows = Scale.objects.bulk_create([Scale(tender=tender, name=entry.name) for entry in entries])
    scales = {row.name: row for row in rows}
    Level.objects.bulk_create(
        Level(scale=scales[entry.name], no=no, value=level.value, label=level.label, descriptor=level.descriptor)
        for entry in entries
        for no, level in enumerate(entry.levels, start=1)
    )
    return scales


def _criteria(
    tender: Tender, content: TenderContent, lots: Mapping[int, Lot], scales: Mapping[str, Scale]
) -> dict[str, Criterion]:
    entries = content.criteria.criteria
    rows = {entry.key: _criterion(tender, content, no, entry, scales) for no, entry in enumerate(entries, start=1)}
    for entry in entries:
        if entry.parent:
            rows[entry.key].parent = rows[entry.parent]
    for level in _by_depth(entries):  # a parent's row stands before its children's
        Criterion.objects.bulk_create([rows[entry.key] for entry in level])
    link = Criterion.lots.through
    link.objects.bulk_create(
        link(criterion_id=rows[entry.key].pk, lot_id=lots[no].pk) for entry in entries for no in entry.lots or lots
    )
    return rows


def _by_depth(entries: tuple[CriterionEntry, ...]) -> list[list[CriterionEntry]]:
    levels, above = [], {""}
    while level := [entry for entry in entries if entry.parent in above]:
        levels.append(level)
        above = {entry.key for entry in level}
    return levels


def _criterion(
    tender: Tender, content: TenderContent, no: int, entry: CriterionEntry, scales: Mapping[str, Scale]
) -> Criterion:
    is_priced = entry.input in MONEY
    elements = entry.elements or tuple(element.code for element in content.method.elements)
    return Criterion(
        tender=tender,
        no=no,
        key=entry.key,
        title=entry.title,
        text=entry.text,
        family=entry.family,
        kind=entry.kind,
        group="price" if is_priced else "quality",
        input=entry.input,
        element=",".join(elements) if is_priced else "",
        weight=None if entry.weight is None or entry.kind == "pass_fail" else decimal_of(entry.weight),
        scale=scales.get(entry.scale),
        min_mark=entry.minimum,
    )


def _requirements(
    tender: Tender, content: TenderContent, lots: Mapping[int, Lot], criteria: Mapping[str, Criterion]
) -> None:
    Requirement.objects.bulk_create(
        Requirement(
            tender=tender,
            no=no,
            lot=lots[entry.lot] if entry.lot is not None else None,
            criterion=criteria.get(entry.criterion),
            key=entry.key,
            group_title=entry.group,
            text=entry.text,
            functional=bool(entry.functional),
            mandatory=entry.mandatory and entry.mandatory_confirmed,
            datatype=entry.datatype,
            minimum=entry.minimum,
            maximum=entry.maximum,
            expected=entry.expected,
        )
        for no, entry in enumerate(content.requirements.entries, start=1)
    )


def _interfaces(
    tender: Tender, content: TenderContent, lots: Mapping[int, Lot], standards: Mapping[str, StandardOpenness]
) -> None:
    TenderInterface.objects.bulk_create(
        _interface(tender, no, entry, lots, standards.get(entry.standard, _NOT_KNOWN))
        for no, entry in enumerate(content.interfaces.entries, start=1)
    )


def _interface(
    tender: Tender, no: int, entry: InterfaceEntry, lots: Mapping[int, Lot], known: StandardOpenness
) -> TenderInterface:
    standard = catalogue().standards.get(entry.standard)
    return TenderInterface(
        tender=tender,
        lot=lots[entry.lot] if entry.lot is not None else None,
        no=no,
        code=entry.code,
        title=entry.title,
        direction=entry.direction,
        role=entry.role,
        standard_id=entry.standard,
        standard_title=standard.title if standard else entry.standard,
        standard_version=entry.standard_version,
        evidence_kind=entry.evidence_kind,
        profile_sha=entry.profile_sha,
        weight=decimal_of(entry.weight),
        min_rung=entry.min_rung,
        openness=known.openness,
        strength=known.strength,
        openness_facts=dict(known.answers),
    )


def _kpis(tender: Tender, content: TenderContent, criteria: Mapping[str, Criterion]) -> None:
    offered = [
        (no, kpi)
        for no, kpi in enumerate(content.performance.kpis, start=1)
        if None not in {kpi.minimum, kpi.best, kpi.weight}
    ]
    KpiTemplate.objects.bulk_create(
        KpiTemplate(
            tender=tender,
            criterion=criteria.get(kpi.criterion),
            no=no,
            code=kpi.code,
            title=kpi.title,
            unit=kpi.unit,
            direction=kpi.direction,
            minimum=Fraction(kpi.minimum or 0),
            best=Fraction(kpi.best or 0),
            weight=decimal_of(Fraction(kpi.weight or 0)),
            credit_rule=kpi.credit_rule,
        )
        for no, kpi in offered
    )
