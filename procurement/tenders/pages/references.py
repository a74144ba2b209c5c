"""The study in which the method of a tender was chosen, and the tenders that refer to a study."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.pages import formats
from procurement.studies import access as study_access
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodStudy
from procurement.tenders import access, queries
from procurement.tenders.forms import ReferForm
from procurement.tenders.models import Tender
from procurement.tenders.pages.listing import short
from procurement.tenders.shapes import StudyReferenceShape
from procurement.tenders.shapes.build import study_reference
from procurement.tenders.states import state_label


class StudySection(TypedDict):
    """Where a method comes from; `differs` is empty where the tender follows the choice."""

    url: str
    label: str
    chosen: str
    reason: str
    warnings: list[str]
    by: str
    when: str
    differs: str


class ReferringRow(TypedDict):
    """A tender that refers to a study."""

    url: str
    ref: str
    title: str
    state: str


class ReferringSection(TypedDict):
    """The tenders that refer to a study. `chosen`: whether a method is; `drafts`: whether one could refer to it too;
    `ok` and `why`: whether the person may let it.
    """

    chosen: bool
    tenders: list[ReferringRow]
    ok: bool
    why: str
    drafts: bool
    form: ReferForm
    url: str


class ReferPage(TypedDict):
    """The page of a form that is not in order yet."""

    crumbs: list[dict[str, str]]
    over: str
    referring: ReferringSection


def study_of_tender(tender: Tender, user: Person) -> StudySection | None:
    """Where the method comes from, for those who may see the study. Two queries, none without a reference."""
    return study_section(study_reference(tender, user), tender.authority.zone)


def study_section(reference: StudyReferenceShape | None, zone: str) -> StudySection | None:
    """A reference in words; None for none. No query."""
    if reference is None:
        return None
    return {
        "url": reverse("studies:detail", args=[reference.id]),
        "label": _("Method chosen in study %(no)d") % {"no": reference.no},
        "chosen": reference.title,
        "reason": reference.reason,
        "warnings": [warning.text for warning in reference.warnings],
        "by": reference.by,
        "when": formats.moment(reference.at, zone),
        "differs": "" if reference.followed else _("This tender names another method or other parameters."),
    }


def referring(study: MethodStudy, user: Person, form: ReferForm | None = None) -> ReferringSection:
    """The tenders that refer to a study, and how a draft may. One query once a method is chosen, none before."""
    chosen = study_queries.choice_of(study) is not None
    rows = queries.around(study) if chosen else []
    decision = study_access.may(user, study_access.StudyAction.REFER, study)
    return {
        "chosen": chosen,
        "tenders": [
            _referring(tender) for tender in rows if tender.method_study_id == study.pk and _seen(user, tender)
        ],
        "ok": bool(decision),
        "why": str(decision.why),
        "drafts": any(tender.method_study_id != study.pk for tender in rows),
        "form": form or ReferForm(drafts=drafts(study, rows)),
        "url": reverse("tenders:refer", args=[study.pk]),
    }


def referring_of_study(study: MethodStudy, user: Person, now: datetime) -> ReferringSection:  # noqa: ARG001 -- parts
    """What tenders add to the page of a study."""
    return referring(study, user)


def refer_page(study: MethodStudy, user: Person, form: ReferForm) -> ReferPage:
    """The page of a form that is not in order yet."""
    url = reverse("studies:detail", args=[study.pk])
    crumbs = [{"label": _("Methods"), "url": reverse("studies:list")}, {"label": study.title, "url": url}]
    return {"crumbs": crumbs, "over": study.title, "referring": referring(study, user, form)}


def drafts(study: MethodStudy, rows: Sequence[Tender]) -> list[tuple[str, str]]:
    """The drafts among tenders around a study that do not refer to it yet, as choices of a select."""
    others = [tender for tender in rows if tender.method_study_id != study.pk]
    return [(str(tender.pk), f"{tender.ref}: {short(tender.title)}") for tender in others]


def _seen(user: Person, tender: Tender) -> bool:
    return bool(access.may(user, access.TenderAction.SEE, tender))


def _referring(tender: Tender) -> ReferringRow:
    url = reverse("tenders:detail", args=[tender.pk])
    state = state_label(tender.state, queries.known_suspension(tender))
    return {"url": url, "ref": tender.ref, "title": short(tender.title), "state": state}
