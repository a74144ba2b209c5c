"""What the page of an authority shows: settings, law, calendar, and what is left to do."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.law import access
from core.law.calendars import holidays_of
from core.law.days import day_of
from core.law.status import LawStatus, status_of
from core.law.steps import STEPS
from core.models import Authority, Calendar
from core.pages import formats


@dataclass(frozen=True, slots=True)
class StepRow:
    """A button, or why it is not for this person."""

    label: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class CalendarYearRow:
    year: int
    is_confirmed: bool
    days: str
    source: str


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    name: str
    identifier: str
    zone: str
    locale: str
    amounts: str
    law: str
    confirmed: str
    calendar: str
    years: tuple[CalendarYearRow, ...]
    tasks: tuple[str, ...]
    steps: tuple[StepRow, ...]


def authority_page(authority: Authority, user: Person, at: datetime) -> AuthorityPage:
    """Everything on the page. Six queries."""
    status = status_of(authority, day_of(at, authority.zone))
    return AuthorityPage(
        authority.name,
        f"{authority.id_scheme} {authority.id_value}".strip(),
        authority.zone,
        authority.locale,
        f"{authority.currency} {authority.get_basis_display()}".strip(),
        authority.get_law_profile_display(),
        _confirmed(status),
        str(status.calendar or ""),
        _years(status.calendar),
        tuple(task.sentence for task in status.tasks),
        _steps(authority, user),
    )


def _confirmed(status: LawStatus) -> str:
    if status.confirmation is None:
        return _("by nobody yet")
    facts = {"lawyer": status.confirmation.lawyer, "day": formats.day(status.confirmation.at)}
    return _("by %(lawyer)s, recorded on %(day)s") % facts


def _years(calendar: Calendar | None) -> tuple[CalendarYearRow, ...]:
    if calendar is None:
        return ()
    days = holidays_of(calendar)
    return tuple(
        CalendarYearRow(
            row.year,
            row.confirmed_at is not None,
            "; ".join(f"{formats.day(day)} {holiday.name}" for day, holiday in days.items() if day.year == row.year),
            row.source,
        )
        for row in calendar.years.order_by("year")
    )


def _steps(authority: Authority, user: Person) -> tuple[StepRow, ...]:
    return tuple(
        StepRow(
            str(step.label),
            reverse("authority:step", args=[authority.pk, key]),
            str(access.may(user, step.action, authority).why),
        )
        for key, step in STEPS.items()
    )
