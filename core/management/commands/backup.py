"""`manage.py backup FOLDER`: the database and every file that its rows name, at one moment, with a manifest."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backups import databases, making


class Command(BaseCommand):
    help = "Writes a backup into a new folder while the site runs. The site's keys are not in it: keep them apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a new folder; encrypt it before it leaves the machine")

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        try:
            manifest = making.make_backup(folder)
        except (making.BackupRefused, databases.DatabaseToolFailed, OSError) as error:
            raise CommandError(str(error)) from None
        size = sum(row.size for row in manifest.files)
        rows, logs = sum(manifest.state.counts.values()), len(manifest.state.heads)
        self.stdout.write(f"{folder}: {len(manifest.files)} files, {size:,} bytes; {rows:,} rows, {logs} logs.")
        self.stdout.write(f"Restore it once to know: manage.py restore_drill {folder}")
