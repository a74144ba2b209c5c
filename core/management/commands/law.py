"""`manage.py law`: which law applies to an authority, who confirmed it, and what its amounts and numbers are in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.law import days, services
from core.law.access import LawAction
from core.law.commands import add_authority, administrator_of, authority_of
from core.law.status import status_of
from core.models import Authority, LawProfileId, User
from core.pages import formats


class Command(BaseCommand):
    help = "Shows or decides the settings and the law profile of an authority; says what is left to do."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add_authority(acts.add_parser("show"), decides=False)
        settle = acts.add_parser("settle", help="zone, locale, currency, and whether tax is in amounts")
        add_authority(settle)
        settle.add_argument("--zone", required=True, help="Europe/Lisbon")
        settle.add_argument("--locale", required=True, help="pt_PT: how numbers are written and read")
        settle.add_argument("--currency", required=True, help="EUR")
        settle.add_argument("--basis", required=True, help="net or gross")
        choose = acts.add_parser("choose", help=f"a law profile: {', '.join(LawProfileId.values)}")
        add_authority(choose)
        choose.add_argument("--profile", required=True)
        confirm = acts.add_parser("confirm", help="record that a lawyer confirmed the profile")
        add_authority(confirm)
        confirm.add_argument("--lawyer", required=True, help="name of the lawyer")
        confirm.add_argument("--reference", default="", help="number of the opinion")

    def handle(self, *_: Any, act: str, authority: str, by: str = "", **options: Any) -> None:
        row = authority_of(authority)
        if act != "show":
            action = {"settle": LawAction.SETTLE, "choose": LawAction.CHOOSE, "confirm": LawAction.CONFIRM}[act]
            try:
                _decide(act, row, administrator_of(by, action, row), options)
            except services.LawRefused as refused:
                raise CommandError(str(refused)) from refused
        for line in _status_lines(row):
            self.stdout.write(line)


def _decide(act: str, authority: Authority, by: User, options: dict[str, str]) -> None:
    who = {"authority": authority, "by": by, "at": clock.db_now()}
    if act == "settle":
        services.settle(**{name: options[name] for name in ("zone", "locale", "currency", "basis")}, **who)  # type: ignore[arg-type]
    elif act == "choose":
        services.choose_profile(profile=options["profile"], **who)  # type: ignore[arg-type]
    else:
        services.record_confirmation(lawyer=options["lawyer"], reference=options["reference"], **who)  # type: ignore[arg-type]


def _status_lines(authority: Authority) -> list[str]:
    status = status_of(authority, days.day_of(clock.db_now(), authority.zone))
    confirmation = status.confirmation
    confirmed = f"by {confirmation.lawyer}, {formats.day(confirmation.at)}" if confirmation else "by nobody"
    amounts = f"{authority.currency} {authority.basis}".strip()
    return [
        f"{authority}: {authority.zone}, {authority.locale or '-'}, {amounts or '-'}",
        f"Law: {authority.law_profile or 'none chosen'}, confirmed {confirmed}",
        f"Calendar: {status.calendar or 'none'}",
        *(f"To do: {task.sentence}" for task in status.tasks),
    ]
