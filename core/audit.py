r"""The audit log: one writer, a closed list of kinds, leaves that nobody can change (SEALING §9).

A leaf's body is canon({v, kind, object, at, by, facts}). `by`, an object that is a person, and every fact named in
`secret` are stored as SHA-256("leaf-field@v1\0" | salt32 | value) with salt and value in AuditSecret, so a person can
be erased and the log still verifies. Free text (a reason) is always a secret: it may name somebody.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models, transaction

from core.canon import canon
from core.models import AuditLeaf, AuditLog, AuditSecret, User
from offline import tree

PLATFORM = "platform"


class LeafKind(StrEnum):
    """An act that leaves a leaf. Each stage lists its own in its `states.py`; nothing else is written."""


class CoreLeafKind(LeafKind):
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_DEACTIVATED = "account.deactivated"
    ACCOUNT_REACTIVATED = "account.reactivated"
    ACCOUNT_FACTOR_RESET_REQUESTED = "account.factor_reset_requested"
    ACCOUNT_FACTOR_RESET_WITHDRAWN = "account.factor_reset_withdrawn"
    ACCOUNT_FACTOR_RESET = "account.factor_reset"
    INVITATION_SENT = "invitation.sent"
    INVITATION_LINK_SHOWN = "invitation.link_shown"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    INVITATION_ACCEPTED = "invitation.accepted"
    MEMBERSHIP_GRANTED = "membership.granted"
    MEMBERSHIP_WITHDRAWN = "membership.withdrawn"
    AUTHORITY_CREATED = "authority.created"
    AUTHORITY_ADOPTED = "authority.adopted"
    AUTHORITY_MERGED = "authority.merged"
    AUTHORITY_CORRECTED = "authority.corrected"
    AUTHORITY_SETTLED = "authority.settled"
    LAW_CHOSEN = "authority.law_chosen"
    LAW_CONFIRMED = "authority.law_confirmed"
    CALENDAR_STARTED = "calendar.started"
    CALENDAR_YEAR_ADDED = "calendar.year_added"
    CALENDAR_YEAR_CONFIRMED = "calendar.year_confirmed"
    CALENDAR_DAY_DECLARED = "calendar.day_declared"
    CLOCK_MOVED = "clock.moved"
    LOG_HEADS_SIGNED = "log.heads_signed"
    LOG_RESTORED = "log.restored"
    OUTAGE_RECORDED = "outage.recorded"
    SIGNING_KEY_MADE = "signing_key.made"
    SIGNING_KEY_ROTATED = "signing_key.rotated"
    SIGNING_KEY_REPLACED = "signing_key.replaced"


def record(
    kind: LeafKind,
    obj: models.Model,
    *,
    by: User | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    secret: Mapping[str, str] | None = None,
) -> AuditLeaf:
    """Append one leaf to the log of `obj` (its `audit_origin`, else the platform's), inside the caller's transaction.

    Effects: one AuditLeaf, its AuditSecrets, the locked head moved by one. Raises TypeError for a float in `facts`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit leaf is written in the transaction of the act it records.")
    origin = getattr(obj, "audit_origin", PLATFORM)
    head = hold(origin)
    person = {"object": str(obj.pk)} if isinstance(obj, User) else {}
    hidden = {"by": str(by.pk) if by else "system", **person, **(secret or {})}
    salts = {field: secrets.token_bytes(32) for field in hidden}
    sealed = {field: seal(salts[field], value) for field, value in hidden.items()}
    body = canon(
        {
            "v": 1,
            "kind": kind.value,
            "object": f"{obj._meta.label_lower}:{sealed.pop('object', None) or obj.pk}",  # noqa: SLF001
            "at": at.isoformat(),
            "by": sealed.pop("by"),
            "facts": {**(facts or {}), **sealed},
        }
    )
    leaf_hash = tree.leaf_hash(body)
    leaf = AuditLeaf.objects.create(
        log=head, index=head.size, body=body.decode(), hash=leaf_hash.hex(), kind=kind.value, at=at
    )
    AuditSecret.objects.bulk_create(
        AuditSecret(leaf=leaf, field=field, salt=salts[field].hex(), value=value) for field, value in hidden.items()
    )
    _move_head(head, leaf_hash)
    return leaf


def _move_head(head: AuditLog, leaf_hash: bytes) -> None:
    """The head after one more leaf: its size, and the tree with it."""
    grown = head.tree().append(leaf_hash)
    AuditLog.objects.filter(pk=head.pk).update(
        size=grown.size, latest_hash=leaf_hash.hex(), frontier=grown.text(), root=grown.root().hex()
    )


def hold(origin: str = PLATFORM) -> AuditLog:
    """The head of a log, made where it is new; locked until the transaction ends."""
    head = AuditLog.objects.select_for_update().filter(origin=origin).first()
    if head is None:
        head, is_new = AuditLog.objects.get_or_create(origin=origin)
        if not is_new:  # made by another meanwhile: not locked yet
            head = AuditLog.objects.select_for_update().get(origin=origin)
    return head


def seal(salt: bytes, value: str) -> str:
    """What stands in a leaf for a secret value."""
    return hashlib.sha256(b"leaf-field@v1\x00" + salt + value.encode()).hexdigest()
