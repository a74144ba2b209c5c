"""What a draft says, opened with its key for the time of one request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from procurement.bids.draft_keys import DraftKey, Purpose
from procurement.bids.models import Bid, DraftPart
from procurement.bids.queries import drafts
from procurement.bids.rules.filled import FilledBid, FilledFile

PART_NAMES = ("answers", "prices", "performance", "claims")


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A part of a draft: the number of its version (0: nobody has saved it) and its texts by field."""

    no: int = 0
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftContent:
    """All parts of a draft that were saved, by name."""

    parts: Mapping[str, SavedPart] = field(default_factory=dict, repr=False)

    def part(self, name: str) -> SavedPart:
        return self.parts.get(name, SavedPart())

    def fields(self, name: str) -> Mapping[str, str]:
        return self.part(name).fields


@sensitive_variables()
def draft_of(bid: Bid, key: DraftKey) -> DraftContent:
    """The draft of a bid. One query. Raises WrongDraftKey."""
    return DraftContent({row.name: opened_part(bid.pk, key, row) for row in drafts.latest_parts(bid)})


def filled_from(content: DraftContent, files: tuple[FilledFile, ...] = ()) -> FilledBid:
    """The draft as the rules of what a bid contains read it."""
    return FilledBid(**{name: content.fields(name) for name in PART_NAMES}, files=files)


@sensitive_variables()
def part_of(bid: Bid, key: DraftKey, name: str) -> SavedPart:
    """One part of the draft as it stands. One query. Raises WrongDraftKey."""
    row = drafts.latest_part(bid, name)
    return opened_part(bid.pk, key, row) if row is not None else SavedPart()


@sensitive_variables()
def opened_part(bid: UUID, key: DraftKey, row: DraftPart) -> SavedPart:
    """A stored version, opened. Raises WrongDraftKey, also for the bytes of another version in its place."""
    content = key.open(Purpose.PART, bid, version_name(row.name, row.no), bytes(row.sealed))
    return SavedPart(row.no, json.loads(content), str(row.by), row.at)


@sensitive_variables()
def sealed_part(bid: UUID, key: DraftKey, name: str, no: int, fields: Mapping[str, str]) -> bytes:
    """A version to be stored."""
    content = json.dumps(dict(sorted(fields.items())), ensure_ascii=False, separators=(",", ":")).encode()
    return key.seal(Purpose.PART, bid, version_name(name, no), content)


def version_name(name: str, no: int) -> str:
    """What a version is sealed for: an older one in its place does not open."""
    return f"{name}/{no}"
