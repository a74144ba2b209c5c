"""The files of artefacts: named by their SHA-256, written whole or not at all, verified whenever they are read."""

import hashlib
import os
import tempfile
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

from core.models import Artifact

FOLDER = "artifacts"
ASIDE = "damaged"  # where a damaged file is kept when the right one takes its place
PIECE = 1024 * 1024  # bytes read at once


class FileState(StrEnum):
    INTACT = "intact"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


class FileFault(ValueError):
    """The stored file of an artefact is not the one that was made; the text is a sentence for people."""

    def __init__(self, artifact: Artifact, state: FileState) -> None:
        self.state = state
        sentences = {
            FileState.MISSING: _("The file %(name)s is missing on the server."),
            FileState.DAMAGED: _(
                "The file %(name)s is damaged on the server: its SHA-256 is no longer that of its day."
            ),
            FileState.UNREADABLE: _("The file %(name)s cannot be read on the server."),
        }
        super().__init__(sentences[state] % {"name": artifact.file_name})


def path_of(name: str) -> Path:
    """Where the object of this name lies."""
    return Path(settings.MEDIA_ROOT) / name


def state_of(artifact: Artifact) -> FileState:
    """Whether the stored file has the size and the SHA-256 of its row. Reads it piece by piece."""
    hasher, size = hashlib.sha256(), 0
    try:
        with path_of(artifact.object_name).open("rb") as file:
            while piece := file.read(PIECE):
                hasher.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return FileState.MISSING
    except OSError:
        return FileState.UNREADABLE
    same = (size, hasher.hexdigest()) == (artifact.size, artifact.sha256)
    return FileState.INTACT if same else FileState.DAMAGED


def read(artifact: Artifact) -> bytes:
    """The bytes of an artefact. Raises FileFault where they are missing, unreadable or no longer those of its row."""
    try:
        data = path_of(artifact.object_name).read_bytes()
    except FileNotFoundError as error:
        raise FileFault(artifact, FileState.MISSING) from error
    except OSError as error:
        raise FileFault(artifact, FileState.UNREADABLE) from error
    if (len(data), hashlib.sha256(data).hexdigest()) != (artifact.size, artifact.sha256):
        raise FileFault(artifact, FileState.DAMAGED)
    return data


class Draft:
    """A file on its way: written and synced beside its place, so that a reader never sees half of one.

    `place` moves it there; `withdraw` takes it away again, if it was not there before. Leaving the context removes what
    was not placed.
    """

    def __init__(self, data: bytes) -> None:
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.name = f"{FOLDER}/{self.sha256[:2]}/{self.sha256}"
        self._data = data
        self._placed_new = False

    def __enter__(self) -> Self:
        target = path_of(self.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=target.parent)
        self._temporary = Path(temporary)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            self._temporary.unlink(missing_ok=True)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._temporary.unlink(missing_ok=True)

    def place(self) -> None:
        """Move the file to its place. Call it last: what follows must only be the commit."""
        self._placed_new = not path_of(self.name).exists()
        self._temporary.replace(path_of(self.name))

    def withdraw(self) -> None:
        """Take the file away again where this draft brought it. Only for one whose rows were not stored."""
        if self._placed_new:
            with suppress(OSError):
                path_of(self.name).unlink(missing_ok=True)


def keep_aside(artifact: Artifact, mark: str) -> str:
    """Move a damaged file out of its place, and return its new name; empty where there is none to move."""
    name = f"{ASIDE}/{artifact.sha256}-{mark}"
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    try:
        path_of(artifact.object_name).rename(path_of(name))
    except FileNotFoundError:
        return ""
    return name
