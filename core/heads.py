"""Heads of logs, signed so that they leave the machine, and the proofs that lead to them (SEALING §9).

A head that somebody else has shows when a log was cut, rewritten or set back: no later log is consistent with it.
"""

import json
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q

from core import audit
from core.audit import PLATFORM, CoreLeafKind
from core.models import AuditCheckpoint, AuditLeaf, AuditLog
from core.signing import services as signing
from core.signing.keyfile import KeyFault
from offline import tree
from offline.checkpoints import Checkpoint

log = logging.getLogger(__name__)


def origin_of(log_origin: str) -> str:
    """What a log is called outside: the host, and the log's name there."""
    return f"{signing.host()}/{log_origin}"


@transaction.atomic
def sign_head(log_origin: str, *, at: datetime) -> AuditCheckpoint:
    """The signed head of a log as it stands, made once for each size. Who: the site.

    Effects: an AuditCheckpoint. Raises KeyFault: then nothing is signed.
    """
    signing.begin(at=at)  # the first key leaves a leaf of its own: before the head is read
    head = audit.hold(log_origin)
    if checkpoint := AuditCheckpoint.objects.filter(log=head, size=head.size).first():
        return checkpoint
    stated = Checkpoint(origin_of(log_origin), head.size, bytes.fromhex(head.root))
    note = signing.sign_head(stated, at=at)
    return AuditCheckpoint.objects.create(log=head, size=head.size, root=head.root, note=note, at=at)


def sign_moved_heads(at: datetime) -> int:
    """Sign every head that moved since it was last signed, the platform's last. Returns how many.

    Effects: the heads; leaf log.heads_signed in the platform's log, also where none moved, so that a log which vanished
    is missed there. A platform that cannot sign says so in its log; the heads wait for the next time.
    """
    moved = (
        AuditLog.objects.annotate(signed_size=Max("checkpoints__size"))
        .filter(Q(signed_size=None, size__gt=0) | Q(size__gt=F("signed_size")))
        .exclude(pk=PLATFORM)
        .order_by("origin")
        .values_list("origin", flat=True)
    )
    try:
        signed = [sign_head(origin, at=at) for origin in list(moved)]
        _note_signed(signed, at=at)
        sign_head(PLATFORM, at=at)
    except KeyFault as key_fault:
        log.warning("Heads of logs are not signed: %s", key_fault.for_operator)
        return 0
    return len(signed) + 1


@transaction.atomic
def _note_signed(signed: list[AuditCheckpoint], *, at: datetime) -> None:
    """What was signed, under a salt: auditors read the platform's log, and before the opening neither the length of a
    tender's log nor that it moved is theirs to know (docs/adr/0062).
    """
    stated = [{"log": row.log_id, "size": row.size, "root": row.root} for row in signed]
    secret = {"heads": json.dumps(stated, sort_keys=True)}
    audit.record(CoreLeafKind.LOG_HEADS_SIGNED, audit.hold(), by=None, at=at, secret=secret)


def inclusion_path(leaf: AuditLeaf, size: int) -> tuple[bytes, ...]:
    """The proof that a leaf stands in the first `size` leaves of its log. Raises IndexError. One query."""
    return tree.inclusion_path(_hashes(leaf.log_id, size), leaf.index)


def consistency_path(log_origin: str, old_size: int, size: int) -> tuple[bytes, ...]:
    """The proof that a log of `size` leaves begins with the one of `old_size`. Raises IndexError. One query."""
    return tree.consistency_path(_hashes(log_origin, size), old_size)


def roots_at(log_origin: str, *sizes: int) -> dict[int, bytes]:
    """{size: the root over so many leaves as they are stored now}. Raises IndexError. One query."""
    hashes = _hashes(log_origin, max(sizes))
    return {size: tree.frontier_of(hashes[:size]).root() for size in sizes}


def _hashes(log_origin: str, size: int) -> list[bytes]:
    leaves = AuditLeaf.objects.filter(log_id=log_origin, index__lt=size).order_by("index")
    hashes = [bytes.fromhex(hash_) for hash_ in leaves.values_list("hash", flat=True).iterator(chunk_size=5000)]
    if len(hashes) < size:
        raise IndexError(f"{log_origin} has {len(hashes)} leaves, not {size}")
    return hashes
