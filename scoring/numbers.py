"""Exact numbers: parsing, writing, rounding, powers and logarithms, quartile fences. No float enters or leaves."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from scoring.errors import BadParameter, FloatRefused

PLACES_OF_IRRATIONALS = 12
KEPT = 4096  # results that a simulation asks for again and again: parameters read from text, powers, logarithms
_STEP = Decimal(1).scaleb(-PLACES_OF_IRRATIONALS)
# Wide enough for a 38 digit integer part at 12 decimals; the same in C and pure Python.
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(/\d+)?", re.ASCII)

Exact = Fraction | Decimal | int | str


def fraction(value: object, where: str = "number") -> Fraction:
    """The exact value of text ("12.50", "2/3"), an int, a Decimal or a Fraction.

    Raises FloatRefused for a float, a bool, NaN and infinity, BadParameter for text that is no number or divides by 0.
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, str):
        return _of_text(value, where)
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal | Fraction):
        raise FloatRefused(where, given=repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise FloatRefused(where, given=repr(value))
    return Fraction(value)


@lru_cache(maxsize=KEPT)
def _of_text(text: str, where: str) -> Fraction:
    if text.strip().lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        raise FloatRefused(where, given=repr(text))
    if not is_number(text):
        raise BadParameter(where, why=f"{text!r} is not a number")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise BadParameter(where, why=f"{text!r} divides by zero") from None
    except ValueError:  # Python reads no more than some thousands of digits
        raise BadParameter(where, why="the number has too many digits") from None


def is_number(text: str) -> bool:
    """Whether text is written as an exact number: digits, one point or one slash, a sign."""
    stripped = text.strip()
    return bool(_NUMBER.fullmatch(stripped)) and not ("." in stripped and "/" in stripped)


def write(value: Fraction) -> str:
    """The canonical text: lowest terms, "n" or "n/d"."""
    return str(value)


def round_to(value: Fraction, places: int, mode: str = "half_up") -> Fraction:
    """`value` at `places` decimals. half_up: halves away from zero; half_even; down: towards zero."""
    scaled = value * 10**places
    if mode == "half_even":
        rounded = round(scaled)
    else:
        size = abs(scaled)
        rounded = floor(size + Fraction(1, 2)) if mode == "half_up" else floor(size)
        rounded = rounded if scaled >= 0 else -rounded
    return Fraction(rounded, 10**places)


def decimal_text(value: Fraction, places: int) -> str:
    """`value` rounded half up and written with exactly `places` decimals; for display, never for ranking."""
    units = int(round_to(value, places) * 10**places)
    digits = str(abs(units)).zfill(places + 1)
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def magnitude(value: Fraction) -> int:
    """The exponent e of 10^e <= value < 10^(e+1); value > 0."""
    guess = len(str(floor(value))) - 1 if value >= 1 else -len(str(floor(1 / value)))
    return guess + 1 if Fraction(10) ** (guess + 1) <= value else guess


# --- irrational results: Decimal at precision 50, quantised half-even to 12 decimals; that value is the result ---


def as_decimal(value: Fraction) -> Decimal:
    """`value` at precision 50."""
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def quantise(value: Decimal) -> Fraction:
    """The 12-decimal value that stands for an irrational result."""
    return Fraction(value.quantize(_STEP, context=_CONTEXT))


@lru_cache(maxsize=KEPT)
def power_decimal(base: Fraction, exponent: Fraction) -> Decimal:
    """`base` ** exponent at precision 50; base >= 0, and > 0 where the exponent is not positive."""
    if base == 0:
        return Decimal(0)
    return _CONTEXT.power(as_decimal(base), as_decimal(exponent))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """`base` ** exponent: exact for a whole exponent, else quantised to 12 decimals. base >= 0, exponent > 0."""
    if exponent.denominator == 1:
        return Fraction(base**exponent.numerator)
    return quantise(power_decimal(base, exponent))


def log_ratio(value: Fraction, base: Fraction) -> Decimal:
    """ln(value) / ln(base) at precision 50, not quantised; value > 0, base > 1."""
    return _CONTEXT.divide(_ln(value), _ln(base))


@lru_cache(maxsize=KEPT)
def _ln(value: Fraction) -> Decimal:
    return as_decimal(value).ln(_CONTEXT)


# --- statistics that stay exact ---


def mean(values: Iterable[Fraction]) -> Fraction:
    """The arithmetic mean of at least one value."""
    numbers = list(values)
    return sum(numbers, Fraction(0)) / len(numbers)


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle value; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def quartiles(values: Iterable[Fraction]) -> tuple[Fraction, Fraction]:
    """(Q1, Q3) by linear interpolation between closest ranks; at least one value."""
    rising = sorted(values)

    def at(share: Fraction) -> Fraction:
        position = share * (len(rising) - 1)
        low = floor(position)
        high = min(low + 1, len(rising) - 1)
        return rising[low] + (position - low) * (rising[high] - rising[low])

    return at(Fraction(1, 4)), at(Fraction(3, 4))


def fence(first: Fraction, third: Fraction) -> tuple[Fraction, Fraction]:
    """Tukey's fences Q1 - 1.5 IQR and Q3 + 1.5 IQR. For market indicators, never for points. Source: Cardinal R024."""
    reach = (third - first) * 3 / 2
    return first - reach, third + reach
