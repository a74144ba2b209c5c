"""A backup becomes the site again: into an empty database and empty folders, so that nothing is ever written over."""

import shutil
from pathlib import Path

from django.db import connection, transaction

from core import audit, clock
from core.audit import CoreLeafKind
from core.backups import databases, manifest
from core.backups.making import FOLDERS, root_of
from core.backups.manifest import BackupManifest


class RestoreRefused(Exception):
    """Nothing was restored; the sentence says why."""


def restore(backup: Path) -> BackupManifest:
    """Restore a backup into the database and the folders that the settings name. Who: whoever runs the site.

    The keys are put in place by hand before. Effects: files, then rows; leaf log.restored in the platform's log, which
    says when the backup was made and where that log ended. Raises RestoreRefused where something is there already or
    the backup is not whole, manifest.BackupUnreadable, databases.DatabaseToolFailed, OSError.
    """
    stated = manifest.read_manifest(backup)
    if stated.engine != connection.vendor:
        raise manifest.BackupUnreadable(f"The dump is of {stated.engine}; this site runs on {connection.vendor}.")
    if faults := list(manifest.file_faults(stated, backup)):
        raise RestoreRefused("The backup is not whole: " + " ".join(faults))
    for folder in FOLDERS:
        if root_of(folder).is_dir() and any(root_of(folder).iterdir()):
            raise RestoreRefused(f"{root_of(folder)} is not empty: move it aside first.")
    databases.restore_into_empty(backup / stated.dump)
    place_files(stated, backup, {folder: root_of(folder) for folder in FOLDERS})
    note_restored(stated)
    return stated


def place_files(stated: BackupManifest, backup: Path, roots: dict[str, Path]) -> None:
    """Copy the files of each folder of a backup to its place, each with the time of its last change.

    One that the backup lacks is left out: `manifest.file_faults` names it.
    """
    for root in roots.values():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for row in stated.files:
        folder, _slash, name = row.path.partition("/")
        if folder in roots and (backup / row.path).is_file():
            target = roots[folder] / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(backup / row.path, target)


@transaction.atomic
def note_restored(stated: BackupManifest) -> None:
    """Effects: leaf log.restored: when the backup was made, and where the platform's log ended in it."""
    head = audit.hold()
    facts = {"made": stated.made_at.isoformat(), "size": head.size, "root": head.root}
    audit.record(CoreLeafKind.LOG_RESTORED, head, by=None, at=clock.db_now(), facts=facts)
