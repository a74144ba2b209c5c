"""Uploaded documents: each row has its bytes in the storage, and each object there its row."""

import time
from collections.abc import Iterator

from django.core.files.storage import Storage

from core.documents.files import state_of
from core.documents.storage import documents_storage
from core.files import FileState
from core.integrity.artifacts import CHUNK, FAULTS, YOUNG
from core.models import StoredFile
from core.verification import Checked


def check_documents() -> Iterator[Checked]:
    """Every document by its id, then every object of the storage that no row names, if the storage lists them."""
    for row in StoredFile.objects.order_by("pk").iterator(CHUNK):
        state = state_of(row)
        yield Checked(str(row.pk), () if state == FileState.INTACT else (FAULTS[state].format(name=row.name),))
    storage = documents_storage()
    for name in _names(storage, ""):
        if not StoredFile.objects.filter(object_name=name).exists() and _is_old(storage, name):
            yield Checked(name, ("No row names this document.",))


def _names(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except (FileNotFoundError, NotImplementedError):
        return
    for name in sorted(files):
        yield f"{folder}/{name}".lstrip("/")
    for name in sorted(folders):
        yield from _names(storage, f"{folder}/{name}".lstrip("/"))


def _is_old(storage: Storage, name: str) -> bool:
    """Whether it lies there for longer than storing takes; what is gone meanwhile is not named."""
    try:
        return time.time() - storage.get_modified_time(name).timestamp() > YOUNG
    except FileNotFoundError:
        return False
