"""The file of an imported tender: how much of it found a place, what did not, and what was noticed."""

from typing import TypedDict

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.tenders.shapes import NoteShape, SourceShape

EXTRAS_SHOWN = 100


class SourceSection(TypedDict):
    """Counts are of values in the record; `total` is empty where nothing was counted."""

    facts: list[tuple[str, str]]
    sha256: str
    total: str
    mapped: str
    ignored: str
    extras_count: str
    extras: list[tuple[str, str]]
    extras_left: int
    notes: tuple[NoteShape, ...]


def source_section(source: SourceShape) -> SourceSection:
    """Where an imported tender comes from."""
    extras = sorted(source.extras.items())
    return {
        "facts": [(_("File"), source.file), (_("Format"), source.format), (_("Record"), source.record)],
        "sha256": source.sha256,
        "total": "" if source.total is None else formats.number(source.total),
        "mapped": formats.number(source.mapped),
        "ignored": formats.number(source.ignored),
        "extras_count": formats.number(source.extras_count),
        "extras": extras[:EXTRAS_SHOWN],
        "extras_left": max(0, len(extras) - EXTRAS_SHOWN),
        "notes": source.notes,
    }
