"""Two persons give a half each, and the bids are opened (SEALING §8).

A person unlocks its key in the browser or with the program, and sends halves alone. Without a script it may send the
locked key and its passphrase: they are used here in memory, kept nowhere, and the record says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import audit, clock, jobs, states
from core.access import holds
from core.models import KEY_ROLES, User
from core.signing import services as signing
from offline.reading import Problem, SignedFileFault
from offline.sealing import halves
from offline.sealing.halves import EnvelopeQuestion, OpeningQuestion
from offline.sealing.headers import Header
from offline.sealing.opening_keys import NoOpeningKey, WrongPassphrase, read_wrapped_key, unwrap_key
from offline.sealing.shares import ShareFault, Wrap, open_wrap, require_share
from procurement.bids.gather.openings import EnvelopeReading, expected_envelopes, readings_of
from procurement.bids.models import FrozenKeyset, FrozenMember, Opening, OpeningHalf, SealedEnvelope
from procurement.bids.notices import openings as notices
from procurement.bids.notices.openings import OpeningNoticeKind
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.rules import openings as rules
from procurement.bids.services.opening_refusals import OpeningRefused, refusals_recorded
from procurement.bids.services.opening_shares import Pair, Shares, store_shares
from procurement.bids.services.openings import expire_opening, require_ready
from procurement.bids.states import OPENING_STATES, FactorKind, KeyWay, OpeningPart, OpeningState, RefusalCause
from procurement.tenders.models import Tender

PROCESS_KIND = "bids.process_opening"


@dataclass(frozen=True, slots=True)
class FreshFactor:
    """What a person showed again, and when, by the database's clock."""

    kind: FactorKind
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedEnvelope:
    """The closed halves of one person in one envelope, for the pairs that can still open it.

    `sealed_by_client`: its sender sealed it; then a half that cannot be taken out is the sender's fault alone.
    """

    id: UUID
    header: Header
    wraps: tuple[Wrap, ...]
    sealed_by_client: bool


@dataclass(frozen=True, slots=True)
class AskedHalves:
    """What a person is asked for: the key to be used, and each envelope with its closed halves."""

    opening: Opening
    member: FrozenMember
    envelopes: tuple[AskedEnvelope, ...] = field(repr=False)


def asked_halves(*, tender: Tender, part: OpeningPart, by: User) -> AskedHalves:
    """What the person opens with its key. Who: a holder of a key of the keyset, once an opening is called.

    Envelopes whose record is not the one that the log names are not asked for: they cannot be read, and keep nobody
    from the others. Changes nothing. Raises OpeningRefused, which leaves a leaf.
    """
    with refusals_recorded(tender, by):
        keyset = require_ready(Tender.objects.get(pk=tender.pk), part, at=clock.db_now())
        return _asked(_waiting(tender, part), keyset, by)


@sensitive_variables()
def give_half(
    *, tender: Tender, part: OpeningPart, shares: Shares, way: KeyWay, factor: FreshFactor, by: User
) -> Opening:
    """Take a person's halves of all envelopes of a part, as the first or as the second person. Who: as `asked_halves`.

    After the deadline, by the database's clock, within five minutes of a second factor; two different persons, 30
    minutes apart at most. Effects: an OpeningHalf; the halves under the key of the store. The first: CALLED to
    FIRST_HALF, leaf opening.first_half_given, a notice to the others. The second: FIRST_HALF to PROCESSING, leaf
    opening.second_half_given, the job that opens the envelopes. Raises OpeningRefused, which leaves a leaf; then
    nothing that was sent is kept. An opening for which the second came too late is expired. Raises StorageKeyFault.
    """
    with refusals_recorded(tender, by):
        try:
            return _give(tender, part, shares, way, factor, by=by)
        except OpeningRefused as refused:
            if refused.cause == RefusalCause.TOO_SLOW and (opening := queries.waiting_opening(tender, part)):
                expire_opening(opening=opening, at=clock.db_now())
            raise


@sensitive_variables()
def give_half_by_key(
    *, tender: Tender, part: OpeningPart, key_file: bytes, passphrase: str, factor: FreshFactor, by: User
) -> Opening:
    """The same with the locked key and its passphrase, used here in memory and recorded as a key used on the server.

    Raises OpeningRefused also for another passphrase, or a file that is not the person's key.
    """
    with refusals_recorded(tender, by):
        asked = asked_halves(tender=tender, part=part, by=by)
        key = _unlocked(key_file, passphrase, asked.member)
    shares = {envelope.id: dict(_opened_wraps(envelope, key)) for envelope in asked.envelopes}
    return give_half(tender=tender, part=part, shares=shares, way=KeyWay.SERVER, factor=factor, by=by)


def question_file(asked: AskedHalves) -> bytes:
    """What is asked, as browser and program read it (`offline/sealing/halves.py`)."""
    envelopes = tuple(EnvelopeQuestion(str(each.id), each.header.canon(), each.wraps) for each in asked.envelopes)
    opening = asked.opening
    return OpeningQuestion(
        signing.host(), str(opening.tender_id), opening.part, asked.member.fingerprint, envelopes
    ).file()


@sensitive_variables()
def read_halves_file(content: bytes, *, tender: Tender, part: OpeningPart) -> dict[UUID, Mapping[Pair, bytes]]:
    """What browser or program answered. Raises SignedFileFault for what is no such file, or of another opening."""
    sent = halves.read_halves(content)
    if (sent.tender, sent.part) != (str(tender.pk), part.value):
        raise SignedFileFault(Problem.CONTRADICTS, _("These halves are for another opening."))
    try:
        return {UUID(identity): shares for identity, shares in sent.shares.items()}
    except ValueError:
        raise SignedFileFault(Problem.MALFORMED, _("These halves are for another opening.")) from None


def resume_opening(*, opening: Opening, by: User | None, at: datetime) -> None:
    """Ask again for the job that opens the envelopes, where it failed. Who: a holder of a key, or an officer.

    What is opened already stays opened. Any other state of it is left as it is.
    """
    if opening.state == OpeningState.PROCESSING:
        _request(opening, by=by, at=at)


@transaction.atomic
def _give(tender: Tender, part: OpeningPart, shares: Shares, way: KeyWay, factor: FreshFactor, *, by: User) -> Opening:
    row = Tender.objects.select_for_update().select_related("authority").get(pk=tender.pk)
    opening = Opening.objects.select_for_update().filter(pk__in=_ids_waiting(row, part)).first()
    audit.hold(row.audit_origin)
    at = clock.db_now()
    keyset = require_ready(row, part, at=at)
    _require_fresh(factor, at)
    opening = opening or _waiting(row, part)
    asked = _asked(opening, keyset, by)
    is_first = opening.state == OpeningState.CALLED
    if not is_first and at - opening.state_at > rules.BETWEEN_THE_TWO:
        sentence = _("More than 30 minutes passed between you. Nothing is open, nothing is lost: begin again.")
        raise OpeningRefused(RefusalCause.TOO_SLOW, sentence)
    half = OpeningHalf.objects.create(
        opening=opening,
        place=1 if is_first else 2,
        member=asked.member,
        person=by,
        way=way,
        factor=factor.kind,
        factor_at=factor.at,
        at=at,
    )
    store_shares(half, _required_shares(asked, shares))
    _move(opening, keyset, half, at=at)
    return opening


def _move(opening: Opening, keyset: FrozenKeyset, half: OpeningHalf, *, at: datetime) -> None:
    """What the first half, and what the second one, brings about."""
    by, facts = half.person, {"way": str(half.way), "factor": str(half.factor)}
    if half.place == 1:
        ends_at = at + rules.BETWEEN_THE_TWO
        states.move(opening, "give_first_half", table=OPENING_STATES, by=by, at=at, facts=facts, next_check=ends_at)
        members = key_queries.members_of(keyset)
        notices.tell_members(OpeningNoticeKind.HALF_GIVEN, opening, members, but=by, at=at)
        return
    count = len(expected_envelopes(opening.tender, OpeningPart(opening.part)))
    states.move(
        opening,
        "give_second_half",
        table=OPENING_STATES,
        by=by,
        at=at,
        facts={**facts, "envelopes": count},
        expected=count,
        next_check=None,
    )
    _request(opening, by=by, at=at)


def _request(opening: Opening, *, by: User | None, at: datetime) -> None:
    jobs.request(PROCESS_KIND, target=str(opening.pk), input_hash=opening.pk.hex, by=by, at=at)


def _ids_waiting(tender: Tender, part: OpeningPart) -> list[UUID]:
    opening = queries.waiting_opening(tender, part)
    return [opening.pk] if opening else []


def _waiting(tender: Tender, part: OpeningPart) -> Opening:
    opening = queries.waiting_opening(tender, part)
    if opening is None:
        raise OpeningRefused(RefusalCause.NOT_CALLED, _("No opening waits for a half now."))
    return opening


def _require_fresh(factor: FreshFactor, at: datetime) -> None:
    """In a demonstration the account's passphrase again stands for a second factor, and the record says so."""
    is_allowed = settings.DEMO or factor.kind != FactorKind.PASSPHRASE
    if not is_allowed or not rules.is_fresh(factor.at, at):
        sentence = _("Show your second factor again: it counts for five minutes.")
        raise OpeningRefused(RefusalCause.NOT_FRESH, sentence)


def _asked(opening: Opening, keyset: FrozenKeyset, by: User) -> AskedHalves:
    """For the second person: its halves in the pair with the first alone. Raises OpeningRefused."""
    members = key_queries.members_of(keyset)
    member = queries.member_of(by, members)
    if opening.keyset_id != keyset.pk:
        raise OpeningRefused(RefusalCause.KEYS_CHANGED, _("The keys of this tender changed: call the opening anew."))
    if member is None or not _has_role(by, opening.tender):
        raise OpeningRefused(RefusalCause.NOT_A_MEMBER, _("You hold no key that opens this tender's bids."))
    first = next(iter(queries.halves_of(opening)), None)
    if first is not None and (first.person_id == by.pk or first.member_id == member.pk):
        sentence = _("You have given your half already. The second person must sign in.")
        raise OpeningRefused(RefusalCause.SAME_PERSON, sentence)
    other = first.member.key_id if first else None
    readings = readings_of(opening.tender, expected_envelopes(opening.tender, OpeningPart(opening.part)))
    envelopes = tuple(asked for reading in readings for asked in _envelope(reading, member.key_id, other))
    return AskedHalves(opening, member, envelopes)


def _has_role(person: User, tender: Tender) -> bool:
    return any(holds(person, role, tender.authority_id) for role in KEY_ROLES)


def _envelope(reading: EnvelopeReading, key: UUID, other: UUID | None) -> Iterator[AskedEnvelope]:
    """Nothing for an envelope that this key, or this pair, does not open."""
    number = reading.numbers.get(key)
    if reading.fault or reading.row is None or reading.header is None or number is None:
        return
    partner = None if other is None else reading.numbers.get(other)
    if other is not None and partner is None:
        return
    wraps = tuple(wrap for wrap in reading.wraps if wrap.member == number and partner in {None, *wrap.pair})
    yield AskedEnvelope(reading.row.pk, reading.header, wraps, _is_sealed_by_client(reading.row))


def _is_sealed_by_client(row: SealedEnvelope) -> bool:
    return row.revision.sealed_by_client


@sensitive_variables()
def _required_shares(asked: AskedHalves, shares: Shares) -> dict[UUID, dict[Pair, bytes]]:
    """The halves that were asked for, each the one that was sealed. Raises OpeningRefused WRONG_HALF.

    Of an envelope that its sender sealed, a half may be missing: nobody here made it.
    """
    kept: dict[UUID, dict[Pair, bytes]] = {}
    for envelope in asked.envelopes:
        sent: Mapping[Pair, bytes] = shares.get(envelope.id, {})
        for wrap in envelope.wraps:
            share = sent.get(wrap.pair, b"")
            try:
                require_share(share, wrap)
            except ShareFault:
                if envelope.sealed_by_client:
                    continue
                sentence = _("A half that was sent is not the one that was sealed. Nothing is kept.")
                raise OpeningRefused(RefusalCause.WRONG_HALF, sentence) from None
            kept.setdefault(envelope.id, {})[wrap.pair] = share
    return kept


@sensitive_variables()
def _unlocked(key_file: bytes, passphrase: str, member: FrozenMember) -> X25519PrivateKey:
    try:
        wrapped = read_wrapped_key(key_file)
        if wrapped.public_key.hex() != member.public_key:
            raise OpeningRefused(
                RefusalCause.WRONG_PASSPHRASE, _("This is not the file of the key that this tender names.")
            )
        return unwrap_key(wrapped, passphrase)
    except (NoOpeningKey, WrongPassphrase) as fault:
        raise OpeningRefused(RefusalCause.WRONG_PASSPHRASE, str(fault)) from None


@sensitive_variables()
def _opened_wraps(envelope: AskedEnvelope, key: X25519PrivateKey) -> Iterator[tuple[Pair, bytes]]:
    for wrap in envelope.wraps:
        try:
            yield wrap.pair, open_wrap(wrap, key, envelope.header.digest())
        except ShareFault:  # then it is missing among what is given
            continue
