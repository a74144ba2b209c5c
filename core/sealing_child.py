"""What the bounded child does to seal a bid: draft files in, envelopes out, plain text in its memory alone.

It is told everything on standard input: the draft's key, the keyset, and for each envelope its header, answers and
files. It reads draft files by path, twice (the header that binds the key names the hash of the whole), and writes each
body to `<name>.part`, mode 0600, synced. The parent moves them in place. No Django here: `core/child.py` runs it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import sealed_file
from core.canon import canon
from offline.sealing import envelopes
from offline.sealing.headers import HASH_SIZE, EnvelopeKind, Header
from offline.sealing.keysets import KeyRole, Keyset, Member, make_keyset
from offline.sealing.payloads import FileEntry, Manifest, Payload

PART = ".part"
BUFFER = 1024 * 1024
ANSWER, NO_DISK = "envelopes", "errno"


@dataclass(frozen=True, slots=True)
class SealedPart:
    """An envelope whose body lies on the disk. `header` and `wraps` are canonical JSON; hashes are hexadecimal digits.

    `nonce` goes on the tenderer's slip and nowhere else.
    """

    object_name: str
    lot: str
    kind: str
    header: str
    wraps: str
    size: int
    body_sha256: str
    sha256: str
    commitment: str
    nonce: str

    def __repr__(self) -> str:
        return f"SealedPart({self.object_name})"


class FileChanged(ValueError):
    """A file of the draft is not the one whose digest was stored with it: sealed, nobody could take it out again."""


def seal_bid(content: bytes) -> bytes:
    """Seal every part of a job. The answer: {"envelopes": […]}, or {"errno": n} where the disk took none of it."""
    job = json.loads(content)
    written: list[Path] = []
    try:
        sealed = [asdict(_seal_part(part, job, written)) for part in job["parts"]]
    except OSError as error:
        _remove(written)
        return json.dumps({NO_DISK: error.errno or 0}).encode()
    except BaseException:
        _remove(written)
        raise
    return json.dumps({ANSWER: sealed}).encode()


def _seal_part(part: Mapping[str, Any], job: Mapping[str, Any], written: list[Path]) -> SealedPart:
    path = Path(job["folder"]) / f"{part['object_name']}{PART}"
    payload = _payload(part, bytes.fromhex(job["draft_key"]))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    written.append(path)
    with os.fdopen(descriptor, "wb", BUFFER) as body:
        result = envelopes.seal(payload, _header(part, job), _keyset(job["keyset"]), body)
        body.flush()
        os.fsync(body.fileno())
    envelope = result.envelope
    return SealedPart(
        object_name=part["object_name"],
        lot=part["lot"],
        kind=part["kind"],
        header=envelope.header.canon().decode(),
        wraps=canon([wrap.as_json() for wrap in envelope.wraps]).decode(),
        size=envelope.size,
        body_sha256=envelope.body_sha256.hex(),
        sha256=envelope.sha256.hex(),
        commitment=envelope.header.commitment.hex(),
        nonce=result.nonce.hex(),
    )


def _payload(part: Mapping[str, Any], draft_key: bytes) -> Payload:
    files = part["files"]
    entries = tuple(FileEntry(file["name"], file["type"], file["size"], file["sha256"]) for file in files)

    def read_files() -> Iterator[bytes]:
        for file in files:
            digest = hashlib.sha256()
            for piece in sealed_file.read(Path(file["path"]), draft_key, file["id"], length=file["size"]):
                digest.update(piece)
                yield piece
            if digest.hexdigest() != file["sha256"]:
                raise FileChanged

    return Payload(Manifest(part["answers"], entries), read_files)


def _header(part: Mapping[str, Any], job: Mapping[str, Any]) -> Header:
    """The header but for its commitment and the hash of the keyset, which sealing puts there."""
    names = ("host", "tender", "bid", "supplier", "revision")
    return Header(
        **{name: job[name] for name in names},
        lot=part["lot"],
        kind=EnvelopeKind(part["kind"]),
        criteria_hash=bytes.fromhex(job["criteria_hash"]),
        keyset_hash=bytes(HASH_SIZE),
        commitment=bytes(HASH_SIZE),
    )


def keyset_as_json(keyset: Keyset) -> dict[str, Any]:
    """How a job names a keyset."""
    members = [
        {
            "number": member.number,
            "person": member.person,
            "role": member.role.value,
            "public_key": member.public_key.hex(),
        }
        for member in keyset.members
    ]
    return {"tender": keyset.tender, "version": keyset.version, "members": members}


def _keyset(stated: Mapping[str, Any]) -> Keyset:
    members = [
        Member(member["number"], member["person"], KeyRole(member["role"]), bytes.fromhex(member["public_key"]))
        for member in stated["members"]
    ]
    return make_keyset(stated["tender"], stated["version"], members)


def _remove(written: list[Path]) -> None:
    for path in written:
        with suppress(OSError):
            path.unlink()
