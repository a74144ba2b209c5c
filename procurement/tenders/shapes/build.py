"""From rows to shapes, as a person may see them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.access import Person
from procurement.studies.shapes import WarningShape
from procurement.tenders import gather, methods, queries, references
from procurement.tenders.models import CriterionKind, Family, Origin, SourceDocument, Tender, total_estimate
from procurement.tenders.shapes import (
    CriterionShape,
    InterfaceShape,
    KpiShape,
    LevelShape,
    LotShape,
    NoteShape,
    RequirementShape,
    SourceShape,
    StudyReferenceShape,
    TenderMethodShape,
    TenderRowShape,
    TenderShape,
)
from procurement.tenders.shapes.notice import notice_shape
from procurement.tenders.states import LotState, TenderState


def tender_row(values: Mapping[str, Any]) -> TenderRowShape:
    """A row of `queries.page`."""
    return TenderRowShape(
        id=values["id"],
        publish_no=values["publish_no"],
        ref=values["ref"],
        title=values["title"],
        authority=values["authority__name"],
        state=TenderState(values["state"]),
        origin=Origin(values["origin"]),
        currency=values["currency"],
        price_formula=values["price_formula"],
        published_at=values["published_at"],
        deadline_at=values["deadline_at"],
        suspended_at=values["suspended_at"] if values["state"] == TenderState.OPEN else None,
        is_test=values["is_test"],
        lot_count=values["lots"],
        value=values["value"],
    )


def tender_shape(tender: Tender, user: Person) -> TenderShape:
    """A tender for a person who may see it (`access.door`).

    What is published is read from the latest version, not from rows that may have changed since; a draft is read as it
    is written. State, keys of rows, and what an import notes beside the published text are the rows' own. Seven
    queries, whatever its size; one more for an open one, ten for a draft, at most three for a notice, two
    if it refers to a study of methods.
    """
    version = queries.latest_version(tender)
    content = json.loads(version.snapshot) if version else gather.draft_content(tender)
    published = content["tender"]
    names = _Names(tender)
    return TenderShape(
        id=tender.pk,
        publish_no=tender.publish_no,
        ref=published["ref"],
        title=published["title"],
        authority=content["authority"]["name"],
        state=TenderState(tender.state),
        origin=Origin(published["origin"]),
        currency=published["currency"],
        price_formula=published["price_formula"],
        published_at=_instant(published["published_at"]),
        deadline_at=_instant(published["deadline_at"]),
        suspended_at=_suspended_at(tender),
        is_test=tender.is_test,
        lot_count=len(content["lots"]),
        value=total_estimate(_decimal(lot["estimate"]) for lot in content["lots"]),
        description=published["description"],
        zone=tender.authority.zone,
        basis=published["basis"],
        method=_method(tender, published, user),
        lots=tuple(_lot(lot, names) for lot in content["lots"]),
        criteria=_criteria(content, names),
        requirements=tuple(_requirement(requirement, names) for requirement in content["requirements"]),
        interfaces=tuple(_interface(interface, names) for interface in content["interfaces"]),
        kpis=tuple(_kpi(kpi, names) for kpi in content["kpis"]),
        source=_source(queries.source_of(tender)) if user.is_authenticated else None,
        notice=notice_shape(tender, version),
    )


def _suspended_at(tender: Tender) -> datetime | None:
    """Since when an open tender is suspended. One query for an open one."""
    suspension = queries.current_suspension(tender) if tender.state == TenderState.OPEN else None
    return suspension.suspended_at if suspension else None


class _Names:
    """The rows behind the names that a published text uses: lots by number, the others by key or code. Four queries."""

    def __init__(self, tender: Tender) -> None:
        self.lots = {lot.no: lot for lot in queries.lots_of(tender)}
        self.criteria = {criterion.key: criterion for criterion in queries.criteria_of(tender)}
        self.requirements = queries.requirement_ids_of(tender)
        self.interfaces = queries.interface_ids_of(tender)

    def lot_id(self, number: int | None) -> UUID | None:
        return None if number is None else self.lots[number].pk

    def criterion_id(self, key: str | None) -> UUID | None:
        return None if key is None else self.criteria[key].pk


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _method(tender: Tender, published: Mapping[str, Any], user: Person) -> TenderMethodShape:
    sentences = methods.method_sentences(tender)
    formula = published["price_formula"]
    return TenderMethodShape(
        formula=formula,
        name=methods.name(formula) if formula else "",
        params=published["params"],
        source=published["method_source"],
        why_none=published["no_method_why"],
        total_points=Fraction(published["total_points"]),
        tie_chain=tuple(published["tie_chain"]),
        scaling=published["scaling"],
        rounding=published["rounding"],
        threshold_on=published["threshold_on"],
        panel_method=published["panel_method"],
        panel_min=published["panel_min"],
        envelopes=published["envelopes"],
        abnormally_low_rule=published["alt_rule"],
        sentences=sentences.ranking,
        ties=sentences.ties,
        study=study_reference(tender, user),
    )


def study_reference(tender: Tender, user: Person) -> StudyReferenceShape | None:
    """The study in which the method was chosen, for those who may see it. Two queries, none without a reference."""
    reference = references.of(tender, user)
    if reference is None:
        return None
    choice = reference.choice
    return StudyReferenceShape(
        id=reference.study.pk,
        no=reference.study.no,
        candidate=choice.candidate,
        title=reference.title,
        reason=choice.reason,
        warnings=tuple(WarningShape(warning["key"], warning["text"]) for warning in choice.warnings),
        by=str(choice.by),
        at=choice.at,
        followed=reference.followed,
    )


def _lot(lot: Mapping[str, Any], names: _Names) -> LotShape:
    row = names.lots[lot["no"]]
    return LotShape(
        id=row.pk,
        no=row.no,
        title=lot["title"],
        estimate=_decimal(lot["estimate"]),
        cpv=tuple(str(code) for code in lot["cpv"]),
        state=LotState(row.state),
        source_note=row.source_note,
    )


def _criteria(content: gather.Content, names: _Names) -> tuple[CriterionShape, ...]:
    scales: dict[str, list[LevelShape]] = {}
    for level in content["scales"]:
        shape = LevelShape(Fraction(level["value"]), level["label"], level["descriptor"])
        scales.setdefault(level["scale__name"], []).append(shape)
    lots: dict[str, list[UUID]] = {}
    for lot in content["lots"]:
        for key in lot["criteria"]:
            lots.setdefault(key, []).append(names.lots[lot["no"]].pk)
    return tuple(
        _criterion(criterion, names, lots.get(criterion["key"], []), scales.get(criterion["scale__name"], []))
        for criterion in content["criteria"]
    )


def _criterion(
    criterion: Mapping[str, Any], names: _Names, lots: Sequence[UUID], scale: Sequence[LevelShape]
) -> CriterionShape:
    row = names.criteria[criterion["key"]]
    return CriterionShape(
        id=row.pk,
        parent=names.criterion_id(criterion["parent__key"]),
        lots=tuple(lots),
        no=criterion["no"],
        key=criterion["key"],
        title=criterion["title"],
        text=criterion["text"],
        family=Family(criterion["family"]),
        kind=CriterionKind(criterion["kind"]),
        weight=_decimal(criterion["weight"]),
        minimum=_fraction(criterion["min_mark"]),
        scale=tuple(scale),
        source_note=row.source_note,
    )


def _requirement(requirement: Mapping[str, Any], names: _Names) -> RequirementShape:
    return RequirementShape(
        id=names.requirements[requirement["key"], requirement["version"]],
        key=requirement["key"],
        lot=names.lot_id(requirement["lot__no"]),
        group=requirement["group_title"],
        text=requirement["text"],
        mandatory=requirement["mandatory"],
        functional=requirement["functional"],
        datatype=requirement["datatype"],
        minimum=requirement["minimum"],
        maximum=requirement["maximum"],
        expected=requirement["expected"],
    )


def _interface(interface: Mapping[str, Any], names: _Names) -> InterfaceShape:
    return InterfaceShape(
        id=names.interfaces[interface["code"]],
        code=interface["code"],
        title=interface["title"],
        lot=names.lot_id(interface["lot__no"]),
        role=interface["role"],
        direction=interface["direction"],
        standard=interface["standard_title"],
        standard_id=interface["standard_id"],
        version=interface["standard_version"],
        weight=Decimal(interface["weight"]),
        min_rung=interface["min_rung"],
        evidence_kind=interface["evidence_kind"],
        profile_sha256=interface["profile_sha"],
        openness=_fraction(interface["openness"]),
        strength=_fraction(interface["strength"]),
    )


def _kpi(kpi: Mapping[str, Any], names: _Names) -> KpiShape:
    return KpiShape(
        code=kpi["code"],
        title=kpi["title"],
        unit=kpi["unit"],
        direction=kpi["direction"],
        criterion=names.criterion_id(kpi["criterion__key"]),
        minimum=Fraction(kpi["minimum"]),
        best=Fraction(kpi["best"]),
        weight=Decimal(kpi["weight"]),
        credit_rule=kpi["credit_rule"],
    )


def _exactly(value: Any) -> Any:
    """JSON of a row with its numbers with a point as text: no float leaves here."""
    if isinstance(value, dict):
        return {key: _exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exactly(item) for item in value]
    return str(value) if isinstance(value, float) else value


def _source(source: SourceDocument | None) -> SourceShape | None:
    if source is None:
        return None
    coverage = source.coverage
    return SourceShape(
        file=source.name,
        format=source.format,
        record=source.record,
        sha256=source.sha256,
        total=coverage.get("total"),
        mapped=coverage.get("mapped"),
        ignored=sum(coverage.get("ignored", {}).values()),
        extras_count=coverage.get("extras", len(source.extras)),
        extras=_exactly(source.extras),
        notes=tuple(NoteShape(note["sentence"], note.get("pointer", "")) for note in source.notes),
    )
