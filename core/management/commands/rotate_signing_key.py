"""`manage.py rotate_signing_key`: another key signs from now on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.signing import keyfile, services
from core.signing.keyfile import KeyFault
from core.signing.services import RotationRefused
from offline import keys


class Command(BaseCommand):
    help = "Changes the key of the platform. The old and the new one sign the change; the old one stays published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="the new key's file, where SIGNING_KEY_FILE names the old one"
        )
        parser.add_argument("--lost", action="store_true", help="the old key is lost: the new one signs alone")
        parser.add_argument("--reason", default="", help="with --lost: how it was lost")

    def handle(self, *_: Any, to: Path | None, lost: bool, reason: str, **__: Any) -> None:
        at = clock.db_now()
        try:
            if lost:
                row = services.replace_lost(to=to, reason=reason, by=None, at=at)
            else:
                row = services.rotate(to=to, by=None, at=at)
        except RotationRefused as refused:
            raise CommandError(str(refused)) from None
        except KeyFault as fault:
            raise CommandError(f"{fault.for_operator} If the key is lost for good: --lost --reason TEXT") from None
        self.stdout.write(f"Key number {row.number} signs from now on. Its fingerprint:")
        self.stdout.write(keys.in_groups(row.fingerprint))
        if keyfile.is_given():
            self.stdout.write(f"Set SIGNING_KEY_FILE={to} and start the site again: until then it signs nothing.")
