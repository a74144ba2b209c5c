"""What a list of tenders is narrowed by, for its page and for the API."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from core import access
from core.access import Person
from core.models import Authority, Role
from core.pages.filters import Choices, ListFilters, PositionFilter
from core.pages.paging import PAGE, CountedPage
from procurement.tenders import methods, queries
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import PUBLISHED, TenderState


def _known_methods() -> Iterator[tuple[str, str]]:
    """The formulas of this version; then those of another that a tender names. One query, if it comes so far."""
    yield from ((formula, methods.name(formula)) for formula in methods.known())
    yield from ((formula, methods.name(formula)) for formula in queries.methods_in(Tender.objects.all()))


class TenderFilters(ListFilters):
    """Tenders that a person may see, narrowed. Empty values narrow nothing."""

    q = CharFilter(
        method="with_words",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
        help_text="Words that must all occur in reference, title, description or buyer.",
    )
    state = ChoiceFilter(label=_("State"), choices=TenderState.choices, empty_label=_("Every state"))
    authority = ModelChoiceFilter(
        label=_("Authority"), queryset=Authority.objects.all(), empty_label=_("Every authority")
    )
    method = ChoiceFilter("price_formula", label=_("Method"), choices=_known_methods, empty_label=_("Every method"))
    origin = ChoiceFilter(label=_("Origin"), choices=Origin.choices, empty_label=_("Every origin"))
    before = PositionFilter(label=_("Continues below"), help_text="Continue below this publish_no.")
    size = PositionFilter(label=_("Rows on a page"), help_text="Rows on a page.", max_value=200, default=PAGE)

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data, queries.visible_to(user))
        self.user = user

    def with_words(self, tenders: QuerySet[Tender], _name: str, text: str) -> QuerySet[Tender]:
        return queries.with_words(tenders, text)

    def offered(self) -> Mapping[str, Choices]:
        """States before publication for officers only; authorities and methods among what the person may see."""
        states = TenderState if access.holds_any(self.user, Role.OFFICER) else PUBLISHED
        return {
            "state": lambda: ((state.value, state.label) for state in states),
            "authority": lambda: ((row.pk, str(row)) for row in queries.authorities_of(self.user)),
            "method": lambda: ((formula, methods.name(formula)) for formula in queries.methods_of(self.user)),
        }

    def page(self) -> CountedPage[queries.ListedTender]:
        """The page of the list that is asked for; the queries of `queries.page`."""
        return queries.page(self.user, self.qs, before=self.position, size=self.size)
