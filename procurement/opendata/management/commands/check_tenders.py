"""`manage.py check_tenders FILE…`: what the rules of compliance say of past tenders. Nothing is stored."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import clock
from core.pages import bidi
from procurement.opendata import queries, services
from procurement.tenders import gather
from procurement.tenders.models import Tender
from scoring.compliance import RuleFinding, RuleOutcome, text


class Command(BaseCommand):
    help = (
        "Say what the rules find in the past tenders of OCDS packages or Prozorro files: each failure with its "
        "sentence, then how often each rule passed, failed, did not apply or could not be decided. A file is read as "
        "an import reads it, in a transaction that is taken back: nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file to check")

    def handle(self, *_: Any, **options: Any) -> None:
        counts: Counter[tuple[str, RuleOutcome]] = Counter()
        for file in options["files"]:
            try:
                data = Path(file).read_bytes()
            except OSError as error:
                raise CommandError(f"{file}: cannot be read: {error.strerror}. Check the path.") from error
            with transaction.atomic():
                self._check(Path(file).name, data, counts)
                transaction.set_rollback(True)
        for rule in dict.fromkeys(rule for rule, _outcome in counts):
            outcomes = ", ".join(
                f"{counts[rule, outcome]} {outcome}" for outcome in RuleOutcome if counts[rule, outcome]
            )
            self.stdout.write(f"{rule}: {outcomes}")

    def _check(self, name: str, data: bytes, counts: Counter[tuple[str, RuleOutcome]]) -> None:
        run = services.import_file(name=name, data=data, at=clock.db_now())
        tenders = [record.tender for record in queries.records_of(run) if record.tender is not None]
        self.stdout.write(f"{name}: {len(tenders)} tenders")
        for tender in tenders:
            findings = gather.imported_findings(tender)
            counts.update((finding.rule, finding.outcome) for finding in findings)
            self._print(tender, findings)

    def _print(self, tender: Tender, findings: Iterable[RuleFinding]) -> None:
        for finding in findings:
            if finding.outcome is RuleOutcome.FAIL:
                self.stdout.write(bidi.harmless(f"  {tender.ref}: {finding.rule}: {text(finding.sentence)}"))
