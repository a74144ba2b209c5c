"""A new key of the platform, as a document that the old and the new key sign, each in a file of its own.

Whoever knows the old fingerprint verifies the file of the old key, and knows the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from offline import keys
from offline.reading import Fields

KIND = "key-rotation/1"


@dataclass(frozen=True, slots=True)
class RotationDocument:
    """From `from_at` on the platform signs with the new key. Keys are public halves as hexadecimal digits."""

    site: str
    number: int
    old_key: str
    new_key: str
    from_at: datetime

    @property
    def old_fingerprint(self) -> str:
        return keys.fingerprint(bytes.fromhex(self.old_key))

    @property
    def new_fingerprint(self) -> str:
        return keys.fingerprint(bytes.fromhex(self.new_key))


def read(document: Mapping[str, Any]) -> RotationDocument:
    """The document of a rotation, checked field by field. Raises SignedFileFault MALFORMED."""
    fields = Fields(dict(document), "the document")
    rotation = RotationDocument(
        site=fields.text("site"),
        number=fields.whole_number("number"),
        old_key=fields.hex_bytes("old_key", keys.RAW_SIZE).hex(),
        new_key=fields.hex_bytes("new_key", keys.RAW_SIZE).hex(),
        from_at=fields.instant("from_at"),
    )
    fields.end()
    return rotation
