"""What a bid must meet: requirements, interfaces and performance indicators."""

from typing import TypedDict

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.tenders.models import KpiTemplate, TenderInterface
from procurement.tenders.pages.labels import label
from procurement.tenders.pages.standards import standard_url
from procurement.tenders.shapes import InterfaceShape, KpiShape, RequirementShape


class RequirementRow(TypedDict):
    """`asked`: its bounds; `mandatory` says only where it is not."""

    key: str
    group: str
    text: str
    asked: str
    mandatory: str


class InterfaceRow(TypedDict):
    """`does`: which way data go, and what a bid does with it; `standard_url` is empty for one that is not listed."""

    code: str
    title: str
    does: str
    standard: str
    standard_id: str
    standard_url: str
    weight: str
    openness: str


class KpiRow(TypedDict):
    """`minimum`: what an offer must reach, with "at least" or "at most"."""

    title: str
    unit: str
    direction: str
    minimum: str
    best: str
    weight: str
    credit: str


def requirement_row(requirement: RequirementShape) -> RequirementRow:
    bounds = [
        (_("at least"), requirement.minimum),
        (_("at most"), requirement.maximum),
        (_("expected"), requirement.expected),
    ]
    return {
        "key": requirement.key,
        "group": requirement.group,
        "text": requirement.text,
        "asked": "; ".join(f"{bound} {value}" for bound, value in bounds if value is not None),
        "mandatory": "" if requirement.mandatory else _("optional"),
    }


def interface_row(interface: InterfaceShape) -> InterfaceRow:
    direction = label(TenderInterface, "direction", interface.direction)
    return {
        "code": interface.code,
        "title": interface.title,
        "does": f"{direction}, {label(TenderInterface, 'role', interface.role)}",
        "standard": " ".join(filter(None, (interface.standard, interface.version))),
        "standard_id": interface.standard_id,
        "standard_url": standard_url(interface.standard_id),
        "weight": formats.percent(interface.weight / 100, 2),
        "openness": formats.percent(interface.openness),
    }


def kpi_row(kpi: KpiShape) -> KpiRow:
    return {
        "title": kpi.title,
        "unit": kpi.unit,
        "direction": label(KpiTemplate, "direction", kpi.direction),
        "minimum": _limit(kpi),
        "best": formats.number(kpi.best),
        "weight": formats.number(kpi.weight),
        "credit": kpi.credit_rule,
    }


def _limit(kpi: KpiShape) -> str:
    """What an offer must reach: where less is better, the limit is the most that is taken."""
    sentence = _("at most %(limit)s") if kpi.direction == "down" else _("at least %(limit)s")
    return sentence % {"limit": formats.number(kpi.minimum)}
