"""Form fields for one exact number as people type it. What could mean two things is refused, not guessed."""

from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import fields
from core.pages import numbers
from core.pages.numbers import LONGEST, Marks

PERCENT = 100
PLACES = 7


def written(value: Fraction) -> str:
    """An exact number as a person may type it: decimals where they are exact, else a fraction."""
    for places in range(PLACES):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return _with_point(scaled.numerator, places)
    return fields.exact_text(value)


def _with_point(digits: int, places: int) -> str:
    """`digits` with the last `places` of them behind a point."""
    if not places:
        return str(digits)
    units, decimals = divmod(abs(digits), 10**places)
    return f"{'-' if digits < 0 else ''}{units}.{decimals:0{places}}"


class ExactField(numbers.NumbersField):
    """An exact number; None where nothing is typed and nothing is needed. `scale` 100: a percentage."""

    default_error_messages = {"required": gettext_lazy("Give a number.")}

    def __init__(self, *, scale: int = 1, percent: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        attrs = {"class": "short", "inputmode": "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", numbers.NumberInput(attrs))
        super().__init__(**kwargs)
        self.scale, self.percent = scale, percent or scale == PERCENT

    def interpret(self, text: str, marks: Marks | None) -> tuple[Fraction | None, str]:
        if not text:
            return None, ""
        number = numbers.read(text, marks=marks, currency=self.currency, percent=self.percent, locale=self.locale)
        return number.value / self.scale, "" if number.plain else written(number.value)

    def prepare_value(self, value: Any) -> Any:
        """A number that the form begins with, as a person would type it."""
        return written(value * self.scale) if isinstance(value, Fraction) else value


class WholeField(ExactField):
    """A whole number between two bounds, as people write amounts; None where nothing is typed."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is None:
            return None
        if number.denominator != 1:
            raise ValidationError(_("Give a whole number."))
        if not self.least <= number <= self.most:
            bounds = {"least": self.least, "most": self.most}
            raise ValidationError(_("Give a number from %(least)d to %(most)d.") % bounds)
        return int(number)
