"""What a list of studies is narrowed by, for its page and for the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from core.access import Person
from core.models import Authority
from core.pages.filters import BY_TITLE, Choices, ListFilters, page_size, title_sort, words_filter
from core.pages.paging import Page
from procurement.studies import queries
from procurement.studies.models import MethodStudy


class StudyFilters(ListFilters):
    """Studies that a person may see, narrowed. Empty values narrow nothing."""

    folded = ("authority",)

    q = words_filter("Words that must all occur in the title.")
    chosen = ChoiceFilter(
        label=_("Chosen"),
        choices=[("yes", _("A method is chosen")), ("no", _("Not yet"))],
        empty_label=_("Chosen or not"),
        method="with_choice",
        help_text="Whether a method is chosen in it.",
    )
    sort = title_sort()
    authority = ModelChoiceFilter(
        label=_("Authority"), queryset=Authority.objects.all(), empty_label=_("Every authority")
    )
    size = page_size()

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data, queries.visible_to(user))
        self.user = user

    def with_choice(self, studies: QuerySet[MethodStudy], _name: str, value: str) -> QuerySet[MethodStudy]:
        return queries.with_choice(studies, chosen=value == "yes")

    def offered(self) -> Mapping[str, Choices]:
        """The authorities whose studies the person reads."""
        return {"authority": lambda: ((row.pk, str(row)) for row in queries.authorities_of(self.user))}

    def page(self) -> Page[MethodStudy]:
        """The page of the list that is asked for; the queries of `queries.page`."""
        return queries.page(self.qs, order=BY_TITLE[self.sort], before=self.position, size=self.size)
