"""The filters of a list as the API reads them: the declaration that its page uses, in the document too."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

from core.pages.filters import Choices, ListFilters
from core.rest.choices import choice_sentence
from core.rest.views import ApiView

Filters = TypeVar("Filters", bound=ListFilters)


class FilteredView(ApiView):
    """A list with filters; `extend_schema(filters=True)` describes `filterset_class` by the model of `queryset`."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class: type[ListFilters] = ListFilters

    def known_parameters(self) -> tuple[str, ...]:
        return (*self.parameters, *self.filterset_class.base_filters)


def checked(filters: Filters) -> Filters:
    """The filters, every value of them in order. Raises ValidationError (400) for a wrong one; it names the choices."""
    if not filters.form.is_valid():
        offered = filters.offered()
        raise ValidationError(
            {
                name: [_sentence(error, filters, name, offered) for error in errors]
                for name, errors in filters.form.errors.as_data().items()
            }
        )
    return filters


def _sentence(error: forms.ValidationError, filters: ListFilters, name: str, offered: Mapping[str, Choices]) -> str:
    """What is wrong with a value. Only what this person is offered is named: a draft's state is no news to all."""
    field: Any = filters.form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        return " ".join(error.messages)
    known: Iterable[Any] = offered[name]() if name in offered else field.widget.choices
    choices = [(str(value), str(label)) for value, label in known]
    listed = [(value, label) for value, label in choices if value]
    by_key = isinstance(field, forms.ModelChoiceField)
    labels = [f"{value} ({label})" for value, label in listed] if by_key else ()
    return choice_sentence(filters.data.get(name, ""), [value for value, _ in listed], labels=labels)
