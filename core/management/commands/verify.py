"""`manage.py verify [KIND…]`: is everything that is stored still what it was? And a lost or damaged file made again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from core import assembly, jobs
from core.integrity import repair as repairs
from core.pages import bidi
from core.verification import Checked, Verification


class Command(BaseCommand):
    help = (
        "Compares what is stored with the digests of its day: logs, files, versions, runs. A line for each kind "
        "and for each fault; ends with 1 if a fault stays. Changes nothing without --repair."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [part.name for part in assembly.verifications()]
        parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"only these; default: {', '.join(names)}")
        parser.add_argument(
            "--repair",
            action="store_true",
            help="make lost and damaged files of jobs again; accepted only with the same SHA-256",
        )

    def handle(self, *_: Any, kinds: list[str], repair: bool, **__: Any) -> None:
        known = {part.name: part for part in assembly.verifications()}
        if unknown := [name for name in kinds if name not in known]:
            sentence = f"Unknown: {', '.join(unknown)}. There are: {', '.join(known)}."
            raise CommandError(sentence, returncode=2)
        left = sum(self._verify(known[name], repair=repair) for name in kinds or known)
        if left:
            raise CommandError(f"Faults: {left}.", returncode=1)

    def _verify(self, kind: Verification, *, repair: bool) -> int:
        """Go through one kind. How many faults stay."""
        checked = faults = mended = 0
        for row in kind.check():
            checked += 1
            for sentence in row.faults:
                faults += 1
                self._say(f"  {kind.name} {row.id}: {sentence}")
                mended += repair and self._repair(kind, row)
        self.stdout.write(
            f"{kind.label}: {checked} checked, {faults} faults" + (f", {mended} mended" if mended else "")
        )
        return faults - mended

    def _repair(self, kind: Verification, row: Checked) -> bool:
        """Whether the file of a row was made again."""
        if row.artifact is None:
            return False
        try:
            repairs.repair_now(row.artifact)
        except (jobs.Unfit, Error, OSError) as error:
            self._say(f"  {kind.name} {row.id}: not made again: {error}")
            return False
        self._say(f"  {kind.name} {row.id}: made again, with the same SHA-256.")
        return True

    def _say(self, sentence: str) -> None:
        self.stdout.write(bidi.harmless(sentence))
