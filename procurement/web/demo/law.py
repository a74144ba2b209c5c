"""The law and calendar of a demonstration's authority, decided by its administrator through the services."""

from datetime import datetime

from core.law import calendars, services
from core.law.calendars import YEARS_AHEAD
from core.law.days import day_of
from core.models import Authority, User
from procurement.web.demo.tables import TomlTable


def decide(row: TomlTable, *, authority: Authority, by: User, at: datetime) -> None:
    """Settings, law profile, a lawyer's confirmation, calendar with two confirmed years. Nothing if a law is chosen."""
    if authority.law_profile:
        return
    place = {name: row[name] for name in ("zone", "locale", "currency", "basis")}
    services.settle(authority=authority, by=by, at=at, **place)
    services.choose_profile(authority=authority, profile=row["law_profile"], by=by, at=at)
    services.record_confirmation(authority=authority, lawyer=row["lawyer"], by=by, at=at)
    calendar = calendars.start(authority=authority, country=row["country"], by=by, at=at)
    this_year = day_of(at, authority.zone).year
    for year in range(this_year, this_year + YEARS_AHEAD):
        calendars.confirm_year(calendar=calendar, year=year, by=by, at=at)
