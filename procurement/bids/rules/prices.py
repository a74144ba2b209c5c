"""Prices: read as money, multiplied by what is compared, summed exactly. A total is worked out, never typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.numbers import Marks
from procurement.bids.outline import LotOutline, OfferedNumber, PriceRow
from procurement.bids.rules.readings import NumberStyle, Reading, is_decimal, number_text, read_number

MOST_PLACES = 12  # decimals that a page writes of an amount


@dataclass(frozen=True, slots=True)
class PriceLineTotal:
    """A row of the price table as it is filled. `amount`: price times quantity, None while there is no price."""

    row: PriceRow
    reading: Reading
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class LotTotal:
    """The price table of a lot. `total`: of the rows that have a price; it is that of the lot once all have one."""

    lines: tuple[PriceLineTotal, ...]
    total: Fraction

    @property
    def priced(self) -> int:
        return sum(line.amount is not None for line in self.lines)

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def is_complete(self) -> bool:
        return self.priced == self.asked


def read_price(text: str, *, currency: str, locale: str = "", marks: Marks | None = None) -> Reading:
    """A price for one unit; 0 is a price. Refused: below 0, and a fraction that digits do not write to its end."""
    reading = read_number(text, NumberStyle(currency, locale=locale), marks)
    if reading.number is None:
        return reading
    if reading.number < 0:
        return Reading(text, fault=_("A price is never below 0. Write 0 if it costs nothing."))
    if not is_decimal(reading.number):
        return Reading(text, fault=_("Write the price in digits, such as 1640.50."))
    return reading


def read_offered(
    asked: OfferedNumber, text: str, *, currency: str, locale: str = "", marks: Marks | None = None
) -> Reading:
    """A number that the formula reads. Outside its bounds the formula computes nothing, so it is refused."""
    money = currency if asked.datatype == "money" else ""
    reading = read_number(text, NumberStyle(money, locale=locale), marks)
    number = reading.number
    if number is None:
        return reading
    if asked.datatype == "integer" and number.denominator != 1:
        return Reading(text, fault=_("Give a whole number."))
    if number < 0:
        return Reading(text, fault=_("Give a number that is not below 0."))
    if asked.maximum is not None and number > asked.maximum:
        most = formats.exact_number(asked.maximum)
        return Reading(text, fault=_("Give a number of at most %(most)s.") % {"most": most})
    return reading


def lot_total(lot: LotOutline, texts: Mapping[str, str], currency: str) -> LotTotal:
    """The price table of a lot with what is typed, {field: text}. Exact: nothing is rounded."""
    lines = []
    for row in lot.prices:
        reading = read_price(texts.get(row.field, ""), currency=currency)
        amount = None if reading.number is None else reading.number * row.times
        lines.append(PriceLineTotal(row, reading, amount))
    return LotTotal(tuple(lines), sum((line.amount for line in lines if line.amount is not None), Fraction(0)))


def echo(reading: Reading, currency: str) -> str:
    """What was understood, "read as €420.00"; empty where the same digits are typed, or nothing is understood."""
    if reading.number is None:
        return ""
    amount = amount_text(reading.number, currency)
    if _bare(reading.text) in {_bare(amount), _bare(amount).removesuffix(currency)}:
        return ""
    return _("read as %(amount)s") % {"amount": amount}


def _bare(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace() and letter not in "€$£")


def amount_text(amount: Fraction | None, currency: str, *, none: str = formats.MISSING) -> str:
    """An amount with the currency's decimals, and with more where it has more: nothing that counts is rounded away."""
    if amount is None:
        return none
    least = get_currency_precision(currency)
    decimals = len(number_text(amount).partition(".")[2])
    places = min(max(least, decimals), MOST_PLACES) if is_decimal(amount) else least
    return formats.money(amount, currency, places=places)
