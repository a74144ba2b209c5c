"""What is sent from a section of a bid: the fields that were on the page, with the version they were read in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from core.pages.numbers import Marks
from procurement.bids.gather.files import TECHNICAL
from procurement.bids.outline import BidOutline, DraftSection
from procurement.bids.rules.fields import WritingPlace, asked_by_field, kept_text
from procurement.bids.rules.filled import FilledFile

CHOSEN_MINE, CHOSEN_THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class SentSection:
    """`texts`: as they were typed; `kept`: as they are saved, {field: text}. `seen`: the version that was read."""

    seen: int
    texts: Mapping[str, str] = field(repr=False)
    kept: Mapping[str, str] = field(repr=False)


def read_sent(data: QueryDict, outline: BidOutline, section: DraftSection, place: WritingPlace) -> SentSection:
    """The fields of a section among what was sent; anything else is passed over. A field that is not sent stays.

    Where two people wrote a field, `<field>__choice` says whose text is meant: for the other's the field is not sent.
    """
    texts, kept = {}, {}
    for name, asked in asked_by_field(outline, section).items():
        if name not in data or data.get(f"{name}__choice") == CHOSEN_THEIRS:
            continue
        typed = str(data[name]).replace("\r\n", "\n").replace("\0", "")
        marks = data.get(f"{name}__marks")
        texts[name] = typed
        kept[name] = kept_text(asked, typed, place, Marks(marks) if marks in set(Marks) else None)
    return SentSection(_version(data.get("seen", "")), texts, kept)


def places_of(outline: BidOutline, section: DraftSection) -> tuple[str, ...]:
    """What files can answer or show in a section."""
    if section is DraftSection.ANSWERS:
        return tuple(question.place for question in outline.questions if question.datatype == "file")
    return tuple(interface.place for interface in outline.interfaces) if section is DraftSection.CLAIMS else ()


def files_to_move(
    data: QueryDict, outline: BidOutline, section: DraftSection, files: Sequence[FilledFile]
) -> list[tuple[FilledFile, str]]:
    """(file, where it belongs now) of each whose tick was changed. Only places whose files were on the page count."""
    moved: dict[str, tuple[FilledFile, str]] = {}
    for place in places_of(outline, section):
        if f"{place}__files_shown" not in data:
            continue
        ticked = set(data.getlist(f"{place}__files"))
        for file in files:
            if file.id in ticked and file.belongs_to == TECHNICAL:
                moved[file.id] = (file, place)
            elif file.id not in ticked and file.belongs_to == place:
                moved.setdefault(file.id, (file, TECHNICAL))
    return list(moved.values())


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
