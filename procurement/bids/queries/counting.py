"""What of bids counts, as their rows stand; no visibility applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from procurement.bids.models import Bid, BidRevision, FrozenKeyset
from procurement.bids.queries import envelope_checks, keys, timing
from procurement.bids.rules.amended import affects_answers
from procurement.bids.rules.counting import Counting, what_counts
from procurement.bids.states import BidState


@dataclass(frozen=True, slots=True)
class CountingReading:
    """What counts of a bid, and its latest version; None where nothing came in."""

    counting: Counting
    version: BidRevision | None


def counting_of(bid: Bid) -> CountingReading:
    """What of this bid counts now. Three queries where something is in, one more where it waits to be confirmed."""
    version = timing.latest_revision(bid)
    if version is None:
        return CountingReading(Counting.NOTHING, None)
    waits = bid.state == BidState.NEEDS_RECONFIRMATION
    since = timing.amendments_since(bid.tender, version.tender_version.no) if waits else []
    counting = what_counts(
        bid.state,
        has_old_keys=keys.is_replaced(version.keyset_id, bid.tender),
        is_affected=any(affects_answers(amendment.kinds) for amendment in since),
        is_damaged=bid.pk in envelope_checks.damaged_among([bid]),
    )
    return CountingReading(counting, version)


def submit_again_among(bids: Iterable[Bid]) -> frozenset[UUID]:
    """Those of these bids whose sealed version the opening could not count: damaged, or sealed for replaced keys.

    Two queries, whatever their number.
    """
    rows = list(bids)
    return envelope_checks.damaged_among(rows) | _with_old_keys(rows)


def _with_old_keys(bids: list[Bid]) -> frozenset[UUID]:
    """Those that are in, whose latest version was sealed for keys that were replaced. One query."""
    later = BidRevision.objects.filter(bid=OuterRef("bid"), number__gt=OuterRef("number"))
    newer = FrozenKeyset.objects.filter(tender=OuterRef("bid__tender"), version__gt=OuterRef("keyset__version"))
    states = (BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION)
    versions = BidRevision.objects.filter(bid__in=[bid.pk for bid in bids], bid__state__in=states)
    replaced = versions.filter(Exists(newer)).exclude(Exists(later))
    return frozenset(replaced.values_list("bid", flat=True))
