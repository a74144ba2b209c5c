"""`manage.py import_tender FILE…`: past tenders in, each evaluated by its own published method or told why not."""

from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from core import authorities, clock
from core.models import Authority
from core.outages import outage_of
from core.pages import bidi
from procurement.evaluations.source import decisions_without_lot
from procurement.opendata import queries, services
from procurement.opendata.models import ImportedRecord, RecordState


class Command(BaseCommand):
    help = (
        "Import past tenders from OCDS packages, JSON lines or Prozorro tenders, and evaluate each lot "
        "by the method that its file names. Says per record what was stored, what was evaluated and how, or why not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file to import")
        parser.add_argument("--authority", help="name or id of the buyer; default: the file's own, made if new")
        parser.add_argument(
            "--create-authority", action="store_true", help="make the authority of --authority if there is none"
        )
        parser.add_argument(
            "--evaluate",
            action=BooleanOptionalAction,
            default=True,
            help="evaluate the stored lots (default: yes)",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        authority = _authority(options["authority"], create=options["create_authority"])
        try:
            usable = self._import(authority, options)
        except (Error, OSError) as error:
            if (outage := outage_of(error)) is None:
                raise
            resume = "Each record is stored as a whole or not at all: when that is mended, import the same files again."
            raise CommandError(f"{outage.sentence} {resume}", returncode=3) from error
        if not usable:
            raise CommandError("Nothing could be imported; the reasons stand above.", returncode=1)

    def _import(self, authority: Authority | None, options: dict[str, Any]) -> int:
        """Import the files and say what became of each record. How many records were usable."""
        usable = 0
        for file in options["files"]:
            path = Path(file)
            try:
                data = path.read_bytes()
            except OSError as error:
                self.stderr.write(f"{file}: cannot be read: {error.strerror}. Check the path.")
                continue
            run = services.import_file(name=path.name, data=data, authority=authority, at=clock.db_now())
            self.stdout.write(f"{path.name} (sha256 {run.file_id})")
            for record in queries.records_of(run):
                usable += record.state != RecordState.QUARANTINED
                self._print_record(record)
                if options["evaluate"] and record.tender is not None:
                    self._evaluate(record)
        return usable

    def _print_record(self, record: ImportedRecord) -> None:
        name = record.source_id or record.place.rstrip(": ") or "the file"
        tender = record.tender
        if tender is None:
            self.stdout.write(f"  {name}: quarantined, nothing stored")
        else:
            facts = queries.size_of(tender)
            self.stdout.write(
                f"  {name}: {record.state}: {facts.lots} lots, {facts.bids} bids; "
                f"{facts.leaves} values: {facts.mapped} in fields, {facts.ignored} repeated or left out by rule, "
                f"{facts.extras} kept as extras"
            )
        for issue in record.issues.all():
            self.stdout.write(bidi.harmless(f"    {issue.level} {issue.code}: {issue.sentence}"))

    def _evaluate(self, record: ImportedRecord) -> None:
        if record.tender is not None:
            for outcome in services.evaluate(tender=record.tender, at=clock.db_now()):
                self.stdout.write(f"    lot {outcome.lot.no}: {outcome.sentence}")
                if outcome.source is not None:
                    self.stdout.write(f"      {outcome.source.sentence}")
                    for sentence in outcome.source.sentences:
                        self.stdout.write(f"      {sentence}")
            for decision in decisions_without_lot(record.tender):
                self.stdout.write(f"    A decision of the source that names no lot: {decision}")


def _authority(name: str | None, *, create: bool) -> Authority | None:
    """The authority of this id or name; one that is not there is made only where that was asked for."""
    if not name:
        return None
    try:
        return authorities.named(name)
    except authorities.UnknownAuthority as unknown:
        if not unknown.absent:
            raise CommandError(str(unknown), returncode=2) from unknown
        if not create:
            hint = "Give one of them or an id, or add --create-authority to make it."
            raise CommandError(f"{unknown} {hint}", returncode=2) from unknown
        return authorities.create(name=name, by=None, at=clock.db_now())
