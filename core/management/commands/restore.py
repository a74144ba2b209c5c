"""`manage.py restore FOLDER`: a backup becomes the site again, in an empty database and empty folders."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backups import databases, restoring
from core.backups.manifest import BackupUnreadable


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database and empty folders; writes over nothing. Put the keys of the site in "
        "place first. The log says that it was restored, and from when."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="what `manage.py backup` wrote")

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        try:
            manifest = restoring.restore(folder)
        except (
            restoring.RestoreRefused,
            BackupUnreadable,
            databases.DatabaseToolFailed,
            OSError,
        ) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored as it was on {manifest.made_at:%Y-%m-%d %H:%M} UTC. Now: manage.py migrate")
        self.stdout.write("Then: manage.py verify. Ask auditors for the heads of logs that they were mailed since.")
