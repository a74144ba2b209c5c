"""A publication turns sections into the rows that later stages refer to, an amendment changes them (ADR 0037, 0045)."""

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
from procurement.tenders.services.row_sets import Written, differs, written
from scoring import MONEY, canonical

_NOT_KNOWN = StandardOpenness(None, Fraction(0), {})

# The columns that sections fill, beside those by which a row is known.
CRITERION_COLUMNS = (
    *("no", "parent", "title", "text", "family", "kind", "group", "input", "element", "weight", "scale", "min_mark"),
)
REQUIREMENT_SAYS = (
    *("lot", "criterion", "text", "functional", "mandatory", "datatype", "minimum", "maximum", "expected"),
)
INTERFACE_COLUMNS = (
    *("no", "lot", "title", "direction", "role", "standard_id", "standard_title", "standard_version"),
    *("evidence_kind", "profile_sha", "weight", "min_rung", "openness", "strength", "openness_facts"),
)
KPI_COLUMNS = ("no", "criterion", "title", "unit", "direction", "minimum", "best", "weight", "credit_rule")


def decimal_of(value: Fraction) -> Decimal:
    """A number that has an end in decimals, exactly; another one rounded at a hundred digits."""
    with localcontext(prec=DIGITS):
        return Decimal(value.numerator) / value.denominator


def write_rows(tender: Tender, content: TenderContent, standards: Mapping[str, StandardOpenness]) -> list[Lot]:
    """Let the rows of a tender say what its sections say. Returns its lots. `standards`: openness as it counts now.

    Who calls has locked the tender, and announced the version if there was one before. Effects: lots, scales with
    levels, criteria by lot, requirements, interfaces, and the indicators that bids make an offer for. A row that stays
    keeps its id, and an interface of the same standard the openness that was published; a requirement that says
    something else gets the next version. What the sections do not name any more goes last. Each kind in few queries.
    """
    lots = _lots(tender, content)
    scales, levels = _scales(tender, content)
    criteria = _criteria(tender, content, scales.rows)
    links = _links(tender, content, criteria.rows, lots.rows)
    requirements = _requirements(tender, content, lots.rows, criteria.rows)
    interfaces = _interfaces(tender, content, lots.rows, standards)
    kpis = _kpis(tender, content, criteria.rows)
    Criterion.objects.filter(pk__in=[row.pk for row in criteria.gone]).update(parent=None)  # any order is right then
    for kind in (kpis, interfaces, requirements, links, criteria, levels, scales, lots):
        kind.delete_gone()
    return list(lots.rows.values())


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


def _lots(tender: Tender, content: TenderContent) -> Written[int, Lot]:
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
    there = Lot.objects.filter(tender=tender)
    return written(there, rows, lambda row: row.no, columns=("title", "estimate", "cpv"))


def _scales(tender: Tender, content: TenderContent) -> tuple[Written[str, Scale], Written[tuple[int, int], Level]]:
    used = {entry.scale for entry in content.criteria.criteria}
    entries = [scale for scale in content.criteria.scales if scale.name in used]
    rows = [Scale(tender=tender, name=entry.name) for entry in entries]
    scales = written(Scale.objects.filter(tender=tender), rows, lambda row: row.name, columns=())
    levels = [
        Level(scale=scales.rows[entry.name], no=no, value=level.value, label=level.label, descriptor=level.descriptor)
        for entry in entries
        for no, level in enumerate(entry.levels, start=1)
    ]
    there = Level.objects.filter(scale__tender=tender)
    columns = ("value", "label", "descriptor")
    return scales, written(there, levels, lambda row: (row.scale_id, row.no), columns=columns)


def _criteria(tender: Tender, content: TenderContent, scales: Mapping[str, Scale]) -> Written[str, Criterion]:
    entries = content.criteria.criteria
    numbers = {entry.key: no for no, entry in enumerate(entries, start=1)}
    there = list(Criterion.objects.filter(tender=tender))
    all_rows: dict[str, Criterion] = {}
    for level in _by_depth(entries):  # a parent's row stands before its children's
        rows = [_criterion(tender, content, numbers[entry.key], entry, scales) for entry in level]
        for row, entry in zip(rows, level, strict=True):
            row.parent = all_rows[entry.parent] if entry.parent else None
        all_rows |= written(there, rows, lambda row: row.key, columns=CRITERION_COLUMNS).rows
    gone = [row for row in there if row.key not in all_rows]
    return Written({entry.key: all_rows[entry.key] for entry in entries}, gone)


def _links(
    tender: Tender, content: TenderContent, criteria: Mapping[str, Criterion], lots: Mapping[int, Lot]
) -> Written[Any, Any]:
    """Which lots a criterion is for."""
    link = Criterion.lots.through
    rows = [
        link(criterion_id=criteria[entry.key].pk, lot_id=lots[no].pk)
        for entry in content.criteria.criteria
        for no in entry.lots or lots
    ]
    there = link.objects.filter(criterion__tender=tender)
    return written(there, rows, lambda row: (row.criterion_id, row.lot_id), columns=())


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
) -> Written[str, Requirement]:
    rows = [
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
    ]
    there = list(Requirement.objects.filter(tender=tender))
    earlier = {row.key: row for row in there}
    for row in rows:
        before = earlier.get(row.key)
        if before is not None:
            row.version = before.version + any(differs(row, before, name) for name in REQUIREMENT_SAYS)
    return written(there, rows, lambda row: row.key, columns=("no", "version", "group_title", *REQUIREMENT_SAYS))


def _interfaces(
    tender: Tender, content: TenderContent, lots: Mapping[int, Lot], standards: Mapping[str, StandardOpenness]
) -> Written[str, TenderInterface]:
    rows = [
        _interface(tender, no, entry, lots, standards.get(entry.standard, _NOT_KNOWN))
        for no, entry in enumerate(content.interfaces.entries, start=1)
    ]
    there = list(TenderInterface.objects.filter(tender=tender))
    earlier = {row.code: row for row in there}
    for row in rows:
        before = earlier.get(row.code)
        if before is not None and before.standard_id == row.standard_id:
            row.standard_title = before.standard_title
            row.openness, row.strength, row.openness_facts = before.openness, before.strength, before.openness_facts
    return written(there, rows, lambda row: row.code, columns=INTERFACE_COLUMNS)


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


def _kpis(tender: Tender, content: TenderContent, criteria: Mapping[str, Criterion]) -> Written[str, KpiTemplate]:
    offered = [
        (no, kpi)
        for no, kpi in enumerate(content.performance.kpis, start=1)
        if None not in {kpi.minimum, kpi.best, kpi.weight}
    ]
    rows = [
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
    ]
    return written(KpiTemplate.objects.filter(tender=tender), rows, lambda row: row.code, columns=KPI_COLUMNS)
