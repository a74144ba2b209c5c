"""Fields of half-written sections: yes or no or not said yet, one entry a line, a text of several lines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import ExactField

YES, NO = "yes", "no"
LONGEST_TEXT = 20_000
LONGEST_LINE = 300
MOST_LINES = 100


class MoneyField(ExactField):
    """An amount in the currency of the tender."""


class YesNoField(forms.ChoiceField):
    """True, False, or None where nobody has said yet."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")), ("", gettext_lazy("Not decided yet"))]
        super().__init__(choices=choices, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO, None: ""}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {YES: True, NO: False}.get(super().clean(value))


class LinesField(forms.CharField):
    """A tuple of texts, each typed on a line of its own."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(required=False, max_length=LONGEST_TEXT, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(most)d lines.") % {"most": MOST_LINES})
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(_("A line has at most %(most)d letters.") % {"most": LONGEST_LINE})
        return lines


class LongTextField(forms.CharField):
    """A text of several lines, empty where nobody wrote it."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": rows}))
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(required=False, **kwargs)


class LotField(forms.TypedChoiceField):
    """A lot by its number; None: every lot."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Lot"))
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)

    def offer(self, lots: list[tuple[int, str]]) -> None:
        """The lots to choose from."""
        self.choices = [("", _("Every lot")), *lots]

    def clean(self, value: Any) -> int | None:
        """The number, also of a lot that is gone: a finding says so, and nothing is lost by it."""
        if value and str(value).isdigit() and len(str(value)) < 4:
            return int(value)
        number: int | None = super().clean(value)
        return number
