"""What a list is asked for, declared once: a page shows it as a form, the API reads and describes it.

A value is judged alike by both: the API answers 400, a page says it in the form, where it narrows nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter
from drf_spectacular.utils import extend_schema_field

from core.pages.paging import BIGGEST, PAGE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Callable[[], Iterable[tuple[Any, Any]]]


class PositionFilter(NumberFilter):
    """A number that says where a list goes on or how long its pages are; it narrows nothing."""

    field_class = forms.IntegerField

    def __init__(self, *, label: "StrOrPromise", help_text: str, max_value: int = BIGGEST, **options: Any) -> None:
        """`options` are further words of its schema in the API's document."""
        limits = {"min_value": 1, "max_value": max_value}
        super().__init__(label=label, widget=forms.HiddenInput, help_text=help_text, **limits)
        described = {"type": "integer", "minimum": 1, "description": help_text, **options}
        extend_schema_field(described if max_value == BIGGEST else described | {"maximum": max_value})(self)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:  # noqa: ARG002
        return qs


BY_TITLE = {"": ("-no",), "oldest": ("no",), "title": ("title", "-no")}  # orders of numbered rows with a title


def title_sort() -> "SortFilter":
    """The orders of `BY_TITLE`."""
    oldest, title = ("oldest", _("Oldest first")), ("title", _("Title"))
    return SortFilter(oldest, title, help_text="The order of the list; without it the newest first.")


def with_title_words(rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
    """Every one of the first eight words must occur in the title, capitals or not."""
    for word in text.split()[:8]:
        rows = rows.filter(title__icontains=word)
    return rows


def words_filter(help_text: str, method: Any = with_title_words) -> CharFilter:
    """A field for words to look for."""
    search = forms.TextInput({"type": "search"})
    return CharFilter(method=method, label=_("Words"), max_length=200, widget=search, help_text=help_text)


class SortFilter(ChoiceFilter):
    """The order of a list, newest first unless another is asked for; it narrows nothing."""

    def __init__(self, *choices: tuple[str, "StrOrPromise"], help_text: str) -> None:
        super().__init__(label=_("Sorted by"), choices=choices, empty_label=_("Newest first"), help_text=help_text)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:  # noqa: ARG002
        return qs


def page_size() -> PositionFilter:
    """How many rows a page has."""
    return PositionFilter(label=_("Rows on a page"), help_text="Rows on a page.", max_value=200, default=PAGE)


class ListFilters(FilterSet):
    """The filters of a list and its position; a stage adds its own.

    `qs` is what is left by the values that are in order. A filter's help text is for the API's document only. Filters
    named in `folded` stand behind *More filters*, which is open while one of them is set.
    """

    folded: tuple[str, ...] = ()

    before = PositionFilter(label=_("Continues below"), help_text="Continue below this number.")

    def offered(self) -> Mapping[str, Choices]:
        """What a page offers in a field, if that is less than what the field knows; read when the form is drawn."""
        return {}

    @cached_property
    def form(self) -> forms.Form:
        """The filters as a form of GET."""
        form: forms.Form = super().form
        form.use_required_attribute = False
        form.folded = self.folded  # type: ignore[attr-defined]  # for the component
        form.unfolded = any(self.data.get(name) for name in self.folded)  # type: ignore[attr-defined]
        for field in form.fields.values():
            field.help_text = ""
        for name, choices in self.offered().items():
            self._offer(form, name, choices)
        return form

    def _offer(self, form: forms.Form, name: str, choices: Choices) -> None:
        field: Any = form.fields[name]
        asked = self.data.get(name, "")
        field.widget.choices = cache(lambda: list(_options(field, choices, asked)))  # a form reads them twice

    @property
    def position(self) -> int | None:
        """The number below which the page begins; None at the beginning, and where the address names no number."""
        self.form.is_valid()
        position: int | None = self.form.cleaned_data.get("before")
        return position

    @property
    def size(self) -> int:
        """How many rows a page has."""
        self.form.is_valid()
        return self.form.cleaned_data.get("size") or PAGE

    @property
    def sort(self) -> str:
        """The order that is asked for; empty for the newest first, and where the address names none that there is."""
        self.form.is_valid()
        return self.form.cleaned_data.get("sort") or ""

    @property
    def narrowed(self) -> bool:
        """Whether a filter that is in order leaves something out."""
        self.form.is_valid()
        positions = {name for name, field in self.filters.items() if isinstance(field, PositionFilter | SortFilter)}
        return any(value for name, value in self.form.cleaned_data.items() if name not in positions)


def _options(field: Any, choices: Choices, asked: str) -> Iterator[tuple[Any, Any]]:
    """What is offered, and what is asked for although it is not: a form never shows another value than it has."""
    yield ("", field.empty_label)
    listed = set()
    for value, label in choices():
        listed.add(str(value))
        yield (value, label)
    if asked and asked not in listed:
        yield from ((value, label) for value, label in field.choices if str(value) == asked)
