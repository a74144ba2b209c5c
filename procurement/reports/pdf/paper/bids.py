"""Annex B: the bids as they were read out, with the total of their parts and what they had to pass. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.evaluations.shapes import ExcludedBidShape, OpenedBidShape, RankedBidShape
from procurement.reports.pdf.paper import table, texts
from procurement.reports.shapes import ReviewShape

MOST_PARTS = 4  # of a price, as columns
MOST_COLUMNS = 8  # bids beside each other in the grid
PASSED, FAILED, OPEN = "yes", "no", "open"


@dataclass(frozen=True, slots=True)
class PriceTable:
    """`parts`: what the price is made of, as columns; empty: one amount, or more parts than columns."""

    parts: list[str]
    rows: list["ReadOutPrice"]


@dataclass(frozen=True, slots=True)
class ReadOutPrice:
    """`total` is empty where parts cannot be added; `listed`: the parts in words where they are no columns."""

    bid: str
    received: str
    amounts: list[str]
    total: str
    listed: str


@dataclass(frozen=True, slots=True)
class GridCell:
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class GridRow:
    title: str
    asked: str
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class Grid:
    """What bids had to pass; `outcome`: what each bid therefore is."""

    bids: list[str]
    rows: list[GridRow]
    outcome: list[str]


@dataclass(frozen=True, slots=True)
class MemberRow:
    bid: str
    name: str
    role: str
    identifier: str
    country: str
    size: str


@dataclass(frozen=True, slots=True)
class RequirementAnswers:
    """A requirement and what each bid answers to it."""

    requirement: str
    rows: list[tuple[str, str]]


# --- prices ---


def prices(data: ReviewShape) -> PriceTable:
    parts = list(dict.fromkeys(line.label for bid in data.bids for line in bid.prices))
    columns = parts if 1 < len(parts) <= MOST_PARTS else []
    return PriceTable(columns, [_price_line(bid, data, columns) for bid in data.bids])


def _price_line(bid: OpenedBidShape, data: ReviewShape, columns: Sequence[str]) -> ReadOutPrice:
    by_label = {line.label: texts.money(line.amount, line.currency, none=_("no amount")) for line in bid.prices}
    total = table.total_read_out(data, bid.alias)
    currency = bid.prices[0].currency if bid.prices else ""
    listed = "" if columns or len(bid.prices) < 2 else "; ".join(f"{label} {text}" for label, text in by_label.items())
    only = next(iter(by_label.values()), _("no price"))
    return ReadOutPrice(
        bid=texts.bid_label(bid),
        received=texts.moment(bid.submitted_at, data.review.zone),
        amounts=[by_label.get(label, formats.MISSING) for label in columns],
        total=texts.money(total, currency) if total is not None else ("" if len(by_label) > 1 else only),
        listed=listed,
    )


def compared_otherwise(data: ReviewShape) -> list[str]:
    """Bids that are compared by another amount than the sum that was read out."""
    sentences = []
    for ranked in data.ranking:
        if ranked.price is not None and ranked.price != table.comparable_total(data, ranked.alias):
            values = {"bid": ranked.alias, "price": texts.money(ranked.price, data.tender.currency)}
            sentences.append(_("%(bid)s is compared by %(price)s.") % values)
    return sentences


# --- pass or fail ---


def grids(data: ReviewShape) -> list[Grid]:
    """Gates, minimums of marks and least offers, so many bids beside each other as a page has room for."""
    rows = [*_gates(data), *_minimums(data), *_offers(data)]
    if not rows:
        return []
    bids = [bid.alias for bid in data.bids if bid.counted]
    outcome = _outcomes(data)
    parts = [bids[at : at + MOST_COLUMNS] for at in range(0, len(bids), MOST_COLUMNS)]
    return [
        Grid(
            part,
            [GridRow(title, asked, [cells[bid] for bid in part]) for title, asked, cells in rows],
            [outcome[bid] for bid in part],
        )
        for part in parts
    ]


GridLine = tuple[str, str, dict[str, GridCell]]
UNKNOWN = GridCell(formats.MISSING, "")


def _by_bid(data: ReviewShape, cells: dict[str, GridCell]) -> dict[str, GridCell]:
    return {bid.alias: cells.get(bid.alias, UNKNOWN) for bid in data.bids}


def _gates(data: ReviewShape) -> Iterator[GridLine]:
    verdicts = {True: (_("passed"), PASSED), False: (_("failed"), FAILED), None: (_("not decided"), OPEN)}
    titles = dict.fromkeys((gate.criterion, gate.title) for bid in data.bids for gate in bid.gates)
    for criterion, title in titles:
        cells = {
            bid.alias: GridCell(*verdicts[gate.passed])
            for bid in data.bids
            for gate in bid.gates
            if gate.criterion == criterion
        }
        yield title, _("to pass"), _by_bid(data, cells)


def _minimums(data: ReviewShape) -> Iterator[GridLine]:
    """Criteria of which a minimum was published: the mark of each bid.

    A bid that is excluded for another reason has no verdict here: nobody judged whether it reached this minimum.
    """
    failures = {(out.alias, out.where) for out in data.excluded}
    ranked = {bid.alias for bid in data.ranking}
    for criterion in data.criteria:
        if not criterion.minimum:
            continue
        cells = {}
        for bid in _judged(data):
            cell = next((cell for cell in bid.cells if cell.criterion == criterion.id), None)
            if cell is not None and cell.raw is not None:
                failed = (bid.alias, criterion.id) in failures
                verdict = FAILED if failed else PASSED if bid.alias in ranked else ""
                cells[bid.alias] = GridCell(formats.number(cell.raw), verdict)
        yield criterion.title, _("a minimum (annex A)"), _by_bid(data, cells)


def _offers(data: ReviewShape) -> Iterator[GridLine]:
    """Indicators: the least that was asked and what each bid offers."""
    asked: dict[str, tuple[Fraction, Fraction, str]] = {}
    offers: dict[str, dict[str, Fraction | None]] = {}
    for bid in _judged(data):
        for cell in bid.cells:
            for line in cell.calculation.indicators if cell.calculation else ():
                asked[line.title] = (line.least, line.best, line.unit)
                offers.setdefault(line.title, {})[bid.alias] = line.offer
    for title, (least, best, unit) in asked.items():
        limit = f"{'≤' if best < least else '≥'} {formats.number(least)}{formats.NO_BREAK}{unit}".rstrip()
        cells = {bid: _offer(offer, least, best) for bid, offer in offers[title].items()}
        yield title, limit, _by_bid(data, cells)


def _offer(offer: Fraction | None, least: Fraction, best: Fraction) -> GridCell:
    if offer is None:
        return GridCell(_("no offer"), OPEN)
    passed = offer <= least if best < least else offer >= least
    return GridCell(formats.number(offer), PASSED if passed else FAILED)


def _judged(data: ReviewShape) -> list[RankedBidShape | ExcludedBidShape]:
    return [*data.ranking, *data.excluded]


def _outcomes(data: ReviewShape) -> dict[str, str]:
    """Admitted, excluded, or open where two officers have yet to decide about the bid."""
    outcomes = {bid.alias: _("excluded") for bid in data.bids} | {bid.alias: _("admitted") for bid in data.ranking}
    noticed = (*data.findings.noticed, *data.findings.later)
    undecided = [finding for finding in noticed if finding.needs_decision and finding.settled is None]
    return outcomes | {bid.alias: _("open") for finding in undecided for bid in finding.bids if bid.alias in outcomes}


def exclusions(data: ReviewShape) -> list[str]:
    """Each reason for which a bid is not ranked, all of them."""
    return [f"{out.alias}: {texts.sentence(out.sentence)}" for out in data.excluded]


# --- who bids, what they answer ---


def members(data: ReviewShape) -> list[MemberRow]:
    rows = []
    for bid in data.bids:
        for no, party in enumerate(bid.parties):
            share = f", {formats.percent(party.share, 2)}" if party.share is not None else ""
            size = "" if party.size == "unknown" else party.size
            role = f"{party.role_label}{share}"
            rows.append(MemberRow("" if no else bid.alias, party.name, role, party.identifier, party.country, size))
    return rows


def claims(data: ReviewShape) -> list[tuple[str, str, str]]:
    """(bid, interface, what it claims)."""
    return [
        (bid.alias, claim.interface, ": ".join(filter(None, (claim.standard, claim.statement))))
        for bid in data.bids
        for claim in bid.claims
    ]


def answers(data: ReviewShape) -> list[RequirementAnswers]:
    """Requirement by requirement, what each bid answers."""
    requirements = dict.fromkeys(answer.requirement for bid in data.bids for answer in bid.answers)
    return [
        RequirementAnswers(
            requirement,
            [
                (bid.alias, " ".join(filter(None, (answer.value, answer.note))) or formats.MISSING)
                for bid in data.bids
                for answer in bid.answers
                if answer.requirement == requirement
            ],
        )
        for requirement in requirements
    ]
