"""A log as it is read: its head, the heads that were signed, its lines; one shape for page and API."""

from dataclasses import dataclass
from datetime import datetime

from core import heads
from core.models import AuditCheckpoint, AuditLeaf, AuditLog, PlatformKey
from offline.log_proofs import ConsistencyProof, InclusionProof


class NoProofYet(Exception):
    """No signed head reaches so far, or there is none of this size; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class LogHeadShape:
    """Where a log stands. `origin`: what it is called outside; `root`: of the tree over all lines, hexadecimal."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class SignedHeadShape:
    """A head as it was signed, in the form of a C2SP checkpoint."""

    size: int
    root: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class LogLineShape:
    """One line: its number from 0, its kind, when, the bytes of its leaf as text, and their hash (RFC 6962)."""

    index: int
    kind: str
    at: datetime
    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditLogShape:
    """A log with the heads that were signed, the latest first."""

    head: LogHeadShape
    signed: tuple[SignedHeadShape, ...]


SIGNED_AT_MOST = 20


def log_shape(log: AuditLog) -> AuditLogShape:
    """One query."""
    head = LogHeadShape(heads.origin_of(log.origin), log.size, log.root)
    signed = AuditCheckpoint.objects.filter(log=log).order_by("-size")[:SIGNED_AT_MOST]
    return AuditLogShape(head, tuple(signed_head(row) for row in signed))


def signed_head(row: AuditCheckpoint) -> SignedHeadShape:
    return SignedHeadShape(row.size, row.root, row.at, row.note)


def log_line(leaf: AuditLeaf) -> LogLineShape:
    return LogLineShape(leaf.index, leaf.kind, leaf.at, leaf.body, leaf.hash)


def inclusion_proof(log: AuditLog, index: int) -> InclusionProof:
    """That a line stands in the log, by the latest signed head. Raises NoProofYet, AuditLeaf.DoesNotExist.

    Four queries; reads every hash up to the head.
    """
    leaf = AuditLeaf.objects.get(log=log, index=index)
    signed = AuditCheckpoint.objects.filter(log=log, size__gt=index).order_by("-size").first()
    if signed is None:
        raise NoProofYet("No signed head reaches this line yet: heads are signed every day.")
    return InclusionProof(_public_key(signed), signed.note, index, leaf.body, heads.inclusion_path(leaf, signed.size))


def consistency_proof(log: AuditLog, old_size: int, size: int) -> ConsistencyProof:
    """That the log of one signed head begins with all of an earlier one. Raises NoProofYet. Four queries."""
    signed = {row.size: row for row in AuditCheckpoint.objects.filter(log=log, size__in=(old_size, size))}
    if old_size > size or {old_size, size} - signed.keys():
        raise NoProofYet("Name two heads that were signed, the earlier one first.")
    path = heads.consistency_path(log.origin, old_size, size)
    return ConsistencyProof(
        _public_key(signed[size]), _public_key(signed[old_size]), signed[old_size].note, signed[size].note, path
    )


def _public_key(signed: AuditCheckpoint) -> bytes:
    """The key that signed a head: the one that was in use at that time."""
    key = PlatformKey.objects.filter(from_at__lte=signed.at).order_by("-number").first()
    if key is None:
        raise NoProofYet("The key that signed this head is not known here.")
    return bytes.fromhex(key.public_key)
