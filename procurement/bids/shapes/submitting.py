"""The typed shapes of what came in sealed, and of what a program needs that seals a bid itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from offline.sealing.headers import EnvelopeKind, Header
from offline.sealing.keysets import KeyRole, Keyset
from procurement.bids.models import Bid, BidParty, BidRevision
from procurement.tenders.models import Lot


@dataclass(frozen=True, slots=True)
class BidVersionShape:
    """A version of a bid that came in. Only the latest is opened, and none of a bid that is withdrawn."""

    number: int
    received_at: datetime = field(metadata={"help": "By the clock of the database; the receipt names the same."})
    deadline: datetime = field(metadata={"help": "The deadline that was applied."})
    criteria_hash: str = field(metadata={"help": "The digest of the tender's version that it answers."})
    keyset_hash: str = field(metadata={"help": "The digest of the keys for which it is sealed."})
    is_sealed_by_client: bool
    has_slip: bool = field(metadata={"help": "Whether the slip with its nonces is here, under the draft key."})


@dataclass(frozen=True, slots=True)
class SealingMemberShape:
    """One key of the keyset; any two of them open together."""

    number: int
    person: UUID = field(metadata={"help": "A number for its holder, which goes into the digest of the keyset."})
    role: str = field(metadata={"choices": [role.value for role in KeyRole]})
    public_key: str = field(metadata={"help": "32 bytes (X25519), hexadecimal."})


@dataclass(frozen=True, slots=True)
class SealingKeysetShape:
    """For whose keys the bid is sealed. Compute its digest and compare it with that of the notice."""

    version: int
    digest: str
    members: tuple[SealingMemberShape, ...]


@dataclass(frozen=True, slots=True)
class SealingPartyShape:
    """A party of the bid as it goes into the technical part. Its facts stay here; the receipt has their digest."""

    no: int
    name: str
    id_scheme: str
    id_value: str
    role: str
    share: str | None
    tasks: str


@dataclass(frozen=True, slots=True)
class SealingPartShape:
    """An envelope that is sent: of one lot and one kind."""

    lot: UUID
    no: int = field(metadata={"help": "The number of the lot."})
    kind: str = field(metadata={"choices": [kind.value for kind in EnvelopeKind]})


@dataclass(frozen=True, slots=True)
class SealingShape:
    """What the header of every envelope says, for which keys it is sealed, and which envelopes are sent."""

    host: str
    tender: UUID
    bid: UUID
    supplier: UUID
    revision: int = field(metadata={"help": "The number that the version will have."})
    tender_version: int
    criteria_hash: str = field(metadata={"help": "The digest of that version of the tender."})
    keyset: SealingKeysetShape
    parties: tuple[SealingPartyShape, ...]
    parts: tuple[SealingPartShape, ...]


def bid_version_shape(version: BidRevision) -> BidVersionShape:
    """No query, where it was read with its receipt and its keyset."""
    return BidVersionShape(
        number=version.number,
        received_at=version.received_at,
        deadline=version.deadline_at,
        criteria_hash=version.criteria_hash,
        keyset_hash=version.keyset.digest,
        is_sealed_by_client=version.sealed_by_client,
        has_slip=version.receipt.sealed_slip is not None,
    )


def sealing_shape(
    bid: Bid,
    headers: Mapping[tuple[str, EnvelopeKind], Header],
    *,
    lots: Iterable[Lot],
    keyset: Keyset,
    tender_version: int,
) -> SealingShape:
    """No query for a bid that was read with its parties. `headers`: what the site would make, by lot and part."""
    header = next(iter(headers.values()))
    numbers = {str(lot.pk): lot.no for lot in lots}
    return SealingShape(
        host=header.host,
        tender=bid.tender_id,
        bid=bid.pk,
        supplier=UUID(header.supplier),
        revision=header.revision,
        tender_version=tender_version,
        criteria_hash=header.criteria_hash.hex(),
        keyset=SealingKeysetShape(keyset.version, keyset.digest().hex(), _members(keyset)),
        parties=tuple(_party(party) for party in bid.parties.all()),
        parts=tuple(SealingPartShape(UUID(lot), numbers[lot], kind.value) for lot, kind in headers),
    )


def _members(keyset: Keyset) -> tuple[SealingMemberShape, ...]:
    return tuple(
        SealingMemberShape(member.number, UUID(member.person), member.role.value, member.public_key.hex())
        for member in keyset.members
    )


def _party(party: BidParty) -> SealingPartyShape:
    return SealingPartyShape(
        no=party.no,
        name=party.name,
        id_scheme=party.id_scheme,
        id_value=party.id_value,
        role=party.role,
        share=None if party.share is None else format(party.share.normalize(), "f"),
        tasks=party.tasks,
    )
