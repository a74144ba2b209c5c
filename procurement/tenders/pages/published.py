"""The page of a published tender that was written here, and the preview of a draft: the same notice."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.law.days import day_of
from core.pages import formats
from core.pages.timeline import TimelineItem
from core.pages.tones import Tone
from procurement.tenders import gather, queries, timeline
from procurement.tenders.forms.trial import TrialSheet, trial_sheets
from procurement.tenders.models import Suspension, Tender
from procurement.tenders.pages.dates import DatesSection, line_of
from procurement.tenders.pages.listing import state_tone
from procurement.tenders.pages.notice import NoticePage, notice_page
from procurement.tenders.pages.references import StudySection, study_of_tender
from procurement.tenders.shapes.notice import NoticeShape, notice_shape, preview_shape
from procurement.tenders.states import UNPUBLISHED, TenderState, state_label


class Crumb(TypedDict):
    label: str
    url: str


class PublishedPage(TypedDict):
    """`suspended`: since when nobody can hand in, and why; no `dates` then. `calendar` is empty without a deadline."""

    notice: NoticePage
    state: str
    tone: Tone
    is_open: bool
    suspended: str
    calendar: str
    dates: DatesSection | None
    study: StudySection | None
    timeline: list[TimelineItem]
    crumbs: list[Crumb]


class PreviewPage(TypedDict):
    """The notice of a draft, and what its method does with invented bids."""

    notice: NoticePage
    dates: DatesSection | None
    sheets: list[TrialSheet]
    crumbs: list[Crumb]


def published_page(tender: Tender, user: Person, *, now: datetime) -> PublishedPage | None:
    """A published tender that was written here, for a person who may see it; None for any other.

    Eight queries, one more while it is open, and one each for documents and profiles; two more if it refers to a study.
    """
    if tender.state in UNPUBLISHED:
        return None
    notice = notice_shape(tender, queries.latest_version(tender))
    if notice is None:
        return None
    actors = timeline.acts_next(tender, user)
    is_open = tender.state == TenderState.OPEN
    suspension = queries.current_suspension(tender) if is_open else None
    since = suspension.suspended_at if suspension else None
    return {
        "notice": notice_page(notice, now=now),
        "state": state_label(tender.state, since),
        "tone": state_tone(tender.state, since),
        "is_open": is_open,
        "suspended": _suspended(suspension, tender.authority.zone) if suspension else "",
        "calendar": reverse("tenders:tender-calendar", args=[tender.pk]) if tender.deadline_at else "",
        "dates": None if suspension else _dates(tender, notice, now),
        "study": study_of_tender(tender, user),
        "timeline": timeline.timeline_of(tender, user, actors=actors, suspended_at=since),
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
    }


def preview_page(tender: Tender, *, now: datetime) -> PreviewPage:
    """A draft as suppliers will read it. At most six queries."""
    content = gather.content_of(tender)
    notice = preview_shape(tender, content)
    return {
        "notice": notice_page(notice, now=now),
        "dates": _dates(tender, notice, now),
        "sheets": trial_sheets(content),
        "crumbs": [
            {"label": _("Tenders"), "url": reverse("tenders:list")},
            {"label": tender.ref, "url": reverse("tenders:edit", args=[tender.pk])},
        ],
    }


def _dates(tender: Tender, notice: NoticeShape, now: datetime) -> DatesSection | None:
    """The line of dates; of a published tender from the day on which it was published. Three queries."""
    content, zone = notice.content, notice.zone
    if notice.published_at is not None:
        timetable = replace(content.timetable, publish_on=day_of(notice.published_at, zone))
        content = replace(content, timetable=timetable)
    return line_of(content, tender.authority, day_of(now, zone))


def _suspended(suspension: Suspension, zone: str) -> str:
    facts = {"moment": formats.moment(suspension.suspended_at, zone), "why": suspension.why}
    return _("Suspended since %(moment)s: time stands still. %(why)s") % facts
