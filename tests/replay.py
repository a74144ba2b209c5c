"""What a builder wrote is written again in a moment: its statements, without the services that made them.

A published tender costs some three hundred queries, and hundreds of tests begin with one. The first test of a process
that calls a builder has it made by the real services; a later one, whose database and folders stand as the first one's
stood, runs the statements that were recorded and writes the files. How they stand is the builders called since they
were empty, and nothing else written in between but who signed in; under the same settings and the same clock. On
PostgreSQL and after rows or files of the test's own the services run.

Functions that a test has put in place of others are not seen: what a test tries is called by itself, never replayed.
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
SITE_CLOCK = clock.db_now
LONGEST = 15 * 60  # seconds: what is recorded is never much older than the clock
Place = tuple[str, str]  # the setting of a folder, and the path of a file in it
Stamp = tuple[int, int]  # size, and when it was written


@dataclass(frozen=True)
class Recording:
    """The statements of a builder in order, the files that it wrote, and what it returned."""

    statements: list[tuple[str, Any, bool]]
    files: dict[Place, tuple[int, bytes]]  # the mode and the bytes
    result: bytes
    at: float


@dataclass
class Standing:
    """How the database of the running test stands: `state` by its builders, None once something else was written."""

    state: tuple[Any, ...] | None
    session: object
    changes: int
    files: dict[Place, Stamp]


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
        _stand(key if key in _recordings else None)
        return result

    return built


def ignored(write: Callable[..., Any]) -> Callable[..., Any]:
    """What writes rows that no builder reads, so that the database stands after it as it stood before."""

    @functools.wraps(write)
    def written(*args: Any, **kwargs: Any) -> Any:
        state = _standing[0].state if _standing and _is_untouched(_standing[0]) else None
        result = write(*args, **kwargs)
        if state is not None:
            _stand(state)
        return result

    return written


def _stand(state: tuple[Any, ...] | None) -> None:
    _standing[:] = [Standing(state, connection.connection, _changes(), _stamps())]


def _is_untouched(then: Standing) -> bool:
    """Whether nothing was written since, rows or files."""
    return then.session is connection.connection and then.changes == _changes() and then.files == _stamps()


def _replay(recording: Recording) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values, is_many in recording.statements:
            (cursor.executemany if is_many else cursor.execute)(sql, values)
    for (folder, path), (mode, content) in recording.files.items():
        file = Path(getattr(settings, folder)) / path
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_bytes(content)
        file.chmod(mode)
    return pickle.loads(recording.result)


def _record(key: tuple[Any, ...], build: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    statements: list[tuple[str, Any, bool]] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, is_many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            statements.append((sql, values, is_many))
        return execute(sql, values, is_many, context)

    before = _stamps()
    with connection.execute_wrapper(note):
        result = build(*args, **kwargs)
    _recordings.pop(key, None)
    after = _stamps()
    if before.keys() <= after.keys():
        files = {place: _content(place) for place, stamp in after.items() if stamp != before.get(place)}
        _recordings[key] = Recording(statements, files, _packed(result), time.monotonic())
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
    state = _state()
    arguments = repr(([_as_text(value) for value in args], {name: _as_text(kwargs[name]) for name in sorted(kwargs)}))
    if state is None or " at 0x" in arguments:
        return None
    return (hash(state), build.__module__, build.__qualname__, arguments, _clock(), _changed_settings())


def _clock() -> str:
    """Where a clock stands that a test has put in place of the site's; empty where it is the site's, as its rows say."""
    return "" if clock.db_now is SITE_CLOCK else clock.db_now().isoformat()


def _state() -> tuple[Any, ...] | None:
    if _standing:
        return _standing[0].state if _is_untouched(_standing[0]) else None
    with connection.cursor() as cursor:
        rows = " UNION ALL ".join(f"SELECT * FROM (SELECT 1 FROM {table} LIMIT 1)" for table in FIRST_ROWS)
        is_empty = cursor.execute(rows).fetchone() is None and not _stamps()
        numbers = tuple(cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall())
    return numbers if is_empty else None


def _changes() -> int:
    """How many rows this session has changed so far, taken back or not."""
    return connection.connection.total_changes


def _as_text(value: object) -> object:
    """A row by all of its columns, as the test has it; anything else by what it says of itself."""
    if isinstance(value, models.Model):
        columns = {field.attname: value.__dict__.get(field.attname) for field in value._meta.concrete_fields}
        columns.pop("last_login", None)
        return (value._meta.label, columns)
    if isinstance(value, list | tuple):
        return [_as_text(each) for each in value]
    return value


def _stamps() -> dict[Place, Stamp]:
    """The files in the folders of the test."""
    stamps: dict[Place, Stamp] = {}
    for name in FOLDERS:
        root = Path(getattr(settings, name))
        for file in root.rglob("*") if root.exists() else ():
            if file.is_file():
                status = file.stat()
                stamps[name, str(file.relative_to(root))] = (status.st_size, status.st_mtime_ns)
    return stamps


def _content(place: Place) -> tuple[int, bytes]:
    file = Path(getattr(settings, place[0])) / place[1]
    return file.stat().st_mode & 0o777, file.read_bytes()


def _changed_settings() -> tuple[tuple[str, str], ...]:
    """The settings that a test has changed, but its folders."""
    changed: dict[str, str] = {}
    layer = settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        of_layer = {name: repr(value) for name, value in vars(layer).items() if name.isupper() and name not in FOLDERS}
        changed = of_layer | changed
        layer = layer.default_settings
    return tuple(sorted(changed.items()))
