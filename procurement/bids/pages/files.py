"""The page of a bid's files: each with its state in words, how to add one, and what nobody does with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import scanner
from core.pages import formats
from core.pages.bidi import harmless
from procurement.bids.gather.files import PRICE, TECHNICAL, FileReading
from procurement.bids.models import Bid
from procurement.bids.outline import BidOutline
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.tasks import crumbs, state_tag
from procurement.bids.services.files import MOST_BYTES, MOST_FILES, MOST_TOGETHER


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line of the list. `url`: to save it; empty until it is whole. `percent`: how much of it is here, else None.

    `belongs_to`: its place, which can be chosen anew once it is whole.
    """

    id: str
    name: str = field(repr=False)
    state: str
    place: str
    belongs_to: str
    change_url: str
    url: str = ""
    percent: int | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places to which a file can belong, under one heading: (place, what stands there)."""

    label: str
    places: tuple[tuple[str, str], ...]


def files_page(
    bid: Bid,
    readings: list[FileReading],
    outline: BidOutline,
    *,
    faults: list[tuple[str, str]],
    is_suspended: bool,
    may_write: bool,
    place: str = TECHNICAL,
    now: datetime,
) -> dict[str, object]:
    """What the page says. `faults`: (name, why) of files that were not taken just now.

    `place`: what a file that is added belongs to unless something else is chosen.
    """
    groups = place_groups(outline)
    labels = {name: label for group in groups for name, label in group.places}
    rows = [_row(bid, reading, labels) for reading in readings]
    return {
        "bid": bid,
        "over": f"{bid.tender.ref} · {bid.tender.title}",
        "tags": [state_tag(bid)],
        "heading": _heading(readings),
        "lead": _("Each is sealed with your draft pass as it arrives."),
        "rows": rows,
        "faults": [(harmless(name), sentence) for name, sentence in faults],
        "faulty": bool(faults),
        "limits": _(
            "Any kind. A file has at most %(most)s, all files of the bid %(all)s together; at most %(count)s files."
        )
        % {"most": formats.filesize(MOST_BYTES), "all": formats.filesize(MOST_TOGETHER), "count": MOST_FILES},
        "most": MOST_BYTES,
        "groups": groups,
        "place": place if place in labels else TECHNICAL,
        "scanned": scanner.is_configured(),
        "clock": clock_box(bid.tender, now, is_suspended=is_suspended),
        "may_write": may_write,
        "upload_url": reverse("bids:upload", args=[bid.pk]),
        "crumbs": crumbs(bid, inside=True),
    }


def limit() -> dict[str, str]:
    """What a page says of a request that is too large as a whole."""
    return {"most": formats.filesize(MOST_TOGETHER)}


def _heading(readings: list[FileReading]) -> str:
    stored = sum(reading.is_stored for reading in readings)
    waiting = len(readings) - stored
    if waiting:
        return ngettext("%(count)d file has not come whole", "%(count)d files have not come whole", waiting) % {
            "count": waiting
        }
    if not stored:
        return _("No file yet")
    return ngettext("%(count)d file is stored", "%(count)d files are stored", stored) % {"count": stored}


def _row(bid: Bid, reading: FileReading, labels: Mapping[str, str]) -> FileRow:
    address = reverse("bids:file", args=[bid.pk, reading.row.pk])
    state, wrong, percent = "", "", None
    if reading.arrived is None:
        wrong = _("Lost: nothing of it lies here any more. Remove it and send it again.")
    elif reading.is_stored:
        sizes = {"size": formats.filesize(reading.arrived)}
        state = (
            _("%(size)s. Stored; scanned for viruses on this site. It is read by people.") % sizes
            if reading.facts.is_scanned
            else _("%(size)s. Stored; not scanned for viruses. It is read by people, no machine checks it.") % sizes
        )
    else:
        sizes = {"done": formats.filesize(reading.arrived), "all": formats.filesize(reading.size or 0)}
        state = _("%(done)s of %(all)s are here. Choose the same file again, and it goes on from there.") % sizes
        percent = reading.arrived * 100 // reading.size if reading.size else 0
    return FileRow(
        id=str(reading.row.pk),
        name=visible(reading.name),
        state=state,
        place=_place(reading, labels),
        belongs_to=reading.facts.belongs_to,
        change_url=address,
        url=address if reading.is_stored else "",
        percent=percent,
        wrong=wrong,
    )


def place_groups(outline: BidOutline) -> tuple[PlaceGroup, ...]:
    """Everything to which a file can belong: the two parts, each requirement that a file answers, each interface."""
    return tuple(group for group in _groups(outline) if group.places)


def _groups(outline: BidOutline) -> Iterator[PlaceGroup]:
    parts = ((TECHNICAL, _("the technical part, as a whole")), (PRICE, _("the price part")))
    asked = (question for question in outline.questions if question.datatype == "file")
    yield PlaceGroup(_("A part of the bid"), parts)
    yield PlaceGroup(
        _("It answers a requirement"),
        tuple((question.place, short(f"{question.key}. {question.text}")) for question in asked),
    )
    yield PlaceGroup(
        _("It shows an interface"), tuple((interface.place, short(interface.title)) for interface in outline.interfaces)
    )


def _place(reading: FileReading, labels: Mapping[str, str]) -> str:
    """For what it is; what no lot of the bid asks for (any more) is named by its key."""
    place, _colon, key = reading.facts.belongs_to.partition(":")
    title = labels.get(reading.facts.belongs_to, key)
    sentences = {
        TECHNICAL: _("In the technical part."),
        PRICE: _("In the price part."),
        "claim": _("Shows the interface “%(title)s”."),
        "question": _("Answers “%(title)s”."),
    }
    return sentences[place] % {"title": title}


def short(text: str, letters: int = 80) -> str:
    """The beginning of a label, by whole words."""
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0]} …"


def visible(name: str) -> str:
    """A name as it is read: what turns the direction of a line is written out."""
    turning = {
        ord(letter): f"[U+{ord(letter):04X}]" for letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    }
    return name.translate(turning)
