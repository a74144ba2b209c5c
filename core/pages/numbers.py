"""Numbers as people write them: 95,000 or 95.000 or 95 000, € 95000, 80 %. What has two readings is asked, not guessed.

A field that takes such numbers brings the question, or what was understood, back with the form before anything is
stored. Programs write exact digits (`core.fields`) and need none of this.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Self

from babel import Locale
from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 40  # letters of one number
_PLAIN = re.compile(r"-?\d+(\.\d+)?(/\d*[1-9]\d*)?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'\u2019]+")
_GROUPED = re.compile(r"\d{1,3}( \d{3})+", re.ASCII)
_MAY_BE_GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class Marks(StrEnum):
    """What one comma or point before three digits stands for."""

    GROUPS = "groups"
    DECIMALS = "decimals"


class NoNumber(ValueError):
    """A text is no number; the sentence names the cure."""


class TwoReadings(ValueError):
    """A text that may be either number: '95.000' is ninety-five thousand or ninety-five."""

    def __init__(self, text: str, grouped: Fraction, decimal: Fraction) -> None:
        super().__init__(text)
        self.text, self.grouped, self.decimal = text, grouped, decimal


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """The number that was understood; `plain`: written without anything that had to be interpreted."""

    value: Fraction
    plain: bool = True


def read(
    text: str, *, marks: Marks | None = None, currency: str = "", percent: bool = False, locale: str = ""
) -> ReadNumber:
    """The number that a person wrote: with groups of thousands, decimals, the field's currency or a percent sign.

    Raises NoNumber, and TwoReadings for one comma or point before three digits if neither `locale` (that of the
    authority) nor `marks` (the person's answer) says what it is.
    """
    digits = _without_unit(text.strip(), currency, percent=percent)
    if len(digits) > LONGEST:
        raise _refused(text)
    if _MAY_BE_GROUPED.fullmatch(digits.removeprefix("-")):
        return ReadNumber(_chosen(digits, marks_in(locale, digits) or marks), plain=False)
    if _PLAIN.fullmatch(digits) and not ("." in digits and "/" in digits):
        return ReadNumber(Fraction(digits))
    try:
        return ReadNumber(_interpreted(_SPACES.sub(" ", digits)), plain=False)
    except ValueError:
        raise _refused(text) from None


def marks_in(locale: str, digits: str) -> Marks | None:
    """What the comma or point in these digits is where numbers are written so; None if that place does not use it."""
    return _marks_of(locale).get("," if "," in digits else ".") if locale else None


@cache
def _marks_of(locale: str) -> Mapping[str, Marks]:
    symbols = Locale.parse(locale).number_symbols["latn"]
    return {str(symbols["group"]): Marks.GROUPS, str(symbols["decimal"]): Marks.DECIMALS}


def _refused(text: str) -> NoNumber:
    sentence = _("“%(text)s” is not a number. Write digits, with a point before decimals, such as 1250000.50.")
    return NoNumber(sentence % {"text": text[:LONGEST]})


def _without_unit(text: str, currency: str, *, percent: bool) -> str:
    """The digits without the percent sign, or the name or symbol of the field's currency, before or behind them."""
    units = ["%"] if percent else []
    units += [currency, get_currency_symbol(currency, "en")] if currency else []
    for unit in units:
        if text.upper().startswith(unit.upper()):
            return text[len(unit) :].strip()
        if text.upper().endswith(unit.upper()):
            return text[: -len(unit)].strip()
    return text


def _chosen(digits: str, marks: Marks | None) -> Fraction:
    grouped, decimal = Fraction(re.sub("[.,]", "", digits)), Fraction(digits.replace(",", "."))
    if marks is None:
        raise TwoReadings(digits, grouped, decimal)
    return grouped if marks == Marks.GROUPS else decimal


def _interpreted(digits: str) -> Fraction:
    """A number with groups or a decimal comma, of which only one reading is possible. Raises ValueError."""
    separators = re.findall("[.,]", digits)
    if separators and (separators.count(separators[-1]) == 1):
        left, _mark, decimals = digits.rpartition(separators[-1])
        other = "." if separators[-1] == "," else ","
        if not decimals.isascii() or not decimals.isdigit():
            raise ValueError
        return Fraction(f"{_whole_digits(left.replace(other, ' '))}.{decimals}")
    if len(set(separators)) > 1:
        raise ValueError
    return Fraction(_whole_digits(re.sub("[.,]", " ", digits)))


def _whole_digits(digits: str) -> str:
    """Whole digits, alone or in groups of three. Raises ValueError."""
    sign, unsigned = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if not (_GROUPED.fullmatch(unsigned) or (unsigned.isascii() and unsigned.isdigit())):
        raise ValueError
    return sign + unsigned.replace(" ", "")


# --- in a form ---


class TypedText(str):
    """What came from a field, with the answer to its question and what the person has seen of it."""

    __slots__ = ("marks", "seen")
    marks: str
    seen: str

    def __new__(cls, text: str, marks: str = "", seen: str = "") -> Self:
        typed = super().__new__(cls, text)
        typed.marks, typed.seen = marks, seen
        return typed


class NumberWidget:
    """A control that asks which of two readings is meant, and shows what was understood."""

    base_template = ""
    question: TwoReadings | None = None
    marks: Marks | None = None
    understood = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedText | None:
        """The text; the answer counts only for the text that was asked about."""
        text = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        if text is None:
            return None
        same = data.get(f"{name}__text") == text
        return TypedText(text, data.get(f"{name}__marks", "") if same else "", data.get(f"{name}__seen", ""))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        more = {"base_template": self.base_template, "question": self.question, "understood": self.understood}
        context["widget"] |= more | {"marks": self.marks, "text": value or ""}
        return context


class NumberInput(NumberWidget, forms.TextInput):
    template_name = "forms/number.html"
    base_template = forms.TextInput.template_name


class NumbersArea(NumberWidget, forms.Textarea):
    template_name = "forms/number.html"
    base_template = forms.Textarea.template_name


class NumbersField(forms.CharField):
    """A field whose text holds numbers; `interpret` says what it holds and what had to be interpreted.

    `locale`: how the authority writes numbers, empty if nobody has said; it decides what a comma or point is.
    """

    currency = ""
    locale = ""
    widget: Any = NumberInput

    default_error_messages = {
        "two_readings": gettext_lazy("“%(text)s” can be read in two ways. Choose one below."),
        "understood": gettext_lazy("Check below how this was read, and send it again if it is right."),
    }

    def interpret(self, text: str, marks: Marks | None) -> tuple[Any, str]:
        """The value, and how it was read in words if anything had to be interpreted. Raises as `read`."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """The value. A question, or a reading that nobody has seen yet, sends the form back."""
        typed = value if isinstance(value, TypedText) else TypedText(value or "")
        text = super().clean(typed)
        try:
            meant, understood = self._answered(text, typed)
        except TwoReadings as question:
            raise ValidationError(
                self.error_messages["two_readings"] % {"text": question.text}, code="two_readings"
            ) from question
        except NoNumber as refused:
            raise ValidationError(str(refused), code="invalid") from refused
        self.widget.understood = understood
        if understood and typed.seen != understood and not typed.marks:
            raise ValidationError(self.error_messages["understood"], code="understood")
        return meant

    def _answered(self, text: str, typed: TypedText) -> tuple[Any, str]:
        """What the text means by the person's answer, whose question stays with the form."""
        try:
            return self.interpret(text, None)
        except TwoReadings as question:
            self.widget.question = question
            if typed.marks not in set(Marks):
                raise
            self.widget.marks = Marks(typed.marks)
            return self.interpret(text, Marks(typed.marks))
