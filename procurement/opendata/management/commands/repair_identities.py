"""`manage.py repair_identities`: tenders of imports go to the authority that their file names."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from core.models import Membership
from procurement.opendata import store


class Command(BaseCommand):
    help = (
        "Finds imported tenders that came under a wrong authority, and bids under a wrong tenderer, because an id "
        "local to one file was taken for an identity. Reads the stored files again. Changes nothing without --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="change what is listed (default: only list it)")

    def handle(self, *_: Any, **options: Any) -> None:
        repairs = store.repair_identities(apply=options["apply"], by=None, at=clock.db_now())
        for repair in repairs:
            self.stdout.write(f"{repair.tender.ref} ({repair.tender.pk})")
            for line in _lines(repair):
                self.stdout.write(f"  {line}")
        moved = sum(repair.moved for repair in repairs)
        corrected = sum(repair.tenderers for repair in repairs)
        self.stdout.write(f"{moved} tenders under a wrong authority, {corrected} tenderers with a wrong identity.")
        if repairs and not options["apply"]:
            self.stdout.write("Nothing was changed. Run it again with --apply to put this right.")


def _lines(repair: store.Repair) -> list[str]:
    lines = []
    if repair.moved:
        readers = Membership.objects.filter(authority=repair.was).values("user").distinct().count()
        waits = ", which waits to be adopted or merged" if repair.now.same_name_as_id else ""
        lines.append(f"authority: {repair.was} ({readers} people) -> {repair.now}{waits}")
    if repair.unknown:
        lines.append(f"authority: {repair.was}; the file has no name for the buyer, so it is left there. Check it.")
    if repair.tenderers:
        lines.append(f"tenderers: {repair.tenderers} corrected")
    return lines
