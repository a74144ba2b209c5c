"""`manage.py restore_drill FOLDER`: restores a backup beside the site, verifies all of it, says how long it took."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.backups import databases, drills
from core.backups.drills import DrillResult
from core.backups.manifest import BackupUnreadable
from core.pages import bidi


class Command(BaseCommand):
    help = (
        "Restores a backup into a folder and a database of its own, compares counts and logs, verifies every file and "
        "judges every run again, prints the time, takes all of it away. The site is not touched. Ends with 1 if "
        "something is not what it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--scratch",
            type=Path,
            default=Path(settings.DATA_DIR) / "restore-drill",
            help="a new folder with room for the files; default: restore-drill in EVENHAND_DATA",
        )

    def handle(self, *_: Any, folder: Path, scratch: Path, **__: Any) -> None:
        try:
            result = drills.run_drill(folder, scratch)
        except (BackupUnreadable, databases.DatabaseToolFailed, OSError) as error:
            raise CommandError(str(error)) from None
        for line in result.lines:
            self.stdout.write(bidi.harmless(line))
        self._say(result)
        for fault in result.faults:
            self.stdout.write(f"  {bidi.harmless(fault)}")
        if result.faults:
            raise CommandError(f"Faults: {len(result.faults)}.", returncode=1)
        self.stdout.write("The backup can be restored.")

    def _say(self, result: DrillResult) -> None:
        rows, leaves = sum(result.state.counts.values()), sum(head.size for head in result.state.heads.values())
        self.stdout.write(
            f"Made {result.made_at:%Y-%m-%d %H:%M} UTC: {result.files} files, {rows:,} rows, "
            f"{len(result.state.heads)} logs with {leaves:,} entries."
        )
        self.stdout.write(
            f"Restored after {result.restored_seconds:.1f} s, verified after {result.verified_seconds:.1f} s."
        )
