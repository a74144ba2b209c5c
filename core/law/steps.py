"""What an administrator decides about an authority, as its page offers it: the form, and the service behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.law import calendars, services
from core.law import forms as law_forms
from core.law.access import LawAction
from core.law.seeding import CalendarRefused
from core.models import Authority, Calendar, User


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whose authority it is, by whom and when."""

    authority: Authority
    by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class LawStep:
    """`hint`: what to know before; `initial`: what stands in the form."""

    action: LawAction
    label: str | Promise
    hint: str | Promise
    form: type[forms.Form]
    do: Callable[[Deciding, Mapping[str, Any]], object]
    initial: Callable[[Authority], Mapping[str, object]] = lambda _authority: {}


def _settle(decided: Deciding, typed: Mapping[str, Any]) -> None:
    services.settle(
        authority=decided.authority,
        zone=typed["zone"],
        locale=typed["locale"],
        currency=typed["currency"].upper(),
        basis=typed["basis"],
        by=decided.by,
        at=decided.at,
    )


def _settings_of(authority: Authority) -> Mapping[str, object]:
    return {name: getattr(authority, name) for name in ("zone", "locale", "currency", "basis")}


def _calendar(decided: Deciding) -> Calendar:
    calendar = calendars.calendar_of(decided.authority)
    if calendar is None:
        raise CalendarRefused(_("There is no calendar yet. Start one first."))
    return calendar


def _start(decided: Deciding, typed: Mapping[str, Any]) -> None:
    parts = tuple(part.strip().upper() for part in typed["parts"].split(",") if part.strip())
    country = typed["country"].upper()
    calendars.start(authority=decided.authority, country=country, parts=parts, by=decided.by, at=decided.at)


def _declare(decided: Deciding, typed: Mapping[str, Any]) -> None:
    calendars.declare_day(
        calendar=_calendar(decided),
        day=typed["day"],
        is_off=typed["kind"] == "off",
        name=typed["name"],
        reason=typed["reason"],
        by=decided.by,
        at=decided.at,
    )


STEPS = {
    "settings": LawStep(
        LawAction.SETTLE,
        gettext_lazy("Change the settings"),
        gettext_lazy("Tenders keep what they were made with."),
        law_forms.SettingsForm,
        _settle,
        _settings_of,
    ),
    "profile": LawStep(
        LawAction.CHOOSE,
        gettext_lazy("Choose the law"),
        gettext_lazy(
            "A lawyer of the authority confirms it then. Tenders keep the law that they were published under."
        ),
        law_forms.ProfileForm,
        lambda decided, typed: services.choose_profile(
            authority=decided.authority, profile=typed["law_profile"], by=decided.by, at=decided.at
        ),
        lambda authority: {"law_profile": authority.law_profile},
    ),
    "confirmation": LawStep(
        LawAction.CONFIRM,
        gettext_lazy("Record a lawyer's confirmation"),
        gettext_lazy("Of the law profile as it reads today. It cannot be taken back; a later one follows it."),
        law_forms.LawyerForm,
        lambda decided, typed: services.record_confirmation(
            authority=decided.authority,
            lawyer=typed["lawyer"],
            reference=typed["reference"],
            by=decided.by,
            at=decided.at,
        ),
    ),
    "calendar": LawStep(
        LawAction.KEEP_CALENDAR,
        gettext_lazy("Start a calendar"),
        gettext_lazy("With the public holidays of this year and the next two. One that is there is followed by it."),
        law_forms.CalendarForm,
        _start,
    ),
    "year": LawStep(
        LawAction.KEEP_CALENDAR,
        gettext_lazy("Add a year"),
        gettext_lazy("With the public holidays of the calendar's country."),
        law_forms.YearForm,
        lambda decided, typed: calendars.add_year(
            calendar=_calendar(decided), year=typed["year"], by=decided.by, at=decided.at
        ),
    ),
    "confirm-year": LawStep(
        LawAction.KEEP_CALENDAR,
        gettext_lazy("Confirm a year"),
        gettext_lazy("After you have compared its days with the official list. It cannot be taken back."),
        law_forms.YearForm,
        lambda decided, typed: calendars.confirm_year(
            calendar=_calendar(decided), year=typed["year"], by=decided.by, at=decided.at
        ),
    ),
    "day": LawStep(
        LawAction.KEEP_CALENDAR,
        gettext_lazy("Declare a day"),
        gettext_lazy("A day that is off once, or a listed day that is worked. Dates are counted by it from now on."),
        law_forms.DayForm,
        _declare,
    ),
}
