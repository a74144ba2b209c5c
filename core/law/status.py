"""Where an authority stands with its law: what is chosen, who confirmed it, and what an administrator still does."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from core.law.calendars import calendar_of, parts_of_calendar
from core.law.profiles import digest, profile_of
from core.law.seeding import UNION
from core.law.terms import LawProfile
from core.models import Authority, Calendar, CalendarYear, LawConfirmation
from core.pages import formats

AHEAD = timedelta(days=120)  # the longest count reaches so far: a notice of 120 days


class LawTaskKind(StrEnum):
    SETTLE = "settle"
    CHOOSE_PROFILE = "choose_profile"
    CONFIRM_PROFILE = "confirm_profile"
    RENEW_PROFILE = "renew_profile"
    START_CALENDAR = "start_calendar"
    CHANGE_CALENDAR = "change_calendar"
    ADD_YEAR = "add_year"
    CONFIRM_YEAR = "confirm_year"


@dataclass(frozen=True, slots=True)
class LawTask:
    """One thing that an administrator does next, in a sentence."""

    kind: LawTaskKind
    sentence: str


@dataclass(frozen=True, slots=True)
class LawStatus:
    """The profile in force, the confirmation of what it says today, the calendar, and what is left to do."""

    profile: LawProfile | None
    confirmation: LawConfirmation | None
    calendar: Calendar | None
    tasks: tuple[LawTask, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether a lawyer confirmed what the profile says today."""
        return self.confirmation is not None


def status_of(authority: Authority, today: date) -> LawStatus:
    """The status on a day of the authority's zone. Three queries."""
    profile = profile_of(authority.law_profile) if authority.law_profile else None
    confirmation = confirmation_of(authority, profile) if profile else None
    calendar = calendar_of(authority)
    tasks = [
        *_settings_tasks(authority),
        *_profile_tasks(profile, confirmation, today),
        *_calendar_tasks(profile, calendar, today),
    ]
    return LawStatus(profile, confirmation, calendar, tuple(tasks))


def confirmation_of(authority: Authority, profile: LawProfile) -> LawConfirmation | None:
    """The latest confirmation of what the profile says today; None if nobody confirmed that. One query."""
    rows = LawConfirmation.objects.filter(authority=authority, profile=profile.id, digest=digest(profile))
    return rows.order_by("-at", "-pk").first()


def _settings_tasks(authority: Authority) -> list[LawTask]:
    if all((authority.locale, authority.currency, authority.basis)):
        return []
    return [LawTask(LawTaskKind.SETTLE, _("Say the authority's time zone, locale, currency and whether tax is in."))]


def _profile_tasks(profile: LawProfile | None, confirmation: LawConfirmation | None, today: date) -> list[LawTask]:
    if profile is None:
        return [LawTask(LawTaskKind.CHOOSE_PROFILE, _("Choose the law that applies to the authority."))]
    tasks = []
    if confirmation is None:
        sentence = _("A lawyer of the authority reads the profile %(id)s and confirms it before first use.")
        tasks.append(LawTask(LawTaskKind.CONFIRM_PROFILE, sentence % {"id": profile.id}))
    if profile.valid_to is not None and today + AHEAD > profile.valid_to:
        sentence = _("The figures of %(id)s hold until %(day)s. Choose its next version.")
        facts = {"id": profile.id, "day": formats.day(profile.valid_to)}
        tasks.append(LawTask(LawTaskKind.RENEW_PROFILE, sentence % facts))
    return tasks


def _calendar_tasks(profile: LawProfile | None, calendar: Calendar | None, today: date) -> list[LawTask]:
    if calendar is None:
        return [LawTask(LawTaskKind.START_CALENDAR, _("Start the calendar of public holidays."))]
    tasks = []
    if profile is not None and (fault := calendar_fault(profile, calendar)):
        tasks.append(LawTask(LawTaskKind.CHANGE_CALENDAR, fault))
    years = {row.year: row for row in CalendarYear.objects.filter(calendar=calendar)}
    for year in sorted({today.year, (today + AHEAD).year}):
        if year not in years:
            sentence = _("Add the public holidays of %(year)d.")
            tasks.append(LawTask(LawTaskKind.ADD_YEAR, sentence % {"year": year}))
        elif years[year].confirmed_at is None:
            sentence = _("Compare the public holidays of %(year)d with the official list and confirm them.")
            tasks.append(LawTask(LawTaskKind.CONFIRM_YEAR, sentence % {"year": year}))
    return tasks


def calendar_fault(profile: LawProfile, calendar: Calendar) -> str:
    """What the law wants of the calendar and it is not; empty if nothing."""
    rule, parts = profile.calendar, parts_of_calendar(calendar)
    if rule.country and rule.country != calendar.country:
        return _("The profile %(id)s counts by the holidays of %(country)s.") % {
            "id": profile.id,
            "country": rule.country,
        }
    if rule.parts == "union" and set(parts) != set(UNION[calendar.country]):
        return _("By the profile %(id)s a holiday in any part of the country counts.") % {"id": profile.id}
    if rule.parts == "land" and len(parts) != 1:
        return _("By the profile %(id)s the holidays of the authority's Land count. Say which.") % {"id": profile.id}
    return ""
