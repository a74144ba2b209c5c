"""Documents in the storage: store one, open one whose bytes are still those of its row, hand one out."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import ProtectedError
from django.http import FileResponse
from django.utils.translation import gettext as _

from core.documents.checks import MOST_BYTES, PIECE, read_through
from core.documents.serving import harden
from core.documents.storage import documents_storage
from core.files import FileState
from core.models import StoredFile, User


class DocumentFault(ValueError):
    """The stored bytes of a document are not those of its row; the text is a sentence for people."""

    def __init__(self, row: StoredFile, state: FileState) -> None:
        self.state = state
        sentences = {
            FileState.MISSING: _("The document %(name)s is missing on the server."),
            FileState.DAMAGED: _(
                "The document %(name)s is damaged on the server: its SHA-256 is no longer that of its day."
            ),
            FileState.UNREADABLE: _("The document %(name)s cannot be read on the server."),
        }
        super().__init__(sentences[state] % {"name": row.name})


def store_file(*, file: File, name: str, by: User, at: datetime, most: int = MOST_BYTES) -> StoredFile:
    """Keep an uploaded file under its name. Whoever may do this, and for what, the stage decides and records.

    Effects: the bytes in the storage under their SHA-256, written whole before the row; a StoredFile. No leaf: the
    stage's act leaves one. Equal bytes under the same name again answer the first row and store nothing. Bytes that are
    damaged in the storage are replaced by these, which are the right ones. A crash between file and row leaves a file
    that `manage.py verify` names. Raises checks.FileRefused. Reads the file twice; call it outside a transaction.
    """
    read = read_through(file, name, most)
    existing = StoredFile.objects.filter(sha256=read.sha256, name=read.name).first()
    object_name = existing.object_name if existing else f"{read.sha256[:2]}/{read.sha256}"
    stored_as = _keep(file, object_name, read.sha256, read.size)
    if existing is not None:
        return existing
    row, _is_new = StoredFile.objects.get_or_create(
        sha256=read.sha256,
        name=read.name,
        defaults={
            "size": read.size,
            "media_type": read.kind.media_type,
            "object_name": stored_as,
            "by": by,
            "at": at,
        },
    )
    return row


def forget_files(rows: Iterable[StoredFile]) -> None:
    """Have those of these documents go to which nothing refers any more; in the transaction that took the references.

    Effects: the rows go, and once that is committed the bytes that no other row names.
    """
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue
        transaction.on_commit(partial(_drop, row.object_name))


def _drop(object_name: str) -> None:
    if not StoredFile.objects.filter(object_name=object_name).exists():
        documents_storage().delete(object_name)


def open_file(row: StoredFile) -> File:
    """The bytes of a document, from their beginning, once all of them were compared with its row.

    Raises DocumentFault if they are missing, unreadable or others. The caller closes the file. No query.
    """
    try:
        file = documents_storage().open(row.object_name, "rb")
    except FileNotFoundError as error:
        raise DocumentFault(row, FileState.MISSING) from error
    except OSError as error:
        raise DocumentFault(row, FileState.UNREADABLE) from error
    try:
        is_same = _measured(file) == (row.size, row.sha256)
        file.seek(0)
    except OSError as error:
        file.close()
        raise DocumentFault(row, FileState.UNREADABLE) from error
    if not is_same:
        file.close()
        raise DocumentFault(row, FileState.DAMAGED)
    return file


def serve(row: StoredFile, name: str = "") -> FileResponse:
    """The answer that hands out a document, under `name` or its own. Behind the stage's door. Raises DocumentFault.

    It is saved, never shown: attachment with its real name (RFC 6266, RFC 8187), no sniffing, a sandbox without script.
    """
    response = FileResponse(open_file(row), content_type=row.media_type)
    harden(response, name=name or row.name, sha256=row.sha256, size=row.size)
    return response


def state_of(row: StoredFile) -> FileState:
    """Whether the stored bytes are those of the row. Reads them all."""
    try:
        open_file(row).close()
    except DocumentFault as fault:
        return fault.state
    return FileState.INTACT


def _keep(file: File, object_name: str, sha256: str, size: int) -> str:
    """Have these bytes in the storage; the name under which they lie there."""
    storage = documents_storage()
    if storage.exists(object_name):
        if _is_intact(storage, object_name, (size, sha256)):
            return object_name
        storage.delete(object_name)
    file.seek(0)
    return storage.save(object_name, File(file))


def _is_intact(storage: Storage, object_name: str, expected: tuple[int, str]) -> bool:
    try:
        with storage.open(object_name, "rb") as file:
            return _measured(file) == expected
    except OSError:
        return False


def _measured(file: IO[Any] | File) -> tuple[int, str]:
    hasher, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        hasher.update(piece)
        size += len(piece)
    return size, hasher.hexdigest()
