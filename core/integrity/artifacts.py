"""The files of jobs: each row has its file, whole, and each file its row."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from core import files
from core.files import FileState
from core.models import Artifact
from core.verification import Checked

CHUNK = 500  # rows or names at once
YOUNG = 900.0  # seconds: a file that is being made has no row yet
FAULTS = {
    FileState.MISSING: "{name}: the file is missing.",
    FileState.DAMAGED: "{name}: the file is damaged; its size or SHA-256 is not that of its row.",
    FileState.UNREADABLE: "{name}: the file cannot be read.",
}


def check_artifacts() -> Iterator[Checked]:
    """Every artefact by its id, then every file that no artefact names. Memory does not grow with their number."""
    for artifact in Artifact.objects.select_related("job").order_by("pk").iterator(CHUNK):
        state = files.state_of(artifact)
        faults = () if state == FileState.INTACT else (FAULTS[state].format(name=artifact.file_name),)
        yield Checked(str(artifact.pk), faults, artifact)
    yield from _files_without_row()


def _files_without_row() -> Iterator[Checked]:
    names: list[str] = []
    for name in _names():
        names.append(name)
        if len(names) == CHUNK:
            yield from _unnamed(names)
            names.clear()
    yield from _unnamed(names)


def _names() -> Iterator[str]:
    """The names of all files but those that were kept aside and those that are just being made."""
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, names in os.walk(root):
        if Path(folder) == root and files.ASIDE in folders:
            folders.remove(files.ASIDE)
        for name in names:
            path = Path(folder) / name
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > YOUNG:
                    yield path.relative_to(root).as_posix()


def _unnamed(names: list[str]) -> Iterator[Checked]:
    named = set(Artifact.objects.filter(object_name__in=names).values_list("object_name", flat=True))
    for name in names:
        if name not in named:
            yield Checked(name, ("No row names this file.",))
