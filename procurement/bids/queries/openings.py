"""Reads of openings; no visibility applied."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from core.models import Job, User
from core.signing import queries as signing_queries
from core.signing.documents import read_own
from offline import opening_records
from offline.opening_records import OpeningDocument
from procurement.bids.models import (
    Attempt,
    Bid,
    FrozenMember,
    LostKeysProposal,
    OpenedFile,
    Opening,
    OpeningHalf,
    OpeningRecord,
    OpeningResult,
    PriceLine,
)
from procurement.bids.models.openings import LIVE
from procurement.bids.states import OpeningPart, OpeningState
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TenderState


def openings_of(tender: Tender) -> list[Opening]:
    """Every opening that was called, those that expired, too, in their order. One query."""
    return list(Opening.objects.filter(tender=tender).select_related("keyset", "called_by").order_by("called_at"))


def live_opening(tender: Tender, part: OpeningPart) -> Opening | None:
    """The opening of a part that is called, under way or closed. One query."""
    rows = Opening.objects.filter(tender=tender, part=part, state__in=LIVE)
    return rows.select_related("keyset", "tender").first()


def waiting_opening(tender: Tender, part: OpeningPart) -> Opening | None:
    """The opening of a part that waits for a half. One query."""
    rows = Opening.objects.filter(tender=tender, part=part, state__in=[OpeningState.CALLED, OpeningState.FIRST_HALF])
    return rows.select_related("keyset", "tender").first()


def is_closed(tender: Tender, part: OpeningPart) -> bool:
    """Whether this part was opened and recorded. One query."""
    return Opening.objects.filter(tender=tender, part=part, state=OpeningState.CLOSED).exists()


def halves_of(opening: Opening) -> list[OpeningHalf]:
    """Who has given a half, in their order, with person and member. One query."""
    return list(opening.halves.select_related("person", "member__key").order_by("place"))


def results_of(opening: Opening) -> QuerySet[OpeningResult]:
    """What came of each envelope, by the time of receipt, with its bid."""
    return opening.results.select_related("bid").order_by("leaf_index", "lot_key", "kind")


def record_of(opening: Opening) -> OpeningRecord | None:
    """The signed record of a closed opening, with its leaf. One query."""
    return OpeningRecord.objects.filter(opening=opening).select_related("leaf").first()


def member_of(person: User, members: list[FrozenMember]) -> FrozenMember | None:
    """The person's place in a keyset. No query."""
    return next((member for member in members if member.key.holder_id == person.pk), None)


def attempts_of(tender: Tender) -> list[Attempt]:
    """What was sent and not taken, by time, with supplier. One query."""
    return list(Attempt.objects.filter(tender=tender).select_related("supplier").order_by("ended_at", "pk"))


def files_of(bid: Bid) -> list[OpenedFile]:
    """The files of an opened bid, in the order in which they were sealed. One query."""
    rows = OpenedFile.objects.filter(bid=bid).select_related("result")
    return list(rows.order_by("result__lot_key", "result__kind", "no"))


def names_of_bids(tender: Tender) -> dict[str, str]:
    """{bid, as the log names it: who leads it, and the consortium for which}. One query. After the deadline alone."""
    rows = Bid.objects.filter(tender=tender, begun_at__isnull=False, supplier__isnull=False)
    names = rows.values_list("pk", "supplier__name", "consortium__name")
    return {str(pk): f"{lead} ({consortium})" if consortium else lead for pk, lead, consortium in names}


def price_sums_of(tender: Tender) -> dict[str, dict[str, Decimal]]:
    """{bid: {currency: the sum of its priced lines}} of the opened bids of a tender. One query."""
    rows = PriceLine.objects.filter(bid__tender=tender, amount__isnull=False).order_by("bid", "lot", "element")
    sums: dict[str, dict[str, Decimal]] = {}
    for bid, amount, currency in rows.values_list("bid", "amount", "currency"):
        by_currency = sums.setdefault(str(bid), {})
        by_currency[currency] = by_currency.get(currency, Decimal(0)) + (amount or 0)
    return sums


def latest_closed(tenders: Iterable[Tender]) -> dict[UUID, Opening]:
    """{tender: its opening that was closed last}. One query."""
    rows = Opening.objects.filter(tender__in=list(tenders), state=OpeningState.CLOSED).order_by("state_at")
    return {row.tender_id: row for row in rows}


def latest_lost_keys_proposal(tender: Tender) -> LostKeysProposal | None:
    """Who last proposed new bids because keys are lost, and why. One query."""
    return LostKeysProposal.objects.filter(tender=tender).select_related("by").order_by("-pk").first()


def lost_keys_proposals(tenders: Sequence[Tender]) -> dict[UUID, LostKeysProposal]:
    """For each tender since it was closed the latest proposal of new bids, with who. One query."""
    rows = LostKeysProposal.objects.filter(tender__in=tenders, at__gte=F("tender__state_at")).select_related("by")
    return {row.tender_id: row for row in rows.order_by("pk")}


def job_of(opening: Opening, kind: str) -> Job | None:
    """The work of this kind for an opening that was asked for last. One query."""
    return Job.objects.filter(kind=kind, target=str(opening.pk)).order_by("-requested_at").first()


def tenders_to_open(authorities: Collection[UUID], now: datetime) -> list[Tender]:
    """Tenders of these authorities whose deadline is over and whose bids are shut, by deadline. One query."""
    waits = Q(state=TenderState.CLOSED) | Q(state=TenderState.OPEN, deadline_at__lt=now)
    rows = Tender.objects.filter(waits, origin=Origin.OWN, authority__in=authorities, keysets__isnull=False)
    return list(rows.select_related("authority").distinct().order_by("deadline_at", "pk"))


def live_openings(tenders: Iterable[Tender]) -> dict[UUID, Opening]:
    """{tender: its opening that is called or under way}, with who gave a half. Two queries."""
    states = (OpeningState.CALLED, OpeningState.FIRST_HALF, OpeningState.PROCESSING)
    rows = Opening.objects.filter(tender__in=list(tenders), state__in=states).prefetch_related("halves")
    return {row.tender_id: row for row in rows}


def closed_since(authorities: Collection[UUID], since: datetime) -> list[Opening]:
    """The openings of these authorities that were closed since then, the latest first, with tender. One query."""
    rows = Opening.objects.filter(state=OpeningState.CLOSED, state_at__gte=since, tender__authority__in=authorities)
    return list(rows.select_related("tender__authority").order_by("-state_at"))


def faults_of(bids: Iterable[Bid]) -> dict[UUID, list[str]]:
    """{bid: why its envelopes could not be read, each reason once}. One query."""
    rows = OpeningResult.objects.filter(bid__in=list(bids)).exclude(fault="").order_by("leaf_index", "kind")
    faults: dict[UUID, list[str]] = {}
    for bid, fault in rows.values_list("bid", "fault"):
        if bid is not None and fault not in faults.setdefault(bid, []):
            faults[bid].append(fault)
    return faults


def read_record(opening: Opening) -> tuple[OpeningDocument, bytes]:
    """The record of a closed opening, as it was signed, and the public half of the key that signed it. Two queries.

    Raises SignedFileFault for one that was changed, or that no key of this site signed.
    """
    text = OpeningRecord.objects.get(opening=opening).text
    return read_own(text, opening_records, signing_queries.public_keys())
