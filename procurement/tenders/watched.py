"""What a watch list asks for: the filters of the list of tenders, as its address writes them."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from core.pages import formats
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender

NOT_KEPT = ("sort", "before", "size")  # order and position ask for nothing


def canonical(query: str) -> str:
    """The filters of an address in one form: known ones with a value, by name."""
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(set(TenderFilters.base_filters) - set(NOT_KEPT)):
        if value := asked.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()


def faults(query: str) -> list[str]:
    """What is wrong with the filters; empty when nothing."""
    form = TenderFilters(QueryDict(query), user=AnonymousUser()).form
    return [f"{form.fields[name].label}: {' '.join(map(str, texts))}" for name, texts in form.errors.items()]


def fits(query: str, tender: Tender) -> bool:
    """Whether a tender is among what the filters leave to a visitor. Filters out of order leave nothing. One query."""
    filters = TenderFilters(QueryDict(query), user=AnonymousUser())
    return not filters.form.errors and filters.qs.filter(pk=tender.pk).exists()


def conditions(query: str) -> list[tuple[str, str]]:
    """What is asked for, as (label, value) for people."""
    form = TenderFilters(QueryDict(query), user=AnonymousUser()).form
    form.is_valid()
    named = [(name, form.cleaned_data.get(name)) for name in form.fields if name not in NOT_KEPT]
    return [(str(form.fields[name].label), _value(form.fields[name], value)) for name, value in named if value]


def _value(field: Any, value: Any) -> str:
    """A value as the form shows it."""
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    return formats.day(value) if isinstance(value, date) else str(value)
