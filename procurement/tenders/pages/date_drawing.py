"""The line of dates as boxes, circles and captions on a ground of 1036 units, which a template writes as they are.

Coordinates are texts with a point before their decimals. Captions that would meet move to a row of their own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypedDict

from core.pages import formats
from procurement.tenders.pages.date_labels import least_sentence, mark_names, more_sentence, short_day
from procurement.tenders.sections.date_line import DateLine, DateMark

WIDTH, EDGE = 1036, 8
LETTER = Fraction(29, 4)  # the mean width of a letter at the size of the captions
GAP = 10
ROW_ABOVE, ROW_BELOW = 38, 20

Places = Callable[[Fraction | int], Fraction]


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """Words at a place; `anchor` as in SVG, `row` counted away from the line. `lines`: the first is bold above it."""

    x: Fraction
    anchor: str
    lines: tuple[str, ...]
    row: int = 0
    is_bad: bool = False

    @property
    def start(self) -> Fraction:
        width = LETTER * max(map(len, self.lines))
        return self.x - {"start": Fraction(0), "middle": width / 2, "end": width}[self.anchor]

    @property
    def end(self) -> Fraction:
        return self.start + LETTER * max(map(len, self.lines))


class DrawnBox(TypedDict):
    """A rectangle or, for a point, its middle in `x` and `y`; `css` is its class."""

    css: str
    x: str
    y: str
    width: str
    height: str


class Caption(TypedDict):
    x: str
    y: str
    anchor: str
    css: str
    text: str


class DatePicture(TypedDict):
    width: int
    height: int
    middle: str
    boxes: list[DrawnBox]
    circles: list[DrawnBox]
    track: tuple[str, str] | None
    now: str
    now_from: str
    now_to: str
    captions: list[Caption]


def picture(line: DateLine) -> DatePicture:
    """The drawing of a line."""
    at = _places(line)
    above, below = placed_captions(line)
    middle = 10 + ROW_ABOVE * _rows(above)
    today, publish = line.point(DateMark.TODAY), line.point(DateMark.PUBLISH)
    has_track = today and publish and today.place < publish.place
    return {
        "width": WIDTH,
        "height": middle + 20 + ROW_BELOW * _rows(below),
        "middle": str(middle),
        "boxes": _boxes(line, at, middle),
        "circles": [
            _box("pt", at(point.place), Fraction(middle), 0, 0)
            for point in line.points
            if point.mark not in {DateMark.TODAY, DateMark.DEADLINE}
        ],
        "track": (_text(at(today.place)), _text(at(publish.place))) if today and publish and has_track else None,
        "now": _text(at(today.place)) if today else "",
        "now_from": str(middle - 11),
        "now_to": str(middle + 11),
        "captions": [*_captions_above(above, middle - 10), *_captions_below(below, middle + 33)],
    }


def placed_captions(line: DateLine) -> tuple[list[DrawnLabel], list[DrawnLabel]]:
    """The labels above and below the line, each in the first row in which it meets no other."""
    at = _places(line)
    return _placed(_above(line, at)), _placed(_below(line, at))


def _places(line: DateLine) -> Places:
    scale = Fraction(WIDTH - 2 * EDGE, line.days)
    return lambda place: EDGE + scale * place


def _rows(labels: Iterable[DrawnLabel]) -> int:
    return max((label.row + 1 for label in labels), default=0)


def _boxes(line: DateLine, at: Places, middle: int) -> list[DrawnBox]:
    """The ground first, then bars, then the deadline."""
    scale = at(1) - at(0)
    boxes = [_box("wkend", at(place), Fraction(middle - 9), scale, 18) for place in line.weekends]
    boxes += [_box("hol", at(line.place(day)), Fraction(middle - 13), scale, 26) for day in line.holidays]
    deadline, least = line.point(DateMark.DEADLINE), line.least
    if least is not None:
        end = least.end if deadline is None else min(least.end, max(deadline.place, least.start))
        boxes.append(_box("least", at(least.start), Fraction(middle - 3), scale * (end - least.start), 6))
        if deadline is not None and deadline.place > least.end:
            boxes.append(_box("spare", at(least.end), Fraction(middle - 3), scale * (deadline.place - least.end), 6))
        if deadline is not None and deadline.place < least.end:
            lacking = least.end - deadline.place
            boxes.append(_box("lack", at(deadline.place), Fraction(middle - 3), scale * lacking, 6))
    if deadline is not None:
        boxes.append(_box("dl", at(deadline.place) - 7, Fraction(middle - 7), 14, 14))
    return boxes


def _above(line: DateLine, at: Places) -> list[DrawnLabel]:
    names = mark_names()
    labels = []
    for point in line.points:
        day = short_day(point.day)
        lines = (names[point.mark], f"{day}, {point.clock:%H:%M}" if point.mark == DateMark.DEADLINE else day)
        labels.append(_label(at(point.place), lines, middle=point.mark in {DateMark.QUESTIONS, DateMark.ANSWERS}))
    return labels


def _below(line: DateLine, at: Places) -> list[DrawnLabel]:
    labels = [_label(at(line.place(days[0])), (_days_caption(days),)) for days in _neighbours(line.holidays)]
    least, deadline = line.least, line.point(DateMark.DEADLINE)
    if least is None:
        return labels
    labels.append(_label(at(least.start) + 4, (least_sentence(least),)))
    if least.more and deadline is not None:
        middle = at((least.end + deadline.place) / 2) if least.more > 0 else at(deadline.place)
        labels.append(_label(middle, (more_sentence(least.more),), middle=True, is_bad=least.more < 0))
    return labels


def _label(x: Fraction, lines: tuple[str, ...], *, middle: bool = False, is_bad: bool = False) -> DrawnLabel:
    """A label that stays inside the picture."""
    label = DrawnLabel(x, "middle" if middle else "start", lines, is_bad=is_bad)
    if label.end > WIDTH:
        return DrawnLabel(Fraction(WIDTH), "end", lines, is_bad=is_bad)
    return label if label.start >= 0 else DrawnLabel(Fraction(0), "start", lines, is_bad=is_bad)


def _placed(labels: Iterable[DrawnLabel]) -> list[DrawnLabel]:
    """Every label in the first row in which it meets no other."""
    placed: list[DrawnLabel] = []
    for label in labels:
        rows = {other.row for other in placed if label.start < other.end + GAP and other.start < label.end + GAP}
        free = next(row for row in range(len(placed) + 1) if row not in rows)
        placed.append(replace(label, row=free))
    return placed


def _neighbours(holidays: Sequence[date]) -> list[list[date]]:
    """Holidays in runs of days that follow each other."""
    runs: list[list[date]] = []
    for day in holidays:
        if runs and (day - runs[-1][-1]).days == 1 and day.month == runs[-1][-1].month:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days_caption(days: Sequence[date]) -> str:
    """25, 26 Dec: where a language puts the month first, each day has its own."""
    lasting, month_last = short_day(days[-1], weekday=False), short_day(days[-1], weekday=False)[:1].isdigit()
    firsts = [str(day.day) if month_last else short_day(day, weekday=False) for day in days[:-1]]
    return ", ".join([*firsts, lasting])


def _captions_above(labels: Iterable[DrawnLabel], top: int) -> list[Caption]:
    """Two lines for a label; rows further up are further from the line."""
    captions = []
    for label in labels:
        base = top - ROW_ABOVE * label.row
        for line, (y, css) in zip(label.lines, ((base - 26, "b"), (base - 10, "soft")), strict=True):
            captions.append(_caption(label, y, css, line))
    return captions


def _captions_below(labels: Iterable[DrawnLabel], top: int) -> list[Caption]:
    css = {True: "short", False: "soft"}
    return [_caption(label, top + ROW_BELOW * label.row, css[label.is_bad], label.lines[0]) for label in labels]


def _caption(label: DrawnLabel, y: int, css: str, text: str) -> Caption:
    return {"x": _text(label.x), "y": str(y), "anchor": label.anchor, "css": css, "text": text}


def _box(css: str, x: Fraction, y: Fraction, width: Fraction | int, height: int) -> DrawnBox:
    return {"css": css, "x": _text(x), "y": _text(y), "width": _text(Fraction(width)), "height": str(height)}


def _text(value: Fraction) -> str:
    return f"{formats.rounded(value, 1):f}"
