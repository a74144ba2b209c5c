"""`manage.py reset_link ADDRESS`: where no mail is sent, the link to a new passphrase for an operator to hand over."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from core.models import SecurityKind, User
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
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        self.stdout.write(site.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key))
