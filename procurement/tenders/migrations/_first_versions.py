"""How a tender became its first version when versions came: a copy for one migration, which later code must not move.

The living counterpart is `procurement.tenders.gather`. Rows are read through the models that the migration gives.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

import scoring
from core import canon
from scoring import ScoringError, canonical, digest

Row = Any  # a named tuple of a query


class Tables(NamedTuple):
    """The models of the migration."""

    criterion: Any
    level: Any
    scale: Any
    interface: Any
    kpi: Any
    requirement: Any
    lot: Any


_PASS_FAIL = "pass_fail"
_CRITERION = ("pk", "key", "title", "family", "kind", "input", "element", "weight", "min_mark", "parent_id", "scale_id")


# --- the specification of a lot ---


def spec_of(lot: Any, tables: Tables) -> scoring.Spec:
    """The method of a lot as the judge reads it, from the rows as they are now."""
    rows = tables.criterion.objects.filter(lots=lot.pk)
    return _spec(f"{lot.tender.ref} / {lot.no}", lot.tender, rows, interfaces_of(lot, tables), tables)


def _spec(name: str, tender: Any, criteria_rows: Any, interfaces: Iterable[Any], tables: Tables) -> scoring.Spec:
    rows: list[Row] = list(criteria_rows.order_by("no").values_list(*_CRITERION, "scale__name", named=True))
    criteria = [row for row in rows if row.kind != _PASS_FAIL]
    kpis = list(tables.kpi.objects.filter(tender=tender.pk).order_by("no"))
    parents = {row.parent_id for row in criteria if row.parent_id}
    keys = {row.pk: row.key for row in criteria}
    points = _points(tender, criteria)
    return scoring.Spec(
        id=name,
        version=1,
        method=tender.method_source or tender.price_formula,
        price_formula=tender.price_formula,
        leaves=tuple(_leaf(row, keys, points[row.pk], kpis) for row in criteria if row.pk not in parents),
        basis=scoring.Basis(currency=tender.currency, vat=tender.basis),
        groups=tuple(_group(row, keys, points[row.pk]) for row in criteria if row.pk in parents),
        scales=tuple(_scales(criteria, tables)),
        gates=tuple(
            scoring.Gate(id=row.key, family=row.family, title=row.title)
            for row in rows
            if row.kind == _PASS_FAIL
        ),
        interfaces=tuple(_interface(row) for row in interfaces),
        params=tender.params,
        total_points=tender.total_points,
        scaling=tender.scaling,
        panel_method=tender.panel_method,
        rounding=scoring.Rounding(**tender.rounding),
        threshold_on=tender.threshold_on,
        tie_chain=tuple(tender.tie_chain),
        alt_rule=_alt_rule(tender),
        origin=tender.origin,
    )


def interfaces_of(lot: Any, tables: Tables) -> list[Any]:
    """The interfaces that a bid for the lot must meet: those of the lot and those of the whole tender. One query."""
    rows = tables.interface.objects.filter(tender=lot.tender_id).order_by("no")
    return [row for row in rows if row.lot_id in {None, lot.pk}]


def _interface(interface: Any) -> scoring.Interface:
    return scoring.Interface(
        id=interface.code,
        weight=Fraction(interface.weight),
        min_rung=interface.min_rung,
        title=interface.title,
        profile_sha256=interface.profile_sha,
    )


def _alt_rule(tender: Any) -> scoring.AltRule | None:
    """The rule that flags; how long a tenderer has to reply is the procedure's, not the judge's."""
    rule = tender.alt_rule
    return scoring.AltRule(rule["id"], rule.get("params", {})) if rule else None


def _points(tender: Any, criteria: Iterable[Row]) -> dict[Any, Fraction]:
    """Points per criterion: its percent of the total. A cost line that is added to the price earns none itself."""
    return {row.pk: Fraction(row.weight or 0) * tender.total_points / 100 for row in criteria}


def _group(criterion: Row, keys: Mapping[Any, str], points: Fraction) -> scoring.Group:
    return scoring.Group(
        id=criterion.key,
        family=criterion.family,
        points=points,
        parent=keys.get(criterion.parent_id),
        title=criterion.title,
        minimum=_minimum(criterion, "points"),
    )


def _leaf(criterion: Row, keys: Mapping[Any, str], points: Fraction, kpis: Iterable[Any]) -> scoring.Leaf:
    return scoring.Leaf(
        id=criterion.key,
        family=criterion.family,
        points=points,
        kind=criterion.kind,
        input=criterion.input,
        parent=keys.get(criterion.parent_id),
        title=criterion.title,
        scale=criterion.scale__name,
        minimum=_minimum(criterion, "mark"),
        elements=tuple(criterion.element.split(",")) if criterion.element else (),
        kpis=tuple(_kpi(kpi) for kpi in kpis if kpi.criterion_id == criterion.pk),
    )


def _minimum(criterion: Row, unit: str) -> scoring.Minimum | None:
    return None if criterion.min_mark is None else scoring.Minimum(criterion.min_mark, unit)


def _kpi(kpi: Any) -> scoring.KpiRule:
    return scoring.KpiRule(
        code=kpi.code,
        direction=kpi.direction,
        minimum=kpi.minimum,
        best=kpi.best,
        weight=Fraction(kpi.weight),
        backed=bool(kpi.credit_rule),
        title=kpi.title,
        unit=kpi.unit,
    )


def _scales(criteria: Iterable[Row], tables: Tables) -> Iterable[scoring.MarkScale]:
    names = {row.scale_id: row.scale__name for row in criteria if row.scale_id}
    levels: dict[Any, list[scoring.ScaleLevel]] = {scale: [] for scale in names}
    rows = tables.level.objects.filter(scale__in=names).order_by("scale", "no") if names else ()
    for level in rows:
        levels[level.scale_id].append(scoring.ScaleLevel(level.value, level.label, level.descriptor))
    for scale, name in names.items():
        yield scoring.MarkScale(id=name, levels=tuple(levels[scale]))


# --- what is published, whole ---


@dataclass(frozen=True, slots=True)
class InterfaceFacts:
    """What is published of the standard asked for at an interface, beside its specification."""

    standard: str
    openness: Fraction | None
    strength: Fraction | None


@dataclass(frozen=True, slots=True)
class FrozenLot:
    """The specification of a lot as it is stored: canonical text and digest, or the fault for which there is none."""

    lot: Any
    spec: str
    spec_sha: str
    interfaces: Mapping[str, InterfaceFacts]
    fault: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is published with a tender, as canonical text, with its digest and its lots."""

    text: str
    digest: str
    lots: tuple[FrozenLot, ...]


_TENDER = (
    *("ref", "title", "description", "origin", "currency", "basis", "total_points", "price_formula", "params"),
    *("method_source", "no_method_why", "panel_method", "panel_min", "envelopes", "scaling", "rounding"),
    *("threshold_on", "tie_chain", "alt_rule", "published_at", "deadline_at"),
)
_PARTS: dict[str, tuple[str, ...]] = {
    "criteria": (
        *("key", "no", "parent__key", "title", "text", "family", "kind", "group", "input", "element", "weight"),
        *("scale__name", "min_mark"),
    ),
    "scales": ("scale__name", "no", "value", "label", "descriptor"),
    "requirements": (
        *("key", "version", "no", "lot__no", "criterion__key", "group_title", "text", "functional", "mandatory"),
        *("datatype", "minimum", "maximum", "expected"),
    ),
    "interfaces": (
        *("code", "no", "lot__no", "title", "direction", "role", "standard_id", "standard_title", "standard_version"),
        *("evidence_kind", "profile_sha", "weight", "min_rung", "openness", "strength"),
    ),
    "kpis": ("code", "no", "criterion__key", "title", "unit", "direction", "minimum", "best", "weight", "credit_rule"),
}


def snapshot_of(tender: Any, tables: Tables) -> Snapshot:
    """Everything that is published with a tender: its digest covers the digest of each lot's specification.

    """
    lots = tuple(_frozen_lot(lot, tables) for lot in _lots_of(tender, tables))
    sources = {
        "criteria": tables.criterion.objects.filter(tender=tender.pk),
        "scales": tables.level.objects.filter(scale__tender=tender.pk),
        "requirements": tables.requirement.objects.filter(tender=tender.pk),
        "interfaces": tables.interface.objects.filter(tender=tender.pk),
        "kpis": tables.kpi.objects.filter(tender=tender.pk),
    }
    order = {"scales": ("scale__name", "no")}
    content = {
        "tender": {name: _plain(getattr(tender, name)) for name in _TENDER},
        "authority": {"name": tender.authority.name, "identifier": _identifier(tender.authority)},
        "lots": [_lot_content(lot, tables) for lot in lots],
        **{
            part: [_plain(row) for row in sources[part].order_by(*order.get(part, ("no",))).values(*fields)]
            for part, fields in _PARTS.items()
        },
    }
    data = canon.canon(content)
    return Snapshot(data.decode(), hashlib.sha256(data).hexdigest(), lots)


def _lots_of(tender: Any, tables: Tables) -> Sequence[Any]:
    lots = list(tables.lot.objects.filter(tender=tender.pk).order_by("no"))
    for lot in lots:
        lot.tender = tender
    return lots


def _identifier(authority: Any) -> list[str]:
    return [authority.id_scheme, authority.id_value]


def _frozen_lot(lot: Any, tables: Tables) -> FrozenLot:
    """The stored form of a lot's specification. A method that has no exact form is kept as a fault, not as a method."""
    interfaces = {
        row.code: InterfaceFacts(row.standard_id, row.openness, row.strength) for row in interfaces_of(lot, tables)
    }
    if not lot.tender.price_formula:
        return FrozenLot(lot, "", "", interfaces, lot.tender.no_method_why)
    try:
        spec = spec_of(lot, tables)
        return FrozenLot(lot, canonical.dumps(spec).decode(), digest.of_spec(spec), interfaces, "")
    except (ScoringError, TypeError, ValueError) as fault:
        return FrozenLot(lot, "", "", interfaces, str(fault) or type(fault).__name__)


def _lot_content(frozen: FrozenLot, tables: Tables) -> dict[str, Any]:
    lot = frozen.lot
    criteria = tables.criterion.objects.filter(lots=lot.pk).order_by("no").values_list("key", flat=True)
    return {
        "no": lot.no,
        "title": lot.title,
        "estimate": _plain(lot.estimate),
        "cpv": _plain(lot.cpv),
        "criteria": list(criteria),
        "spec_sha": frozen.spec_sha,
        "fault": frozen.fault,
    }


def _plain(value: Any) -> Any:
    """A value of a row as canonical JSON takes it: decimals and JSON numbers with a point as their text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | Fraction | datetime):
        return value
    return str(value)


def interfaces_to_json(interfaces: Mapping[str, InterfaceFacts]) -> dict[str, dict[str, str | None]]:
    """As a LotSpec stores them: exact numbers as text."""
    return {
        code: {
            "standard": facts.standard,
            "openness": None if facts.openness is None else str(facts.openness),
            "strength": None if facts.strength is None else str(facts.strength),
        }
        for code, facts in interfaces.items()
    }
