"""Reads for what depends on the deadline: teams, versions that count, amendments since; no visibility applied."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from core.models import User
from procurement.bids.models import Attempt, AttemptReason, Bid, BidParty, BidRevision, Reconfirmation
from procurement.bids.queries.drafts import written_here
from procurement.bids.states import BidState
from procurement.tenders.models import Amendment, Tender, TenderVersion
from procurement.tenders.states import AmendmentState
from suppliers.models import SupplierMember


def team_of(bid: Bid, *, lead_only: bool = False) -> list[User]:
    """The people who act for the lead of a bid, or for any of its parties, by name. One query."""
    return teams_of([bid], lead_only=lead_only).get(bid.pk, [])


def teams_of(bids: Iterable[Bid], *, lead_only: bool = False) -> dict[UUID, list[User]]:
    """{bid: its people, each once, by name}. Two queries, whatever their number."""
    places: dict[UUID, set[UUID]] = {}
    parties = BidParty.objects.filter(bid__in=list(bids), supplier__isnull=False)
    if lead_only:
        parties = parties.filter(role="lead")
    for bid, supplier in parties.values_list("bid", "supplier"):
        places.setdefault(supplier, set()).add(bid)
    teams: dict[UUID, list[User]] = {}
    members = SupplierMember.objects.filter(supplier__in=list(places), user__is_active=True).select_related("user")
    for member in members.order_by("user__name", "user__email"):
        for bid in places[member.supplier_id]:
            if member.user not in teams.setdefault(bid, []):
                teams[bid].append(member.user)
    return teams


def recipients_of(tender: Tender) -> list[User]:
    """Everybody in whose name a bid for a tender was begun: told of all that happens to it. Three queries."""
    bids = written_here().filter(tender=tender)
    return list({person for team in teams_of(bids).values() for person in team})


def begun_for(tender: Tender) -> list[Bid]:
    """The bids of a tender that are written here. One query."""
    return list(written_here().filter(tender=tender).order_by("begun_at", "pk"))


def sealed_for(tender: Tender) -> list[Bid]:
    """The bids that came in and were not withdrawn, confirmed or not. One query."""
    states = (BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION)
    return list(Bid.objects.filter(tender=tender, state__in=states).order_by("submitted_at", "pk"))


def latest_revision(bid: Bid) -> BidRevision | None:
    """The version that counts, with the tender's version that it answers. One query."""
    return BidRevision.objects.filter(bid=bid).select_related("tender_version").order_by("-number").first()


def latest_version(tender: Tender) -> TenderVersion:
    """What the tender says now. One query."""
    return TenderVersion.objects.filter(tender=tender).order_by("-no")[:1].get()


def confirmed_no(revision: BidRevision) -> int:
    """The number of the tender's version for which this version of a bid holds. One query."""
    confirmed = Reconfirmation.objects.filter(revision=revision).order_by("-tender_version__no")
    return confirmed.values_list("tender_version__no", flat=True).first() or revision.tender_version.no


def amendments_since(tender: Tender, no: int) -> list[Amendment]:
    """The amendments that made versions after this one, in their order, with them. One query."""
    published = Amendment.objects.filter(tender=tender, state=AmendmentState.PUBLISHED, version__no__gt=no)
    return list(published.select_related("version").order_by("version__no"))


def met_fault(bid: Bid, *, since: datetime) -> bool:
    """Whether something that was sent of this bid from then on met a fault of the site. One query."""
    faults = Attempt.objects.filter(bid=bid, reason=AttemptReason.SERVER_FAULT, ended_at__gte=since)
    return faults.exists()


def attempt_of(bid: Bid, pk: UUID) -> Attempt | None:
    """An attempt of this bid. One query."""
    return Attempt.objects.filter(bid=bid, pk=pk).first()
