"""Fields for tables and parameters as people type them. What could mean two things is refused, not guessed."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import fields
from core.pages import numbers
from core.pages.number_fields import PERCENT, written
from core.pages.numbers import LONGEST, Marks
from scoring.price import FormulaParam
from scoring.study import QUALITY, Expected

_SEPARATOR = re.compile(r"\s*[;\t]\s*")
_BAND = re.compile(r"\s*([^:,;]+?)\s*:\s*([^:,;]+?)\s*", re.ASCII)
REST = "rest"


class BidsField(numbers.NumbersField):
    """One expected bid a line: name; price; quality in percent. Pasted columns of a spreadsheet work as they are."""

    widget = numbers.NumbersArea({"rows": 7, "spellcheck": "false"})

    def interpret(self, text: str, marks: Marks | None) -> tuple[tuple[Expected, ...], str]:
        """The bids; a first line without any figure heads the columns and is left out."""
        rows = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        heading = len(rows) > 1 and not any(letter.isdigit() for letter in rows[0][1])
        bids, understood, wrong = [], [_("the first line heads the columns")] if heading else [], []
        for number, line in rows[1:] if heading else rows:
            try:
                bid, plain = self._bid(line, marks)
            except (ValidationError, numbers.NoNumber) as error:
                why = error.messages[0] if isinstance(error, ValidationError) else str(error)
                wrong.append(_("Line %(number)d: %(why)s") % {"number": number, "why": why})
            else:
                bids.append(bid)
                understood += [] if plain else [_line(bid)]
        if wrong:
            raise ValidationError(wrong)
        return tuple(bids), " | ".join(understood)

    def _bid(self, line: str, marks: Marks | None) -> tuple[Expected, bool]:
        parts = _SEPARATOR.split(line.strip())
        if len(parts) != 3 or not parts[0]:
            raise ValidationError(_("write a name, a price and a quality in percent, such as: Bid 1; 95000; 80"))
        price = numbers.read(parts[1], marks=marks, currency=self.currency, locale=self.locale)
        quality = numbers.read(parts[2], marks=marks, percent=True, locale=self.locale)
        return Expected(parts[0], price.value, quality.value / PERCENT), price.plain and quality.plain


def _line(bid: Expected) -> str:
    return f"{bid.id}; {written(bid.price)}; {written(bid.quality * PERCENT)}"


def lines(bids: Sequence[Expected]) -> str:
    """Bids as the field reads them."""
    return "\n".join(map(_line, bids))


# --- parameters of a formula ---


class ParameterField(numbers.NumbersField):
    """One parameter by its kind: a number or an amount, one of its words, what quality is worth, or price ranges.

    Cleaned to the exact text (or the table) that is published; None where nothing is typed, so that the default holds.
    """

    def __init__(self, name: str, param: FormulaParam, currency: str, locale: str = "") -> None:
        super().__init__(
            label=f"{name}: {param.title.partition(':')[0]}",
            required=param.default is None,
            max_length=400 if param.kind == "bands" else LONGEST,
            help_text=_help(param, currency),
            error_messages={"required": _("Give a value: this method cannot be published without it.")},
        )
        self.param, self.currency, self.locale = param, currency, locale
        attrs = {"autocomplete": "off", "spellcheck": "false"}
        self.widget.attrs |= attrs | ({} if param.kind == "bands" else {"class": "short"})

    def interpret(self, text: str, marks: Marks | None) -> tuple[Any, str]:
        text = text.strip()
        if not text:
            return None, ""
        if text in self.param.keywords or self.param.kind == "date":
            return text, ""
        if self.param.kind == "bands":
            return self._bands(text, marks)
        number = numbers.read(text, marks=marks, currency=self.currency, locale=self.locale)
        published = fields.exact_text(number.value)
        understood = "" if number.plain else written(number.value)
        return ({QUALITY: published} if self.param.kind == "map" else published), understood

    def _bands(self, text: str, marks: Marks | None) -> tuple[list[list[str | None]], str]:
        """[upper end or None, share] of each range; ends are exclusive, the rest is last."""
        bands: list[list[str | None]] = []
        plain = True
        for part in re.split(r"[,;\n]", text):
            match = _BAND.fullmatch(part)
            if match is None:
                sentence = _("Write each range as upper end: percent, the last as rest: percent. “%(part)s” is not so.")
                raise ValidationError(sentence % {"part": part.strip()[:LONGEST]})
            is_rest = match[1].lower() == REST
            end = None if is_rest else numbers.read(match[1], marks=marks, currency=self.currency, locale=self.locale)
            share = numbers.read(match[2], marks=marks, percent=True, locale=self.locale)
            plain = plain and share.plain and (end is None or end.plain)
            limit = None if end is None else fields.exact_text(end.value)
            bands.append([limit, fields.exact_text(share.value / PERCENT)])
        return bands, "" if plain else typed(self.param, bands)


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


def typed(param: FormulaParam, value: Any) -> str:
    """A published parameter as its field reads it."""
    if param.kind == "map":
        return str(value[QUALITY])
    if param.kind == "bands":
        return ", ".join(f"{REST if end is None else end}:{written(Fraction(share) * 100)}" for end, share in value)
    return value if value in param.keywords else written(Fraction(value))
