"""`manage.py adopt_authority ID`: it is another authority than the one of the same name, and who looks after it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import authorities, clock
from core.ownership import services as ownership
from core.people.commands import account_of
from core.people.refusals import PeopleRefused


class Command(BaseCommand):
    help = "Adopts an authority without members: one that waits is another than its namesake, and may have members."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="id of the authority, as `manage.py authorities` lists it")
        parser.add_argument("--administrator", default="", metavar="EMAIL", help="becomes its administrator")
        parser.add_argument("--reason", default="", help="why, with --administrator")

    def handle(self, *_: Any, id: str, administrator: str, reason: str, **__: Any) -> None:  # noqa: A002 -- as typed
        at = clock.db_now()
        try:
            authority = authorities.named(id)
            if administrator:
                person = account_of(administrator)
                ownership.take_over(authority=authority, administrator=person, reason=reason, by=None, at=at)
            else:
                authorities.adopt(authority=authority, reason=reason, by=None, at=at)
        except (authorities.UnknownAuthority, authorities.NotWaiting, PeopleRefused) as refused:
            raise CommandError(str(refused)) from refused
        rest = f"{administrator} is its administrator." if administrator else "Members may be added."
        self.stdout.write(f"{authority.pk}  {authority}: adopted. {rest}")
