"""`manage.py first_link`: the link to the first start, while the site has no administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from core import clock
from core.people import first_start
from core.people.refusals import PeopleRefused


class Command(BaseCommand):
    help = "Prints a new link to the first start, for 24 hours; it ends the one before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", default=settings.SITE_URL, help="Put before the link (default: SITE_URL).")

    def handle(self, *_: Any, site: str, **__: Any) -> None:
        try:
            secret = first_start.make_link(at=clock.db_now())
        except PeopleRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(site.rstrip("/") + reverse("people:start", args=[secret]))
