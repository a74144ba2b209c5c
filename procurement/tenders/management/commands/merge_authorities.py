"""`manage.py merge_authorities ID INTO`: an authority without members is the same as this one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import authorities, clock
from core.models import Membership
from procurement.tenders import services


class Command(BaseCommand):
    help = "Merges an authority without members into another: its tenders become that one's, its row is removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="id of the authority without members, as `manage.py authorities` lists it")
        parser.add_argument("into", help="id or name of the authority that it is")

    def handle(self, *_: Any, id: str, into: str, **__: Any) -> None:  # noqa: A002 -- as on the command line
        try:
            duplicate, target = authorities.named(id), authorities.named(into)
            moved = services.merge_authorities(duplicate=duplicate, into=target, by=None, at=clock.db_now())
        except (authorities.UnknownAuthority, authorities.HasMembers, services.NotMergeable) as refused:
            raise CommandError(str(refused)) from refused
        readers = Membership.objects.filter(authority=target).count()
        self.stdout.write(f"{moved} tenders are now of {target} ({target.pk}), which has {readers} members.")
