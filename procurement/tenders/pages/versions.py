"""Two versions of a section side by side, for whoever saved second: only what differs, and a choice at each place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.tenders.models import SectionSave
from procurement.tenders.pages.drafting import DraftInWork, crumbs, section_url
from procurement.tenders.pages.editors import EDITORS, title_of
from procurement.tenders.pages.section_texts import MarkedText, marked, place_label, place_text
from procurement.tenders.sections import SectionKey, SectionValue, section_text
from procurement.tenders.sections.differences import SectionDifference, Side, differences, proposals, same_count


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """A section that two people changed. `base`: the number of the save that the second one read."""

    key: SectionKey
    base: int
    before: SectionValue
    latest: SectionSave
    mine: SectionValue

    @property
    def theirs(self) -> SectionValue:
        return self.latest.value

    @property
    def places(self) -> tuple[SectionDifference, ...]:
        return differences(self.before, self.theirs, self.mine)


class VersionOption(TypedDict):
    """What one version says at a place. `focused`: the first of the page that is not decided."""

    value: str
    by: str
    parts: list[MarkedText]
    ticked: bool
    focused: bool


class PlaceRow(TypedDict):
    """A place where the versions differ."""

    name: str
    label: str
    changed_by: str
    both: bool
    before: str
    options: list[VersionOption]


class VersionsPage(TypedDict):
    """The page of two versions. `wrong`: the links to places without a choice."""

    crumbs: list[dict[str, str]]
    over: str
    heading: str
    lead: str
    their_name: str
    rows: list[PlaceRow]
    wrong: list[dict[str, str]]
    url: str
    saves_url: str
    base: int
    latest: int
    mine: str


def versions_page(
    draft: DraftInWork,
    versions: TwoVersions,
    *,
    now: datetime,
    choices: Mapping[str, Side] | None = None,
    is_refused: bool = False,
) -> VersionsPage:
    """Where two versions differ. `choices`: what is ticked, else the proposals; `is_refused`: some are missing."""
    tender, key = draft.tender, versions.key
    places = versions.places
    ticked = proposals(places) if choices is None else choices
    rows = [_row(versions, number, place, ticked.get(place.place)) for number, place in enumerate(places)]
    open_rows = [row for row in rows if not any(option["ticked"] for option in row["options"])]
    if open_rows:
        open_rows[0]["options"][0]["focused"] = True
    return {
        "crumbs": [*crumbs(tender), {"label": title_of(key), "url": section_url(tender, key)}],
        "over": f"{tender.ref} · {title_of(key)}",
        "heading": _("%(name)s saved this section %(when)s")
        % {"name": versions.latest.by, "when": formats.relative(versions.latest.at, now)},
        "lead": _lead(places, same_count(versions.theirs, versions.mine)),
        "their_name": str(versions.latest.by),
        "rows": rows,
        "wrong": [_missing(row) for row in open_rows] if is_refused else [],
        "url": reverse("tenders:choose", args=[tender.pk, key.value]),
        "saves_url": reverse("tenders:saves", args=[tender.pk, key.value]),
        "base": versions.base,
        "latest": versions.latest.no,
        "mine": section_text(versions.mine),
    }


def _lead(places: tuple[SectionDifference, ...], same: int) -> str:
    choose = sum(place.proposal is None for place in places)
    check = len(places) - choose
    parts = [
        ngettext("choose %(count)d", "choose %(count)d", choose) % {"count": choose} if choose else "",
        ngettext("check %(count)d", "check %(count)d", check) % {"count": check} if check else "",
    ]
    others = ngettext("%(count)d other field is the same", "%(count)d other fields are the same", same)
    todo = _(" and ").join(filter(None, parts))
    return _("Nothing is lost. Please %(todo)s; %(others)s.") % {"todo": todo, "others": others % {"count": same}}


def _missing(row: PlaceRow) -> dict[str, str]:
    return {"text": _("%(place)s: choose one of the two.") % {"place": row["label"]}, "href": f"#{row['name']}-theirs"}


def _row(versions: TwoVersions, number: int, place: SectionDifference, side: Side | None) -> PlaceRow:
    form = EDITORS[versions.key].form
    assert form is not None  # whoever saved a section had its form
    before = place_text(form, place, place.before)
    texts = {Side.THEIRS: place_text(form, place, place.theirs), Side.MINE: place_text(form, place, place.mine)}
    names = {Side.THEIRS: str(versions.latest.by), Side.MINE: _("You")}
    changed_by = {
        None: _("both changed"),
        Side.THEIRS: _("only %(name)s changed it") % {"name": versions.latest.by},
        Side.MINE: _("only you changed it"),
    }
    return {
        "name": f"choice-{number}",
        "label": place_label(form, place),
        "changed_by": changed_by[place.proposal],
        "both": place.proposal is None,
        "before": before,
        "options": [
            {
                "value": choice.value,
                "by": names[choice],
                "parts": marked(before, texts[choice]),
                "ticked": side == choice,
                "focused": False,
            }
            for choice in Side
        ],
    }
