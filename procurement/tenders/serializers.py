"""What the API says of tenders. Lists are written from plain values; these classes also describe the document."""

from typing import Any

from rest_framework import serializers

from core.access import Person
from procurement.studies.serializers import StudyWarningOut
from procurement.tenders import queries, references
from procurement.tenders.models import (
    Criterion,
    CriterionKind,
    Family,
    Lot,
    Origin,
    Requirement,
    Tender,
    TenderInterface,
)
from procurement.tenders.states import TenderState


class TenderRow(serializers.Serializer[Any]):
    """A tender in a list."""

    id = serializers.UUIDField()
    publish_no = serializers.IntegerField(allow_null=True)
    ref = serializers.CharField()
    title = serializers.CharField()
    authority = serializers.CharField()
    state = serializers.ChoiceField(choices=TenderState.values)
    origin = serializers.ChoiceField(choices=Origin.values)
    currency = serializers.CharField(allow_blank=True)
    price_formula = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)


class TenderList(serializers.Serializer[Any]):
    """One page, newest first; `next` continues it."""

    next = serializers.URLField(allow_null=True)
    total = serializers.IntegerField()
    capped = serializers.BooleanField(help_text="Whether there are more than `total`.")
    results = TenderRow(many=True)


class LevelOut(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="An exact number: digits, or numerator/denominator.")
    label = serializers.CharField()  # type: ignore[assignment]
    descriptor = serializers.CharField(allow_blank=True)


class CriterionOut(serializers.Serializer[Any]):
    """A criterion; `weight` is in percent, null where the source gives no one number."""

    id = serializers.UUIDField()
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    lots = serializers.ListField(child=serializers.UUIDField())
    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    family = serializers.ChoiceField(choices=Family.values)
    kind = serializers.ChoiceField(choices=CriterionKind.values)
    weight = serializers.CharField(allow_null=True)
    scale = LevelOut(many=True)


class LotOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    no = serializers.IntegerField()
    title = serializers.CharField()
    estimate = serializers.CharField(allow_null=True)
    cpv = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()


class RequirementOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    lot = serializers.UUIDField(allow_null=True)
    group = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    datatype = serializers.CharField()
    minimum = serializers.CharField(allow_null=True)
    maximum = serializers.CharField(allow_null=True)
    expected = serializers.CharField(allow_null=True)


class InterfaceOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    role = serializers.CharField()
    direction = serializers.CharField()
    standard = serializers.CharField()
    version = serializers.CharField(allow_blank=True)
    weight = serializers.CharField()


class ReferenceIn(serializers.Serializer[Any]):
    study = serializers.UUIDField()


class ReferenceOut(serializers.Serializer[Any]):
    """The study in which the method was chosen; `followed`: whether the tender's method is the chosen one."""

    id = serializers.UUIDField()
    no = serializers.IntegerField()
    candidate = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()
    warnings = StudyWarningOut(many=True)
    at = serializers.DateTimeField()
    followed = serializers.BooleanField()


class MethodOut(serializers.Serializer[Any]):
    """How bids are ranked; `why_none` says why there is no formula.

    `study` is for officers and auditors of the authority: null for everybody else.
    """

    formula = serializers.CharField(allow_blank=True)
    params = serializers.DictField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    why_none = serializers.CharField(allow_blank=True)
    total_points = serializers.CharField()
    tie_chain = serializers.ListField(child=serializers.CharField())
    study = ReferenceOut(allow_null=True)


class TenderDetail(TenderRow):
    """A tender with everything that is published with it."""

    description = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    method = MethodOut()
    lots = LotOut(many=True)
    criteria = CriterionOut(many=True)
    requirements = RequirementOut(many=True)
    interfaces = InterfaceOut(many=True)


def row(values: dict[str, Any]) -> dict[str, Any]:
    """A row of `queries.page` as the API shows it."""
    shown = {key: value for key, value in values.items() if not key.startswith("authority__")}
    shown["authority"] = values["authority__name"]
    return shown


def detail(tender: Tender, user: Person) -> dict[str, Any]:
    """A whole tender as plain values, as the person may see it.

    Six queries, whatever its size; two more where it refers to a study of methods.
    """
    return {
        "id": tender.pk,
        "publish_no": tender.publish_no,
        "ref": tender.ref,
        "title": tender.title,
        "description": tender.description,
        "authority": tender.authority.name,
        "state": tender.state,
        "origin": tender.origin,
        "currency": tender.currency,
        "basis": tender.basis,
        "price_formula": tender.price_formula,
        "published_at": tender.published_at,
        "deadline_at": tender.deadline_at,
        "method": {
            "formula": tender.price_formula,
            "params": tender.params,
            "source": tender.method_source,
            "why_none": tender.no_method_why,
            "total_points": str(tender.total_points),
            "tie_chain": tender.tie_chain,
            "study": _reference(tender, user),
        },
        "lots": [_lot(one) for one in queries.lots_of(tender)],
        "criteria": [_criterion(one) for one in queries.criteria_of(tender)],
        "requirements": [_requirement(one) for one in queries.requirements_of(tender)],
        "interfaces": [_interface(one) for one in queries.interfaces_of(tender)],
    }


def _lot(lot: Lot) -> dict[str, Any]:
    return {
        "id": lot.pk,
        "no": lot.no,
        "title": lot.title,
        "estimate": _text(lot.estimate),
        "cpv": lot.cpv,
        "state": lot.state,
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.pk,
        "parent": criterion.parent_id,
        "lots": [lot.pk for lot in criterion.lots.all()],
        "key": criterion.key,
        "title": criterion.title,
        "text": criterion.text,
        "family": criterion.family,
        "kind": criterion.kind,
        "weight": _text(criterion.weight),
        "scale": [
            {"value": str(level.value), "label": level.label, "descriptor": level.descriptor}
            for level in (criterion.scale.levels.all() if criterion.scale else ())
        ],
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {
        "id": requirement.pk,
        "key": requirement.key,
        "lot": requirement.lot_id,
        "group": requirement.group_title,
        "text": requirement.text,
        "datatype": requirement.datatype,
        "minimum": requirement.minimum,
        "maximum": requirement.maximum,
        "expected": requirement.expected,
    }


def _interface(interface: TenderInterface) -> dict[str, Any]:
    return {
        "id": interface.pk,
        "code": interface.code,
        "title": interface.title,
        "role": interface.role,
        "direction": interface.direction,
        "standard": interface.standard_title,
        "version": interface.standard_version,
        "weight": str(interface.weight),
    }


def _reference(tender: Tender, user: Person) -> dict[str, Any] | None:
    reference = references.of(tender, user)
    if reference is None:
        return None
    return {
        "id": reference.study.pk,
        "no": reference.study.no,
        "candidate": reference.choice.candidate,
        "title": reference.title,
        "reason": reference.choice.reason,
        "warnings": reference.choice.warnings,
        "at": reference.choice.at,
        "followed": reference.followed,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
