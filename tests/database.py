"""The migrated database of tests on SQLite, made once for the same migrations and copied by every later run.

To migrate takes half a minute, to copy a tenth of a second. What is copied is migrated all the same: there is nothing to
run then, but triggers and content types are made as the code says today.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.models import CharField
from django.db.utils import DataError

# What migrations of ours read beside themselves.
READ_BY_MIGRATIONS = ("core/fields.py", "core/canon.py")
ROOT = Path(__file__).resolve().parents[1]


def digest_of_migrations() -> str:
    """One name for all migrations of all installed apps, as they are written now."""
    digest = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    for file in [*files, *(ROOT / name for name in READ_BY_MIGRATIONS)]:
        digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


@contextmanager
def copied(creation: BaseDatabaseCreation) -> Iterator[None]:
    """While the test database is made: from the copy of an earlier run, else kept as the copy for later ones.

    One run at a time makes it. Another engine, and a database in a file, are made as ever.
    """
    name = creation._get_test_db_name()
    if creation.connection.vendor != "sqlite" or not creation.is_in_memory_db(name):
        yield
        return
    file = _folder() / f"{digest_of_migrations()}.sqlite3"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The first connection to a shared database in memory, so that it is there until the run ends.
        memory = sqlite3.connect(name, uri=True)
        _OPEN.append(memory)
        is_copied = file.exists()
        if is_copied:
            _copy(sqlite3.connect(f"file:{file}?mode=ro", uri=True), memory)
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield
        if not is_copied:
            unfinished = file.with_suffix(f".{os.getpid()}")
            _copy(memory, sqlite3.connect(unfinished))
            unfinished.rename(file)


_OPEN: list[sqlite3.Connection] = []


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target)
    for connection in (source, target):
        if connection not in _OPEN:
            connection.close()


def _folder() -> Path:
    """A folder of this person's alone."""
    folder = Path(tempfile.gettempdir()) / f"evenhand-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    assert folder.stat().st_uid == os.getuid(), f"{folder} belongs to somebody else"
    return folder


def refuse_what_is_too_long() -> None:
    """SQLite stores a text of any length in a column of 64 characters, PostgreSQL refuses it: here both do."""
    prepare = CharField.get_db_prep_save

    def prepare_what_fits(self: CharField, value: object, connection: object) -> object:
        if isinstance(value, str) and self.max_length is not None and len(value) > self.max_length:
            raise DataError(f"value too long for {self.model.__name__}.{self.name} ({self.max_length}): {value!r}")
        return prepare(self, value, connection)

    CharField.get_db_prep_save = prepare_what_fits  # type: ignore[method-assign]
