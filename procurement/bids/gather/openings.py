"""What is to be opened, by the log of the tender, and how each envelope stands beside it. Reads only.

The log decides what came in, not the tables of bids: a row that somebody took away is missed, one that somebody put
there is not opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from core.models import AuditLeaf
from offline.opening_log import LoggedBids, LoggedEnvelope, LoggedVersion, read_log
from offline.reading import Fields, SignedFileFault, read_json
from offline.sealing.envelopes import envelope_digest
from offline.sealing.headers import Header, read_header
from offline.sealing.shares import Wrap, read_wrap
from procurement.bids.models import Bid, BidRevision, FrozenMember, OpeningResult, SealedEnvelope
from procurement.bids.states import EnvelopeFault, EnvelopeOutcome, OpeningPart
from procurement.tenders.models import Tender

Key = tuple[int, str, str]  # index of the leaf, lot, kind


@dataclass(frozen=True, slots=True)
class ExpectedEnvelope:
    """An envelope that the log names, of the bid with this number in the opening."""

    alias: str
    version: LoggedVersion
    logged: LoggedEnvelope

    @property
    def key(self) -> Key:
        return self.version.index, self.logged.lot, self.logged.kind


@dataclass(frozen=True, slots=True)
class EnvelopeReading:
    """How an expected envelope stands in the tables. `fault`: why it cannot be opened; then the rest may be missing.

    `numbers`: {key: its number in the keyset for which this envelope was sealed}.
    """

    expected: ExpectedEnvelope
    bid: Bid | None = None
    row: SealedEnvelope | None = None
    header: Header | None = None
    wraps: tuple[Wrap, ...] = ()
    numbers: Mapping[UUID, int] = field(default_factory=dict)
    fault: EnvelopeFault | None = None


def logged_bids(tender: Tender) -> LoggedBids:
    """What the log of a tender says came in. One query; every line is read, since a kind in a column can be changed."""
    lines = AuditLeaf.objects.filter(log=f"tender:{tender.pk}").order_by("index")
    return read_log(lines.values_list("index", "body").iterator(5000))


def expected_envelopes(tender: Tender, part: OpeningPart, logged: LoggedBids | None = None) -> list[ExpectedEnvelope]:
    """The envelopes of a part, by the time of receipt, lot and kind. One query, two for prices.

    Prices of a bid whose technical part could not be read stay sealed.
    """
    logged = logged or logged_bids(tender)
    left_out = unreadable_before(tender) if part == OpeningPart.PRICE else set()
    aliases = logged.aliases()
    return [
        ExpectedEnvelope(aliases[version.bid], version, envelope)
        for version in logged.to_open
        if version.bid not in left_out
        for envelope in sorted(version.envelopes, key=lambda each: (each.lot, each.kind))
        if part in {OpeningPart.BOTH, envelope.kind}
    ]


def unreadable_before(tender: Tender) -> set[str]:
    """The bids whose technical part could not be read, as the log names them. One query."""
    technical = OpeningResult.objects.filter(opening__tender=tender, opening__part=OpeningPart.TECHNICAL)
    results = technical.exclude(outcome=EnvelopeOutcome.OPENED)
    return set(results.values_list("bid_key", flat=True))


def readings_of(tender: Tender, expected: Iterable[ExpectedEnvelope]) -> list[EnvelopeReading]:
    """Each expected envelope beside its rows. Four queries, whatever their number; the store is not looked at."""
    bids = {str(bid.pk): bid for bid in Bid.objects.filter(tender=tender, begun_at__isnull=False)}
    revisions = set(BidRevision.objects.filter(bid__tender=tender).values_list("bid_id", "number"))
    versions = {(str(bid), number) for bid, number in revisions}
    envelopes = SealedEnvelope.objects.filter(revision__bid__tender=tender).select_related("revision")
    rows = {(str(row.revision.bid_id), row.revision.number, str(row.lot_id), row.kind): row for row in envelopes}
    numbers: dict[str, dict[UUID, int]] = {}
    members = FrozenMember.objects.filter(keyset__tender=tender)
    for digest, key, number in members.values_list("keyset__digest", "key_id", "number"):
        numbers.setdefault(digest, {})[key] = number
    return [_reading(each, bids, versions, rows, numbers, tender) for each in expected]


def _reading(
    expected: ExpectedEnvelope,
    bids: Mapping[str, Bid],
    versions: set[tuple[str, int]],
    rows: Mapping[tuple[str, int, str, str], SealedEnvelope],
    numbers: Mapping[str, Mapping[UUID, int]],
    tender: Tender,
) -> EnvelopeReading:
    version, logged = expected.version, expected.logged
    bid = bids.get(version.bid)
    if bid is None:
        return EnvelopeReading(expected, fault=EnvelopeFault.BID_GONE)
    if (version.bid, version.revision) not in versions:
        return EnvelopeReading(expected, bid, fault=EnvelopeFault.VERSION_GONE)
    row = rows.get((version.bid, version.revision, logged.lot, logged.kind))
    if row is None:
        return EnvelopeReading(expected, bid, fault=EnvelopeFault.ROW_GONE)
    try:
        header = read_header(row.header.encode())
        wraps = tuple(read_wrap(Fields(each, "the wraps")) for each in read_json(row.wraps.encode()))
        digest = envelope_digest(header, wraps, bytes.fromhex(row.body_sha256)).hex()
    except (SignedFileFault, TypeError, ValueError):
        return EnvelopeReading(expected, bid, row, fault=EnvelopeFault.ROW_CHANGED)
    stated = header.tender, header.bid, header.revision, header.lot, header.kind.value
    named = str(tender.pk), version.bid, version.revision, logged.lot, logged.kind
    if digest != logged.sha256 or stated != named:
        return EnvelopeReading(expected, bid, row, fault=EnvelopeFault.ROW_CHANGED)
    of_keyset = numbers.get(header.keyset_hash.hex(), {})
    return EnvelopeReading(expected, bid, row, header, wraps, of_keyset)
