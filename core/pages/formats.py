"""How values are written, the same on a page and in a PDF.

Every function is pure but for the active language and time zone. Values are exact (int, Decimal, Fraction): a float is
refused with TypeError, because it does not say which number was meant. None is a value that is not known: it is written
`none`, a dash unless the caller has better words, and never as nought. Halves are rounded away from nought, once, here;
what is stored stays exact. Minus is U+2212 and a space inside a number does not break.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Exact = int | Decimal | Fraction

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
# A European city writes 24 November 2026, not November 24, 2026.
REGIONS = {"en": "en_GB", "pt": "pt_PT"}
MOST_PLACES = 12
BEFORE_PERCENT = re.compile(r"\s*%")
BIGGEST = 400  # digits: more than any sum of money, and enough for every fraction that a tender can hold
LETTERS_THEN_FIGURE = re.compile(r"(?<=[^\W\d_])(?=\d)")
AS_STATED = 30  # the most decimals that an imported amount can have
EXACT_WITHIN = 6  # decimals
AS_FAR_AS = 4  # places of a number for which no number of places is given


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(REGIONS.get(language, language.replace("-", "_")))


def locale() -> Locale:
    """Babel's locale of the active language."""
    return _locale(get_language() or "en")


def exact(value: object) -> Fraction:
    """The value as a Fraction. Raises TypeError for a float, a bool, a text; ValueError for NaN and infinity."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"{value!r} is not an exact number: pass int, Decimal or Fraction.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number to be written.")
    return Fraction(value)


def rounded(value: Exact, places: int) -> Decimal:
    """The value with so many decimal places, halves away from nought; exact at any size."""
    scaled = exact(value) * 10**places
    units, rest = divmod(abs(scaled.numerator), scaled.denominator)
    units += 2 * rest >= scaled.denominator
    sign = int(scaled < 0 and units > 0)
    return Decimal((sign, tuple(int(digit) for digit in str(units)), -places))


def number(value: Exact | None, places: int | None = None, *, none: str = MISSING) -> str:
    """With exactly `places` decimals; without `places` as many as it has, at most four."""
    if value is None:
        return none
    if places is None:
        return _write(rounded(value, AS_FAR_AS), "#,##0." + "#" * AS_FAR_AS)
    return _write(rounded(value, places), "#,##0" + ("." + "0" * places if places else ""))


def exact_number(value: Exact) -> str:
    """The number itself where it ends within six decimals; else its first digits with "…", never rounded."""
    fraction = exact(value)
    if (fraction * 10**EXACT_WITHIN).denominator == 1:
        return _write(rounded(fraction, EXACT_WITHIN), "#,##0." + "#" * EXACT_WITHIN)
    places = AS_FAR_AS
    while abs(fraction) * 10 ** (places - AS_FAR_AS + 1) < 1 and places < MOST_PLACES:
        places += 1
    cut = Fraction(int(fraction * 10**places), 10**places)
    return f"{_write(rounded(cut, places), '#,##0.' + '0' * places)}…"


def apart(values: Sequence[Exact | None], places: int = 2, *, none: str = MISSING) -> list[str]:
    """Points of bids side by side: unequal values that would print alike get more decimals, up to twelve."""
    known = {exact(value) for value in values if value is not None}
    while places < MOST_PLACES and len({rounded(value, places) for value in known}) < len(known):
        places += 1
    return [number(value, places, none=none) for value in values]


def points(value: Exact | None, places: int = 2, *, none: str = MISSING) -> str:
    """Points or marks: two decimals unless the tender published another rounding."""
    return number(value, places, none=none)


def percent(share: Exact | None, places: int = 1, *, none: str = MISSING) -> str:
    """A share of one as a percentage with at most `places` decimals: Fraction(1, 3) is 33.3 %."""
    if share is None:
        return none
    # A space stands before the sign in every language, as in the standard for quantities.
    pattern = BEFORE_PERCENT.sub(f"{NO_BREAK}%", locale().percent_formats[None].pattern)
    at_most = pattern.replace("0", "0." + "#" * places, 1) if places else pattern
    return _write(rounded(share, places + 2), at_most)


def money(amount: Exact | None, currency: str, *, places: int | None = None, none: str = MISSING) -> str:
    """An amount in a currency (ISO 4217), with the currency's own decimals unless `places` says more."""
    if amount is None:
        return none
    digits = numbers.get_currency_precision(currency) if places is None else places
    pattern = locale().currency_formats["standard"].pattern
    wanted = "0" + ("." + "0" * digits if digits else "")
    with localcontext(prec=BIGGEST):
        text = numbers.format_currency(
            rounded(amount, digits), currency, pattern.replace("0.00", wanted), locale(), currency_digits=False
        )
    # A symbol made of letters stands apart from the figure: UAH 5, but €5.
    return _typeset(LETTERS_THEN_FIGURE.sub(NO_BREAK, text))


def price(amount: Exact | None, currency: str, *, none: str = MISSING) -> str:
    """An amount as somebody stated it: without cents if it has none, else with the currency's decimals or all it has.

    One that no number of decimals writes, since it was computed, is rounded as `money` rounds it.
    """
    return prices([amount], currency, none=none)[0]


def prices(amounts: Sequence[Exact | None], currency: str, *, none: str = MISSING) -> list[str]:
    """A column of stated amounts, all of one kind: cents on each if one has cents."""
    places = max((_stated_places(amount, currency) for amount in amounts if amount is not None), default=0)
    return [money(amount, currency, places=places, none=none) for amount in amounts]


def _stated_places(amount: Exact, currency: str) -> int:
    if exact(amount).denominator == 1:
        return 0
    least = numbers.get_currency_precision(currency)
    return next((n for n in range(least, AS_STATED + 1) if rounded(amount, n) == exact(amount)), least)


def filesize(size: int | None, *, none: str = MISSING) -> str:
    """Bytes in the unit a person would say; a kilobyte is 1000 bytes."""
    if size is None:
        return none
    unit, step = next(
        (
            (unit, step)
            for unit, step in (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3))
            if size >= step
        ),
        ("byte", 1),
    )
    amount = rounded(Fraction(size, step), 0 if step == 1 or size >= 100 * step else 1)
    return _typeset(
        units.format_unit(amount, f"digital-{unit}", "long" if unit == "byte" else "short", locale=locale())
    )


def day(value: dt.date | None, *, none: str = MISSING) -> str:
    """24 Nov 2026. A datetime is read in the active time zone."""
    if value is None:
        return none
    if isinstance(value, dt.datetime):
        value = _local(value, None).date()
    return dates.format_date(value, "medium", locale())


def long_day(value: dt.date | None, *, none: str = MISSING) -> str:
    """Tuesday 24 November 2026: for letters and deadlines."""
    if value is None:
        return none
    if isinstance(value, dt.datetime):
        value = _local(value, None).date()
    return dates.format_date(value, "full", locale())


def moment(value: dt.datetime | None, zone: str | None = None, *, seconds: bool = False, none: str = MISSING) -> str:
    """24 Nov 2026, 16:20 Warsaw, UTC+01:00: with the place whose time it is (`zone`, or the active one) and its offset.

    Never a short name: IST is the time of Dublin, Jerusalem and Kolkata. A naive datetime is a ValueError.
    """
    if value is None:
        return none
    local = _local(value, zone)
    clock = dates.format_time(local, "HH:mm:ss" if seconds else "HH:mm", tzinfo=local.tzinfo, locale=locale())
    return f"{day(local.date())}, {clock}{NO_BREAK}{_zone_name(local)}"


def relative(value: dt.datetime | None, now: dt.datetime, *, none: str = MISSING) -> str:
    """In 3 days, 5 hours ago. Cut, never rounded up: a deadline is not further away than it says."""
    if value is None:
        return none
    left = int((value - now).total_seconds())
    if abs(left) < 60:
        return _("in less than a minute") if left > 0 else _("just now")
    steps = (("day", 86_400), ("hour", 3_600), ("minute", 60))
    unit, step = next((step for step in steps if abs(left) >= 2 * step[1]), steps[-1])
    span = units.format_unit(abs(left) // step, f"duration-{unit}", "long", locale=locale())
    return (_("in %(span)s") if left > 0 else _("%(span)s ago")) % {"span": span.replace(" ", NO_BREAK)}


def short_digest(value: str | None, *, none: str = MISSING) -> str:
    """The first twelve characters of a hash, in fours: enough to compare by eye, the whole is beside it."""
    if not value:
        return none
    return NO_BREAK.join(value[at : at + 4] for at in (0, 4, 8)) + "…"


def _local(value: dt.datetime, zone: str | None) -> dt.datetime:
    if timezone.is_naive(value):
        raise ValueError(f"{value} has no time zone.")
    return timezone.localtime(value, ZoneInfo(zone) if zone else None)


def _zone_name(local: dt.datetime) -> str:
    """Dublin, UTC+01:00; the offset alone where the zone is no place; UTC for itself."""
    key = getattr(local.tzinfo, "key", "")
    if key in {"UTC", "Etc/UTC"} or local.tzinfo is dt.UTC:
        return "UTC"
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{MINUS if minutes < 0 else '+'}{hours:02}:{rest:02}"
    if "/" not in key or key.startswith("Etc/"):
        return offset
    place = dates.get_timezone_location(local.tzinfo, locale=locale(), return_city=True).rpartition("/")[2]
    return f"{place.replace(' ', NO_BREAK)}, {offset}"


def _write(value: Decimal, pattern: str) -> str:
    with localcontext(prec=BIGGEST):
        return _typeset(numbers.format_decimal(value, pattern, locale()))


def _typeset(text: str) -> str:
    return text.replace("-", MINUS).replace(" ", NO_BREAK)


def counted(sentence: str, count: int, *, limit: int) -> str:
    """A sentence with its number as %(n)s; "10 or more" if a list of at most `limit` is full, "" if it is empty."""
    if not count:
        return ""
    text = number(count)
    return sentence % {"n": _("%(n)s or more") % {"n": text} if count == limit else text}
