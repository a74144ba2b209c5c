"""The texts of stored documents: read once by a job in the bounded child, kept by SHA-256, for checks that read words.

PDF, DOCX, ODT and plain text have one; other kinds are never read.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from core import clock, document_text, jobs
from core.document_text import COULD_NOT_BE_READ, TextUnreadable
from core.documents import files
from core.documents.names import split_name
from core.models import Job, ReadText, StoredFile, User

KIND = "core.read_text"
READER = 1  # raised when the reader finds more than before
_PLAIN = ".txt"
ENDINGS = (".pdf", ".docx", ".odt", _PLAIN)


@dataclass(frozen=True, slots=True)
class TextOfFile:
    """Parts of a text by `unit`; or in `sentence` why there is none."""

    unit: str = ""
    parts: tuple[str, ...] = ()
    sentence: str = ""


def has_text(name: str) -> bool:
    """Whether a document with this name is of a kind whose text is read."""
    return split_name(name)[1].lower() in ENDINGS


def request_text(stored: StoredFile, *, by: User, at: datetime) -> Job | None:
    """Have the text of a document read, once for equal bytes; None where it is not of such a kind. Wakes a worker."""
    if not has_text(stored.name):
        return None
    input_hash = hashlib.sha256(f"{stored.sha256}\n{READER}".encode()).hexdigest()
    return jobs.request(KIND, target=str(stored.pk), input_hash=input_hash, by=by, at=at)


def read(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """Read the text of a job's document. Effects: a ReadText, unless there is one. Raises Unfit for damaged bytes."""
    stored = StoredFile.objects.get(pk=job.target)
    row = _read(stored)
    return jobs.JobEffect(lambda: _keep(row))


def _read(stored: StoredFile) -> ReadText:
    try:
        with files.open_file(stored) as file:
            content = file.read()
    except files.DocumentFault as fault:
        raise jobs.Unfit(str(fault)) from fault
    row = ReadText(sha256=stored.sha256, reader=READER, at=clock.db_now())
    if split_name(stored.name)[1].lower() == _PLAIN:
        row.unit, row.parts = "line", json.dumps(content.decode("utf-8-sig").splitlines())
        return row
    try:
        text = document_text.text_of_document(content)
    except TextUnreadable as unreadable:
        row.why = unreadable.reason
    else:
        row.unit, row.parts = text.unit, json.dumps(text.parts)
    return row


def _keep(row: ReadText) -> None:
    ReadText.objects.get_or_create(
        sha256=row.sha256,
        reader=row.reader,
        defaults={"unit": row.unit, "parts": row.parts, "why": row.why, "at": row.at},
    )


def texts_of(shas: Collection[str]) -> Mapping[str, TextOfFile]:
    """{SHA-256: its text, or why it has none} of those that were read. One query, none for none."""
    if not shas:
        return {}
    rows = ReadText.objects.filter(sha256__in=shas, reader=READER)
    return {row.sha256: _text(row) for row in rows}


def _text(row: ReadText) -> TextOfFile:
    if row.why:
        return TextOfFile(sentence=f"{COULD_NOT_BE_READ} {document_text.REASONS[row.why]}")
    return TextOfFile(row.unit, tuple(json.loads(row.parts)))
