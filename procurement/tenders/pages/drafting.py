"""A draft being written: its overview, and the frame around the form of each section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Decision
from core.law.days import day_of
from core.models import User
from core.pages import formats
from procurement.tenders import access, queries
from procurement.tenders.forms.editing import Editing, SectionForm, field_id
from procurement.tenders.gate import GateFinding, gate_of
from procurement.tenders.models import SectionSave, Tender
from procurement.tenders.pages.dates import DatesSection, line_of
from procurement.tenders.pages.editors import EDITORS, title_of
from procurement.tenders.pages.section_headings import section_heading
from procurement.tenders.pages.section_states import SectionTag, open_reasons, section_tags
from procurement.tenders.sections import SECTIONS, SectionKey, SectionValue, TenderContent, content_from_sections
from procurement.tenders.sections.checks import SectionFinding, findings_in

MOST_STOPS = 12


@dataclass(frozen=True, slots=True)
class DraftInWork:
    """A draft, the latest save of each of its sections, and what they say together."""

    tender: Tender
    user: User
    saves: dict[SectionKey, SectionSave]
    content: TenderContent

    @property
    def editing(self) -> Editing:
        return Editing(self.tender, self.content, self.user)

    def after(self, key: SectionKey) -> int:
        """The number of the latest save of a section, 0 if it has none."""
        return self.saves[key].no if key in self.saves else 0


def draft_in_work(tender: Tender, user: User) -> DraftInWork:
    """One query. Raises SectionFault where a section cannot be read."""
    saves = queries.latest_saves(tender)
    content = content_from_sections({key: saved.content for key, saved in saves.items()})
    return DraftInWork(tender, user, saves, content)


def value_read(draft: DraftInWork, key: SectionKey, after: int) -> SectionValue:
    """The section as a person read it: the save with that number, empty for none. At most one query."""
    if after == draft.after(key):
        return draft.content.section(key)
    earlier = queries.save_of(draft.tender, key, after)
    return earlier.value if earlier else SECTIONS[key]()


class SectionRow(TypedDict):
    """A section on the overview. Without `url` it cannot be written; `to_stops`: its tag leads to the box."""

    title: str
    url: str
    fact: str
    tag: SectionTag
    to_stops: bool
    writers: str


class Stop(TypedDict):
    """Something that stops the publication."""

    title: str
    url: str
    sentence: str


class Overview(TypedDict):
    """The overview of a draft."""

    crumbs: list[dict[str, str]]
    over: str
    state: str
    authors: str
    heading: str
    lead: str
    dates: DatesSection | None
    rows: list[SectionRow]
    stops: list[Stop]
    empty: list[Stop]
    more_stops: str
    why_fixed: str
    gate_url: str
    preview_url: str
    cancel_url: str


def writing_sentence(names: Sequence[str]) -> str:
    """Who else has a section open; empty for nobody."""
    if not names:
        return ""
    sentence = ngettext("%(names)s is writing here", "%(names)s are writing here", len(names))
    return sentence % {"names": _(" and ").join(names)}


def overview_page(draft: DraftInWork, *, now: datetime, writers: Mapping[SectionKey, Sequence[str]]) -> Overview:
    """What is left to do before a publication: all that the gate says stops it. Its queries, and one for names.

    `writers`: who else has a section open.
    """
    tender, content = draft.tender, draft.content
    may = access.may(draft.user, access.TenderAction.EDIT, tender)
    gate = gate_of(tender, now)
    findings = gate.stops
    tags = section_tags(content, findings, open_reasons(gate), writers)
    empty = [finding for finding in findings if _is_unwritten(finding, content)]
    mends = [finding for finding in findings if finding not in empty]
    return {
        "gate_url": reverse("tenders:gate", args=[tender.pk]),
        "preview_url": reverse("tenders:preview", args=[tender.pk]),
        "cancel_url": reverse("tenders:edit-cancel", args=[tender.pk]) if may else "",
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
        "over": f"{tender.ref} · {tender.title}" if tender.title else tender.ref,
        "state": str(tender.get_state_display()),
        "authors": _authors(tender),
        "heading": _heading(len(findings), len(gate.open_reasons)),
        "lead": _plan(content, now, tender.authority.zone),
        "rows": [_row(draft, key, tags[key], may, writers.get(key, ())) for key in SectionKey],
        "stops": [_stop(tender, content, finding) for finding in mends[:MOST_STOPS]],
        "more_stops": _more(len(mends) - MOST_STOPS),
        "empty": [_stop(tender, content, finding) for finding in empty],
        "dates": line_of(content, tender.authority, day_of(now, tender.authority.zone)),
        "why_fixed": str(may.why),
    }


def _is_unwritten(finding: GateFinding, content: TenderContent) -> bool:
    """Whether a finding says only that nobody has written its section yet."""
    return finding.section is not None and not finding.place and finding.section.value not in content.written


def _heading(stops: int, asks: int) -> str:
    if stops:
        return ngettext("%(n)d thing stops publication", "%(n)d things stop publication", stops) % {"n": stops}
    if asks:
        return ngettext("%(n)d thing needs a reason", "%(n)d things need a reason", asks) % {"n": asks}
    return _("Nothing to mend")


def _more(count: int) -> str:
    if count < 1:
        return ""
    return ngettext("and %(count)d more", "and %(count)d more", count) % {"count": count}


def _authors(tender: Tender) -> str:
    names = queries.author_names(tender)
    return _("Written by %(names)s") % {"names": _(" and ").join(names)} if names else ""


def _plan(content: TenderContent, now: datetime, zone: str) -> str:
    """By when the officer means to publish. Empty until somebody has planned it."""
    day = content.timetable.publish_on
    if day is None:
        return ""
    days = (day - day_of(now, zone)).days
    sentence = {
        True: ngettext(
            "You plan to publish on %(day)s, in %(days)d day.",
            "You plan to publish on %(day)s, in %(days)d days.",
            days,
        ),
        False: _("You planned to publish on %(day)s; that day has passed."),
    }
    if days == 0:
        return _("You plan to publish today.")
    return sentence[days > 0] % {"day": formats.long_day(day), "days": days}


def _row(draft: DraftInWork, key: SectionKey, tag: SectionTag, may: Decision, writers: Sequence[str]) -> SectionRow:
    editor = EDITORS[key]
    is_written = key.value in draft.content.written
    return {
        "title": title_of(key),
        "url": section_url(draft.tender, key) if may and editor.form else "",
        "fact": editor.fact(draft.content) if is_written or editor.form is None else _("nothing written yet"),
        "tag": tag,
        "to_stops": tag.tone == "bad",
        "writers": writing_sentence(writers),
    }


def _stop(tender: Tender, content: TenderContent, finding: GateFinding) -> Stop:
    if finding.section is None:
        return {"title": _("Policy"), "url": "", "sentence": finding.sentence}
    mended = SectionFinding(finding.section, finding.place, finding.sentence)
    return {
        "title": title_of(finding.section),
        "url": finding_url(tender, content, mended),
        "sentence": finding.sentence,
    }


def section_url(tender: Tender, key: SectionKey) -> str:
    return reverse("tenders:section", args=[tender.pk, key.value])


def finding_url(tender: Tender, content: TenderContent, finding: SectionFinding) -> str:
    """The way to the field that mends a finding; empty where its section has no editor yet."""
    if EDITORS[finding.section].form is None:
        return ""
    url = section_url(tender, finding.section)
    return f"{url}#{field_id(content.section(finding.section), finding.place)}" if finding.place else url


# --- one section ---


class SectionPage(TypedDict):
    """The frame around the form of a section."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    tag: SectionTag
    saved: str
    after: int
    findings: list[dict[str, str]]
    form: SectionForm
    problems: list[dict[str, str]]
    url: str
    saves_url: str
    back_url: str
    writers: str


def section_page(
    draft: DraftInWork, key: SectionKey, form: SectionForm, *, after: int, writers: Sequence[str] = ()
) -> SectionPage:
    """A section with its form. `after`: the number of the save that the person read; `writers`: who else is there."""
    tender = draft.tender
    findings = findings_in(draft.content, key) if key in draft.saves else ()
    tags = section_tags(draft.content, findings, {})
    return {
        "crumbs": crumbs(tender),
        "over": f"{tender.ref} · {tender.title}" if tender.title else tender.ref,
        "heading": section_heading(key, draft.content, findings),
        "tag": tags[key],
        "saved": _saved(draft.saves.get(key), tender.authority.zone),
        "after": after,
        "findings": [_mend(draft.content, finding) for finding in findings],
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "url": section_url(tender, key),
        "saves_url": reverse("tenders:saves", args=[tender.pk, key.value]),
        "back_url": reverse("tenders:edit", args=[tender.pk]),
        "writers": writing_sentence(writers),
    }


def crumbs(tender: Tender) -> list[dict[str, str]]:
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": tender.ref, "url": reverse("tenders:edit", args=[tender.pk])},
    ]


def _saved(save: SectionSave | None, zone: str) -> str:
    if save is None:
        return _("Not saved yet")
    return _("Saved by %(name)s, %(when)s") % {"name": save.by, "when": formats.moment(save.at, zone)}


def _mend(content: TenderContent, finding: SectionFinding) -> dict[str, str]:
    href = f"#{field_id(content.section(finding.section), finding.place)}" if finding.place else ""
    return {"text": finding.sentence, "href": href}


# --- earlier saves ---


class SaveRow(TypedDict):
    """A save of a section. Without `restore_url`: it is the one that holds."""

    no: int
    by: str
    at: str
    note: str
    restore_url: str


class SavesPage(TypedDict):
    """Every save of a section. `after`: the number of the latest."""

    crumbs: list[dict[str, str]]
    over: str
    title: str
    after: int
    rows: list[SaveRow]


def saves_page(draft: DraftInWork, key: SectionKey, saves: Iterable[SectionSave]) -> SavesPage:
    """Every save of a section, the latest first; each but the latest can be brought back."""
    tender = draft.tender
    latest = draft.after(key)
    return {
        "crumbs": [*crumbs(tender), {"label": title_of(key), "url": section_url(tender, key)}],
        "over": f"{tender.ref} · {title_of(key)}",
        "title": title_of(key),
        "after": latest,
        "rows": [_save_row(tender, key, saved, latest) for saved in saves],
    }


def _save_row(tender: Tender, key: SectionKey, saved: SectionSave, latest: int) -> SaveRow:
    restored = _("brought back from save %(no)d") % {"no": saved.restored} if saved.restored else ""
    is_latest = saved.no == latest
    return {
        "no": saved.no,
        "by": str(saved.by),
        "at": formats.moment(saved.at, tender.authority.zone),
        "note": _("holds now") if is_latest else restored,
        "restore_url": "" if is_latest else reverse("tenders:restore", args=[tender.pk, key.value, saved.no]),
    }
