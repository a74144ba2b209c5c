"""What a list of reviews is narrowed by, for its page and for the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from core.access import Person
from core.models import Authority, JobState
from core.pages.filters import BY_TITLE, Choices, ListFilters, page_size, title_sort, words_filter
from core.pages.paging import Page
from procurement.reports import queries
from procurement.reports.models import KINDS, Report, Variant


class ReportFilters(ListFilters):
    """Reviews that a person may see, narrowed. Empty values narrow nothing."""

    folded = ("kind", "variant", "authority")

    q = words_filter("Words that must all occur in the title.")
    state = ChoiceFilter("job__state", label=_("State"), choices=JobState.choices, empty_label=_("Every state"))
    sort = title_sort()
    kind = ChoiceFilter(label=_("About"), choices=KINDS, empty_label=_("Everything"))
    variant = ChoiceFilter(label=_("Copy"), choices=Variant.choices, empty_label=_("Every copy"))
    authority = ModelChoiceFilter(
        label=_("Authority"),
        queryset=Authority.objects.all(),
        empty_label=_("Every authority"),
        method="of_authority",
    )
    size = page_size()

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data, queries.visible_to(user))
        self.user = user

    def of_authority(self, reports: QuerySet[Report], _name: str, authority: Authority) -> QuerySet[Report]:
        return reports.filter(queries.read_by([authority.pk]))

    def offered(self) -> Mapping[str, Choices]:
        """The authorities whose reviews the person reads."""
        return {"authority": lambda: ((row.pk, str(row)) for row in queries.authorities_of(self.user))}

    def page(self) -> Page[Report]:
        """The page of the list that is asked for; the queries of `queries.page`."""
        return queries.page(self.qs, order=BY_TITLE[self.sort], before=self.position, size=self.size)
