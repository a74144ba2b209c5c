"""The drill: a backup is restored beside the site, everything in it is verified, and the way there is timed.

Only a full restore is a check: a cut dump can be listed, and a flipped byte passes a database's own check.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from core import heads
from core.backups import databases, manifest, restoring
from core.backups.making import FOLDERS
from core.backups.manifest import DatabaseState
from core.models import AuditLog

VERIFY_SECONDS = 6 * 3600


@dataclass(frozen=True, slots=True)
class DrillResult:
    """What a drill showed. `restored_seconds`: until a site could have run on it; `verified_seconds`: until all was
    verified, counted from the same moment. `lines`: what `manage.py verify` printed of the restored copy.
    """

    made_at: datetime
    state: DatabaseState
    files: int
    restored_seconds: float
    verified_seconds: float
    lines: tuple[str, ...]
    faults: tuple[str, ...]


def run_drill(backup: Path, scratch: Path) -> DrillResult:
    """Restore a backup into a folder of its own, verify it, take it away again. Who: whoever may read the backup.

    The site is not touched. Raises manifest.BackupUnreadable, databases.DatabaseToolFailed, OSError.
    """
    stated = manifest.read_manifest(backup)
    begun = time.monotonic()
    scratch.mkdir(mode=0o700, parents=True)
    try:
        faults = list(manifest.file_faults(stated, backup))
        restoring.place_files(stated, backup, {folder: scratch / folder for folder in FOLDERS})
        with databases.restored(stated, backup, scratch) as (url, state):
            restored_seconds = time.monotonic() - begun
            faults += manifest.state_faults(stated.state, state)
            code, lines = _verify(_environment(url, scratch))
            verified_seconds = time.monotonic() - begun
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if code:
        faults.append("Not everything in the restored copy is what it was: see the lines above.")
    faults += _faults_of_site(stated.state)
    return DrillResult(
        stated.made_at, state, len(stated.files), restored_seconds, verified_seconds, tuple(lines), tuple(faults)
    )


def _environment(url: str, scratch: Path) -> Mapping[str, str]:
    """That of a site on the restored copy, with the keys of this one; it sends nothing and rings nobody."""
    (scratch / "keys").symlink_to(Path(settings.KEYS_FOLDER).absolute())
    of_copy = {
        "EVENHAND_DATA": str(scratch),
        "DATABASE_URL": url,
        "CELERY_BROKER_URL": "",
        "CACHE_URL": "",
        "EMAIL_URL": "dummymail://",
        **{setting: str(scratch / folder) for folder, setting in FOLDERS.items()},
    }
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in of_copy}
    return {**inherited, **of_copy}


def _verify(env: Mapping[str, str]) -> tuple[int, list[str]]:
    """The code with which `manage.py verify` ends on the restored copy, and its lines."""
    argv = [sys.executable, str(settings.BASE_DIR / "manage.py"), "verify"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=VERIFY_SECONDS)  # noqa: S603 -- ours
    return done.returncode, [*done.stdout.splitlines(), *(done.stderr.splitlines() if done.returncode else [])]


def _faults_of_site(restored: DatabaseState) -> Iterator[str]:
    """Where the logs of the site do not begin with those of the backup: one of the two was rewritten or set back."""
    for origin, head in sorted(restored.heads.items()):
        log = AuditLog.objects.filter(pk=origin).first()
        if log is None or log.size < head.size:
            yield f"The log {origin} of this site is shorter than that of the backup."
        elif head.size and heads.roots_at(origin, head.size)[head.size].hex() != head.root:
            yield f"The log {origin} of this site does not begin with that of the backup."
