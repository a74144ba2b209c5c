"""The first step of a submission: what the team has written is sealed by a bounded child and lies in the store.

Nothing of it is in a transaction, and none of it is in a row, an argument, a log or a message.
"""

import errno
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.views.decorators.debug import sensitive_variables

from core.child import MEBIBYTE, ChildLimits, ChildStopped, run_in_child
from core.sealing_child import ANSWER, NO_DISK, SealedPart, keyset_as_json, seal_bid
from core.signing import services as signing
from offline.receipts import Slip, SlipNonce
from offline.sealing.headers import EnvelopeKind
from offline.sealing.keysets import Keyset
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, Purpose
from procurement.bids.models import Bid
from procurement.bids.services.submission import DraftFileChanged, SealingFailed

LIMITS = ChildLimits(cpu=30, wall=60.0, memory=1024 * MEBIBYTE, file=320 * MEBIBYTE)
OF_A_FILE = {
    "DraftFileDamaged",
    "FileChanged",
    "PayloadChanged",
    "WrongKey",
}  # what the child says of a file that it reads


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of the draft as it goes into an envelope: by the id and path of what is stored, and what it is."""

    id: str
    path: Path
    name: str = field(repr=False)
    type: str = field(repr=False)
    size: int = field(repr=False)
    sha256: str = field(repr=False)
    belongs_to: str = field(default="", repr=False)
    is_scanned: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "path": str(self.path),
            "name": self.name,
            "type": self.type,
            "size": self.size,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class PlainPart:
    """What goes into one envelope: of which lot and kind, the answers and the files. Shows nothing of them."""

    lot: str
    kind: EnvelopeKind
    answers: Mapping[str, Any] = field(repr=False)
    files: tuple[PartFile, ...] = field(default=(), repr=False)


@sensitive_variables()
def seal_parts(
    bid: Bid,
    parts: Sequence[PlainPart],
    names: Sequence[str],
    *,
    draft_key: DraftKey,
    keyset: Keyset,
    number: int,
    criteria_hash: str,
) -> tuple[SealedPart, ...]:
    """Seal each part into `<its name>.part`, by the child.

    Raises SealingFailed; DraftFileChanged; OSError where the disk takes none of it. Then nothing is left there.
    """
    job = {
        "draft_key": draft_key.raw.hex(),
        "folder": str(store.root() / store.ENVELOPES),
        "host": signing.host(),
        "tender": str(bid.tender_id),
        "bid": str(bid.pk),
        "supplier": str(bid.supplier_id),
        "revision": number,
        "criteria_hash": criteria_hash,
        "keyset": keyset_as_json(keyset),
        "parts": [_as_json(part, name) for part, name in zip(parts, names, strict=True)],
    }
    folders = store.root() / store.DRAFTS, store.root() / store.ENVELOPES
    try:
        content = run_in_child(seal_bid, json.dumps(job).encode(), LIMITS, reads=folders[:1], writes=folders[1:])
    except ChildStopped as stopped:
        raise (DraftFileChanged if stopped.error in OF_A_FILE else SealingFailed) from None
    answer = json.loads(content)
    if answer.get(NO_DISK) == errno.ENOENT:
        raise DraftFileChanged
    if NO_DISK in answer:
        raise OSError(answer[NO_DISK] or errno.EIO, "what is sealed cannot be written")
    return tuple(SealedPart(**sealed) for sealed in answer[ANSWER])


@sensitive_variables()
def sealed_slip(bid: Bid, number: int, parts: Iterable[SealedPart], draft_key: DraftKey) -> bytes:
    """The slip of a version under the draft key."""
    nonces = tuple(SlipNonce(part.lot, EnvelopeKind(part.kind), part.nonce) for part in parts)
    return draft_key.seal(Purpose.SLIP, bid.pk, str(number), Slip(str(bid.pk), number, nonces).file())


@sensitive_variables()
def opened_slip(bid: Bid, number: int, sealed: bytes, draft_key: DraftKey) -> bytes:
    """The bytes of the slip's file. Raises WrongDraftKey."""
    return draft_key.open(Purpose.SLIP, bid.pk, str(number), sealed)


def _as_json(part: PlainPart, name: str) -> dict[str, Any]:
    files = [file.as_json() for file in part.files]
    return {"object_name": name, "lot": part.lot, "kind": part.kind.value, "answers": part.answers, "files": files}
