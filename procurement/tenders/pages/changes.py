"""What differs between two versions of a tender, old beside new, in the words of the forms."""

from collections.abc import Iterable
from typing import TypedDict

from django.utils.translation import gettext as _

from procurement.tenders.pages.editors import EDITORS, title_of
from procurement.tenders.pages.section_texts import MarkedText, marked, place_label, place_text
from procurement.tenders.sections import SectionKey
from procurement.tenders.sections.amending import Change
from procurement.tenders.states import AmendmentKind


class ChangeRow(TypedDict):
    """A place that says something else. `before` and `after` in pieces: what the other side has not is marked."""

    label: str
    kind: str
    affects_bids: bool
    before: list[MarkedText]
    after: list[MarkedText]


class ChangedSection(TypedDict):
    """A section with what changed in it."""

    key: str
    title: str
    rows: list[ChangeRow]


def changed_sections(changes: Iterable[Change]) -> list[ChangedSection]:
    """All changes by section, in the order in which a tender is read."""
    by_section: dict[SectionKey, list[Change]] = {}
    for change in changes:
        by_section.setdefault(change.section, []).append(change)
    return [
        {"key": key.value, "title": title_of(key), "rows": [_row(change) for change in rows]}
        for key, rows in by_section.items()
    ]


def _row(change: Change) -> ChangeRow:
    form = EDITORS[change.section].form
    assert form is not None  # whoever changed a section had its form
    difference = change.difference
    before, after = (place_text(form, difference, value) for value in (difference.before, difference.mine))
    return {
        "label": place_label(form, difference),
        "kind": str(change.kind.label),
        "affects_bids": change.kind is AmendmentKind.RESPONSE_AFFECTING,
        "before": marked(after, before),
        "after": marked(before, after),
    }


def kinds_sentence(kinds: Iterable[AmendmentKind]) -> str:
    """What an amendment means for whoever has written a bid; empty where nothing changed."""
    asked = set(kinds)
    if AmendmentKind.RESPONSE_AFFECTING in asked:
        return _("Bids have to answer something else: one that is in is handed in anew.")
    if AmendmentKind.DATE in asked:
        return _("Dates change. A bid that is in is confirmed, not written anew.")
    if AmendmentKind.WORDING in asked:
        return _("Only words change. A bid that is in is confirmed, not written anew.")
    return ""
