"""`manage.py adopt_authority ID`: it is another authority than the one of the same name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import authorities, clock


class Command(BaseCommand):
    help = "Adopts an authority that waits: it is another than its namesake, and may have members from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="id of the authority, as `manage.py authorities` lists it")

    def handle(self, *_: Any, id: str, **__: Any) -> None:  # noqa: A002 -- the argument's name on the command line
        try:
            authority = authorities.named(id)
            authorities.adopt(authority=authority, by=None, at=clock.db_now())
        except (authorities.UnknownAuthority, authorities.NotWaiting) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{authority.pk}  {authority}: adopted. Members may be added.")
