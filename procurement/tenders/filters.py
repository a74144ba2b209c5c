"""What a list of tenders is narrowed by, for its page and for the API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from core import access
from core.access import Person
from core.models import Authority, Role
from core.pages.filters import Choices, ListFilters, PositionFilter, SortFilter, page_size, words_filter
from core.pages.paging import CountedPage, SortedPart
from procurement.tenders import methods, queries
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import PUBLISHED, TenderState


def _known_methods() -> Iterator[tuple[str, str]]:
    """The formulas of this version; then those of another that a tender names. One query, if it comes so far."""
    yield from ((formula, methods.name(formula)) for formula in methods.known())
    yield from ((formula, methods.name(formula)) for formula in queries.methods_in(Tender.objects.all()))


class TenderFilters(ListFilters):
    """Tenders that a person may see, narrowed. Empty values narrow nothing."""

    folded = ("authority", "method", "origin", "test")

    q = words_filter("Words that must all occur in reference, title, description or buyer.", "with_words")
    state = ChoiceFilter(label=_("State"), choices=TenderState.choices, empty_label=_("Every state"))
    sort = SortFilter(
        ("deadline", _("Deadline: what closes next")),
        ("value", _("Value: the highest of a currency")),
        help_text="The order of the list; without it the newest first.",
    )
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

    def with_words(self, tenders: QuerySet[Tender], _name: str, text: str) -> QuerySet[Tender]:
        return queries.with_words(tenders, text)

    def with_tests(self, tenders: QuerySet[Tender], name: str, value: str) -> QuerySet[Tender]:
        return tenders.filter(**{name: value == "true"})

    def offered(self) -> Mapping[str, Choices]:
        """States before publication for officers only; authorities and methods among what the person may see."""
        states = TenderState if access.holds_any(self.user, Role.OFFICER) else PUBLISHED
        return {
            "state": lambda: ((state.value, state.label) for state in states),
            "authority": lambda: ((row.pk, str(row)) for row in queries.authorities_of(self.user)),
            "method": lambda: ((formula, methods.name(formula)) for formula in queries.methods_of(self.user)),
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
        return queries.page(self.user, self.qs, order=self.order(clock), before=self.position, size=self.size)

    def rows(self, clock: Callable[[], datetime], *, most: int) -> list[queries.ListedTender]:
        """All rows that the filters leave, in the order that is asked for, but no more than `most`."""
        return queries.rows_of_list(self.user, self.qs, order=self.order(clock), most=most)
