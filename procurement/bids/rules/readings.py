"""What a typed text is read as. A text is kept as it was typed, so nothing is lost; a reading says what it means.

Numbers are read as everywhere (`core.pages.numbers`). A text that may be two numbers is settled when it is saved, by
how the authority writes numbers or by its writer's choice, and is kept without a doubt; or it stays a question and the
bid is not complete. So what is kept has one meaning or none, in whatever place and language it is read later.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import numbers
from core.pages.numbers import Marks, NoNumber, TwoReadings

LONGEST_TEXT = 20_000  # letters of one answer

Value = Fraction | bool | date | str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what it means. `value` None: nothing is typed, or it is not understood, and `fault` says why.

    `outside`: it is understood and is not what the tender asks: it is kept and sealed as it stands, the bid may fail.
    `two`: the numbers that it may be, with groups of thousands and with decimals; nobody has said which.
    """

    text: str = ""
    value: Value | None = None
    fault: str = ""
    outside: str = ""
    two: tuple[Fraction, Fraction] | None = None

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def number(self) -> Fraction | None:
        return self.value if isinstance(self.value, Fraction) else None


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a number of a field is written: what may stand beside its digits, and how its place writes numbers."""

    currency: str = ""
    unit: str = ""
    locale: str = ""


PLAIN = NumberStyle()


def read_number(text: str, style: NumberStyle = PLAIN, marks: Marks | None = None) -> Reading:
    """The number that a text means; blank is no number and no fault. `marks`: what its writer chose of two readings."""
    if not text.strip():
        return Reading(text)
    digits = _without_unit(text, style.unit)
    try:
        number = numbers.read(
            digits, marks=marks, currency=style.currency, percent=style.unit == "%", locale=style.locale
        )
    except TwoReadings as question:
        sentence = _("“%(text)s” can be read in two ways. Choose one.") % {"text": question.text}
        return Reading(text, fault=sentence, two=(question.grouped, question.decimal))
    except NoNumber as refused:
        return Reading(text, fault=str(refused))
    return Reading(text, number.value)


def _without_unit(text: str, unit: str) -> str:
    """The text without the unit behind its number, if it stands there: "120 lm/W"."""
    bare = text.strip()
    if unit and bare.lower().endswith(unit.lower()):
        return bare[: -len(unit)].strip()
    return bare


def number_text(value: Fraction) -> str:
    """An exact number as plain text: digits with a point where they end, else a fraction."""
    two, five, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        two, rest = two + 1, rest // 2
    while rest % 5 == 0:
        five, rest = five + 1, rest // 5
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(two, five)
    digits = abs(value.numerator) * 10**places // value.denominator
    if not places:
        return str(value.numerator)
    units, decimals = divmod(digits, 10**places)
    return f"{'-' if value < 0 else ''}{units}.{decimals:0{places}}"


def sure_text(value: Fraction) -> str:
    """The same so that nobody takes a point before three decimals for thousands: 1.234 is written 1.2340."""
    text = number_text(value)
    return f"{text}0" if read_number(text).two else text


def is_decimal(value: Fraction) -> bool:
    """Whether digits write the number to its end."""
    return "/" not in number_text(value)


def read_text(text: str) -> Reading:
    """A text, without what stands around it."""
    stripped = text.strip()
    if len(stripped) > LONGEST_TEXT:
        sentence = _("This is longer than %(most)d letters: put it into a file.") % {"most": LONGEST_TEXT}
        return Reading(text, fault=sentence)
    return Reading(text, stripped or None)


def read_day(text: str) -> Reading:
    """A day as calendars of browsers write it. Days and months in another order are not guessed."""
    if not text.strip():
        return Reading(text)
    try:
        return Reading(text, date.fromisoformat(text.strip()))
    except ValueError:
        return Reading(text, fault=_("Write the day as year, month, day, such as 2026-11-29."))


def with_outside(reading: Reading, sentence: str) -> Reading:
    """The same, of which the tender asks something else."""
    return replace(reading, outside=sentence)
