"""The database of a backup: dumped at one moment with its state, restored beside the site's own; for both engines.

PostgreSQL: `pg_dump` and `pg_restore` of its client, with the snapshot in which the state was read. SQLite: VACUUM
INTO, never a copy of the main file alone, since the newest rows lie in the file beside it.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection, transaction

from core import clock
from core.backups.manifest import BackupManifest, BackupUnreadable, DatabaseState, LogHead

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DUMPS = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}
_HEADS = "SELECT origin, size, root FROM core_auditlog"
_TABLES = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}

Rows = Callable[[str], list[Any]]  # of a statement


class DatabaseToolFailed(Exception):
    """A program of the database, or the database itself, refused; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """When the database was dumped, and how it stood."""

    at: datetime
    state: DatabaseState


def dump(target: Path) -> Dumped:
    """Write the site's database to a file. Nothing else waits for it. Raises DatabaseToolFailed."""
    return _dump_sqlite(target) if connection.vendor == SQLITE else _dump_postgresql(target)


@contextlib.contextmanager
def restored(manifest: BackupManifest, backup: Path, scratch: Path) -> Iterator[tuple[str, DatabaseState]]:
    """(DATABASE_URL, state) of the dump, restored beside the site's database; gone afterwards.

    Raises BackupUnreadable where the dump is of another engine than the site's, DatabaseToolFailed.
    """
    if manifest.engine != connection.vendor:
        raise BackupUnreadable(f"The dump is of {manifest.engine}; this site runs on {connection.vendor}.")
    restore = _restored_sqlite if connection.vendor == SQLITE else _restored_postgresql
    with restore(backup / manifest.dump, scratch) as copy:
        yield copy


def restore_into_empty(source: Path) -> None:
    """Restore a dump into the database that the settings name, which has to be empty. Raises DatabaseToolFailed."""
    if connection.vendor == SQLITE:
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        for path in (target, *(target.with_name(f"{target.name}{ending}") for ending in ("-wal", "-shm"))):
            if path.exists() and (path.stat().st_size or path != target):  # what lies beside it would be read into it
                raise DatabaseToolFailed(f"{path} is there already: move it aside first.")
        shutil.copyfile(source, target)
        return
    if connection.introspection.table_names():
        raise DatabaseToolFailed("The database has tables already: make an empty one and name it in DATABASE_URL.")
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", *_where(), str(source))


def state_of(rows: Rows, engine: str) -> DatabaseState:
    """Rows of each table, heads of each log. A query for each table."""
    tables = sorted(name for (name,) in rows(_TABLES[engine]))
    counts = {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}  # noqa: S608 -- names of our tables
    return DatabaseState(counts, {origin: LogHead(size, root) for origin, size, root in rows(_HEADS)})


# --- SQLite ---


def _dump_sqlite(target: Path) -> Dumped:
    at = clock.db_now()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    return Dumped(at, _state_of_file(target))


@contextlib.contextmanager
def _restored_sqlite(source: Path, scratch: Path) -> Iterator[tuple[str, DatabaseState]]:
    target = scratch / DUMPS[SQLITE]
    shutil.copyfile(source, target)
    try:
        state = _state_of_file(target)
    except sqlite3.DatabaseError as error:
        raise DatabaseToolFailed(f"The dump is no database: {error}") from None
    yield f"sqlite:///{target}", state


def _state_of_file(path: Path) -> DatabaseState:
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as file:
        return state_of(lambda sql: file.execute(sql).fetchall(), SQLITE)


# --- PostgreSQL ---


def _dump_postgresql(target: Path) -> Dumped:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        at = clock.db_now()

        def rows(sql: str) -> list[Any]:
            cursor.execute(sql)
            return cursor.fetchall()

        state = state_of(rows, POSTGRESQL)
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", *_where())
    return Dumped(at, state)


@contextlib.contextmanager
def _restored_postgresql(source: Path, _scratch: Path) -> Iterator[tuple[str, DatabaseState]]:
    name = f"restore_drill_{secrets.token_hex(6)}"
    settings: Mapping[str, Any] = connection.settings_dict
    with _server() as server:
        try:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except psycopg.Error as error:
            raise DatabaseToolFailed(f"A database for the drill cannot be made: {error}") from None
        try:
            _run("pg_restore", "--no-owner", "--exit-on-error", *_where(name), str(source))
            with psycopg.connect(**{**connection.get_connection_params(), "dbname": name}) as scratch:
                state = state_of(lambda sql: scratch.execute(sql.encode()).fetchall(), POSTGRESQL)
            yield _url({**settings, "NAME": name}), state
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> psycopg.Connection[Any]:
    return psycopg.connect(**connection.get_connection_params(), autocommit=True)


def _where(name: str = "") -> list[str]:
    """The options of a client's program that name the server and the database."""
    settings = connection.settings_dict
    options = {"host": settings["HOST"], "port": settings["PORT"], "username": settings["USER"]}
    database = name or settings["NAME"]
    return [*(f"--{key}={value}" for key, value in options.items() if value), f"--dbname={database}"]


def _url(settings: Mapping[str, Any]) -> str:
    """The address of a database as `DATABASE_URL` writes it."""
    who = quote(settings["USER"] or "", safe="")
    who += f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{who}{'@' if who else ''}{quote(settings['HOST'] or '', safe='')}{port}/{settings['NAME']}"


def _run(program: str, *options: str) -> None:
    """Run a program of the database's client; the password stands in its environment, never among its options."""
    password = connection.settings_dict["PASSWORD"]
    env = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        done = subprocess.run([program, *options], env=env, capture_output=True, text=True, check=False)  # noqa: S603 -- ours
    except FileNotFoundError:
        raise DatabaseToolFailed(f"{program} is not on PATH: install the client of PostgreSQL.") from None
    if done.returncode:
        raise DatabaseToolFailed(f"{program}: {done.stderr.strip() or done.returncode}")
