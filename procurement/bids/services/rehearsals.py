"""Rehearsals: a test bid that every pair of a set of keys opens once, before the set may open real ones.

A rehearsal begins by itself as soon as the proved keys of an authority make a set that has none.
"""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Authority, User
from core.signing import services as signing
from offline.reading import Fields
from offline.sealing.envelopes import SealBroken, open_envelope, seal
from offline.sealing.headers import HASH_SIZE, EnvelopeKind, Header, read_header
from offline.sealing.payloads import Manifest, Payload
from offline.sealing.shares import ShareFault, Wrap, combine, read_wrap, require_share
from procurement.bids.models import OpeningKey, Rehearsal, RehearsalMember, RehearsalShare
from procurement.bids.queries import keys as queries
from procurement.bids.rules import opening_keys as rules
from procurement.bids.services.keysets import KeyRefused, rehearsed_keyset, usable_keys
from procurement.bids.states import KeyLeafKind

Pair = tuple[int, int]
TEST_BID = Payload(Manifest({"note": "A test bid. It belongs to no tender and to nobody."}))


@transaction.atomic
def begin_where_due(*, authority: Authority, by: User | None, at: datetime) -> Rehearsal | None:
    """Seal a test bid for all keys that are proved and in use, if they make a set that has none yet. Who: the site.

    Effects: a Rehearsal with its members; leaf keys.rehearsal_begun. None where nothing is to begin.
    """
    Authority.objects.select_for_update().get(pk=authority.pk)  # two that prove at once begin it once
    keys = _candidates(authority, at)
    if not rules.make_a_set([key.role for key in keys]):
        return None
    digest = _digest(keys)
    if queries.rehearsal_of_set(authority, digest) is not None:
        return None
    rehearsal = _seal(authority, keys, digest, at=at)
    facts = {"authority": str(authority.pk), "set": digest, "members": len(keys)}
    audit.record(KeyLeafKind.REHEARSAL_BEGUN, rehearsal, by=by, at=at, facts=facts)
    return rehearsal


def open_rehearsal_of(key: OpeningKey, at: datetime) -> Rehearsal | None:
    """The rehearsal that waits for pairs of the keys as they are now, if this key is one of them. Four queries."""
    keys = _candidates(key.authority, at)
    if key.pk not in {candidate.pk for candidate in keys}:
        return None
    rehearsal = queries.rehearsal_of_set(key.authority, _digest(keys))
    return rehearsal if rehearsal is not None and rehearsal.done_at is None else None


def waits_for(rehearsal: Rehearsal, key: OpeningKey) -> bool:
    """Whether the halves of this key are still missing. Two queries."""
    return key.pk not in queries.keys_that_rehearsed(rehearsal)


def wraps_for(rehearsal: Rehearsal, key: OpeningKey) -> tuple[Header, list[Wrap]]:
    """What the holder opens: the header, and the closed halves of this key by pair. One query."""
    number = _number(rehearsal, key)
    return read_header(rehearsal.header.encode()), [wrap for wrap in _wraps(rehearsal) if wrap.member == number]


@transaction.atomic
def add_shares(*, rehearsal: Rehearsal, key: OpeningKey, shares: Mapping[Pair, bytes], by: User, at: datetime) -> bool:
    """Take a member's halves of the test bid's key, one for each of its pairs; True once every pair has opened it.

    Who: the key's holder. The same again is harmless. Effects: the halves are kept until the last come; then the test
    bid is opened by each pair, the halves are deleted, the rehearsal is done; leaf keys.rehearsed. Raises KeyRefused
    for another's key, a half that is missing, or one that is not what was sealed: the sentence names the pair, and
    nothing is kept.
    """
    row = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if key.holder_id != by.pk:
        raise KeyRefused(_("This key is another person's."))
    number = _number(row, key)
    _require_shares(row, number, shares)
    if row.done_at is not None:
        return True
    RehearsalShare.objects.bulk_create(
        [
            RehearsalShare(rehearsal=row, low=low, high=high, member=number, share=share, at=at)
            for (low, high), share in shares.items()
        ],
        ignore_conflicts=True,
    )
    return _end(row, by=by, at=at)


def _candidates(authority: Authority, at: datetime) -> list[OpeningKey]:
    return usable_keys(queries.holders_of(authority), queries.keys_in_use(authority), at)


def _digest(keys: Sequence[OpeningKey]) -> str:
    return rules.set_digest(key.public_bytes for key in keys)


def _seal(authority: Authority, keys: Sequence[OpeningKey], digest: str, *, at: datetime) -> Rehearsal:
    pk = uuid4()
    body = io.BytesIO()
    sealed = seal(TEST_BID, _header(pk), rehearsed_keyset(_name(pk), keys), body).envelope
    rehearsal = Rehearsal.objects.create(
        pk=pk,
        authority=authority,
        set_digest=digest,
        header=sealed.header.canon().decode(),
        wraps=json.dumps([wrap.as_json() for wrap in sealed.wraps]),
        body=body.getvalue(),
        begun_at=at,
    )
    RehearsalMember.objects.bulk_create(
        RehearsalMember(rehearsal=rehearsal, number=number, key=key) for number, key in enumerate(keys, start=1)
    )
    return rehearsal


def _name(pk: UUID) -> str:
    """What stands where the header of a bid names its tender: halves of a rehearsal open nothing else."""
    return f"rehearsal:{pk}"


def _header(pk: UUID) -> Header:
    nothing = bytes(HASH_SIZE)  # `seal` writes the hash of the keyset and the commitment
    return Header(
        host=signing.host(),
        tender=_name(pk),
        lot="1",
        kind=EnvelopeKind.TECHNICAL,
        bid="test",
        supplier="nobody",
        revision=1,
        criteria_hash=nothing,
        keyset_hash=nothing,
        commitment=nothing,
    )


def _wraps(rehearsal: Rehearsal) -> list[Wrap]:
    return [read_wrap(Fields(row, "the wraps of a rehearsal")) for row in json.loads(rehearsal.wraps)]


def _number(rehearsal: Rehearsal, key: OpeningKey) -> int:
    """The number of a key in a rehearsal. Raises KeyRefused where it is not in it."""
    for member in rehearsal.members.all():
        if member.key_id == key.pk:
            return member.number
    raise KeyRefused(_("This key is not part of this rehearsal."))


def _require_shares(rehearsal: Rehearsal, number: int, shares: Mapping[Pair, bytes]) -> None:
    wraps = {wrap.pair: wrap for wrap in _wraps(rehearsal) if wrap.member == number}
    if set(shares) - set(wraps):
        raise KeyRefused(_("A half was sent for a pair of which this key is no part."))
    for pair, wrap in wraps.items():
        facts = {"low": pair[0], "high": pair[1]}
        if pair not in shares:
            raise KeyRefused(_("The half for the pair %(low)d and %(high)d is missing.") % facts)
        try:
            require_share(shares[pair], wrap)
        except ShareFault:
            sentence = _("The half for the pair %(low)d and %(high)d is not the one that was sealed. Nothing is kept.")
            raise KeyRefused(sentence % facts) from None


def _end(rehearsal: Rehearsal, *, by: User, at: datetime) -> bool:
    """Whether all halves are there; then every pair opens the test bid."""
    by_pair: dict[Pair, dict[int, bytes]] = {}
    for share in RehearsalShare.objects.filter(rehearsal=rehearsal):
        by_pair.setdefault((share.low, share.high), {})[share.member] = bytes(share.share)
    pairs = {wrap.pair for wrap in _wraps(rehearsal)}
    if any(len(by_pair.get(pair, {})) < 2 for pair in pairs):
        return False
    for pair in sorted(pairs):
        _open(rehearsal, pair, by_pair[pair])
    RehearsalShare.objects.filter(rehearsal=rehearsal).delete()
    Rehearsal.objects.filter(pk=rehearsal.pk).update(done_at=at)
    rehearsal.done_at = at
    facts = {"authority": str(rehearsal.authority_id), "set": rehearsal.set_digest, "pairs": len(pairs)}
    audit.record(KeyLeafKind.REHEARSED, rehearsal, by=by, at=at, facts=facts)
    return True


def _open(rehearsal: Rehearsal, pair: Pair, halves: Mapping[int, bytes]) -> None:
    """Raises KeyRefused where the pair does not open what was sealed: the row was changed since."""
    content = io.BytesIO()
    facts = {"low": pair[0], "high": pair[1]}
    try:
        open_envelope(
            read_header(rehearsal.header.encode()), combine(halves, pair), io.BytesIO(bytes(rehearsal.body)), content
        )
    except SealBroken:
        sentence = _("The pair %(low)d and %(high)d does not open the test bid: it was changed since it was sealed.")
        raise KeyRefused(sentence % facts) from None
    if content.getvalue() != b"".join(TEST_BID.pieces()):
        raise KeyRefused(_("The pair %(low)d and %(high)d opens another text than the test bid.") % facts)
