"""`manage.py move_clock`: the demonstration's clock, forward, to see what a later day brings."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import clock, clock_switch


class Command(BaseCommand):
    help = (
        "Moves the clock of a demonstration forward (EVENHAND_DEMO=1), with a leaf in the audit log and a line on "
        "every page. It never goes back. Without an argument it says what the clock shows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        targets = parser.add_mutually_exclusive_group()
        targets.add_argument("--to", help="an instant, such as 2026-12-24T12:00+01:00 (no offset: the site's zone)")
        targets.add_argument("--days", type=int, default=0)
        targets.add_argument("--hours", type=int, default=0)
        targets.add_argument("--now", action="store_true", help="a clock that is behind comes to the machine's time")

    def handle(self, *_: Any, to: str | None, days: int, hours: int, now: bool, **__: Any) -> None:
        at = clock.db_now()
        try:
            if now:
                clock_switch.catch_up(by=None)
            elif to or days or hours:
                instant = _instant(to) if to else at + timedelta(days=days, hours=hours)
                clock_switch.move_to(instant=instant, by=None, at=at)
        except clock_switch.ClockRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The clock shows {clock.db_now():%Y-%m-%d %H:%M:%S} UTC.")


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"'{text}' is no instant: write it as 2026-12-24T12:00+01:00.") from None
    return timezone.make_aware(instant) if timezone.is_naive(instant) else instant
