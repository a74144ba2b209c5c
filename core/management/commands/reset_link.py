"""`manage.py reset_link ADDRESS`: where no mail is sent, the link to a new passphrase for an operator to hand over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import SecurityKind, User
from core.people import links
from core.security import writing


class Command(BaseCommand):
    help = "Prints the link with which the person of this address chooses a new passphrase, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="E-mail address of the account.")
        parser.add_argument("--site", default="", help="Put before the link, for example https://tenders.city.example")

    def handle(self, *_: Any, address: str, site: str, **__: Any) -> None:
        user = User.objects.filter(email=address.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No account that is open has the address {address}.")
        writing.record(SecurityKind.LINK_PRINTED, None, user=user)
        self.stdout.write(site.rstrip("/") + links.passphrase_path(user))
