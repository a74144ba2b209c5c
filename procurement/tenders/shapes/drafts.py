"""A section of a draft and its saves as the API shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.rest.shapes import Url
from procurement.tenders.models import SectionSave, TenderDocument
from procurement.tenders.sections import SECTIONS, SectionKey
from scoring import canonical


@dataclass(frozen=True, slots=True)
class SectionSaveShape:
    """A save of a section: who, when, and the SHA-256 of its text."""

    section: SectionKey
    no: int = field(metadata={"help": "Send it as `after` with the next save."})
    by: str
    at: datetime
    digest: str
    restored: int = field(metadata={"help": "The save that this one brought back; 0 if it was written."})


@dataclass(frozen=True, slots=True)
class SectionShape:
    """A section as it is saved last. `no` 0, `by` and `at` null: nobody has saved it."""

    section: SectionKey
    no: int = field(metadata={"help": "Send it as `after` with the next save."})
    by: str | None
    at: datetime | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftDocumentShape:
    """A version of a document as it was brought to a draft. `url`: where its bytes are saved from."""

    no: int = field(metadata={"help": "The document, the same for all its versions."})
    version: int
    name: str
    sha256: str
    size: int
    media_type: str
    by: str
    at: datetime
    url: Url


def document_shape(document: TenderDocument, url: str) -> DraftDocumentShape:
    file = document.file
    return DraftDocumentShape(
        *(document.no, document.version, file.name, file.sha256, file.size, file.media_type),
        *(str(document.by), document.at, Url(url)),
    )


def save_shape(saved: SectionSave) -> SectionSaveShape:
    return SectionSaveShape(SectionKey(saved.section), saved.no, str(saved.by), saved.at, saved.digest, saved.restored)


def section_shape(key: SectionKey, saved: SectionSave | None) -> SectionShape:
    """A section with its content as plain JSON. Raises SectionFault where it cannot be read."""
    if saved is None:
        return SectionShape(key, 0, None, None, canonical.plain(SECTIONS[key]()))
    return SectionShape(key, saved.no, str(saved.by), saved.at, canonical.plain(saved.value))
