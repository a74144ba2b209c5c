"""A backup is made: the database at one moment, then the files that its rows name, then the manifest (RELIABILITY §10).

What is not in it: the keys of the site, which are kept apart in a safe, and what the broker holds, which is rings.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from core.backups import databases, manifest
from core.backups.manifest import BackupFile, BackupManifest

# {folder in the backup: the setting that names the site's}; each is restored under the same setting
FOLDERS = {"files": "MEDIA_ROOT", "documents": "DOCUMENTS_ROOT", "bids": "BIDS_ROOT"}


class BackupRefused(Exception):
    """Nothing was written; the sentence says why."""


def make_backup(target: Path) -> BackupManifest:
    """Write a backup into a new folder, readable by this user alone. Who: whoever may read the site's data.

    The site may run meanwhile. Raises BackupRefused, databases.DatabaseToolFailed, OSError; without manifest it is no
    backup.
    """
    try:
        target.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise BackupRefused(f"{target} is there already: each backup has a folder of its own.") from None
    dump = databases.DUMPS[connection.vendor]
    dumped = databases.dump(target / dump)
    # Names first: what comes while files are copied belongs to rows that are not in the dump.
    names = {folder: list(_names(root_of(folder))) for folder in FOLDERS}
    rows = [_row_of(target / dump, dump)]
    for folder, listed in names.items():
        rows += _copied(root_of(folder), target / folder, folder, listed)
    result = BackupManifest(dumped.at, connection.vendor, dump, tuple(rows), dumped.state)
    os.sync()  # the manifest says that all of it is there
    _write(target / manifest.NAME, result.text())
    os.sync()
    return result


def root_of(folder: str) -> Path:
    return Path(getattr(settings, FOLDERS[folder]))


def _names(root: Path) -> Iterator[Path]:
    """Every file below a folder, by its path there; links are not followed."""
    for place, _folders, files in os.walk(root):
        for name in sorted(files):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root)


def _copied(root: Path, target: Path, folder: str, names: list[Path]) -> Iterator[BackupFile]:
    for name in names:
        place = target / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # it was taken away meanwhile
            with (root / name).open("rb") as source, _new(place) as file:
                yield manifest.copy(source, file, f"{folder}/{name}")
            state = (root / name).stat()
            os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))


def _row_of(path: Path, name: str) -> BackupFile:
    path.chmod(0o600)
    with path.open("rb") as dump:
        return BackupFile(name, path.stat().st_size, hashlib.file_digest(dump, "sha256").hexdigest())


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, text: str) -> None:
    with _new(path) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
