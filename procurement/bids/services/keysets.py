"""Who may open the bids of an authority's next tender, who is missing for that, and what a publication freezes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.models import Authority, User
from core.states import GateRefused
from offline.sealing.keysets import FEWEST_MEMBERS, KeyRole, Keyset, KeysetFault, Member, make_keyset
from procurement.bids.models import FrozenKeyset, FrozenMember, KeyOrigin, OpeningKey, Rehearsal
from procurement.bids.queries import keys as queries
from procurement.bids.queries.keys import KeyHolder
from procurement.bids.rules import opening_keys as rules
from procurement.bids.states import KeyLeafKind
from procurement.tenders.models import Tender


class KeyRefused(ValueError):
    """What was not done with a key; the text is the sentence that says why."""


class KeysetChanged(Exception):
    """The keys of a tender are not those that its notice names: nothing may be sealed for them."""


class DemonstrationKeys(Exception):
    """The keys of a tender are of a demonstration, with printed passphrases, and this site is none."""


class KeyStage(StrEnum):
    """How far a person has come on the way into a set of keys."""

    NO_KEY = "no_key"
    NOT_PROVED = "not_proved"
    LAPSED = "lapsed"
    DEMONSTRATION = "demonstration"
    WAITS = "waits"
    NOT_REHEARSED = "not_rehearsed"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A person who is to have a key: its key, if any, how far it is, and until when the proof counts."""

    holder: User
    role: KeyRole
    key: OpeningKey | None
    stage: KeyStage
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetMember:
    """A member of the set by its number."""

    number: int
    key: OpeningKey


@dataclass(frozen=True, slots=True)
class KeySetReading:
    """The set of an authority at a moment. `missing`: why nothing can be published, a sentence each; then no members.

    `until`: when the first proof of the set ends. `people`: everybody who is to have a key. `rehearsal`: the one that
    made the set.
    """

    members: tuple[SetMember, ...]
    missing: tuple[str, ...]
    until: datetime | None
    people: tuple[KeyStanding, ...]
    rehearsal: Rehearsal | None = None


def set_of(authority: Authority, at: datetime) -> KeySetReading:
    """The set of keys with which the authority may publish now, and who is missing. Five queries, seven where some are.

    The largest set counts whose rehearsal is done, all of whose keys are in use by people with the role, and proved in
    date; of two that are alike the latest. A new key is in none until a rehearsal with it is done.
    """
    holders, keys = queries.holders_of(authority), queries.keys_in_use(authority)
    usable = {key.pk: key for key in usable_keys(holders, keys, at)}
    rehearsal = _counting(queries.done_rehearsals(authority), usable)
    if rehearsal is None:
        people = _standings(authority, holders, keys, usable)
        return KeySetReading((), _missing(people), None, people)
    members = tuple(SetMember(row.number, usable[row.key_id]) for row in rehearsal.members.all())
    in_set = {member.key.pk for member in members}
    people = tuple(_standing(holder, keys, usable, in_set) for holder in holders)
    until = min(_ends_at(member.key) for member in members)
    return KeySetReading(members, (), until, people, rehearsal)


def usable_keys(holders: Iterable[KeyHolder], keys: Iterable[OpeningKey], at: datetime) -> list[OpeningKey]:
    """The keys of people who have the role still, proved and in date, in the order of a set. No query."""
    roles = {holder.user.pk: holder.role for holder in holders}
    return [key for key in keys if roles.get(key.holder_id) == key.role and _counts_here(key) and _is_in_date(key, at)]


def no_keys(tender: Tender) -> list[str]:
    """The guard of `publish`: who and what is missing until a bid could be opened by two. Empty where nothing is."""
    return list(set_of(tender.authority, clock.db_now()).missing)


@transaction.atomic
def freeze_keyset(tender: Tender, *, by: User | None, at: datetime) -> None:
    """Fix who may open the bids of a tender: the effect of `publish`, in its transaction.

    Effects: version 1 of the keyset with its members; leaf keyset.frozen with its digest in the tender's log. Raises
    GateRefused with all that is missing.
    """
    store_keyset(tender, require_set(tender.authority, at), version=1, by=by, at=at)


def require_set(authority: Authority, at: datetime) -> KeySetReading:
    """The set with which the authority publishes, no key of which is retired until the transaction ends.

    Raises GateRefused with all that is missing. The authority's row is locked: whoever proves or retires a key waits.
    """
    Authority.objects.select_for_update().get(pk=authority.pk)
    reading = set_of(authority, at)
    if reading.missing:
        raise GateRefused(list(reading.missing))
    return reading


def store_keyset(
    tender: Tender, reading: KeySetReading, *, version: int, by: User | None, at: datetime
) -> FrozenKeyset:
    """A version of a tender's keyset with its members, and its leaf; in the caller's transaction."""
    assert reading.rehearsal is not None  # a set has one
    keyset = _keyset(str(tender.pk), version, reading.members)
    frozen = FrozenKeyset.objects.create(
        tender=tender, version=version, digest=keyset.digest().hex(), rehearsal=reading.rehearsal, frozen_at=at
    )
    FrozenMember.objects.bulk_create(
        FrozenMember(
            keyset=frozen,
            number=member.number,
            key=member.key,
            role=member.key.role,
            public_key=member.key.public_key,
        )
        for member in reading.members
    )
    facts = {"version": frozen.version, "keyset": frozen.digest, "members": len(reading.members)}
    audit.record(KeyLeafKind.FROZEN, frozen, by=by, at=at, facts=facts)
    return frozen


def keyset_of(frozen: FrozenKeyset) -> Keyset:
    """The keyset as bids are sealed for it, from its rows. Three queries.

    Raises KeysetChanged where they make another digest than that of the keyset, or than the tender's log names;
    DemonstrationKeys where whoever has the printed passphrases would open the bids.
    """
    members = queries.members_of(frozen)
    try:
        keyset = make_keyset(
            str(frozen.tender_id),
            frozen.version,
            (
                Member(row.number, str(row.key.holder_id), KeyRole(row.role), bytes.fromhex(row.public_key))
                for row in members
            ),
        )
    except (KeysetFault, ValueError) as fault:
        raise KeysetChanged(_("The opening keys of this tender are not those of its notice.")) from fault
    digest = keyset.digest().hex()
    is_as_frozen = digest == frozen.digest and queries.logged_digests(frozen) == [digest]
    if not is_as_frozen or any(row.key.public_key != row.public_key for row in members):
        raise KeysetChanged(_("The opening keys of this tender are not those of its notice."))
    if not all(_counts_here(row.key) for row in members):
        raise DemonstrationKeys(
            _("The opening keys of this tender are of a demonstration, and count nowhere else: they are printed.")
        )
    return keyset


def _keyset(name: str, version: int, members: Sequence[SetMember]) -> Keyset:
    return make_keyset(
        name,
        version,
        (
            Member(member.number, str(member.key.holder_id), KeyRole(member.key.role), member.key.public_bytes)
            for member in members
        ),
    )


def rehearsed_keyset(name: str, keys: Sequence[OpeningKey]) -> Keyset:
    """The keyset of a rehearsal: these keys in their order, under a name that is no tender's."""
    return _keyset(name, 1, [SetMember(number, key) for number, key in enumerate(keys, start=1)])


# --- how far everybody is ---


def _counting(rehearsals: Iterable[Rehearsal], usable: dict[UUID, OpeningKey]) -> Rehearsal | None:
    """The largest of which every key is usable; the latest comes first, and stays first among those alike."""
    complete = [row for row in rehearsals if all(member.key_id in usable for member in row.members.all())]
    return max(complete, key=lambda row: len(row.members.all()), default=None)


def _standings(
    authority: Authority,
    holders: Sequence[KeyHolder],
    keys: Sequence[OpeningKey],
    usable: dict[UUID, OpeningKey],
) -> tuple[KeyStanding, ...]:
    """How far everybody is where there is no set: whose halves of the rehearsal are there. Three queries at most."""
    rehearsed: set[UUID] | None = None  # there can be no rehearsal yet
    if rules.make_a_set([key.role for key in usable.values()]):
        digest = rules.set_digest(key.public_bytes for key in usable.values())
        rehearsal = queries.rehearsal_of_set(authority, digest)
        rehearsed = queries.keys_that_rehearsed(rehearsal) if rehearsal else set()
    return tuple(_standing(holder, keys, usable, rehearsed) for holder in holders)


def _standing(
    holder: KeyHolder,
    keys: Iterable[OpeningKey],
    usable: dict[UUID, OpeningKey],
    rehearsed: set[UUID] | None,
) -> KeyStanding:
    """`rehearsed`: the keys whose halves are there; None where there can be no rehearsal yet. No query."""
    role = KeyRole(holder.role)
    key = next((key for key in keys if (key.holder_id, key.role) == (holder.user.pk, holder.role)), None)
    if key is None:
        return KeyStanding(holder.user, role, None, KeyStage.NO_KEY)
    if key.proved_at is None:
        return KeyStanding(holder.user, role, key, KeyStage.NOT_PROVED)
    if not _counts_here(key):
        return KeyStanding(holder.user, role, key, KeyStage.DEMONSTRATION)
    if key.pk not in usable:
        return KeyStanding(holder.user, role, key, KeyStage.LAPSED, _ends_at(key))
    if rehearsed is None:
        return KeyStanding(holder.user, role, key, KeyStage.WAITS, _ends_at(key))
    stage = KeyStage.READY if key.pk in rehearsed else KeyStage.NOT_REHEARSED
    return KeyStanding(holder.user, role, key, stage, _ends_at(key))


def _missing(people: Sequence[KeyStanding]) -> tuple[str, ...]:
    """What stands between the authority and its next publication, and who can mend it."""
    sentences = []
    lacking = FEWEST_MEMBERS - len(people)
    if lacking > 0:
        sentences.append(
            _("Bids are opened by keys of at least three persons; %(count)d more must be named on the people page.")
            % {"count": lacking}
        )
    if not any(person.role is KeyRole.ESCROW for person in people):
        sentences.append(_("Nobody is the keeper of the spare key. An administrator gives that role."))
    sentences += [_sentence(person) for person in people if person.stage not in {KeyStage.READY, KeyStage.WAITS}]
    return tuple(sentences) or (_("The rehearsal of the opening keys is not done yet."),)


def _sentence(person: KeyStanding) -> str:
    sentences = {
        KeyStage.NO_KEY: _("%(name)s has not made an opening key yet."),
        KeyStage.NOT_PROVED: _("%(name)s has not proved the opening key yet."),
        KeyStage.LAPSED: _("%(name)s must prove the opening key again: the last proof is too old."),
        KeyStage.DEMONSTRATION: _("The key of %(name)s is one of the demonstration, whose passphrases are printed."),
        KeyStage.NOT_REHEARSED: _("%(name)s has not opened the test bid of the rehearsal yet."),
    }
    return sentences[person.stage] % {"name": person.holder}


def _counts_here(key: OpeningKey) -> bool:
    return key.origin != KeyOrigin.DEMONSTRATION or settings.DEMO


def _is_in_date(key: OpeningKey, at: datetime) -> bool:
    return rules.is_in_date(key.role, key.proved_at, at)


def _ends_at(key: OpeningKey) -> datetime:
    assert key.proved_at is not None  # asked of proved keys alone
    return rules.ends_at(key.role, key.proved_at)
