"""A bid that its sender has sealed: nobody here could look into it, so its outside is looked at all the closer.

What is missing in it shows at the opening alone. Header, halves and length are compared with what the site would have
made; the rest is as for a bid that the site seals: a row with a lease, objects, one short transaction.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from core.canon import canon, digest
from core.models import User
from core.sealing_child import PART, SealedPart
from core.signing import services as signing
from offline.reading import Fields, SignedFileFault
from offline.sealing.envelopes import CHUNK, KEY_SIZE, LENGTH_SIZE, NONCE_SIZE, SALT_SIZE, TAG_SIZE, envelope_digest
from offline.sealing.headers import EnvelopeKind, Header, read_header
from offline.sealing.keysets import Keyset
from offline.sealing.padding import padded_length
from offline.sealing.shares import Wrap, read_wrap
from procurement.bids import store
from procurement.bids.models import AttemptReason, Bid, BidRevision
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import attempts, keyset_checks, keysets, offers, room, submitting, works
from procurement.bids.services.keysets import DemonstrationKeys
from procurement.bids.services.submission import Prepared, SubmissionRefused
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import TenderVersion

MOST_BYTES = 210_000_000  # a bid of 200 MB, padded
OPEN_SIZE = SALT_SIZE + KEY_SIZE


@dataclass(frozen=True, slots=True)
class SentEnvelope:
    """An envelope as it was sent: the canonical bytes of its header, its halves as JSON, its body as a stream.

    `size`: the bytes of the body, as the sender says before it comes.
    """

    header: bytes
    wraps: Sequence[Mapping[str, Any]]
    body: Iterable[bytes] = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class _ReadEnvelope:
    header: Header
    wraps: tuple[Wrap, ...]
    body: Iterable[bytes] = field(repr=False)


def submit_sealed(*, bid: Bid, envelopes: Sequence[SentEnvelope], idem_key: str, by: User, at: datetime) -> BidRevision:
    """The same as `receive_sealed`, and what is kept of an attempt that was refused. Who: the lead's team.

    Effects and errors as there. A refusal for a reason, a line that broke, or a fault of the site leaves an Attempt
    (`attempts.kept`) with the bytes that came.
    """
    counter = _CountedBodies()
    counted = [replace(sent, body=counter.count(sent.body)) for sent in envelopes]
    with attempts.kept(bid, by=by, at=at, bytes_in=lambda: counter.bytes_in):
        return receive_sealed(bid=bid, envelopes=counted, idem_key=idem_key, by=by, at=at)


class _CountedBodies:
    """How many bytes came of all bodies."""

    def __init__(self) -> None:
        self.bytes_in = 0

    def count(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.bytes_in += len(piece)
            yield piece


def receive_sealed(
    *, bid: Bid, envelopes: Sequence[SentEnvelope], idem_key: str, by: User, at: datetime
) -> BidRevision:
    """Take a bid that was sealed elsewhere. Who: the lead's team.

    Effects and errors as of both steps of `submitting`, without slip and draft key; a repeat is compared by the hashes
    of what was sent, and needs no room. Raises SubmissionRefused also for an envelope that is not of this tender, bid,
    version or keyset, that lacks a half, or whose length no sealing makes; before a byte is read for a body that would
    be too large, and OSError where the disk has no room for all of them.
    """
    if any(sent.size > MOST_BYTES for sent in envelopes):
        raise _too_large()
    read = [_read(sent) for sent in envelopes]
    if done := _same_before(bid, read, idem_key):
        return done
    with keyset_checks.refusing_other_keys(bid, by=by, at=at):
        expected, about = expected_headers(bid, at=at)
    if done := _same_before(bid, read, idem_key):  # it came in since: its number was counted above
        return done
    _require_now(bid, about.version, at)  # first: what comes too late is an attempt, whatever else is wrong with it
    _require_envelopes(read, expected, about.keyset)
    store.open_store()
    room.require_room(bid, sum(sent.size for sent in envelopes))
    with works.under_way(bid, idem_key, len(read)) as work:
        parts = tuple(_take(each, name, keep=True) for each, name in zip(read, work.object_names, strict=True))
    ready = Prepared(
        bid,
        idem_key,
        _idem_digest(parts),
        work=work,
        number=about.number,
        version=about.version,
        keyset=about.frozen,
        facts_fingerprint=about.facts_fingerprint,
        parts=parts,
        sealed_by_client=True,
    )
    return submitting.receive_bid(prepared=ready, by=by)


def _same_before(bid: Bid, read: Sequence[_ReadEnvelope], idem_key: str) -> BidRevision | None:
    """The version that these envelopes made before. Raises OtherContent for other envelopes under its key."""
    done = works.earlier(bid, idem_key)
    return done and works.require_same(done, _idem_digest([_take(each, "", keep=False) for each in read]))


def _idem_digest(parts: Sequence[SealedPart]) -> str:
    """What was sent, by hashes that say nothing of it: an envelope is another each time that it is sealed."""
    return hashlib.sha256(canon(sorted(part.sha256 for part in parts))).hexdigest()


def expected_headers(bid: Bid, *, at: datetime) -> tuple[dict[tuple[str, EnvelopeKind], Header], offers.Offer]:
    """The headers that the site would make now, but for their commitments, by lot and part; and for which version and
    keys. Raises SubmissionRefused where the tender takes no sealed bids, or its keys are of a demonstration;
    KeysetChanged where they are not those of its notice.
    """
    version, frozen = tender_queries.latest_version(bid.tender), key_queries.latest_keyset(bid.tender)
    if version is None or frozen is None:
        raise SubmissionRefused([_("This tender takes no bids here.")], AttemptReason.NOT_OPEN)
    try:
        keyset = keysets.keyset_of(frozen)
    except DemonstrationKeys as printed:
        raise SubmissionRefused([str(printed)], AttemptReason.NOT_OPEN) from printed
    number = BidRevision.objects.filter(bid=bid).count() + 1
    facts = digest(offers.party_facts(bid, at=at))
    about = offers.Offer(number, version, frozen, keyset, facts)
    headers = {
        (str(lot.pk), kind): Header(
            host=signing.host(),
            tender=str(bid.tender_id),
            lot=str(lot.pk),
            kind=kind,
            bid=str(bid.pk),
            supplier=str(bid.supplier_id),
            revision=number,
            criteria_hash=bytes.fromhex(version.digest),
            keyset_hash=keyset.digest(),
            commitment=bytes(32),
        )
        for lot in draft_queries.lots_of(bid)
        for kind in EnvelopeKind
    }
    return headers, about


def _require_now(bid: Bid, version: TenderVersion, at: datetime) -> None:
    findings, reason = offers.not_now(bid, at=at)
    if refused := findings or offers.unready_parties(bid, version):
        raise SubmissionRefused(refused, reason)


def _read(sent: SentEnvelope) -> _ReadEnvelope:
    try:
        header = read_header(sent.header)
        wraps = tuple(read_wrap(Fields(dict(wrap), "the wrap")) for wrap in sent.wraps)
    except SignedFileFault as fault:
        raise SubmissionRefused([_("An envelope cannot be read: %(why)s") % {"why": fault}]) from fault
    return _ReadEnvelope(header, wraps, sent.body)


def _require_envelopes(
    read: Sequence[_ReadEnvelope], expected: Mapping[tuple[str, EnvelopeKind], Header], keyset: Keyset
) -> None:
    """Each lot has both parts, once; each header is the one that the site would make; each pair has both halves."""
    parts = [(each.header.lot, each.header.kind) for each in read]
    if len(set(parts)) < len(parts) or set(parts) != set(expected):
        raise SubmissionRefused([_("Both parts of each lot that the bid is for are sent once.")])
    halves = {(pair, member) for pair in keyset.pairs for member in pair}
    for each in read:
        wanted = replace(expected[each.header.lot, each.header.kind], commitment=each.header.commitment)
        if differing := [name for name in wanted.as_json() if each.header.as_json()[name] != wanted.as_json()[name]]:
            sentence = _("The header of an envelope is not that of this bid: %(names)s.")
            reason = AttemptReason.KEYSET_MISMATCH if "keyset_hash" in differing else None
            raise SubmissionRefused([sentence % {"names": ", ".join(differing)}], reason)
        sent = [(wrap.pair, wrap.member) for wrap in each.wraps]
        if set(sent) != halves or len(sent) != len(halves):
            raise SubmissionRefused([_("An envelope does not have a half for each member of each pair.")])


def _take(envelope: _ReadEnvelope, name: str, *, keep: bool) -> SealedPart:
    """Hash a body on its way into the store; of a repeat it is only hashed. Raises SubmissionRefused for its length."""
    hashed, size = hashlib.sha256(), 0
    file = _new_part(name) if keep else None
    try:
        for piece in envelope.body:
            size += len(piece)
            if size > MOST_BYTES:
                raise _too_large()
            hashed.update(piece)
            if file is not None:
                file.write(piece)
        if not is_size_of_body(size):
            raise SubmissionRefused([_("The length of an envelope is none that sealing makes.")])
        if file is not None:
            file.flush()
            os.fsync(file.fileno())
    finally:
        if file is not None:
            file.close()
    header, wraps = envelope.header, envelope.wraps
    return SealedPart(
        object_name=name,
        lot=header.lot,
        kind=header.kind.value,
        header=header.canon().decode(),
        wraps=canon([wrap.as_json() for wrap in wraps]).decode(),
        size=size,
        body_sha256=hashed.hexdigest(),
        sha256=envelope_digest(header, wraps, hashed.digest()).hex(),
        commitment=header.commitment.hex(),
        nonce="",
    )


def _too_large() -> SubmissionRefused:
    return SubmissionRefused([_("An envelope is too large.")], AttemptReason.TOO_LARGE)


def _new_part(name: str) -> BinaryIO:
    path = store.root() / store.ENVELOPES / f"{name}{PART}"
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def is_size_of_body(size: int) -> bool:
    """Whether sealing makes bodies of this length: chunks with their tags over a text that is padded."""
    chunks, last = divmod(size - OPEN_SIZE, CHUNK + TAG_SIZE)
    inner = chunks * CHUNK + last - TAG_SIZE
    return last >= TAG_SIZE and inner >= NONCE_SIZE + LENGTH_SIZE and padded_length(inner) == inner
