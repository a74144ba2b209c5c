"""Answers to requirements: read by their datatype, compared with the limits that are published."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.numbers import Marks
from procurement.bids.outline import Question
from procurement.bids.rules.readings import NumberStyle, Reading, read_day, read_number, read_text, with_outside
from procurement.tenders.sections.checks.requirements import NUMBERS, limit_of

YES, NO = "true", "false"


def read_answer(
    question: Question, text: str, *, currency: str = "", locale: str = "", marks: Marks | None = None
) -> Reading:
    """What a bid answers to a requirement. An answer outside the limits is an answer: its reading says so.

    A file is no text: what is typed for it is not read. `locale`: how the authority writes numbers; `marks`: the
    writer's choice of two readings.
    """
    if question.datatype in NUMBERS:
        money = currency if question.datatype == "money" else ""
        reading = read_number(text, NumberStyle(money, question.unit, locale), marks)
        if question.datatype == "integer" and reading.number is not None and reading.number.denominator != 1:
            return Reading(text, fault=_("Give a whole number."))
    else:
        reading = _READERS.get(question.datatype, _read_text)(question, text)
    sentence = outside_limits(question, reading, currency=currency)
    return with_outside(reading, sentence) if sentence else reading


def _read_text(_question: Question, text: str) -> Reading:
    return read_text(text)


def _read_day(_question: Question, text: str) -> Reading:
    return read_day(text)


def _read_yes_no(_question: Question, text: str) -> Reading:
    word = text.strip().lower()
    if not word:
        return Reading(text)
    if word in {YES, NO}:
        return Reading(text, word == YES)
    return Reading(text, fault=_("Choose yes or no."))


def _read_choice(question: Question, text: str) -> Reading:
    if not text.strip():
        return Reading(text)
    if text.strip() in question.choices:
        return Reading(text, text.strip())
    return Reading(text, fault=_("Choose one of the list: the tender does not have this answer."))


def _read_nothing(_question: Question, _text: str) -> Reading:
    return Reading()


_READERS: Mapping[str, Callable[[Question, str], Reading]] = {
    "date": _read_day,
    "boolean": _read_yes_no,
    "choice": _read_choice,
    "file": _read_nothing,
}


# --- limits ---


def outside_limits(question: Question, reading: Reading, *, currency: str = "") -> str:
    """Why an answer is not what the tender asks, in a sentence; empty where it is, and where there is none yet."""
    value = reading.value
    if value is None:
        return ""
    if isinstance(value, Fraction | date) and not isinstance(value, bool):
        number = value if isinstance(value, Fraction) else Fraction(value.toordinal())
        return _outside_bounds(question, number, currency)
    if question.expected and answer_key(value) != question.expected.strip().lower():
        return _("The tender asks for: %(limit)s.") % {"limit": limit_text(question, question.expected, currency)}
    return ""


def _outside_bounds(question: Question, number: Fraction, currency: str) -> str:
    least, most, exactly = (
        None if text is None else limit_of(question.datatype, text)
        for text in (question.minimum, question.maximum, question.expected)
    )
    if least is not None and number < least:
        sentence, limit = _("The tender asks for at least %(limit)s."), question.minimum
    elif most is not None and number > most:
        sentence, limit = _("The tender asks for at most %(limit)s."), question.maximum
    elif exactly is not None and number != exactly:
        sentence, limit = _("The tender asks for exactly %(limit)s."), question.expected
    else:
        return ""
    return sentence % {"limit": limit_text(question, limit or "", currency)}


def answer_key(value: bool | str) -> str:
    """An answer as it is compared with what is expected: capitals make no difference."""
    if isinstance(value, bool):
        return YES if value else NO
    return value.strip().lower()


def asked_text(question: Question, currency: str = "") -> str:
    """What the tender asks of an answer, to stand beside the field; empty where every answer will do."""
    sentences = (
        (question.minimum, _("at least %(limit)s")),
        (question.maximum, _("at most %(limit)s")),
        (question.expected, _("exactly %(limit)s") if question.datatype in NUMBERS else "%(limit)s"),
    )
    parts = [sentence % {"limit": limit_text(question, text, currency)} for text, sentence in sentences if text]
    return ", ".join(parts)


def limit_text(question: Question, text: str, currency: str = "") -> str:
    """A limit in words and figures; as it is written where it is no limit of this type."""
    if question.datatype == "boolean":
        return _("yes") if text.strip().lower() == YES else _("no")
    limit = limit_of(question.datatype, text)
    if limit is None:
        return text
    if question.datatype == "date":
        return formats.day(date.fromordinal(int(limit)))
    return value_text(question, limit, currency)


def value_text(question: Question, value: Fraction | bool | date | str, currency: str = "") -> str:
    """An answer as pages write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Fraction):
        if question.datatype == "money":
            return formats.price(value, currency) if currency else formats.exact_number(value)
        return _with_unit(formats.exact_number(value), question.unit)
    return formats.day(value) if isinstance(value, date) else value


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}{formats.NO_BREAK}{unit}" if unit else figure
