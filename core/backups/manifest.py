"""What a backup says of itself: every file with its SHA-256, and how the database stood when it was dumped. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

NAME = "manifest.json"
FORM = "evenhand-backup@v1"
_CHUNK = 1024 * 1024


class BackupUnreadable(Exception):
    """The folder is no finished backup; the sentence says why."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file of the backup by its path in the folder, with its bytes and the hex SHA-256 over them."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LogHead:
    """The length of an audit log and the hex root over it."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Rows of each table and the head of each log, both as one moment has them."""

    counts: Mapping[str, int]
    heads: Mapping[str, LogHead]


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """`made_at`: when the database was dumped. `dump`: the path of the dump. `files`: all files, the dump first."""

    made_at: datetime
    engine: str
    dump: str
    files: tuple[BackupFile, ...]
    state: DatabaseState

    def text(self) -> str:
        return json.dumps({"form": FORM, **asdict(self), "made_at": self.made_at.isoformat()}, indent=1, sort_keys=True)


def read_manifest(folder: Path) -> BackupManifest:
    """The manifest of a backup. Raises BackupUnreadable."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupUnreadable(f"{folder} has no {NAME}: it is no backup, or one that was not finished.") from None
    except (OSError, ValueError) as error:
        raise BackupUnreadable(f"{folder / NAME} cannot be read: {error}") from None
    try:
        if content["form"] != FORM:
            raise BackupUnreadable(f"This program reads {FORM}, not {content['form']}.")
        _require_inside(content["dump"], *(row["path"] for row in content["files"]))
        return BackupManifest(
            made_at=datetime.fromisoformat(content["made_at"]),
            engine=content["engine"],
            dump=content["dump"],
            files=tuple(BackupFile(**row) for row in content["files"]),
            state=DatabaseState(
                counts=content["state"]["counts"],
                heads={origin: LogHead(**head) for origin, head in content["state"]["heads"].items()},
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupUnreadable(f"{folder / NAME} is no manifest of this form: {error!r}") from None


def _require_inside(*paths: str) -> None:
    """Raises BackupUnreadable for a path that leads out of the folder: a restore would write there."""
    for path in paths:
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise BackupUnreadable(f"{path!r} does not lie in the folder of a backup.")


def file_faults(manifest: BackupManifest, folder: Path) -> Iterator[str]:
    """What is missing in the backup or not as the manifest says, a sentence each. Reads every byte."""
    for row in manifest.files:
        try:
            with (folder / row.path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield f"{row.path} cannot be read: {error.strerror}."
            continue
        if digest != row.sha256:
            yield f"{row.path} was changed, or is cut off."


def state_faults(before: DatabaseState, restored: DatabaseState) -> Iterator[str]:
    """Where a restored database is not the one that was dumped, a sentence each."""
    for table in sorted({*before.counts, *restored.counts}):
        was, now = before.counts.get(table), restored.counts.get(table)
        if was != now:
            yield f"{table} has {_rows(now)}; when it was dumped: {_rows(was)}."
    for origin in sorted({*before.heads, *restored.heads}):
        if before.heads.get(origin) != restored.heads.get(origin):
            yield f"The log {origin} ends elsewhere than when it was dumped."


def copy(source: BinaryIO, target: BinaryIO, path: str) -> BackupFile:
    """Write all that is left of one file to another; its row."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return BackupFile(path, size, digest.hexdigest())


def _rows(count: int | None) -> str:
    return "no such table" if count is None else f"{count} rows"
