"""What is done with the platform's key: it is made once, signs, and is changed by an operator."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import DatabaseError, transaction

from core import audit, clock
from core.audit import CoreLeafKind
from core.models import KeyBeginning, PlatformKey, User
from core.signing import keyfile, queries
from core.signing.keyfile import KeyFault, KeyState, public_half
from offline import checkpoints, keys, rotations, signed
from offline.checkpoints import Checkpoint
from offline.rotations import RotationDocument
from offline.signed import Signed

log = logging.getLogger(__name__)


class RotationRefused(Exception):
    """The key was not changed; the sentence says why."""


def begin(*, at: datetime) -> PlatformKey:
    """The key that signs; on a site that never had one it is made or, with SIGNING_KEY_FILE, taken. Who: the site.

    Effects, once: the file, a PlatformKey, leaf signing_key.made. A site that has a key in its table never makes
    another here. Raises KeyFault.
    """
    if current := queries.current_key():
        return current
    key = keyfile.read_or_make()
    with transaction.atomic():
        audit.hold()  # of several first starts at once one enters it
        if current := queries.current_key():
            return current
        row = _enter(key, KeyBeginning.FIRST, number=1, at=at)
        facts = {"number": 1, "fingerprint": row.fingerprint, "given": keyfile.is_given()}
        audit.record(CoreLeafKind.SIGNING_KEY_MADE, row, by=None, at=at, facts=facts)
    return row


def sign(kind: str, document: object, *, at: datetime) -> Signed:
    """Sign a document of `offline` with the platform's key and no other. Raises KeyFault: then nothing is signed."""
    return signed.sign(kind, document, _private_half(begin(at=at)))


def sign_head(head: Checkpoint, *, at: datetime) -> str:
    """The note of a log's head, signed under the name of this host. Raises KeyFault: then nothing is signed."""
    return checkpoints.sign_checkpoint(head, host(), _private_half(begin(at=at)))


class Signer:
    """The platform's key, read once, for an act that signs while others wait for it. Shows nothing of itself."""

    __slots__ = ("_key", "public_key")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return "Signer()"

    def sign(self, kind: str, document: object) -> Signed:
        return signed.sign(kind, document, self._key)

    def sign_head(self, head: Checkpoint) -> str:
        return checkpoints.sign_checkpoint(head, host(), self._key)


def signer(*, at: datetime) -> Signer:
    """The key that signs now. Raises KeyFault: then nothing can be signed."""
    return Signer(_private_half(begin(at=at)))


def host() -> str:
    """The name under which this site signs, and with which its logs begin: where it is found."""
    return urlsplit(settings.SITE_URL).netloc


def fault() -> KeyFault | None:
    """What keeps the platform from signing; None if nothing does, or before the first start. One query."""
    current = queries.current_key()
    if current is None:
        return file_fault()
    try:
        _find_private_half(current)
    except KeyFault as key_fault:
        return key_fault
    return None


def file_fault() -> KeyFault | None:
    """What is wrong with the key's file by itself; one that the site would make is not missed. No query."""
    try:
        keyfile.read(keyfile.place())
    except KeyFault as key_fault:
        return None if key_fault.state == KeyState.MISSING and not keyfile.is_given() else key_fault
    return None


def receiving_faults() -> Iterator[str]:
    """That the platform cannot sign, so nothing is received: without a receipt nobody could show it. One query."""
    if (key_fault := fault()) is not None:
        log.error("The platform cannot sign: %s", key_fault.for_operator)
        yield "The platform cannot sign."


def begin_at_start() -> KeyFault | None:
    """For a start: the key is there, or why not. One that has no database yet is passed over."""
    try:
        begin(at=clock.db_now())
        key_fault = fault()
    except KeyFault as at_first:
        key_fault = at_first
    except DatabaseError as error:
        log.warning("The platform's key could not be looked up: %s", error)
        return None
    if key_fault is not None:
        log.error("The platform cannot sign: %s", key_fault.for_operator)
    return key_fault


def rotate(*, to: Path | None = None, by: User | None, at: datetime) -> PlatformKey:
    """A new key signs from now on; the old public half stays published. Who: an operator, on the server.

    `to`: the file of the new key where SIGNING_KEY_FILE names the old one; it is made if it is not there. Effects: a
    PlatformKey, leaf signing_key.rotated, which the old and the new key sign; the old private half is gone from the
    folder of keys. Raises KeyFault where the old key cannot sign, RotationRefused.
    """
    old = begin(at=at)
    old_key = _private_half(old)
    new_key = _new_key(to)
    with transaction.atomic():
        _require_current(old)
        document = _change(old, new_key, at)
        by_old, by_new = (signed.sign(rotations.KIND, document, key) for key in (old_key, new_key))
        row = _enter(new_key, KeyBeginning.ROTATED, number=document.number, at=at, by_old=by_old, by_new=by_new)
        facts = {**_facts(row, old), "old_signature": by_old.signature.hex(), "new_signature": by_new.signature.hex()}
        audit.record(CoreLeafKind.SIGNING_KEY_ROTATED, row, by=by, at=at, facts=facts)
    if not keyfile.is_given():
        keyfile.take_next()
    return row


def replace_lost(*, to: Path | None = None, reason: str, by: User | None, at: datetime) -> PlatformKey:
    """A new key signs in place of one that is lost. Who: an operator, on the server, with a reason.

    Effects: a PlatformKey, leaf signing_key.replaced, which the new key alone signs: nobody can show that it is the
    same site. Raises RotationRefused where the old one can sign, or without a reason.
    """
    old = queries.current_key()
    if old is None or fault() is None:
        raise RotationRefused("The key is not lost: it can sign. Change it with rotate_signing_key, without --lost.")
    if not reason.strip():
        raise RotationRefused("Say why the key is lost: --reason.")
    new_key = _new_key(to)
    with transaction.atomic():
        _require_current(old)
        document = _change(old, new_key, at)
        by_new = signed.sign(rotations.KIND, document, new_key)
        row = _enter(new_key, KeyBeginning.REPLACED, number=document.number, at=at, by_new=by_new)
        facts: Mapping[str, object] = {**_facts(row, old), "new_signature": by_new.signature.hex()}
        secret = {"reason": reason.strip()}
        audit.record(CoreLeafKind.SIGNING_KEY_REPLACED, row, by=by, at=at, facts=facts, secret=secret)
    if not keyfile.is_given():
        keyfile.set_aside(str(old.number))
        keyfile.take_next()
    return row


def _private_half(row: PlatformKey) -> Ed25519PrivateKey:
    """The private half of the key that signs. Finishes a change that stopped between database and file."""
    key = _find_private_half(row)
    if _is_next(row):
        keyfile.take_next()
    return key


def _find_private_half(row: PlatformKey) -> Ed25519PrivateKey:
    """The private half of this key, in its place or on the way there. Changes nothing. Raises KeyFault."""
    if _is_next(row):
        return keyfile.read(keyfile.next_place())
    path = keyfile.place()
    key = keyfile.read(path)
    if public_half(key) == row.public_key:
        return key
    sentence = f"{path} holds another key than number {row.number} of this database ({row.fingerprint[:16]}…)."
    raise KeyFault(KeyState.ANOTHER, f"{sentence} Put that one back; see the guide for administrators.")


def _is_next(row: PlatformKey) -> bool:
    path = keyfile.next_place()
    return not keyfile.is_given() and path.exists() and public_half(keyfile.read(path)) == row.public_key


def _new_key(to: Path | None) -> Ed25519PrivateKey:
    if keyfile.is_given():
        if to is None or to == keyfile.place():
            raise RotationRefused(
                "SIGNING_KEY_FILE names the key of this site: say where the new one is, with --to FILE."
            )
        return keyfile.read(to) if to.exists() else keyfile.make(to)
    if to is not None:
        raise RotationRefused("This site keeps its key itself; --to is for one with SIGNING_KEY_FILE.")
    keyfile.next_place().unlink(missing_ok=True)  # of a change that was never stored
    return keyfile.make(keyfile.next_place())


def _require_current(row: PlatformKey) -> None:
    audit.hold()
    if queries.current_key() != row:
        raise RotationRefused("Somebody else changed the key meanwhile.")


def _change(old: PlatformKey, new_key: Ed25519PrivateKey, at: datetime) -> RotationDocument:
    if PlatformKey.objects.filter(public_key=public_half(new_key)).exists():
        raise RotationRefused("This key has signed here before: a new one is needed.")
    return RotationDocument(
        site=settings.SITE_URL,
        number=old.number + 1,
        old_key=old.public_key,
        new_key=public_half(new_key),
        from_at=at,
    )


def _enter(
    key: Ed25519PrivateKey,
    beginning: KeyBeginning,
    *,
    number: int,
    at: datetime,
    by_old: Signed | None = None,
    by_new: Signed | None = None,
) -> PlatformKey:
    digits = public_half(key)
    return PlatformKey.objects.create(
        number=number,
        public_key=digits,
        fingerprint=keys.fingerprint(bytes.fromhex(digits)),
        beginning=beginning,
        by_old=by_old.file().decode() if by_old else "",
        by_new=by_new.file().decode() if by_new else "",
        from_at=at,
    )


def _facts(row: PlatformKey, old: PlatformKey) -> Mapping[str, object]:
    return {"number": row.number, "fingerprint": row.fingerprint, "replaces": old.fingerprint}
