"""`manage.py erase_from_security_log ADDRESS`: a person is erased from the security log, its events stay."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import User
from core.security import retention


class Command(BaseCommand):
    help = (
        "Erases person and place from the events of the security log about this account. The events stay and name "
        "nobody. It cannot be undone. Says how many."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="E-mail address of the account, open or closed.")

    def handle(self, *_: Any, address: str, **__: Any) -> None:
        user = User.objects.filter(email=address.lower()).first()
        if user is None:
            raise CommandError(f"No account has the address {address}.")
        self.stdout.write(f"{retention.erase(user)} events name {address} no longer.")
