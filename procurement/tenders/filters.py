"""What a list of tenders is narrowed by, for its page and for the API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter, NumberFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from core import access, clock
from core.access import Person
from core.models import Authority, Role
from core.pages import numbers
from core.pages.filters import Choices, ListFilters, PositionFilter, SortFilter, page_size, words_filter
from core.pages.number_fields import written
from core.pages.paging import CountedPage, SortedPart
from procurement.planning.catalogue import catalogue
from procurement.tenders import methods, queries, search
from procurement.tenders.models import Origin, Tender
from procurement.tenders.models.tender import value_order
from procurement.tenders.search import Narrowing
from procurement.tenders.states import PUBLISHED, TenderState


def _known_methods() -> Iterator[tuple[str, str]]:
    """The formulas of this version; then those of another that a tender names. One query, if it comes so far."""
    yield from ((formula, methods.name(formula)) for formula in methods.known())
    yield from ((formula, methods.name(formula)) for formula in queries.methods_in(Tender.objects.all()))


def _standards() -> list[tuple[str, str]]:
    """The standards of the catalogue by title."""
    rows = [(standard.id, standard.title) for standard in catalogue().standards.values()]
    return sorted(rows, key=lambda row: row[1].casefold())


def _known_currencies() -> Iterator[tuple[str, str]]:
    """The currencies that a tender names. One query."""
    return ((currency, currency) for currency in search.values_in(Tender.objects.all(), "currency"))


class Deferred:
    """A filter that narrows nothing by itself: `TenderFilters.narrowing` reads what is asked."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:  # noqa: ARG002
        return qs


class CodeFilter(Deferred, CharFilter):
    """A code that the index of words answers."""


@extend_schema_field(OpenApiTypes.STR)
class StandardFilter(Deferred, ChoiceFilter):
    """A standard that the index of words answers."""


class AmountRangeField(forms.DecimalField):
    """An amount as people write it. What has two readings is refused: a list is narrowed by no guess."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            number = numbers.read(text).value
        except numbers.TwoReadings as two:
            sentence = _("“%(text)s” can be read in two ways. Write %(grouped)s if that is meant.")
            raise ValidationError(sentence % {"text": text, "grouped": two.grouped}) from two
        except numbers.NoNumber as refused:
            raise ValidationError(str(refused)) from refused
        return super().to_python(written(number))


class AmountFilter(Deferred, NumberFilter):
    """An end of a range of amounts of one currency."""

    field_class = AmountRangeField

    def __init__(self, *, label: Any, help_text: str) -> None:
        super().__init__(label=label, help_text=help_text, min_value=0, max_digits=20, decimal_places=2)


class DayFilter(Deferred, DateFilter):
    """An end of a range of days, by UTC."""

    def __init__(self, *, label: Any, help_text: str) -> None:
        super().__init__(label=label, help_text=help_text, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class TenderFilterForm(forms.Form):
    """Amounts of two currencies cannot be compared: a range of values names one."""

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        amounts = [name for name in ("value_min", "value_max") if cleaned.get(name) is not None]
        if amounts and not cleaned.get("currency") and "currency" not in self.errors:
            for name in amounts:
                self.add_error(name, _("Amounts are compared in one currency: choose it, too."))
        return cleaned


class TenderFilters(ListFilters):
    """Tenders that a person may see, narrowed. Empty values narrow nothing.

    What an index answers in the order of the list narrows `base`; the others are in `narrowing`, and `qs` is both.
    """

    folded = (
        "cpv",
        *("open_now", "standard", "currency", "value_min", "value_max", "closes_from", "closes_until"),
        *("authority", "method", "origin", "test"),
    )

    class Meta:
        form = TenderFilterForm

    q = words_filter(
        "Words that must all occur in reference, title, description, lots, CPV codes or buyer; the last may go on.",
        "by_terms",
    )
    cpv = CodeFilter(
        label=_("CPV code"),
        max_length=60,
        validators=[RegexValidator(r"^\d{2,8}(-\d)?$", _("Two to eight digits, as in 3492 or 34928500-3."))],
        help_text="A CPV code or its first digits; every code under it counts: 3492 and 34920000-2 find 34928500-3.",
    )
    state = ChoiceFilter(label=_("State"), choices=TenderState.choices, empty_label=_("Every state"))
    sort = SortFilter(
        ("deadline", _("Deadline: what closes next")),
        ("value", _("Value: the highest of a currency")),
        help_text="The order of the list; without it the newest first.",
    )
    open_now = ChoiceFilter(
        label=_("Open now"),
        choices=[("true", _("Bids are taken now"))],
        empty_label=_("Open or not"),
        method="taking_bids",
        help_text="'true': only tenders that are open for bids, not suspended, and whose deadline has not passed.",
    )
    standard = StandardFilter(
        label=_("Standard asked for"),
        choices=_standards,
        empty_label=_("Any or none"),
        help_text="The id of a standard that an interface of the tender names.",
    )
    currency = ChoiceFilter(label=_("Currency"), choices=_known_currencies, empty_label=_("Every currency"))
    value_min = AmountFilter(label=_("Value from"), help_text="The least that the lots are estimated at together.")
    value_max = AmountFilter(label=_("Value to"), help_text="The most that the lots are estimated at together.")
    closes_from = DayFilter(label=_("Bids close from"), help_text="The first day of the deadline, by UTC.")
    closes_until = DayFilter(label=_("Bids close until"), help_text="The last day of the deadline, by UTC.")
    authority = ModelChoiceFilter(
        label=_("Authority"), queryset=Authority.objects.all(), empty_label=_("Every authority")
    )
    method = ChoiceFilter("price_formula", label=_("Method"), choices=_known_methods, empty_label=_("Every method"))
    origin = ChoiceFilter(label=_("Origin"), choices=Origin.choices, empty_label=_("Every origin"))
    test = ChoiceFilter(
        "is_test",
        label=_("Tests"),
        choices=[("false", _("Without tests of a source")), ("true", _("Only tests of a source"))],
        empty_label=_("Real and test"),
        method="with_tests",
        help_text="Whether the source of an import marks it as a test.",
    )
    before = PositionFilter(label=_("Continues below"), help_text="Continue after the tender with this publish_no.")
    size = page_size()

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data, queries.visible_to(user))
        self.user = user

    @property
    def base(self) -> QuerySet[Tender]:
        """What is left by the filters that have an index in the order of the list."""
        tenders: QuerySet[Tender] = super().qs
        return tenders

    @property
    def qs(self) -> QuerySet[Tender]:
        """What is left by all filters."""
        return self.narrowing.of(self.base)

    @cached_property
    def narrowing(self) -> Narrowing:
        """What the other filters ask, as far as they are in order."""
        self.form.is_valid()
        asked = self.form.cleaned_data
        marks = [search.cpv_mark(asked["cpv"])] if asked.get("cpv") else []
        marks += [search.standard_mark(asked["standard"])] if asked.get("standard") else []
        ranges = _amounts(asked.get("value_min"), asked.get("value_max"))
        ranges &= _days(asked.get("closes_from"), asked.get("closes_until"))
        return Narrowing(search.terms_of(asked.get("q") or "", marks=marks), ranges)

    def by_terms(self, tenders: QuerySet[Tender], _name: str, _text: str) -> QuerySet[Tender]:
        return tenders

    def taking_bids(self, tenders: QuerySet[Tender], _name: str, _value: str) -> QuerySet[Tender]:
        return queries.running(tenders).filter(state=TenderState.OPEN, deadline_at__gt=clock.db_now())

    def with_tests(self, tenders: QuerySet[Tender], name: str, value: str) -> QuerySet[Tender]:
        return tenders.filter(**{name: value == "true"})

    def offered(self) -> Mapping[str, Choices]:
        """States before publication for officers only; authorities and methods among what the person may see."""
        states = TenderState if access.holds_any(self.user, Role.OFFICER) else PUBLISHED
        return {
            "state": lambda: ((state.value, state.label) for state in states),
            "authority": lambda: ((row.pk, str(row)) for row in queries.authorities_of(self.user)),
            "method": lambda: ((formula, methods.name(formula)) for formula in queries.methods_of(self.user)),
            "currency": lambda: ((currency, currency) for currency in queries.currencies_of(self.user)),
        }

    def order(self, clock: Callable[[], datetime]) -> Sequence[SortedPart]:
        """The order that is asked for; the clock is read for deadlines alone."""
        match self.sort:
            case "deadline":
                return queries.by_deadline(clock())
            case "value":
                return queries.BY_VALUE
            case _:
                return queries.NEWEST

    def page(self, clock: Callable[[], datetime]) -> CountedPage[queries.ListedTender]:
        """The page of the list that is asked for; the queries of `queries.page`, and the clock's where it is read."""
        return queries.page(
            self.user,
            self.base,
            narrowing=self.narrowing,
            order=self.order(clock),
            before=self.position,
            size=self.size,
        )

    def rows(self, clock: Callable[[], datetime], *, most: int) -> list[queries.ListedTender]:
        """All rows that the filters leave, in the order that is asked for, but no more than `most`."""
        return queries.rows_of_list(self.user, self.base, narrowing=self.narrowing, order=self.order(clock), most=most)


def _amounts(least: Decimal | None, most: Decimal | None) -> Q:
    ends = {"value_order__gte": value_order(least), "value_order__lte": value_order(most)}
    return Q(**{name: end for name, end in ends.items() if end is not None})


def _days(first: date | None, last: date | None) -> Q:
    ends = {}
    if first is not None:
        ends["deadline_at__gte"] = datetime.combine(first, time(), UTC)
    if last is not None:
        ends["deadline_at__lt"] = datetime.combine(last, time(), UTC) + timedelta(days=1)
    return Q(**ends)
