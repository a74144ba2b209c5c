"""Reads of opened bids; no visibility applied."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from core.access import Person
from procurement.bids.models import Bid, BidLot, BidParty, SourceAward, SourceFinding
from procurement.bids.states import BidState, SourceFindingKind, SourceVerdict
from procurement.tenders.models import Lot, Tender


class OpenedParty(NamedTuple):
    """An organisation in an opened bid, as it is compared with others."""

    alias: str
    role: str
    name: str
    id_scheme: str
    id_value: str


def parties_of(lot: Lot) -> list[OpenedParty]:
    """The organisations in the opened bids of a lot, by bid and place. One query."""
    parties = BidParty.objects.filter(bid__lots=lot, bid__state=BidState.OPENED).order_by("bid__alias", "no")
    columns = parties.values_list("bid__alias", "role", "name", "id_scheme", "id_value")
    return [OpenedParty(*row) for row in columns]


def leads(user: Person, bid: Bid) -> bool:
    """Whether the person acts for the supplier that leads the bid. One query."""
    return BidParty.objects.filter(bid=bid, role="lead", supplier__members__user=user.pk).exists()


def obstacles_of(lot: Lot) -> list[str]:
    """Why an imported lot cannot be evaluated, one sentence each, in the order of the file. One query."""
    findings = _findings_of(lot).exclude(kind=SourceFindingKind.LEFT_OUT)
    return list(findings.order_by("no").values_list("sentence", flat=True))


def left_out_of(lot: Lot) -> dict[Bid, str]:
    """{bid that the source itself leaves out of a lot: why}, by alias, with parties. Two queries."""
    findings = _findings_of(lot).filter(kind=SourceFindingKind.LEFT_OUT, bid__isnull=False)
    rows = findings.order_by("bid__alias", "no").select_related("bid").prefetch_related("bid__parties")
    return {finding.bid: finding.sentence for finding in rows if finding.bid is not None}


def has_bids(tender: Tender) -> bool:
    """Whether the tender has any bid, ranked or not. One query."""
    return Bid.objects.filter(tender=tender).exists()


def _findings_of(lot: Lot) -> QuerySet[SourceFinding]:
    return SourceFinding.objects.filter(Q(lot=lot.pk) | Q(lot=None), tender=lot.tender_id)


def source_awards_of(tender: Tender) -> list[SourceAward]:
    """The decisions of the file of an imported tender, in its order, with lot and bid. One query."""
    return list(SourceAward.objects.filter(tender=tender).select_related("lot", "bid").order_by("no"))


def bids_by_lot(tender: Tender) -> dict[UUID, list[Bid]]:
    """{lot: its opened bids by alias, with parties}. Two queries."""
    links = BidLot.objects.filter(lot__tender=tender, bid__state=BidState.OPENED).order_by("bid__alias")
    bids: dict[UUID, list[Bid]] = {}
    for link in links.select_related("bid").prefetch_related("bid__parties"):
        bids.setdefault(link.lot_id, []).append(link.bid)
    return bids


def lots_awarded_twice(awards: Iterable[SourceAward]) -> dict[Lot, list[SourceAward]]:
    """{lot with more than one active award (REF-11): these awards}. No query."""
    active: dict[Lot, list[SourceAward]] = {}
    for award in awards:
        if award.lot is not None and SourceVerdict.of(award.status) == SourceVerdict.AWARDED:
            active.setdefault(award.lot, []).append(award)
    return {lot: its_awards for lot, its_awards in active.items() if len(its_awards) > 1}
