"""How a review writes amounts, figures, times and bids: one way for its signed pages and its annexes. Pure."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.pages import formats, names
from procurement.evaluations.shapes import CompositionShape, ExcludedBidShape, OpenedBidShape, RankedBidShape
from procurement.reports.shapes import ReviewShape

INDEX_PLACES = 4
EXCERPT = 240  # letters of a reason on the pages to sign; annex C has it whole
MOST_CELLS = 1500  # of all tables of an annex: more cost more time than they help (PERFORMANCE §4)
Amount = Fraction | None
Bid = RankedBidShape | ExcludedBidShape | CompositionShape | OpenedBidShape


def bid_label(bid: Bid) -> str:
    """A bid as a reader looks for it: its letter and who made it, without an original in another script."""
    return label(bid.alias, bid.name)


def label(alias: str, name: str) -> str:
    return alias if alias == name else f"{alias} {names.split(name)[0]}"


def money(amount: Amount, currency: str, *, none: str = formats.MISSING) -> str:
    """An amount with its currency and all its cents; a number where it names no currency."""
    return formats.money(amount, currency, none=none) if currency else formats.number(amount, none=none)


def price(amount: Amount, currency: str, *, none: str = formats.MISSING) -> str:
    """An amount in a sentence: cents only where it has some."""
    return formats.price(amount, currency, none=none) if currency else formats.number(amount, none=none)


def figures(values: Sequence[Amount], data: ReviewShape) -> list[str]:
    """What bids are ranked by, side by side: points, an index or an amount; unequal ones never print alike."""
    if data.method.kind != "money":
        return formats.apart(values, 2 if data.method.kind == "points" else INDEX_PLACES)
    currency = data.tender.currency
    plain = formats.prices(values, currency)
    if len(set(plain)) == len(set(values)):
        return plain
    return [f"{text} {currency}" for text in formats.apart(values, 4)]


def gap(value: Fraction, data: ReviewShape) -> str:
    """A distance in what ranks, with as many decimals as it takes not to print as nothing."""
    if data.method.kind == "money":
        return price(value, data.tender.currency)
    return formats.apart([value, 0], 2 if data.method.kind == "points" else INDEX_PLACES)[0]


def moment(at: datetime | None, zone: str) -> str:
    """A day and a time in a zone that stands beside it once."""
    if at is None:
        return formats.MISSING
    local = at.astimezone(ZoneInfo(zone))
    return f"{formats.day(local.date())}, {local:%H:%M}"


def day(at: datetime | None, zone: str) -> str:
    return formats.MISSING if at is None else formats.day(at.astimezone(ZoneInfo(zone)).date())


def place_of(zone: str) -> str:
    """'Dublin' of 'Europe/Dublin'."""
    return zone.rpartition("/")[2].replace("_", " ")


def excerpt(text: str) -> str:
    """As much of a text as a signed page has room for, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return f"{line[:EXCERPT].rpartition(' ')[0] or line[:EXCERPT]} …"


def sentence(text: str) -> str:
    """A text that ends like a sentence."""
    return text if not text or text.endswith((".", "!", "?", "…", "”")) else f"{text}."
