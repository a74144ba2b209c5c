"""The page of one tender, without what later stages add."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.codes import code_with_title
from core.pages import formats
from core.pages.timeline import TimelineItem
from core.pages.tones import Tone, tone_of
from procurement.tenders import access, timeline
from procurement.tenders.models import Origin, Tender
from procurement.tenders.pages.asked import (
    InterfaceRow,
    KpiRow,
    RequirementRow,
    interface_row,
    kpi_row,
    requirement_row,
)
from procurement.tenders.pages.criteria import CriterionGroup, CriterionText, explained, groups
from procurement.tenders.pages.labels import label
from procurement.tenders.pages.listing import TONES
from procurement.tenders.pages.references import StudySection, study_section
from procurement.tenders.pages.source import SourceSection, source_section
from procurement.tenders.shapes import LotShape, TenderMethodShape, TenderShape
from procurement.tenders.shapes.build import tender_shape
from procurement.tenders.states import PUBLISHED, TENDER_STATES, TenderState

REQUIREMENTS_SHOWN = 200


class MethodSection(TypedDict):
    """The method in sentences; without a name: why there is none."""

    name: str
    sentences: tuple[str, ...]
    ties: tuple[str, ...]
    params: list[tuple[str, str]]
    source: str
    why_none: str


class LotRow(TypedDict):
    """A lot of several."""

    no: int
    title: str
    state: str
    estimate: str
    note: str


class TenderDetail(TypedDict):
    """What the page says of a tender. `lots` is empty where one lot is the tender itself."""

    id: str
    ref: str
    title: str
    authority: str
    description: str
    state: str
    tone: Tone
    owner: str
    imported: bool
    is_test: bool
    facts: list[tuple[str, str | None]]
    deadline: datetime | None
    zone: str
    open: bool
    method: MethodSection
    lots: list[LotRow]
    groups: list[CriterionGroup]
    explained: list[CriterionText]
    requirements: list[RequirementRow]
    requirements_left: int
    interfaces: list[InterfaceRow]
    kpis: list[KpiRow]
    source: SourceSection | None


class TenderPage(TypedDict):
    """The page of a tender: its content, the links within it, and what happened so far.

    `calendar`: where its dates are had; empty for a draft and without a deadline.
    """

    tender: TenderDetail
    study: StudySection | None
    crumbs: list[dict[str, str]]
    sections: list[dict[str, str]]
    acts_next: str
    calendar: str
    now: datetime
    edit_url: str
    begin_url: str
    timeline: list[TimelineItem]


def detail_page(tender: Tender, user: Person, *, now: datetime) -> TenderPage:
    """A tender for a person who may see it (`access.door`), without what later stages add.

    Eight queries, whatever its size, ten more for a draft; two more if it refers to a study of methods.
    """
    shape = tender_shape(tender, user)
    actors = timeline.acts_next(tender, user)
    past = timeline.timeline_of(tender, user, actors=actors)
    content = detail(shape)
    return {
        "tender": content,
        "study": study_section(shape.method.study, shape.zone),
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
        "sections": list(_contents(content, past=bool(past))),
        "acts_next": actors,
        "calendar": _calendar(tender),
        "now": now,
        "edit_url": _edit_url(tender, user),
        "begin_url": _begin_url(tender, user),
        "timeline": past,
    }


def _calendar(tender: Tender) -> str:
    dated = tender.state in PUBLISHED and tender.deadline_at is not None
    return reverse("tenders:tender-calendar", args=[tender.pk]) if dated else ""


def _edit_url(tender: Tender, user: Person) -> str:
    """The way to write a tender, for whoever may; empty for others and once it is no draft."""
    may = access.may(user, access.TenderAction.EDIT, tender)
    return reverse("tenders:edit", args=[tender.pk]) if may else ""


def _begin_url(tender: Tender, user: Person) -> str:
    """The way to begin a draft with what the file of an imported tender says; empty for others."""
    if tender.origin != Origin.IMPORTED or not access.may_begin(user):
        return ""
    return f"{reverse('tenders:new')}?with=imported:{tender.pk}"


def _contents(content: TenderDetail, *, past: bool) -> Iterator[dict[str, str]]:
    yield {"id": "method", "label": _("How bids are ranked")}
    yield {"id": "criteria", "label": _("Award criteria")}
    if content["lots"]:
        yield {"id": "lots", "label": _("Lots")}
    if content["interfaces"] or content["kpis"] or content["requirements"]:
        yield {"id": "asked", "label": _("What a bid must meet")}
    if past:
        yield {"id": "past", "label": _("What happened")}
    if content["source"]:
        yield {"id": "source", "label": _("Where this comes from")}


def detail(tender: TenderShape) -> TenderDetail:
    """What the page says of a tender."""
    return {
        "id": str(tender.id),
        "ref": tender.ref,
        "title": tender.title,
        "authority": tender.authority,
        "description": tender.description,
        "state": str(tender.state.label),
        "tone": tone_of(TONES, tender.state),
        "owner": str(TENDER_STATES[tender.state].owner.label),
        "imported": tender.origin == Origin.IMPORTED,
        "is_test": tender.is_test,
        "facts": _facts(tender),
        "deadline": tender.deadline_at,
        "zone": tender.zone,
        "open": tender.state == TenderState.OPEN,
        "method": _method(tender.method),
        "lots": [_lot(lot, tender.currency) for lot in tender.lots] if len(tender.lots) > 1 else [],
        "groups": list(groups(tender)),
        "explained": explained(tender.criteria),
        "requirements": [requirement_row(requirement) for requirement in tender.requirements[:REQUIREMENTS_SHOWN]],
        "requirements_left": max(0, len(tender.requirements) - REQUIREMENTS_SHOWN),
        "interfaces": [interface_row(interface) for interface in tender.interfaces],
        "kpis": [kpi_row(kpi) for kpi in tender.kpis],
        "source": source_section(tender.source) if tender.source else None,
    }


def _facts(tender: TenderShape) -> list[tuple[str, str | None]]:
    estimates = [lot.estimate for lot in tender.lots]
    total = None if None in estimates or not estimates else sum(amount for amount in estimates if amount is not None)
    cpv = sorted({code for lot in tender.lots for code in lot.cpv})
    basis = label(Tender, "basis", tender.basis)
    return [
        (_("Buyer"), tender.authority),
        (_("Reference"), tender.ref),
        (_("Published"), formats.moment(tender.published_at, tender.zone)),
        (_("Bids close"), formats.moment(tender.deadline_at, tender.zone)),
        (_("Estimated value"), formats.price(total, tender.currency) if tender.currency else None),
        (_("Prices are compared in"), ", ".join(filter(None, (tender.currency, basis)))),
        (_("Classification (CPV)"), "; ".join(map(code_with_title, cpv))),
    ]


def _method(method: TenderMethodShape) -> MethodSection:
    return {
        "name": method.name,
        "sentences": method.sentences,
        "ties": method.ties,
        "params": [(name, str(value)) for name, value in sorted(method.params.items())],
        "source": method.source,
        "why_none": method.why_none or _("The draft does not name a method yet."),
    }


def _lot(lot: LotShape, currency: str) -> LotRow:
    return {
        "no": lot.no,
        "title": lot.title,
        "state": str(lot.state.label),
        "estimate": formats.price(lot.estimate, currency) if currency else formats.MISSING,
        "note": lot.source_note,
    }
