"""The files of a draft, opened with its key: their names, types, digests and where they belong; never their content."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from core import sealed_file
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, Purpose, WrongDraftKey
from procurement.bids.models import Bid, DraftFile, DraftFileState
from procurement.bids.queries import files
from procurement.bids.rules.filled import FilledFile

TECHNICAL, PRICE = "technical", "price"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is said of a file beside its name: its type, and what it belongs to.

    `belongs_to`: TECHNICAL, PRICE, "claim:…" or "question:…"; the last two are of the technical part. `is_scanned`: a
    virus scanner saw all of it and let it pass.
    """

    type: str
    belongs_to: str = TECHNICAL
    is_scanned: bool = False


@dataclass(frozen=True, slots=True)
class StoredDraftFile:
    """A whole file of a draft. `path` is where it lies sealed, for `core.sealed_file.read` with `str(id)`."""

    id: UUID
    name: str = field(repr=False)
    type: str = field(repr=False)
    size: int
    sha256: str = field(repr=False)
    belongs_to: str = field(repr=False)
    path: Path
    is_scanned: bool = False


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file of a draft as its team sees it. `arrived`: bytes that lie here of `size`; None where it is lost."""

    row: DraftFile
    name: str = field(repr=False)
    facts: FileFacts = field(repr=False)
    size: int | None
    arrived: int | None

    @property
    def is_stored(self) -> bool:
        return self.row.state == DraftFileState.STORED and self.arrived is not None


@sensitive_variables()
def stored_files(bid: Bid, draft_key: DraftKey) -> list[StoredDraftFile]:
    """The whole files of a draft, the first one first. One query. Raises WrongDraftKey."""
    return [stored_file(bid, draft_key, row) for row in files.stored_files_of(bid)]


@sensitive_variables()
def filled_files(bid: Bid, draft_key: DraftKey) -> tuple[FilledFile, ...]:
    """The same as the rules of what a bid contains read them. One query. Raises WrongDraftKey."""
    return tuple(filled_file(file) for file in stored_files(bid, draft_key))


def filled_file(file: StoredDraftFile) -> FilledFile:
    """A whole file as those rules read it."""
    return FilledFile(str(file.id), file.name, file.belongs_to, file.size, file.sha256)


@sensitive_variables()
def stored_file(bid: Bid, draft_key: DraftKey, row: DraftFile) -> StoredDraftFile:
    """One of them. Raises WrongDraftKey."""
    digest = draft_key.open(Purpose.DIGEST, bid.pk, str(row.pk), bytes(row.sealed_digest or b""))
    facts = facts_of(bid, draft_key, row)
    name = name_of(draft_key, row)
    path = store.draft_path(row.pk)
    return StoredDraftFile(
        row.pk, name, facts.type, row.length or 0, digest.hex(), facts.belongs_to, path, facts.is_scanned
    )


@sensitive_variables()
def readings(bid: Bid, draft_key: DraftKey) -> list[FileReading]:
    """All files of a draft, whole or arriving. One query. Raises WrongDraftKey."""
    return [reading_of(bid, draft_key, row) for row in files.files_of(bid)]


@sensitive_variables()
def reading_of(bid: Bid, draft_key: DraftKey, row: DraftFile) -> FileReading:
    """One of them. Raises WrongDraftKey."""
    return FileReading(row, name_of(draft_key, row), facts_of(bid, draft_key, row), row.length, arrived(draft_key, row))


@sensitive_variables()
def arrived(draft_key: DraftKey, row: DraftFile) -> int | None:
    """How many bytes of a file lie here; None where it is lost. What is whole is not read again."""
    path = store.draft_path(row.pk)
    if not path.exists():
        return None
    if row.state == DraftFileState.STORED:
        return row.length
    try:
        return sealed_file.find_end(path, draft_key.raw, str(row.pk)).offset
    except (sealed_file.DraftFileDamaged, FileNotFoundError):
        return None


@sensitive_variables()
def name_of(draft_key: DraftKey, row: DraftFile) -> str:
    """What its owner calls it. Raises WrongDraftKey."""
    try:
        return sealed_file.open_name(draft_key.raw, str(row.pk), bytes(row.sealed_name))
    except sealed_file.WrongKey:
        raise WrongDraftKey from None


@sensitive_variables()
def facts_of(bid: Bid, draft_key: DraftKey, row: DraftFile) -> FileFacts:
    """Raises WrongDraftKey."""
    return FileFacts(**json.loads(draft_key.open(Purpose.PART, bid.pk, _facts_name(row.pk), bytes(row.sealed_facts))))


@sensitive_variables()
def sealed_facts(bid: Bid, draft_key: DraftKey, pk: UUID, facts: FileFacts) -> bytes:
    """To be stored in the row of the file."""
    content = json.dumps(asdict(facts)).encode()
    return draft_key.seal(Purpose.PART, bid.pk, _facts_name(pk), content)


def _facts_name(pk: UUID) -> str:
    return f"file/{pk}"
