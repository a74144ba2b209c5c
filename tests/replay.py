"""What a builder wrote is written again in a moment: its statements, without the services that made them.

A published tender costs some three hundred queries, and hundreds of tests begin with one. The first test of a process
that calls a builder has it made by the real services; a later one, whose database stands as the first one's stood, runs
the statements that were recorded. How it stands is the builders called since it was empty, and nothing else written in
between. On PostgreSQL, under another clock or other settings, and after rows of the test's own the services run.
"""

import functools
import io
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import time_machine
from django.conf import UserSettingsHolder, settings
from django.db import connection, models, transaction

from core import clock
from procurement.bids.draft_keys import DraftKey

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")
FOLDERS = ("MEDIA_ROOT", "DOCUMENTS_ROOT", "BIDS_ROOT", "KEYS_FOLDER")
FIRST_ROWS = ("core_user", "core_authority", "core_auditleaf", "core_clockmove")
CLOCKS_APART = 60  # seconds
LONGEST = 15 * 60  # seconds: what is recorded is never much older than the clock


@dataclass(frozen=True)
class Recording:
    """The statements of a builder in order, and what it returned."""

    statements: list[tuple[str, Any, bool]]
    result: bytes
    at: float


@dataclass
class Standing:
    """How the database of the running test stands: `state` by its builders, None once something else was written."""

    state: tuple[Any, ...] | None
    session: object
    changes: int


_recordings: dict[tuple[Any, ...], Recording] = {}
_standing: list[Standing] = []  # of the running test: none before its first builder


def begin_test() -> None:
    """Nothing is known of the database yet."""
    _standing.clear()


def replayed(build: Callable[..., Any]) -> Callable[..., Any]:
    """A builder whose call is replayed where the same one was recorded over the same standing of the database."""

    @functools.wraps(build)
    def built(*args: Any, **kwargs: Any) -> Any:
        key = _key(build, args, kwargs)
        if key is None:
            return build(*args, **kwargs)
        recording = _recordings.get(key)
        if recording is not None and time.monotonic() - recording.at < LONGEST:
            result = _replay(recording)
        else:
            result = _record(key, build, args, kwargs)
        _standing[:] = [Standing(key if key in _recordings else None, connection.connection, _changes())]
        return result

    return built


def _replay(recording: Recording) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values, is_many in recording.statements:
            (cursor.executemany if is_many else cursor.execute)(sql, values)
    return pickle.loads(recording.result)


def _record(key: tuple[Any, ...], build: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    statements: list[tuple[str, Any, bool]] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, is_many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            statements.append((sql, values, is_many))
        return execute(sql, values, is_many, context)

    with connection.execute_wrapper(note):
        result = build(*args, **kwargs)
    _recordings.pop(key, None)
    if not _files():
        _recordings[key] = Recording(statements, _packed(result), time.monotonic())
    return result


class _Packer(pickle.Pickler):
    """Packs the key of a draft, too, which otherwise lets nobody."""

    def reducer_override(self, value: object) -> Any:
        return (DraftKey, (value.raw,)) if isinstance(value, DraftKey) else NotImplemented


def _packed(result: object) -> bytes:
    buffer = io.BytesIO()
    _Packer(buffer).dump(result)
    return buffer.getvalue()


def _key(build: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> tuple[Any, ...] | None:
    """What decides the statements; None where something does that cannot be compared."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block or time_machine.traveller_stack:
        return None
    if abs(clock.db_now().timestamp() - time.time()) > CLOCKS_APART:  # the clock was moved, or put in place of
        return None
    state = _state()
    arguments = repr(([_as_text(value) for value in args], {name: _as_text(kwargs[name]) for name in sorted(kwargs)}))
    if state is None or " at 0x" in arguments or _files():
        return None
    return (hash(state), build.__module__, build.__qualname__, arguments, _changed_settings())


def _state() -> tuple[Any, ...] | None:
    if _standing:
        now = _standing[0]
        is_same = now.session is connection.connection and now.changes == _changes()
        return now.state if is_same else None
    with connection.cursor() as cursor:
        rows = " UNION ALL ".join(f"SELECT * FROM (SELECT 1 FROM {table} LIMIT 1)" for table in FIRST_ROWS)
        is_empty = cursor.execute(rows).fetchone() is None
        numbers = tuple(cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall())
    return numbers if is_empty else None


def _changes() -> int:
    """How many rows this session has changed so far, taken back or not."""
    return connection.connection.total_changes


def _as_text(value: object) -> object:
    """A row by all of its columns, as the test has it; anything else by what it says of itself."""
    if isinstance(value, models.Model):
        columns = {field.attname: value.__dict__.get(field.attname) for field in value._meta.concrete_fields}
        return (value._meta.label, columns)
    if isinstance(value, list | tuple):
        return [_as_text(each) for each in value]
    return value


def _files() -> list[Path]:
    """What stands in the folders of the test: a builder that reads or writes files is not replayed."""
    roots = [Path(getattr(settings, name)) for name in FOLDERS]
    return [file for root in roots if root.exists() for file in root.rglob("*") if file.is_file()]


def _changed_settings() -> tuple[tuple[str, str], ...]:
    """The settings that a test has changed, but its folders."""
    changed: dict[str, str] = {}
    layer = settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        of_layer = {name: repr(value) for name, value in vars(layer).items() if name.isupper() and name not in FOLDERS}
        changed = of_layer | changed
        layer = layer.default_settings
    return tuple(sorted(changed.items()))
