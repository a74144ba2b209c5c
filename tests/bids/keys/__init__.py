"""What tests of opening keys begin with: people with keys that were made, proved and rehearsed by the services.

The private halves lie in this module's memory, by their public halves; no key is locked, since that is slow on purpose.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from core import clock
from core.models import Membership, User
from offline.sealing.keysets import KeyRole
from offline.sealing.opening_keys import make_private_key
from offline.sealing.proofs import answer_challenge
from offline.sealing.shares import open_wrap
from procurement.bids.models import KeyOrigin, OpeningKey, Rehearsal, RehearsalMember
from procurement.bids.services import keys, keysets, rehearsals
from tests.replay import replayed

PRIVATE = {}  # {public half as hex: private key}


@dataclass(frozen=True, slots=True)
class HolderKey:
    """A person with the key that it has."""

    holder: User
    key: OpeningKey

    @property
    def private(self):
        return PRIVATE[self.key.public_key]


def _city():
    from tests import builders

    return builders.authority()


def holder(role=KeyRole.OPENER, *, authority=None, **values):
    """A person who is to have a key."""
    from tests import builders

    return builders.person(role.value, authority=authority or _city(), **values)


def made_key(person=None, *, role=KeyRole.OPENER, authority=None, at=None, origin=KeyOrigin.BROWSER, wrapped=None):
    """A key that was made and not proved."""
    owner = authority or _city()
    private = make_private_key()
    public = private.public_key().public_bytes_raw()
    PRIVATE[public.hex()] = private
    by = person or holder(role, authority=owner)
    key = keys.make_key(
        holder=by,
        authority=owner,
        role=role,
        public_key=public,
        wrapped=wrapped,
        origin=origin,
        at=at or clock.db_now(),
    )
    return HolderKey(by, key)


def answer_to(challenge, mine):
    return answer_challenge(bytes(challenge.closed), bytes(challenge.context), mine.private)


def prove(mine, *, at=None):
    """Prove a key by a new challenge."""
    now = at or clock.db_now()
    challenge = keys.challenge_key(key=mine.key, at=now)
    keys.prove_key(challenge=challenge, answer=answer_to(challenge, mine), by=mine.holder, at=now)
    mine.key.refresh_from_db()
    return mine


def proved_key(person=None, *, at=None, **values):
    return prove(made_key(person, at=at, **values), at=at)


def halves_of(rehearsal, mine):
    """The member's halves of a rehearsal, opened with its key."""
    header, wraps = rehearsals.wraps_for(rehearsal, mine.key)
    return {wrap.pair: open_wrap(wrap, mine.private, header.digest()) for wrap in wraps}


def rehearse(mine, *, at=None):
    """Send the halves of the rehearsal that waits; True once it is done."""
    now = at or clock.db_now()
    rehearsal = rehearsals.open_rehearsal_of(mine.key, now)
    return rehearsals.add_shares(
        rehearsal=rehearsal, key=mine.key, shares=halves_of(rehearsal, mine), by=mine.holder, at=now
    )


def proved_keys(authority, *, openers=2, at=None, origin=KeyOrigin.BROWSER):
    """Openers and the keeper of the spare key, made one second after the other and proved: the rehearsal has begun."""
    now = at or clock.db_now()
    roles = [KeyRole.OPENER] * openers + [KeyRole.ESCROW]
    keys_made = [
        made_key(role=role, authority=authority, at=now - timedelta(seconds=len(roles) - place), origin=origin)
        for place, role in enumerate(roles)
    ]
    return [prove(mine, at=now) for mine in keys_made]


@replayed
def ready_keys(authority, *, openers=2, at=None, origin=KeyOrigin.BROWSER):
    """The set of an authority's keys, made where there is none: it may publish from now on."""
    now = at or clock.db_now()
    reading = keysets.set_of(authority, now)
    if not reading.missing:
        return [HolderKey(member.key.holder, member.key) for member in reading.members]
    holder_keys = proved_keys(authority, openers=openers, at=now, origin=origin)
    for mine in holder_keys:
        rehearse(mine, at=now)
    return holder_keys


@replayed
def rows_of_keys(authority, *, at=None):
    """A rehearsed set as rows alone, without an act or a leaf: for tests that need to publish and open nothing."""
    now = at or clock.db_now()
    if not keysets.set_of(authority, now).missing:
        return
    roles = ("opener", "opener", "escrow")
    people = User.objects.bulk_create(
        User(email=f"{role}-{uuid4().hex}@keys.example", name=f"Holder {place}", password="!", date_joined=now)
        for place, role in enumerate(roles, start=1)
    )
    Membership.objects.bulk_create(
        Membership(user=person, authority=authority, role=role) for person, role in zip(people, roles, strict=True)
    )
    rows = OpeningKey.objects.bulk_create(
        _row_of_key(*pair, authority, now) for pair in zip(people, roles, strict=True)
    )
    rehearsal = Rehearsal.objects.create(
        authority=authority, set_digest=uuid4().hex * 2, header="{}", wraps="[]", body=b"", begun_at=now, done_at=now
    )
    RehearsalMember.objects.bulk_create(
        RehearsalMember(rehearsal=rehearsal, number=number, key=key) for number, key in enumerate(rows, start=1)
    )


def _row_of_key(person, role, authority, at):
    private = make_private_key()
    public = private.public_key().public_bytes_raw().hex()
    PRIVATE[public] = private
    return OpeningKey(
        holder=person, authority=authority, role=role, public_key=public, origin="browser", made_at=at, proved_at=at
    )


def exchange_key_rows(authority, *, at=None):
    """Another set as rows alone: the first opener's key is retired, a new opener has one, and all have rehearsed."""
    now = at or clock.db_now()
    kept = list(OpeningKey.objects.filter(authority=authority, retired_at=None).order_by("role", "made_at", "pk"))
    gone = next(key for key in kept if key.role == KeyRole.OPENER.value)
    OpeningKey.objects.filter(pk=gone.pk).update(retired_at=now, retired_by=gone.holder)
    person = holder(authority=authority)
    new = OpeningKey.objects.bulk_create([_row_of_key(person, "opener", authority, now)])[0]
    rehearsal = Rehearsal.objects.create(
        authority=authority, set_digest=uuid4().hex * 2, header="{}", wraps="[]", body=b"", begun_at=now, done_at=now
    )
    members = [*(key for key in kept if key.pk != gone.pk), new]
    RehearsalMember.objects.bulk_create(
        RehearsalMember(rehearsal=rehearsal, number=number, key=key) for number, key in enumerate(members, start=1)
    )
    return HolderKey(person, new)
