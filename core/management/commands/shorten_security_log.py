"""`manage.py shorten_security_log`: the retention of the security log, for a timer of the system."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.security import retention


class Command(BaseCommand):
    help = (
        "Removes the events that are older than SECURITY_LOG_DAYS (at least 90; default 365), with who and where. "
        "Run it once a day. Says how many."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        removed = retention.shorten(days=settings.SECURITY_LOG_DAYS)
        self.stdout.write(
            f"{removed} events older than {retention.kept_days(settings.SECURITY_LOG_DAYS)} days removed."
        )
