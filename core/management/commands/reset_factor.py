"""`manage.py reset_factor ADDRESS`: a lost second factor, where no two administrators can take it away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.people import factors
from core.people.commands import account_of
from core.people.refusals import PeopleRefused


class Command(BaseCommand):
    help = (
        "Takes the second factor of an account away, after you have made sure who is asking; the officers hear of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="E-mail address of the account.")
        parser.add_argument("--reason", required=True, help="Why, and how you made sure who is asking.")

    def handle(self, *_: Any, address: str, reason: str, **__: Any) -> None:
        person = account_of(address)
        try:
            factors.reset_on_server(person=person, reason=reason, at=clock.db_now())
        except PeopleRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The second factor of {person.email} is gone; a new one is set up at the next sign-in.")
