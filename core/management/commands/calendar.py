"""`manage.py calendar`: the public holidays of an authority, and the days that are declared off or worked."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.law import calendars
from core.law.access import LawAction
from core.law.commands import add_authority, administrator_of, authority_of
from core.law.seeding import CalendarRefused
from core.models import Authority, Calendar, User


class Command(BaseCommand):
    help = "Starts, shows, mends and confirms the calendar by which the dates of an authority are counted."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add_authority(acts.add_parser("show"), decides=False)
        start = acts.add_parser("start", help="with the public holidays of a country for three years")
        add_authority(start)
        start.add_argument("--country", required=True, help="two letters, such as DE")
        start.add_argument("--parts", default="", help="parts of it, such as BY; several with commas")
        for name, text in (("add-year", "one more year"), ("confirm-year", "compared with the official list")):
            act = acts.add_parser(name, help=text)
            add_authority(act)
            act.add_argument("--year", type=int, required=True)
        for name, text in (("off", "a day that is off once"), ("working", "a listed day that is worked")):
            act = acts.add_parser(name, help=text)
            add_authority(act)
            act.add_argument("--day", type=date.fromisoformat, required=True, help="2026-06-15")
            act.add_argument("--name", required=True)
            act.add_argument("--reason", required=True, help="who declared it, and where")

    def handle(self, *_: Any, act: str, authority: str, by: str = "", **options: Any) -> None:
        row = authority_of(authority)
        if act != "show":
            user = administrator_of(by, LawAction.KEEP_CALENDAR, row)
            try:
                _decide(act, row, user, options)
            except CalendarRefused as refused:
                raise CommandError(str(refused)) from refused
        for line in _lines(calendars.calendar_of(row)):
            self.stdout.write(line)


def _decide(act: str, authority: Authority, by: User, options: dict[str, Any]) -> None:
    at = clock.db_now()
    if act == "start":
        parts = tuple(part.strip() for part in options["parts"].split(",") if part.strip())
        calendars.start(authority=authority, country=options["country"].upper(), parts=parts, by=by, at=at)
        return
    calendar = calendars.calendar_of(authority)
    if calendar is None:
        raise CommandError(f"{authority} has no calendar yet. Start one first.")
    if act == "add-year":
        calendars.add_year(calendar=calendar, year=options["year"], by=by, at=at)
    elif act == "confirm-year":
        calendars.confirm_year(calendar=calendar, year=options["year"], by=by, at=at)
    else:
        day = {name: options[name] for name in ("day", "name", "reason")}
        calendars.declare_day(calendar=calendar, is_off=act == "off", by=by, at=at, **day)


def _lines(calendar: Calendar | None) -> list[str]:
    if calendar is None:
        return ["No calendar."]
    years = [
        f"{row.year}: from {row.source}, {'confirmed' if row.confirmed_at else 'to be confirmed'}"
        for row in calendar.years.order_by("year")
    ]
    days = [f"{day}  {row.name}" for day, row in calendars.holidays_of(calendar).items()]
    return [f"Calendar {calendar}", *years, *days]
