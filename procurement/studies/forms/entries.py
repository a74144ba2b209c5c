"""Fields for exact numbers and tables as people type them. What could mean two things is refused, not guessed."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import fields
from procurement.studies import plan
from procurement.studies.plan import LONGEST
from scoring import numbers
from scoring.price import FormulaParam
from scoring.study import QUALITY, Expected

_SEPARATOR = re.compile(r"\s*[;\t]\s*")
_BAND = re.compile(r"\s*([^:,;]+?)\s*:\s*([^:,;]+?)\s*", re.ASCII)
REST = "rest"


def to_fraction(text: str) -> Fraction:
    """The number that a person typed. Raises ValidationError with the cure."""
    try:
        return plan.to_fraction(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class ExactField(forms.CharField):
    """An exact number; None where nothing is typed and nothing is needed."""

    default_error_messages = {"required": gettext_lazy("Give a number.")}

    def __init__(self, *, scale: int = 1, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("widget", forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.scale = scale

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return to_fraction(text) / self.scale if text else None


class BidsField(forms.CharField):
    """One expected bid a line: name; price; quality in percent. Pasted columns of a spreadsheet work as they are."""

    widget = forms.Textarea({"rows": 7, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value) or ""
        bids, wrong = [], []
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                bids += [_bid(line)] if line.strip() else []
            except ValidationError as error:
                wrong.append(_("Line %(number)d: %(why)s") % {"number": number, "why": error.messages[0]})
        if wrong:
            raise ValidationError(wrong)
        return tuple(bids)


def _bid(line: str) -> Expected:
    parts = _SEPARATOR.split(line.strip())
    if len(parts) != 3 or not parts[0]:
        raise ValidationError(_("write a name, a price and a quality in percent, such as: Bid 1; 95000; 80"))
    return Expected(parts[0], to_fraction(parts[1]), to_fraction(parts[2].removesuffix("%")) / 100)


def lines(bids: Sequence[Expected]) -> str:
    """Bids as the field reads them."""
    return "\n".join(f"{bid.id}; {written(bid.price)}; {written(bid.quality * 100)}" for bid in bids)


def written(value: Fraction) -> str:
    """An exact number as a person may type it: decimals where they are exact, else a fraction."""
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return numbers.decimal_text(value, places)
    return fields.exact_text(value)


# --- parameters of a formula ---


class ParameterField(forms.CharField):
    """One parameter by its kind: a number or an amount, one of its words, what quality is worth, or price ranges.

    Cleaned to the exact text (or the table) that is published; None where nothing is typed, so that the default holds.
    """

    def __init__(self, name: str, param: FormulaParam, currency: str) -> None:
        super().__init__(
            label=f"{name}: {param.title.partition(':')[0]}",
            required=param.default is None,
            max_length=400 if param.kind == "bands" else LONGEST,
            help_text=_help(param, currency),
            error_messages={"required": _("Give a value: this method cannot be published without it.")},
        )
        self.param = param
        attrs = {"autocomplete": "off", "spellcheck": "false"}
        self.widget.attrs |= attrs | ({} if param.kind == "bands" else {"class": "short"})

    def clean(self, value: Any) -> Any:
        text = (super().clean(value) or "").strip()
        if not text:
            return None
        if text in self.param.keywords:
            return text
        if self.param.kind == "bands":
            return [*_bands(text)]
        number = fields.exact_text(to_fraction(text)) if self.param.kind != "date" else text
        return {QUALITY: number} if self.param.kind == "map" else number


def _help(param: FormulaParam, currency: str) -> str:
    hints = []
    if param.kind == "bands":
        hints.append(_("One range after the other, as upper end: percent of the points. 100000:100, 150000:50, rest:0"))
    elif param.kind == "map":
        hints.append(_("What full quality is worth, in %(currency)s.") % {"currency": currency})
    elif param.kind == "money":
        hints.append(_("An amount in %(currency)s.") % {"currency": currency})
    if param.keywords:
        hints.append(_("Or: %(words)s.") % {"words": ", ".join(param.keywords)})
    if param.default is not None:
        hints.append(_("Left empty: %(default)s.") % {"default": param.default})
    return " ".join(hints)


def _bands(text: str) -> Iterator[list[str | None]]:
    """[upper end or None, share] of each range; ends are exclusive, the rest is last."""
    for part in re.split(r"[,;\n]", text):
        match = _BAND.fullmatch(part)
        if match is None:
            sentence = _("Write each range as upper end: percent, the last as rest: percent. “%(part)s” is not so.")
            raise ValidationError(sentence % {"part": part.strip()[:LONGEST]})
        end, share = match.groups()
        limit = None if end.lower() == REST else fields.exact_text(to_fraction(end))
        yield [limit, fields.exact_text(to_fraction(share.removesuffix("%")) / 100)]


def typed(param: FormulaParam, value: Any) -> str:
    """A published parameter as its field reads it."""
    if param.kind == "map":
        return str(value[QUALITY])
    if param.kind == "bands":
        return ", ".join(f"{REST if end is None else end}:{written(Fraction(share) * 100)}" for end, share in value)
    return value if value in param.keywords else written(Fraction(value))
