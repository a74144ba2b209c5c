"""Rows of a tender become what is published: the judge's specification of each lot, and a snapshot of everything.

Reads and renames, no arithmetic but points from percent (DESIGN §2, gather).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import scoring
from core import canon
from procurement.tenders import models
from procurement.tenders.gather.frozen import Publication
from procurement.tenders.sections import TenderContent, lot_spec
from scoring import ScoringError, canonical, codec, digest

Row = Any  # a named tuple of a query
Content = dict[str, Any]  # canonical JSON of what is published, as `_TENDER`, `_PARTS` and `_lot_content` list it


# --- the rows ---


@dataclass(frozen=True, slots=True)
class MethodRows:
    """What a tender's method is made of, each part by number; `keys_by_lot`: the keys of the criteria of each lot."""

    criteria: list[Row]
    keys_by_lot: Mapping[Any, list[str]]
    levels: list[Row]
    interfaces: list[Row]
    kpis: list[Row]

    def criteria_of(self, lot: models.Lot) -> list[Row]:
        keys = set(self.keys_by_lot.get(lot.pk, ()))
        return [row for row in self.criteria if row.key in keys]

    def interfaces_of(self, lot: models.Lot) -> list[Row]:
        """Those that a bid for the lot must meet: its own and those of the whole tender."""
        return [row for row in self.interfaces if row.lot_id in {None, lot.pk}]


def _rows_of(tender: models.Tender) -> MethodRows:
    """Read once for all lots. Five queries."""
    criteria = _part("criteria", models.Criterion.objects.filter(tender=tender.pk), "pk", "parent_id", "scale_id")
    keys = {row.pk: row.key for row in criteria}
    keys_by_lot: dict[Any, list[str]] = {}
    link = models.Criterion.lots.through
    links = link.objects.filter(criterion__tender=tender.pk).order_by("criterion__no")
    for lot, criterion in links.values_list("lot_id", "criterion_id"):
        keys_by_lot.setdefault(lot, []).append(keys[criterion])
    return MethodRows(
        criteria=criteria,
        keys_by_lot=keys_by_lot,
        levels=_part("scales", models.Level.objects.filter(scale__tender=tender.pk), "scale_id"),
        interfaces=_part("interfaces", models.TenderInterface.objects.filter(tender=tender.pk), "lot_id"),
        kpis=_part("kpis", models.KpiTemplate.objects.filter(tender=tender.pk), "criterion_id"),
    )


def _part(part: str, rows: Any, *keys: str) -> list[Row]:
    """The rows of a part with all that is published of it, and these keys."""
    order = ("scale__name", "no") if part == "scales" else ("no",)
    return list(rows.order_by(*order).values_list(*_PARTS[part], *keys, named=True))


# --- the specification of a lot ---


def spec_of(lot: models.Lot) -> scoring.Spec:
    """The method of a lot as the judge reads it, from the rows as they are now. Five queries."""
    return _spec_of_lot(lot, _rows_of(lot.tender))


def _spec_of_lot(lot: models.Lot, rows: MethodRows) -> scoring.Spec:
    return _spec(f"{lot.tender.ref} / {lot.no}", lot.tender, rows, rows.criteria_of(lot), rows.interfaces_of(lot))


def outline_of(tender: models.Tender) -> scoring.Spec:
    """The method of a whole draft, all its lots together, as far as it is written. Five queries."""
    rows = _rows_of(tender)
    return _spec(tender.ref, tender, rows, rows.criteria, rows.interfaces)


def _spec(
    name: str, tender: models.Tender, method: MethodRows, rows: Sequence[Row], interfaces: Iterable[Row]
) -> scoring.Spec:
    """Of these criteria and interfaces of the tender."""
    criteria = [row for row in rows if row.kind != models.CriterionKind.PASS_FAIL]
    parents = {row.parent_id for row in criteria if row.parent_id}
    keys = {row.pk: row.key for row in criteria}
    points = _points(tender, criteria)
    return scoring.Spec(
        id=name,
        version=1,
        method=tender.method_source or tender.price_formula,
        price_formula=tender.price_formula,
        leaves=tuple(_leaf(row, keys, points[row.pk], method.kpis) for row in criteria if row.pk not in parents),
        basis=scoring.Basis(currency=tender.currency, vat=tender.basis),
        groups=tuple(_group(row, keys, points[row.pk]) for row in criteria if row.pk in parents),
        scales=tuple(_scales(criteria, method.levels)),
        gates=tuple(
            scoring.Gate(id=row.key, family=row.family, title=row.title)
            for row in rows
            if row.kind == models.CriterionKind.PASS_FAIL
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


def _interface(interface: Any) -> scoring.Interface:
    return scoring.Interface(
        id=interface.code,
        weight=Fraction(interface.weight),
        min_rung=interface.min_rung,
        title=interface.title,
        profile_sha256=interface.profile_sha,
    )


def _alt_rule(tender: models.Tender) -> scoring.AltRule | None:
    """The rule that flags; how long a tenderer has to reply is the procedure's, not the judge's."""
    rule = tender.alt_rule
    return scoring.AltRule(rule["id"], rule.get("params", {})) if rule else None


def _points(tender: models.Tender, criteria: Iterable[Row]) -> dict[Any, Fraction]:
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


def _scales(criteria: Iterable[Row], levels: Sequence[Row]) -> Iterable[scoring.MarkScale]:
    names = {row.scale_id: row.scale__name for row in criteria if row.scale_id}
    for scale, name in names.items():
        rows = [level for level in levels if level.scale_id == scale]
        steps = tuple(scoring.ScaleLevel(level.value, level.label, level.descriptor) for level in rows)
        yield scoring.MarkScale(id=name, levels=steps)


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

    lot: models.Lot
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


def snapshot_of(tender: models.Tender, publication: Publication | None = None) -> Snapshot:
    """Everything that is published with a tender: its digest covers the digest of each lot's specification.

    `publication`: what is frozen beside the rows; the specifications are then made from its sections. Seven queries,
    and one where the authority is not read yet.
    """
    rows = _rows_of(tender)
    content = publication.content if publication else None
    lots = [_frozen_lot(lot, rows, publication, content) for lot in _lots_of(tender)]
    published = _content(tender, rows, [(frozen.lot, frozen) for frozen in lots])
    data = canon.canon(published | (publication.as_json if publication else {}))
    return Snapshot(data.decode(), hashlib.sha256(data).hexdigest(), tuple(lots))


def draft_content(tender: models.Tender) -> Content:
    """What would be published of a draft as it is written now, without specifications. Seven queries."""
    lots: list[tuple[models.Lot, FrozenLot | None]] = [(lot, None) for lot in _lots_of(tender)]
    content: Content = json.loads(canon.canon(_content(tender, _rows_of(tender), lots)))
    return content


def _content(tender: models.Tender, rows: MethodRows, lots: Sequence[tuple[models.Lot, FrozenLot | None]]) -> Content:
    parts = {
        "criteria": rows.criteria,
        "scales": rows.levels,
        "requirements": _part("requirements", models.Requirement.objects.filter(tender=tender.pk)),
        "interfaces": rows.interfaces,
        "kpis": rows.kpis,
    }
    return {
        "tender": {name: _plain(getattr(tender, name)) for name in _TENDER},
        "authority": {"name": tender.authority.name, "identifier": _identifier(tender.authority)},
        "lots": [_lot_content(lot, rows.keys_by_lot.get(lot.pk, []), frozen) for lot, frozen in lots],
        **{
            part: [{name: _plain(getattr(row, name)) for name in fields} for row in parts[part]]
            for part, fields in _PARTS.items()
        },
    }


def _lots_of(tender: models.Tender) -> list[models.Lot]:
    lots = list(models.Lot.objects.filter(tender=tender.pk).order_by("no"))
    for lot in lots:
        lot.tender = tender
    return lots


def _identifier(authority: Any) -> list[str]:
    return [authority.id_scheme, authority.id_value]


def _frozen_lot(
    lot: models.Lot, rows: MethodRows, publication: Publication | None, content: TenderContent | None
) -> FrozenLot:
    """The stored form of a lot's specification. A method that has no exact form is kept as a fault, not as a method."""
    interfaces = {
        row.code: InterfaceFacts(row.standard_id, row.openness, row.strength) for row in rows.interfaces_of(lot)
    }
    if not lot.tender.price_formula:
        return FrozenLot(lot, "", "", interfaces, lot.tender.no_method_why)
    try:
        spec = _spec_of_lot(lot, rows)
        if publication and content:
            seed = publication.seeds.get(str(lot.no), "")
            spec = lot_spec(content, lot.no, ref=lot.tender.ref, seed_sha256=seed)
        return FrozenLot(lot, canonical.dumps(spec).decode(), digest.of_spec(spec), interfaces, "")
    except (ScoringError, TypeError, ValueError) as fault:
        return FrozenLot(lot, "", "", interfaces, str(fault) or type(fault).__name__)


def _lot_content(lot: models.Lot, criteria: list[str], frozen: FrozenLot | None) -> Content:
    content = {
        "no": lot.no,
        "title": lot.title,
        "estimate": _plain(lot.estimate),
        "cpv": _plain(lot.cpv),
        "criteria": criteria,
    }
    return content | ({"spec_sha": frozen.spec_sha, "fault": frozen.fault} if frozen else {})


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


def read_interfaces(stored: Mapping[str, Mapping[str, str | None]]) -> dict[str, InterfaceFacts]:
    """What `interfaces_to_json` wrote."""
    return {
        code: InterfaceFacts(str(facts["standard"]), _fraction(facts["openness"]), _fraction(facts["strength"]))
        for code, facts in stored.items()
    }


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


@lru_cache(maxsize=128)
def read_spec(text: str) -> scoring.Spec:
    """The specification that a LotSpec stores. Raises BadParameter or FloatRefused where it cannot be read.

    What is frozen is read once: the same text is the same specification.
    """
    return codec.spec_from_json(codec.loads(text))
