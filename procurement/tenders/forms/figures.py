"""The figures of a formula, or of a rule for low prices: a field for each, for every lot and for a lot alone."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from core import fields
from core.pages import numbers
from core.pages.number_fields import written
from core.pages.numbers import Marks, NumbersArea
from procurement.studies.forms.entries import ParameterField, typed
from scoring.abnormal.base import Setting
from scoring.price import FormulaParam

EVERY_LOT = ""
LONGEST_LIST = 5_000

Figures = Mapping[str, object]


class FiguresField(forms.CharField):
    """Figures by their names, one a line: Pmin = 600000. For one lot alone: 2: Pmin = 600000."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 4, "spellcheck": "false"}))
        super().__init__(required=False, max_length=LONGEST_LIST, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        common, by_lot = value
        lines = [f"{name} = {_line(figure)}" for name, figure in common.items()]
        lines += [
            f"{lot}: {name} = {_line(figure)}" for lot, figures in by_lot.items() for name, figure in figures.items()
        ]
        return "\n".join(lines)

    def clean(self, value: Any) -> Any:
        common: dict[str, object] = {}
        by_lot: dict[str, dict[str, object]] = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            if not line.strip():
                continue
            name, equals, figure = (part.strip() for part in line.partition("="))
            lot, colon, of_lot = (part.strip() for part in name.partition(":"))
            if not equals or not figure or (colon and not lot.isdecimal()):
                raise ValidationError(_("Line %(number)d: write a name, = and a figure.") % {"number": number})
            (by_lot.setdefault(lot, {}) if colon else common)[of_lot if colon else name] = _read(figure)
        return common, by_lot


def _line(figure: object) -> str:
    return figure if isinstance(figure, str) else json.dumps(figure)


def _read(figure: str) -> object:
    """A list or table of figures as the judge takes it; anything else is its text."""
    if not figure.startswith(("[", "{")):
        return figure
    try:
        return json.loads(figure, parse_float=str, parse_int=str)
    except ValueError:
        raise ValidationError(_("A list of figures cannot be read.")) from None


class WorthField(ParameterField):
    """What each criterion is worth in money, one a line by its key: "design: 20000"."""

    widget = NumbersArea({"rows": 3, "spellcheck": "false"})

    def __init__(self, name: str, param: FormulaParam, currency: str, locale: str = "") -> None:
        as_list = FormulaParam(param.title, "bands", param.default)  # as long as a list of ranges may be
        super().__init__(name, as_list, currency, locale)
        self.param = param
        self.help_text = _("One criterion a line by its key, and what all its points are worth: design: 20000")

    def interpret(self, text: str, marks: Marks | None) -> tuple[Any, str]:
        amounts: dict[str, str] = {}
        plain = True
        for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
            key, colon, amount = (side.strip() for side in part.partition(":"))
            if not colon or not key:
                raise ValidationError(_("Write each line as key: amount. “%(part)s” is not so.") % {"part": part[:40]})
            number = numbers.read(amount, marks=marks, currency=self.currency, locale=self.locale)
            amounts[key] = fields.exact_text(number.value)
            plain = plain and number.plain
        return amounts or None, "" if plain else "; ".join(f"{key}: {amount}" for key, amount in amounts.items())


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The fields of the figures of every lot, or of one."""

    title: str
    fields: list[BoundField]


class FigureFields:
    """The figures `settings` of one thing as fields of a form, their names beginning with `prefix`.

    For every lot, and, where it has several or one has figures of its own, for each of the lots `lots` (number, name).
    """

    def __init__(
        self,
        prefix: str,
        settings: Mapping[str, FormulaParam],
        *,
        common: Figures,
        by_lot: Mapping[str, Figures] | None = None,
        lots: Iterable[tuple[int, str]] = (),
    ) -> None:
        self.prefix, self.settings = prefix, settings
        self.saved: dict[str, Figures] = {EVERY_LOT: common, **(by_lot or {})}
        offered = {str(number): name for number, name in lots}
        with_fields = offered if len(offered) > 1 else {lot: name for lot, name in offered.items() if lot in self.saved}
        self.lots = {EVERY_LOT: _("Every lot") if with_fields else "", **(with_fields if settings else {})}

    def fields(self, currency: str, locale: str) -> dict[str, forms.Field]:
        """The fields by name. None must be filled in: a section may be half-written."""
        by_name = {}
        for lot in self.lots:
            for name, param in self.settings.items():
                field = _field(name, param, currency, locale)
                field.required = False
                if lot:
                    field.help_text = _("Empty: as for every lot.")
                by_name[self._name(lot, name)] = field
        return by_name

    def initial(self) -> dict[str, str]:
        """What is saved, as a person would type it."""
        return {
            self._name(lot, name): _as_typed(param, self.saved[lot][name])
            for lot in self.lots
            for name, param in self.settings.items()
            if name in self.saved.get(lot, {})
        }

    def others(self) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
        """What is saved and has no field: names that the thing does not know, and lots that are gone."""
        rest = {lot: self._unknown(lot) for lot in self.saved}
        by_lot = {lot: figures for lot, figures in rest.items() if lot and figures}
        return rest[EVERY_LOT], by_lot

    def _unknown(self, lot: str) -> dict[str, object]:
        known = self.settings if lot in self.lots else {}
        return {name: value for name, value in self.saved[lot].items() if name not in known}

    def read(self, cleaned: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
        """(figures of every lot, {lot: its own}) of a valid form. A number that did not change keeps its form."""
        figures = {
            lot: {
                name: _kept(self.saved.get(lot, {}).get(name), value)
                for name in self.settings
                if (value := cleaned.get(self._name(lot, name))) not in (None, "")
            }
            for lot in self.lots
        }
        return figures.pop(EVERY_LOT), {lot: of_lot for lot, of_lot in figures.items() if of_lot}

    def groups(self, form: forms.Form) -> list[FigureGroup]:
        """The fields as they are shown; none where the thing has no figures."""
        if not self.settings:
            return []
        return [
            FigureGroup(title, [form[self._name(lot, name)] for name in self.settings])
            for lot, title in self.lots.items()
        ]

    def _name(self, lot: str, name: str) -> str:
        return "_".join(filter(None, (self.prefix, lot, name)))


def params_of(settings: Mapping[str, Setting]) -> dict[str, FormulaParam]:
    """The parameters of a rule for low prices as those of a formula."""
    return {
        name: FormulaParam(setting.title, setting.kind, setting.default or None, setting.keywords)
        for name, setting in settings.items()
    }


def _field(name: str, param: FormulaParam, currency: str, locale: str) -> forms.Field:
    if param.kind == "word":
        empty = _("Left empty: %(default)s.") % {"default": param.default} if param.default else ""
        choices = [("", "–"), *((word, word) for word in param.keywords)]
        return forms.ChoiceField(label=f"{name}: {param.title}", choices=choices, help_text=empty)
    return (WorthField if param.kind == "map" else ParameterField)(name, param, currency, locale)


def _as_typed(param: FormulaParam, value: object) -> str:
    """A saved figure as its field reads it; one that is not of its kind as it is, so that the field can refuse it."""
    try:
        if param.kind == "map" and isinstance(value, Mapping):
            return "\n".join(f"{key}: {written(Fraction(str(amount)))}" for key, amount in value.items())
        return typed(param, value)
    except (ValueError, TypeError, ZeroDivisionError, KeyError):
        return str(value)


def _kept(saved: object, value: object) -> object:
    """The saved text where it is the same number: 0.40 stays 0.40."""
    try:
        return saved if Fraction(str(saved)) == Fraction(str(value)) else value
    except (ValueError, ZeroDivisionError):
        return value
