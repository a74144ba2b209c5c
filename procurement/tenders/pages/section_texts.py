"""What stands at a place of a section, in words: a field, an entry of a list, and what differs between two texts."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.number_fields import written
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.sections.differences import SectionDifference


class MarkedText(TypedDict):
    """A piece of a text; `changed`: it stands in this version alone."""

    text: str
    changed: bool


def place_label(form: type[SectionForm], difference: SectionDifference) -> str:
    """What people call a place: the label of its field, or the entry of its list."""
    if difference.is_order:
        return _("Order of %(list)s") % {"list": _field_label(form, difference.field)}
    row = form.row_forms.get(difference.field)
    if row and difference.entry:
        return f"{row.noun} {difference.entry}"
    label = _field_label(form, difference.field)
    return f"{label}: {difference.entry}" if difference.entry else label


def _field_label(form: type[SectionForm], name: str) -> str:
    field = form.base_fields.get(name)
    return str(field.label) if field and field.label else name.replace("_", " ")


def place_text(form: type[SectionForm], difference: SectionDifference, value: object) -> str:
    """What a version says at a place."""
    row = form.row_forms.get(difference.field)
    if difference.entry:
        if value is None:
            return _("not there")
        return str(value) if isinstance(value, str) else _entry_text(row.base_fields if row else {}, value)
    if difference.is_order:
        return _value_text(value, None)
    return _value_text(value, form.base_fields.get(difference.field))


def _entry_text(labels: Mapping[str, forms.Field], entry: Any) -> str:
    """As "Title: Lanterns · Estimated value: 5": what differs from an empty entry."""
    parts = []
    for field in fields(entry):
        value = getattr(entry, field.name)
        label = labels[field.name].label if field.name in labels else None
        if value != (None if field.default is MISSING else field.default):
            parts.append(f"{label or field.name.replace('_', ' ')}: {_value_text(value, labels.get(field.name))}")
    return " · ".join(parts)


def _value_text(value: object, field: forms.Field | None) -> str:
    if value is None or value in ("", ()):
        return _("nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return "; ".join(_value_text(entry, field) for entry in value)
    if is_dataclass(value):
        return _entry_text({}, value)
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    return _chosen_label(field, str(value))


def _chosen_label(field: forms.Field | None, value: str) -> str:
    """The words of a choice, else the value itself."""
    choices = getattr(field, "choices", None) or ()
    for key, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(key, label)]
        for code, text in pairs:
            if str(code) == value:
                return str(text)
    return value


def marked(before: str, after: str) -> list[MarkedText]:
    """`after` in pieces: those that `before` has not are marked, word by word."""
    old, new = before.split(" "), after.split(" ")
    parts: list[MarkedText] = []
    for tag, _from, _to, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if start != end:
            parts.append({"text": " ".join(new[start:end]), "changed": tag != "equal"})
    return parts
