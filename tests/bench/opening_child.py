"""Sealed bids for the bench of openings: made by the sealing form itself. No Django here."""

import hashlib
from dataclasses import replace
from pathlib import Path

from offline.sealing.envelopes import seal
from offline.sealing.payloads import FileEntry, Manifest, Payload
from tests.offline.sealing.samples import HEADER, key_of, keyset

SIZE = 2_000_000


def sealed_body(folder: Path, number: int) -> dict[str, str]:
    """The order of one envelope with a file of 2 MB, but for where what is opened goes."""
    content = hashlib.shake_256(str(number).encode()).digest(SIZE)
    entry = FileEntry(f"{number}.pdf", "application/pdf", SIZE, hashlib.sha256(content).hexdigest())
    payload = Payload(Manifest({"number": str(number)}, (entry,)), lambda: (content,))
    body = folder / f"{number}"
    with body.open("wb") as file:
        envelope = seal(payload, replace(HEADER, revision=number + 1), keyset(), file).envelope
    return {"header": envelope.header.canon().decode(), "key": key_of(envelope, (1, 2)).hex(), "body": str(body)}
