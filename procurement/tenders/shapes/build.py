"""From rows to shapes, as a person may see them."""

from collections.abc import Mapping
from typing import Any

from core.access import Person
from procurement.studies.shapes import WarningShape
from procurement.tenders import methods, queries, references
from procurement.tenders.models import (
    Criterion,
    CriterionKind,
    Family,
    KpiTemplate,
    Lot,
    Origin,
    Requirement,
    SourceDocument,
    Tender,
    TenderInterface,
)
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
    )


def tender_shape(tender: Tender, user: Person) -> TenderShape:
    """A tender for a person who may see it (`access.door`).

    Nine queries, whatever its size; three more for a draft, two if it refers to a study of methods.
    """
    return TenderShape(
        id=tender.pk,
        publish_no=tender.publish_no,
        ref=tender.ref,
        title=tender.title,
        authority=tender.authority.name,
        state=TenderState(tender.state),
        origin=Origin(tender.origin),
        currency=tender.currency,
        price_formula=tender.price_formula,
        published_at=tender.published_at,
        deadline_at=tender.deadline_at,
        description=tender.description,
        zone=tender.authority.zone,
        basis=tender.basis,
        method=_method(tender, user),
        lots=tuple(_lot(lot) for lot in queries.lots_of(tender)),
        criteria=tuple(_criterion(criterion) for criterion in queries.criteria_of(tender)),
        requirements=tuple(_requirement(requirement) for requirement in queries.requirements_of(tender)),
        interfaces=tuple(_interface(interface) for interface in queries.interfaces_of(tender)),
        kpis=tuple(_kpi(kpi) for kpi in queries.kpis_of(tender)),
        source=_source(queries.source_of(tender)),
    )


def _method(tender: Tender, user: Person) -> TenderMethodShape:
    sentences = methods.method_sentences(tender)
    return TenderMethodShape(
        formula=tender.price_formula,
        name=methods.name(tender.price_formula) if tender.price_formula else "",
        params=_exactly(tender.params),
        source=tender.method_source,
        why_none=tender.no_method_why,
        total_points=tender.total_points,
        tie_chain=tuple(tender.tie_chain),
        scaling=tender.scaling,
        rounding=_exactly(tender.rounding),
        threshold_on=tender.threshold_on,
        panel_method=tender.panel_method,
        panel_min=tender.panel_min,
        envelopes=tender.envelopes,
        abnormally_low_rule=_exactly(tender.alt_rule),
        sentences=sentences.ranking,
        ties=sentences.ties,
        study=_study(tender, user),
    )


def _exactly(value: Any) -> Any:
    """JSON of a row with its numbers with a point as text: no float leaves here."""
    if isinstance(value, dict):
        return {key: _exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exactly(item) for item in value]
    return str(value) if isinstance(value, float) else value


def _study(tender: Tender, user: Person) -> StudyReferenceShape | None:
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


def _lot(lot: Lot) -> LotShape:
    cpv = tuple(str(code) for code in lot.cpv)
    return LotShape(lot.pk, lot.no, lot.title, lot.estimate, cpv, LotState(lot.state), lot.source_note)


def _criterion(criterion: Criterion) -> CriterionShape:
    levels = list(criterion.scale.levels.all()) if criterion.scale else []
    return CriterionShape(
        id=criterion.pk,
        parent=criterion.parent_id,
        lots=tuple(lot.pk for lot in criterion.lots.all()),
        no=criterion.no,
        key=criterion.key,
        title=criterion.title,
        text=criterion.text,
        family=Family(criterion.family),
        kind=CriterionKind(criterion.kind),
        weight=criterion.weight,
        minimum=criterion.min_mark,
        scale=tuple(LevelShape(level.value, level.label, level.descriptor) for level in levels),
        source_note=criterion.source_note,
    )


def _requirement(requirement: Requirement) -> RequirementShape:
    return RequirementShape(
        id=requirement.pk,
        key=requirement.key,
        lot=requirement.lot_id,
        group=requirement.group_title,
        text=requirement.text,
        mandatory=requirement.mandatory,
        functional=requirement.functional,
        datatype=requirement.datatype,
        minimum=requirement.minimum,
        maximum=requirement.maximum,
        expected=requirement.expected,
    )


def _interface(interface: TenderInterface) -> InterfaceShape:
    return InterfaceShape(
        id=interface.pk,
        code=interface.code,
        title=interface.title,
        lot=interface.lot_id,
        role=interface.role,
        direction=interface.direction,
        standard=interface.standard_title,
        standard_id=interface.standard_id,
        version=interface.standard_version,
        weight=interface.weight,
        min_rung=interface.min_rung,
        evidence_kind=interface.evidence_kind,
        profile_sha256=interface.profile_sha,
        openness=interface.openness,
        strength=interface.strength,
    )


def _kpi(kpi: KpiTemplate) -> KpiShape:
    return KpiShape(
        code=kpi.code,
        title=kpi.title,
        unit=kpi.unit,
        direction=kpi.direction,
        criterion=kpi.criterion_id,
        minimum=kpi.minimum,
        best=kpi.best,
        weight=kpi.weight,
        credit_rule=kpi.credit_rule,
    )


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
