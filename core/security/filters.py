"""What the page of the security log is narrowed by."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter

from core.access import Person
from core.models import SecurityEvent, SecurityKind, User
from core.pages.filters import Choices, ListFilters
from core.security import queries, writing

A_PLACE = RegexValidator(r"^[0-9a-f ]*\Z", _("A place is written with the digits 0 to 9 and a to f."))


class SecurityFilters(ListFilters):
    """The events that an administrator may read, narrowed. Empty values narrow nothing."""

    kind = ChoiceFilter(label=_("Event"), choices=SecurityKind.choices, empty_label=_("Every event"))
    person = ModelChoiceFilter(
        "trace__user", label=_("Person"), queryset=User.objects.all(), empty_label=_("Everybody")
    )
    day = DateFilter(method="on_day", label=_("Day (UTC)"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    place = CharFilter(method="at_place", label=_("Place"), max_length=20, validators=[A_PLACE])

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data, queries.visible_to(user))
        self.user = user

    def on_day(self, events: QuerySet[SecurityEvent], _name: str, day: dt.date) -> QuerySet[SecurityEvent]:
        return events.filter(day=(day - writing.EPOCH.date()).days)

    def at_place(self, events: QuerySet[SecurityEvent], _name: str, place: str) -> QuerySet[SecurityEvent]:
        return events.filter(trace__place=place.replace(" ", ""))

    def offered(self) -> Mapping[str, Choices]:
        """People of the administrator's authorities; a supplier's person is chosen by the link in a row."""
        return {"person": lambda: ((person.pk, str(person)) for person in queries.people_of(self.user))}
