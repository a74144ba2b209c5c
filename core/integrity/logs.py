"""Audit logs: leaves without gaps, each with its hash, the head at the last one, secrets that fit their leaves."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from core import audit
from core.models import AuditLeaf, AuditLog
from core.verification import Checked
from offline import tree

CHUNK = 500  # rows read at once


def check_logs() -> Iterator[Checked]:
    """Every log by its origin. Leaf by leaf: memory does not grow with a log."""
    for head in AuditLog.objects.order_by("origin").iterator(CHUNK):
        yield Checked(head.origin, tuple(_faults(head)))


def _faults(head: AuditLog) -> Iterator[str]:
    """What is wrong with a log. What is added meanwhile stands beyond the head that was read."""
    count, latest, grown = 0, "", tree.Frontier()
    signed = dict(head.checkpoints.values_list("size", "root"))
    for leaf in head.leaves.filter(index__lt=head.size).order_by("index").prefetch_related("secrets").iterator(CHUNK):
        if leaf.index != count:
            yield f"Leaf {count} is missing." if leaf.index > count else f"Leaf {leaf.index} stands twice."
        yield from _leaf_faults(leaf)
        count, latest, grown = leaf.index + 1, leaf.hash, grown.append(bytes.fromhex(leaf.hash))
        if grown.size in signed and signed.pop(grown.size) != grown.root().hex():
            yield f"The leaves up to {grown.size - 1} are not those whose head was signed: the log was rewritten."
    if count != head.size:
        yield f"The head counts {head.size} leaves, the last one that is there is number {count - 1}."
    elif latest != head.latest_hash:
        yield "The head does not name the hash of the last leaf."
    elif grown.size == head.size and (grown.text(), grown.root().hex()) != (head.frontier, head.root):
        yield "The root of the head is not that of the leaves."
    for size in sorted(signed):
        yield f"A head of {size} leaves was signed, and the log has {head.size}: it was cut or set back."
    beyond = head.leaves.filter(index__gte=head.size).order_by("-index").values_list("index", flat=True).first()
    if beyond is not None and beyond >= AuditLog.objects.values_list("size", flat=True).get(pk=head.pk):
        yield f"Leaf {beyond} stands beyond the head."


def _leaf_faults(leaf: AuditLeaf) -> Iterator[str]:
    if hashlib.sha256(b"\x00" + leaf.body.encode()).hexdigest() != leaf.hash:
        yield f"Leaf {leaf.index} does not have its own hash."
        return
    body = json.loads(leaf.body)
    if (body["kind"], datetime.fromisoformat(body["at"])) != (leaf.kind, leaf.at):
        yield f"Leaf {leaf.index} stands in the table with another kind or time than in its body."
    for secret in leaf.secrets.all():
        if audit.seal(bytes.fromhex(secret.salt), secret.value) != _sealed(body, secret.field):
            yield f"The secret {secret.field} of leaf {leaf.index} is not the one that was sealed."


def _sealed(body: dict[str, Any], field: str) -> object:
    """What stands in a leaf for a secret field."""
    if field == "object":
        return str(body["object"]).partition(":")[2]
    return body["by"] if field == "by" else body["facts"].get(field)
