"""Criteria × bids on paper: whole where it fits, turned where there are more bids or long names. Pure.

Up to eight bids stand whole on the signed pages. Above that the first five and the last admitted stand there, each
excluded bid in a line, and annex B has all of them. Widths are in millimetres of the 174 between the margins.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _

from core.pages import formats, names
from procurement.evaluations.pages.matrix import cell_text, family_sign, lead_cell, total_lead
from procurement.evaluations.pages.rows import FamilySign
from procurement.evaluations.shapes.matrix import MatrixColumnShape, MatrixRowShape
from procurement.reports.pdf.paper import texts
from procurement.reports.shapes import ReviewShape

PAGE = 174
LETTER = 1.62  # the width of a figure in a table
SMALL_LETTER = 1.4  # of a letter in the head of a column
MOST_WHOLE = 8  # bids whose table stands whole on the signed pages
MOST_UPRIGHT = 5  # bids as columns
FIRST = 5  # of more bids
LEAST_TITLE = 34
LEAST_NAME = 44


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    first: bool = False
    best: bool = False
    out: bool = False
    fails: bool = False
    ahead: bool = False

    @property
    def width(self) -> int:
        return _width(self.text) + 2 * self.best


@dataclass(frozen=True, slots=True)
class Head:
    place: str
    alias: str
    name: str
    first: bool
    out: bool


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    sign: FamilySign | None
    of: str
    cells: list[Cell]
    leads: list[Cell]


@dataclass(frozen=True, slots=True)
class Upright:
    """Bids as columns; `rivals` are the bids that the first is compared to."""

    widths: list[int]
    heads: list[Head]
    rivals: list[str]
    rows: list[Row]
    total: Row


@dataclass(frozen=True, slots=True)
class TurnedRow:
    head: Head
    cells: list[Cell]
    figure: str
    behind: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """Bids as rows, criteria as numbered columns; `ends`: the last of its parts, with price, figure and distance."""

    widths: list[int]
    columns: list[tuple[int, FamilySign, str]]
    rows: list[TurnedRow]
    ends: bool


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the numbered criteria of a turned table; `rest` says where the other bids stand."""

    upright: Upright | None = None
    turned: list[Turned] = field(default_factory=list)
    key: list[tuple[int, str]] = field(default_factory=list)
    rest: str = ""


# --- what a bid shows in each row ---


@dataclass(frozen=True, slots=True)
class _Bid:
    """A column of the matrix with its ready texts: one for each criterion, price, what ranks, distance."""

    column: MatrixColumnShape
    price: str
    cells: tuple[Cell, ...]
    figure: str
    behind: str

    @property
    def head(self) -> Head:
        place = formats.MISSING if self.column.place is None else str(self.column.place)
        name = names.split(self.column.name)[0]
        name = "" if name == self.column.bid else name
        return Head(place, self.column.bid, name, self.column.place == 1, self.column.place is None)

    def without_gates(self, rows: Sequence[MatrixRowShape]) -> Self:
        cells = tuple(cell for cell, row in zip(self.cells, rows, strict=True) if row.kind != "gate")
        return replace(self, cells=cells)

    @classmethod
    def each(cls, data: ReviewShape) -> list[Self]:
        columns = data.matrix.columns
        price_texts = formats.prices([_price(data, column.bid) for column in columns], data.tender.currency)
        rows = [_cells(row, data) for row in data.matrix.rows]
        ranked = [column.figure for column in columns if column.place]
        figure_texts = iter(texts.figures(ranked, data))
        leads = iter(["", *(total_lead(lead, data)["text"].removeprefix("+") for lead in data.matrix.leads)])
        return [
            cls(
                column,
                price_texts[no],
                tuple(cells[no] for cells in rows),
                next(figure_texts) if column.place else _("excluded"),
                next(leads) or formats.MISSING if column.place else "",
            )
            for no, column in enumerate(columns)
        ]


def _price(data: ReviewShape, bid: str) -> Fraction | None:
    """What a bid is compared by; of one that is not ranked the sum of what was read out."""
    ranked = next((row.price for row in data.ranking if row.alias == bid), None)
    return ranked if ranked is not None else comparable_total(data, bid)


def total_read_out(data: ReviewShape, bid: str) -> Fraction | None:
    """The sum of the price's parts; None where one is not known or they are in several currencies."""
    lines = next((opened.prices for opened in data.bids if opened.alias == bid), ())
    amounts = [line.amount for line in lines if line.amount is not None]
    if not lines or len(amounts) < len(lines) or len({line.currency for line in lines}) > 1:
        return None
    return sum(amounts, Fraction(0))


def comparable_total(data: ReviewShape, bid: str) -> Fraction | None:
    """The sum that was read out, if it is in the tender's currency; None for another: nothing is converted here."""
    lines = next((opened.prices for opened in data.bids if opened.alias == bid), ())
    in_currency = {line.currency for line in lines} == {data.tender.currency}
    return total_read_out(data, bid) if in_currency else None


def _cells(row: MatrixRowShape, data: ReviewShape) -> list[Cell]:
    columns = data.matrix.columns
    amounts = formats.prices([cell.amount for cell in row.cells], data.tender.currency)
    return [
        Cell(
            text=cell_text(row, cell, amount),
            first=column.place == 1,
            best=cell.best,
            out=column.place is None,
            fails=cell.passed is False or cell.minimum is not None,
        )
        for cell, column, amount in zip(row.cells, columns, amounts, strict=True)
    ]


# --- the tables ---


def signed(data: ReviewShape) -> Table:
    """The table of the signed pages."""
    bids = _Bid.each(data)
    if len(bids) <= MOST_UPRIGHT and (upright := _upright(data, bids)):
        return Table(upright=upright)
    if len(bids) <= MOST_WHOLE:
        return _turned(data, bids)
    ranked = [bid for bid in bids if bid.column.place]
    chosen = ranked[:FIRST] + ranked[FIRST:][-1:]
    rest = _("All %(n)s bids stand in annex B.") % {"n": formats.number(len(bids))}
    return _turned(data, chosen, rest=rest, one_part=True)


def is_whole(data: ReviewShape) -> bool:
    """Whether the signed pages have every bid under every criterion."""
    return len(data.matrix.columns) <= MOST_WHOLE


def annexed(data: ReviewShape) -> Table | None:
    """The whole table for annex B, where the signed pages have a part of it."""
    return None if is_whole(data) else _turned(data, _Bid.each(data))


def _upright(data: ReviewShape, bids: Sequence[_Bid]) -> Upright | None:
    """None where a name or a figure is too long for its column."""
    rivals = [bid.head.alias for bid in bids[1:] if bid.column.place]
    rows = [*_price_row(data, bids), *_rows(data, bids)]
    total = _total_row(data, bids)
    width = max([16, *(cell.width for row in (*rows, total) for cell in row.cells)])
    lead = max([11, *(_width(cell.text) for row in (*rows, total) for cell in row.leads)]) if rivals else 0
    title = PAGE - 8 - width * len(bids) - lead * len(rivals)
    longest = max((len(word) for bid in bids for word in re.split(r"[\s-]", bid.head.name)), default=0)
    if title < LEAST_TITLE or longest * SMALL_LETTER > width:
        return None
    spread = min(6.0, (title - LEAST_TITLE - 14) / max(len(bids), 1)) if title > LEAST_TITLE + 14 else 0
    widths = [8, *([int(width + spread)] * len(bids)), *([int(lead)] * len(rivals))]
    return Upright([PAGE - sum(widths), *widths], [bid.head for bid in bids], rivals, rows, total)


def _rows(data: ReviewShape, bids: Sequence[_Bid]) -> Iterator[Row]:
    for no, row in enumerate(data.matrix.rows):
        yield Row(
            title=row.title,
            sign=family_sign(row.family),
            of=formats.number(row.of),
            cells=[bid.cells[no] for bid in bids],
            leads=[_lead(lead) for lead in row.leads],
        )


def _lead(lead: Fraction | None) -> Cell:
    printed = lead_cell(lead)
    return Cell(printed["text"], ahead=printed["ahead"])


def _price_row(data: ReviewShape, bids: Sequence[_Bid]) -> list[Row]:
    """What bids are compared by; nothing where a criterion of its own says the amount."""
    if any(row.kind == "amount" for row in data.matrix.rows):
        return []
    basis = {"net": _("Price, net of VAT"), "gross": _("Price, VAT included")}
    cells = [Cell(bid.price, first=bid.column.place == 1, out=bid.column.place is None) for bid in bids]
    title = basis.get(data.tender.basis, _("Price"))
    return [Row(title, None, "", cells, [Cell("") for bid in bids[1:] if bid.column.place])]


def _total_row(data: ReviewShape, bids: Sequence[_Bid]) -> Row:
    titles = {"points": _("Total"), "money": _("Evaluated price, lowest first")}
    highest = _("What ranks, highest first") if data.method.best == "high" else _("What ranks, lowest first")
    cells = [Cell(bid.figure, first=bid.column.place == 1, out=bid.column.place is None) for bid in bids]
    leads = []
    for lead in data.matrix.leads:
        printed = total_lead(lead, data)
        leads.append(Cell(printed["text"], ahead=printed["ahead"]))
    of = formats.number(data.matrix.total_points) if data.matrix.kind == "points" else ""
    return Row(titles.get(data.matrix.kind, highest), None, of, cells, leads)


def _turned(data: ReviewShape, bids: Sequence[_Bid], *, rest: str = "", one_part: bool = False) -> Table:
    """In as many parts as the criteria need; `one_part`: without criteria where they need several.

    What is passed or failed stands in the grid of annex B.
    """
    rows = [row for row in data.matrix.rows if row.kind != "gate"]
    bids = [bid.without_gates(data.matrix.rows) for bid in bids]
    signs = [family_sign(row.family) for row in rows]
    of = [formats.number(row.of, none="") for row in rows]
    widths = [max([10, *(bid.cells[no].width for bid in bids)]) for no in range(len(rows))]
    price, figure, behind = (
        max([14, *(_width(text) for text in column)])
        for column in ([b.price for b in bids], [b.figure for b in bids if b.column.place], [b.behind for b in bids])
    )
    parts = _parts(widths, PAGE - LEAST_NAME - 7, price + figure + behind)
    if one_part and len(parts) > 1:
        parts = [()]
    turned = []
    for at, part in enumerate(parts, 1):
        ends = at == len(parts)
        part_widths = [*([price] if ends else []), *(widths[no] for no in part), *([figure, behind] if ends else [])]
        turned.append(
            Turned(
                widths=[7, PAGE - 7 - sum(part_widths), *part_widths],
                columns=[(no + 1, signs[no], of[no]) for no in part],
                rows=[TurnedRow(bid.head, _row_cells(bid, part, ends=ends), bid.figure, bid.behind) for bid in bids],
                ends=ends,
            )
        )
    key = [(no + 1, rows[no].title) for part in parts for no in part]
    return Table(turned=turned, key=key, rest=rest)


def _row_cells(bid: _Bid, part: Sequence[int], *, ends: bool) -> list[Cell]:
    price = Cell(bid.price, first=bid.column.place == 1, out=bid.column.place is None)
    return [*([price] if ends else []), *(bid.cells[no] for no in part)]


def _parts(widths: Sequence[float], room: float, end: float) -> list[tuple[int, ...]]:
    """Numbers of criteria by part: as many as fit; the last part leaves room for price, figure and distance."""
    parts: list[list[int]] = [[]]
    for no, width in enumerate(widths):
        if parts[-1] and sum(widths[at] for at in parts[-1]) + width > room:
            parts.append([])
        parts[-1].append(no)
    if sum(widths[at] for at in parts[-1]) + end > room:
        last = parts[-1]
        moved = [last.pop()] if len(last) > 1 else []
        while moved and len(last) > 1 and sum(widths[at] for at in last) > room:
            moved.insert(0, last.pop())
        parts.append(moved)
    return [tuple(part) for part in parts]


def _width(text: str) -> int:
    return math.ceil(len(text) * LETTER + 2)
