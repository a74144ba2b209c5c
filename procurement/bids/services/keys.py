"""Opening keys: made, proved, locked under another passphrase, retired. One function for each act.

Nothing secret comes here: the private half stays with its holder, locked or not (SEALING §2).
"""

import hashlib
from datetime import datetime
from hmac import compare_digest
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Authority, User
from core.signing import services as signing
from offline.sealing.keysets import KeyRole
from offline.sealing.opening_keys import NoOpeningKey, read_wrapped_key
from offline.sealing.proofs import NoProof, make_challenge
from procurement.bids.models import KeyChallenge, KeyOrigin, KeyProof, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.reminders import keys as reminders
from procurement.bids.rules import opening_keys as rules
from procurement.bids.services import rehearsals
from procurement.bids.services.keysets import KeyRefused
from procurement.bids.states import KeyLeafKind

__all__ = ["KeyRefused", "challenge_key", "make_key", "prove_key", "retire_key", "rewrap_key"]


@transaction.atomic
def make_key(
    *,
    holder: User,
    authority: Authority,
    role: KeyRole,
    public_key: bytes,
    wrapped: bytes | None,
    origin: KeyOrigin,
    at: datetime,
) -> OpeningKey:
    """Take a person's new public half, and perhaps the private half locked. Who: the holder, with the role.

    A key that was never proved makes way: nobody has sealed anything for it. Effects: an OpeningKey, which counts for
    nothing until it is proved; leaf key.made. Raises KeyRefused without the role, for a key that works already, a
    public half that nothing can be closed for or that is known, and a locked half that is no such file or another's.
    """
    User.objects.select_for_update().get(pk=holder.pk)  # two makings at once wait for each other
    if not queries.holds_role(holder, authority, role.value):
        raise KeyRefused(_("Only who is an opener, or the keeper of the spare key, makes a key."))
    _require_usable(public_key)
    if wrapped is not None:
        _require_wrapped(wrapped, public_key)
    if (current := queries.key_in_use(holder, authority)) is not None:
        if current.proved_at is not None:
            raise KeyRefused(_("You have a key that works. Retire it before you make another."))
        _retire(current, by=holder, at=at)
    key = OpeningKey.objects.create(
        authority=authority,
        holder=holder,
        role=role.value,
        public_key=public_key.hex(),
        wrapped=wrapped,
        origin=origin.value,
        made_at=at,
    )
    audit.record(KeyLeafKind.KEY_MADE, key, by=holder, at=at, facts={**facts_of(key), "origin": key.origin})
    return key


@transaction.atomic
def challenge_key(*, key: OpeningKey, at: datetime) -> KeyChallenge:
    """A question that only the key answers, once and within ten minutes. Who: the holder.

    Effects: a KeyChallenge, of which the hash of the right answer is kept and nothing else; those of this key that are
    over are deleted. Raises KeyRefused for a retired key.
    """
    if OpeningKey.objects.filter(pk=key.pk, retired_at__isnull=False).exists():
        raise KeyRefused(_("This key is retired."))
    KeyChallenge.objects.filter(key=key, ends_at__lte=at).delete()
    pk = uuid4()
    question = make_challenge(key.public_bytes, challenge=str(pk), host=signing.host(), opener=str(key.holder_id))
    return KeyChallenge.objects.create(
        pk=pk,
        key=key,
        context=question.context,
        closed=question.closed,
        expected=question.expected.hex(),
        ends_at=at + rules.CHALLENGE_LASTS,
    )


def prove_key(*, challenge: KeyChallenge, answer: bytes, by: User, at: datetime) -> KeyProof:
    """Take the answer to a challenge. Who: the holder.

    Effects: the challenge is used up, whatever was answered; a KeyProof, which counts for 90 days, of a spare key for a
    year; leaf key.proved; the rehearsal of the authority's keys begins, if they make a new set. Raises KeyRefused for
    another person, a challenge that is over or used, and a wrong answer.
    """
    key = challenge.key
    if key.holder_id != by.pk:
        raise KeyRefused(_("This key is another person's."))
    waiting = KeyChallenge.objects.filter(pk=challenge.pk, answered_at=None, ends_at__gt=at)
    if not waiting.update(answered_at=at):
        raise KeyRefused(_("This question was answered already, or its ten minutes are over. Ask for a new one."))
    if not compare_digest(hashlib.sha256(answer).hexdigest(), challenge.expected):
        raise KeyRefused(_("This is not the answer of this key."))
    return _prove(key, by=by, at=at)


@transaction.atomic
def _prove(key: OpeningKey, *, by: User, at: datetime) -> KeyProof:
    Authority.objects.select_for_update().get(pk=key.authority_id)  # before the log's head, as whoever retires one
    if not OpeningKey.objects.filter(pk=key.pk, retired_at=None).update(proved_at=at):
        raise KeyRefused(_("This key is retired."))
    key.proved_at = at
    proof = KeyProof.objects.create(key=key, at=at)
    reminders.plan(key, at=at)
    audit.record(KeyLeafKind.PROVED, key, by=by, at=at, facts=facts_of(key))
    rehearsals.begin_where_due(authority=key.authority, by=by, at=at)
    return proof


@transaction.atomic
def rewrap_key(*, key: OpeningKey, wrapped: bytes, by: User, at: datetime) -> None:
    """Keep the private half locked under another passphrase; the key stays the same. Who: the holder.

    Effects: the locked half; leaf key.rewrapped. Raises KeyRefused for another person, a retired key, and a file that
    is none or of another key.
    """
    if key.holder_id != by.pk:
        raise KeyRefused(_("This key is another person's."))
    _require_wrapped(wrapped, key.public_bytes)
    if not OpeningKey.objects.filter(pk=key.pk, retired_at=None).update(wrapped=wrapped):
        raise KeyRefused(_("This key is retired."))
    key.wrapped = wrapped
    audit.record(KeyLeafKind.REWRAPPED, key, by=by, at=at, facts=facts_of(key))


@transaction.atomic
def retire_key(*, key: OpeningKey, by: User, at: datetime) -> None:
    """Use a key in no further tender. Who: the holder; an officer of the authority, where its holder has left.

    It stays, locked as it is, and opens the bids of every tender that names it; its locked half goes with the last of
    them (`key_ends`). Effects: the key is retired; leaf
    key.retired; the rehearsal of those that remain begins, if they make a new set. Raises KeyRefused a second time.
    """
    Authority.objects.select_for_update().get(pk=key.authority_id)  # a set that is being frozen names it still
    _retire(key, by=by, at=at)
    rehearsals.begin_where_due(authority=key.authority, by=by, at=at)


def _retire(key: OpeningKey, *, by: User, at: datetime) -> None:
    in_use = OpeningKey.objects.filter(pk=key.pk, retired_at=None)
    if not in_use.update(retired_at=at, retired_by=by, next_check=None):
        raise KeyRefused(_("This key is retired."))
    key.retired_at, key.retired_by, key.next_check = at, by, None
    audit.record(KeyLeafKind.RETIRED, key, by=by, at=at, facts=facts_of(key))


def facts_of(key: OpeningKey) -> dict[str, str]:
    """What a leaf says of a key: no person."""
    return {"authority": str(key.authority_id), "role": key.role, "fingerprint": key.fingerprint}


def _require_usable(public_key: bytes) -> None:
    """Raises KeyRefused for a key for which nothing can be closed, and for one that is known."""
    try:
        make_challenge(public_key, challenge="", host="", opener="")
    except NoProof:
        raise KeyRefused(_("This is no public key that works. Make the key anew.")) from None
    if OpeningKey.objects.filter(public_key=public_key.hex()).exists():
        raise KeyRefused(_("This key is known already. Make a new one."))


def _require_wrapped(wrapped: bytes, public_key: bytes) -> None:
    try:
        read = read_wrapped_key(wrapped)
    except NoOpeningKey as fault:
        raise KeyRefused(str(fault)) from fault
    if read.public_key != public_key:
        raise KeyRefused(_("The locked half belongs to another key."))
