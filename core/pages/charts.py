"""Charts as SVG text, the same for a page and a PDF.

Values are exact (core.pages.formats.exact refuses floats), coordinates come from exact arithmetic and are written with
fixed decimals: equal input gives equal bytes on every machine. Only presentation attributes are used, no `style=`;
classes let a screen recolour what the attributes print. `title` becomes the direct child `<title>`, the alternative
text. A series is told apart by letter, or by dash and marker, never by colour alone. Text is real; a long label is cut,
so caption and a table with the whole words and numbers stand beside every chart (`<c-figure>`, `<c-chart_table>`).
None is a missing value: nothing is drawn, and the row says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.formats import Exact

WIDTH = 640
FONT = "Source Sans Pro, DejaVu Sans, sans-serif"
SIZE = 14
LETTER_WIDTH = Fraction(15, 2)  # of a letter of that size, on the wide side of the typeface's average
LABELS = 170  # width of the column of row labels
VALUES = 96  # width of the column of figures at the right
ROW = 40
COLOURS = ("#1b4965", "#b3541e", "#4a7a2c", "#7b4b94", "#8a6d0b", "#1f7f86", "#a13d63", "#5b6470")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "12 5", "4 2", "1 4", "8 2 1 2 1 2")
INK, SOFT, GRID, AXIS, PAPER = "#1c2530", "#525c68", "#d9d3c5", "#7a7768", "#ffffff"
TICKS = 5


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A curve of straight pieces through `points`; `marks` are the points worth a marker, with words or without.

    `tips` are words that a pointer over the place shows; on paper they are not there.
    """

    label: str
    points: Sequence[tuple[Exact, Exact]]
    marks: Sequence[tuple[Exact, Exact, str]] = ()
    tips: Sequence[tuple[Exact, Exact, str]] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` with a dot at `at`; any may be None where nobody knows."""

    label: str
    low: Exact | None
    high: Exact | None
    at: Exact | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` laid over the coordinates from `start` to `end`."""

    low: Fraction
    high: Fraction
    start: int
    end: int

    def __call__(self, value: Exact) -> Fraction:
        return self.start + (formats.exact(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[Fraction]:
        step = nice_step(self.high - self.low)
        first = -((-self.low) // step)
        return [step * index for index in range(int(first), int(self.high // step) + 1)]


def nice_step(span: Fraction) -> Fraction:
    """1, 2 or 5 times a power of ten, so that the span holds at most five steps."""
    power = Fraction(1)
    while power * TICKS < span:
        power *= 10
    while power * TICKS >= span * 10:
        power /= 10
    return next(step for step in (power / 5, power / 2, power) if step * TICKS >= span)


def stacked_bars(
    rows: Sequence[tuple[str, Sequence[tuple[str, Exact | None]]]],
    *,
    title: str,
    maximum: Exact | None = None,
    places: int = 2,
) -> SafeString:
    """How a total is made up: a bar per row, a lettered piece per segment, the total at its end, letters below.

    A row with a piece that is None shows the pieces it has and no total.
    """
    names = list(dict.fromkeys(name for _row, parts in rows for name, _value in parts))
    values = [[_or_none(value) for _name, value in parts] for _row, parts in rows]
    tops = [sum((value for value in parts if value and value > 0), Fraction(0)) for parts in values]
    bottoms = [sum((value for value in parts if value and value < 0), Fraction(0)) for parts in values]
    axis = _across(bottoms, tops, maximum)
    height = 8 + ROW * len(rows)
    drawn = [_grid(axis, height)]
    for index, ((label, parts), known) in enumerate(zip(rows, values, strict=True)):
        top = 8 + ROW * index
        drawn += [_row_label(label, top), *_pieces(axis, top, parts, names)]
        total = None if None in known else sum((value for value in known if value is not None), Fraction(0))
        drawn.append(_figure(axis(tops[index]), top, formats.number(total, places, none=_("not marked"))))
    drawn.append(_legend([(name, _swatch(index)) for index, name in enumerate(names)], height + 30))
    return _svg(title, height + 30 + 24 * -(-len(names) // 2), drawn)


def bars(
    rows: Sequence[tuple[str, Exact | None]],
    *,
    title: str,
    maximum: Exact | None = None,
    line: tuple[Exact, str] | None = None,
    places: int = 2,
) -> SafeString:
    """A bar per row with its figure; `line` is a value to reach, with its words."""
    known = [formats.exact(value) for _label, value in rows if value is not None]
    axis = _across(known, [*known, *([formats.exact(line[0])] if line else [])], maximum)
    height = 8 + ROW * len(rows)
    drawn = [_grid(axis, height)]
    if line:
        drawn.append(_level(axis(line[0]), height, line[1]))
    for index, (label, value) in enumerate(rows):
        top = 8 + ROW * index
        drawn.append(_row_label(label, top))
        if value is not None:
            drawn.append(_box(axis(0), axis(value), top, 0))
        end = axis(max(Fraction(0), formats.exact(value))) if value is not None else axis(0)
        drawn.append(_figure(end, top, formats.number(value, places, none=_("not marked"))))
    return _svg(title, height + (44 if line else 26), drawn)


def intervals(
    rows: Sequence[Interval], *, title: str, maximum: Exact | None = None, minimum: Exact | None = None, places: int = 2
) -> SafeString:
    """A line from low to high per row, with a dot at the value itself: how far a result may move."""
    known = [formats.exact(value) for row in rows for value in (row.low, row.high, row.at) if value is not None]
    low = formats.exact(minimum) if minimum is not None else min(known, default=Fraction(0))
    high = formats.exact(maximum) if maximum is not None else max(known, default=Fraction(1))
    axis = Axis(low, high if high > low else low + 1, LABELS, WIDTH - VALUES - 40)
    height = 8 + ROW * len(rows)
    drawn = [_grid(axis, height)]
    for index, row in enumerate(rows):
        top = 8 + ROW * index
        drawn.append(_row_label(row.label, top))
        label = _("not known")
        if row.low is not None and row.high is not None:
            start, end, middle = _at(axis(row.low)), _at(axis(row.high)), top + ROW // 2
            path = f"M{start} {middle}H{end}M{start} {middle - 6}v12M{end} {middle - 6}v12"
            drawn.append(f'<path class="s1" d="{path}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
            label = f"{formats.number(row.low, places)} – {formats.number(row.high, places)}"
        if row.at is not None:
            drawn.append(_marker(0, axis(row.at), Fraction(top + ROW // 2), 0))
        drawn.append(_text(WIDTH, top + 25, label, anchor="end", soft=row.low is None))
    return _svg(title, height + 26, drawn)


def curves(
    lines: Sequence[ChartLine], *, title: str, x_label: str, y_label: str, y_maximum: Exact | None = None
) -> SafeString:
    """One line per series over two axes that start at nought or below: points against price, for instance."""
    points = [(formats.exact(x), formats.exact(y)) for line in lines for x, y in _all_points(line)]
    wide = Axis(*_span([x for x, _y in points]), 64, WIDTH - 16)
    tall = Axis(*_span([y for _x, y in points], y_maximum), 280, 34)
    drawn = [_frame(wide, tall, x_label, y_label)]
    for index, line in enumerate(lines):
        path = "M" + "L".join(f"{_at(wide(x))} {_at(tall(y))}" for x, y in line.points)
        drawn.append(_stroke(index, path))
        for x, y, label in line.marks:
            drawn.append(_marker(index, wide(x), tall(y), index))
            if label:
                drawn.append(_mark_words(wide(x), tall(y), label))
    drawn += [_tip(wide(x), tall(y), label) for line in lines for x, y, label in line.tips]
    drawn.append(_legend([(line.label, _sample(index)) for index, line in enumerate(lines)], 346))
    return _svg(title, 346 + 24 * -(-len(lines) // 2), drawn)


def _all_points(line: ChartLine) -> Iterable[tuple[Exact, Exact]]:
    yield from line.points
    for x, y, _label in line.marks:
        yield x, y


def _or_none(value: Exact | None) -> Fraction | None:
    return None if value is None else formats.exact(value)


def _span(values: Iterable[Fraction], maximum: Exact | None = None) -> tuple[Fraction, Fraction]:
    """From nought (or below) to the biggest value, or to `maximum` where that is more; never empty."""
    known = list(values)
    low = min([Fraction(0), *known])
    high = max([low, *known, *([formats.exact(maximum)] if maximum is not None else [])])
    return low, high if high > low else low + 1


def _across(lows: Iterable[Fraction], highs: Iterable[Fraction], maximum: Exact | None) -> Axis:
    return Axis(*_span([*lows, *highs], maximum), LABELS, WIDTH - VALUES)


def _at(value: Fraction) -> str:
    """A coordinate with at most two decimals."""
    text = f"{formats.rounded(value, 2):f}"
    return text.rstrip("0").rstrip(".")


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _text(x: Fraction | int, y: Fraction | int, label: str, *, anchor: str = "start", soft: bool = False) -> str:
    look = f' class="soft" fill="{SOFT}"' if soft else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_at(Fraction(x))}" y="{_at(Fraction(y))}"{side}{look}>{escape(label)}</text>'


def _row_label(label: str, top: int) -> str:
    """At the left, in two lines at most."""
    letters = int((LABELS - 16) / LETTER_WIDTH)
    lines = wrap(label, letters) or [""]
    if len(lines) > 2:
        lines = [lines[0], _cut(" ".join(lines[1:]), letters)]
    first = top + 25 - 8 * (len(lines) - 1)
    return "".join(_text(LABELS - 12, first + 16 * index, line, anchor="end") for index, line in enumerate(lines))


def _figure(end: Fraction, top: int, label: str) -> str:
    """The value after its bar, on a patch of paper, so that no line runs through it."""
    wide = _at(LETTER_WIDTH * len(label) + 2)
    patch = f'<rect class="on" x="{_at(end + 6)}" y="{top + 12}" width="{wide}" height="18" fill="{PAPER}"/>'
    return patch + _text(end + 8, top + 25, label)


def _box(start: Fraction, end: Fraction, top: int, series: int) -> str:
    left, right = sorted((start, end))
    colour = series % len(COLOURS)
    return (
        f'<rect class="f{colour + 1} edge" x="{_at(left)}" y="{top + 6}" width="{_at(right - left)}" '
        f'height="{ROW - 12}" fill="{COLOURS[colour]}" stroke="{PAPER}"/>'
    )


def letter(series: int) -> str:
    """A, B … Z, A1, B1 …: the name of a series inside the drawing."""
    return chr(ord("A") + series % 26) + (str(series // 26) if series >= 26 else "")


def _pieces(axis: Axis, top: int, parts: Sequence[tuple[str, Exact | None]], names: list[str]) -> list[str]:
    """The segments of one row side by side from nought, positive ones to the right, each with its letter if it fits."""
    drawn, above, below = [], Fraction(0), Fraction(0)
    for name, value in parts:
        size = _or_none(value)
        if not size:
            continue
        start = above if size > 0 else below
        left, right = sorted((axis(start), axis(start + size)))
        series = names.index(name)
        drawn.append(_box(left, right, top, series))
        if right - left >= 2 * LETTER_WIDTH:
            place = f'x="{_at((left + right) / 2)}" y="{top + 25}" text-anchor="middle"'
            drawn.append(f'<text class="on" {place} fill="{PAPER}" font-weight="600">{letter(series)}</text>')
        if size > 0:
            above += size
        else:
            below += size
    return drawn


def _grid(axis: Axis, height: int) -> str:
    """Lines at round values, their figures below, and a stronger line at nought."""
    drawn = []
    for value in axis.ticks():
        look = ("axis", AXIS) if value == 0 else ("grid-line", GRID)
        x = _at(axis(value))
        drawn.append(f'<path class="{look[0]}" d="M{x} 4V{height}" stroke="{look[1]}"/>')
        drawn.append(_text(axis(value), height + 17, formats.number(value), anchor="middle", soft=True))
    return "".join(drawn)


def _level(x: Fraction, height: int, label: str) -> str:
    """A dashed line to reach, with its words below the figures of the axis."""
    path = f'<path class="axis" d="M{_at(x)} 0V{height}" stroke="{INK}" stroke-width="2" stroke-dasharray="5 3"/>'
    side = "end" if x > WIDTH / 2 else "start"
    return path + _text(x, height + 36, _cut(label, 50), anchor=side)


def _frame(wide: Axis, tall: Axis, x_label: str, y_label: str) -> str:
    drawn = []
    for value in tall.ticks():
        y = _at(tall(value))
        drawn.append(f'<path class="grid-line" d="M{wide.start} {y}H{wide.end}" stroke="{GRID}"/>')
        drawn.append(_text(wide.start - 8, tall(value) + 5, formats.number(value), anchor="end", soft=True))
    for value in wide.ticks():
        anchor = "end" if wide(value) > WIDTH - 40 else "middle"
        drawn.append(_text(wide(value), tall.start + 20, formats.number(value), anchor=anchor, soft=True))
    frame = f"M{wide.start} {tall.end}V{tall.start}H{wide.end}"
    drawn.append(f'<path class="axis" d="{frame}" fill="none" stroke="{AXIS}"/>')
    drawn.append(_text(8, 16, _cut(y_label, 60)))
    drawn.append(_text(wide.end, tall.start + 42, _cut(x_label, 60), anchor="end"))
    return "".join(drawn)


def _stroke(series: int, path: str) -> str:
    colour, dash = series % len(COLOURS), DASHES[series % len(DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    look = f'class="s{colour + 1}" fill="none" stroke="{COLOURS[colour]}" stroke-width="2"'
    return f'<path {look}{dashes} d="{path}"/>'


MARKERS = (
    "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "m-5 -5h10v10h-10z",
    "m0 -6l6 11h-12z",
    "m0 -6l6 6l-6 6l-6 -6z",
    "m0 6l6 -11h-12z",
    "m-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
)


def _marker(shape: int, x: Fraction, y: Fraction, series: int) -> str:
    colour = series % len(COLOURS)
    path = f"M{_at(x)} {_at(y)}{MARKERS[shape % len(MARKERS)]}"
    return f'<path class="f{colour + 1} edge" d="{path}" fill="{COLOURS[colour]}" stroke="{PAPER}"/>'


def _mark_words(x: Fraction, y: Fraction, label: str) -> str:
    left = x > WIDTH - 120
    return _text(x - 9 if left else x + 9, y - 8, _cut(label, 24), anchor="end" if left else "start")


def _tip(x: Fraction, y: Fraction, label: str) -> str:
    """A place that shows nothing but its words, to a pointer that rests on it."""
    place = f'cx="{_at(x)}" cy="{_at(y)}" r="7"'
    return f'<circle class="tip" {place} fill="none" pointer-events="all"><title>{escape(label)}</title></circle>'


def _swatch(series: int) -> str:
    colour = series % len(COLOURS)
    box = f'<rect class="f{colour + 1}" x="0" y="-15" width="26" height="20" fill="{COLOURS[colour]}"/>'
    return (
        box
        + f'<text class="on" x="13" y="0" text-anchor="middle" fill="{PAPER}" font-weight="600">{letter(series)}</text>'
    )


def _sample(series: int) -> str:
    return _stroke(series, "M0 -5H30") + _marker(series, Fraction(15), Fraction(-5), series)


def _legend(entries: Sequence[tuple[str, str]], top: int) -> str:
    """Two columns of keys, in the order of the series."""
    drawn = []
    for index, (name, key) in enumerate(entries):
        x, y = 8 + (index % 2) * (WIDTH // 2), top + 18 + 24 * (index // 2)
        drawn.append(f'<g transform="translate({x} {y})">{key}{_text(38, 0, _cut(name, 34))}</g>')
    return "".join(drawn)


def _svg(title: str, height: int, drawn: Iterable[str]) -> SafeString:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{FONT}" font-size="{SIZE}" fill="{INK}">'
    )
    body = "".join(drawn)
    return mark_safe(f"{head}<title>{escape(title)}</title>{body}</svg>")  # noqa: S308 -- every text is escaped above
