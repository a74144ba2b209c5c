"""What bids that are being written bring to the house."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from core.access import Person
from core.assembly import (
    HomePart,
    NavigationEntry,
    PageRoutes,
    Parts,
    PermissionSample,
    SectionPart,
    SectionPlace,
)
from core.models import Authority, User
from core.timers import RecurringPart, daily
from procurement.bids import access, home
from procurement.bids.api import contents
from procurement.bids.api import drafts as api
from procurement.bids.models import Bid, BidParty
from procurement.bids.notices.parties import PARTY_TEXTS
from procurement.bids.services import draft_ends
from procurement.bids.states import BidState
from procurement.bids.urls import drafts as urls
from procurement.bids.urls import sections
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries
from suppliers.models import MemberRole

BEGUN = datetime(2026, 3, 2, tzinfo=UTC)  # of the sample
_LEAD, _PARTNER, _RIVAL = UUID(int=21), UUID(int=22), UUID(int=23)


def _bid_in(authority: Authority, state: str) -> Bid:
    """A bid of two parties; its tender is open until it is opened."""
    is_over = state in {BidState.OPENED, BidState.UNREADABLE}
    tender_state = TenderState.OPENED if is_over else TenderState.OPEN
    tender = Tender(authority=authority, state=tender_state, publish_no=1)
    bid = Bid(tender=tender, state=state, supplier_id=_LEAD, begun_at=BEGUN)
    parties = [BidParty(bid=bid, no=no, supplier_id=supplier) for no, supplier in enumerate((_LEAD, _PARTNER), start=1)]
    bid._prefetched_objects_cache = {"parties": parties}  # type: ignore[attr-defined]  # noqa: SLF001 -- as queries read it
    return bid


def _acting_for(supplier: UUID) -> User:
    user = User()
    user._roles = {}  # type: ignore[attr-defined]  # noqa: SLF001 -- where core.access keeps what it has read
    user._supplier_roles = {supplier: MemberRole.MEMBER}  # type: ignore[attr-defined]  # noqa: SLF001 -- as suppliers.queries
    return user


def people_of_sample() -> Mapping[str, Person]:
    """Those whom only this table distinguishes. Unsaved: no query is made."""
    return {
        "Acts for the lead": _acting_for(_LEAD),
        "Acts for a partner": _acting_for(_PARTNER),
        "Acts for a rival": _acting_for(_RIVAL),
    }


PARTS = Parts(
    withheld_routes=["bids:", "api:bid", "api:opening-key"],
    navigation=[NavigationEntry(12, gettext_lazy("Bids"), "bids:list", supplier_queries.acts_for_any)],
    pages=[PageRoutes("bids/", "bids", [*urls.patterns, *sections.patterns], sealed=True)],
    sealed_api=[*api.routes, *contents.routes],
    home=[HomePart(15, home.due_bids)],
    sections=[
        SectionPart("tenders:detail", SectionPlace.ACTIONS, 10, "bids/_of_notice.html", home.offer_of_tender),
    ],
    notices=[*PARTY_TEXTS],
    recurring=[RecurringPart("bids.forget_drafts", daily(3), draft_ends.forget_drafts)],
    samples=[
        PermissionSample(
            "Bid that is written here",
            "To everybody else there is no such bid before the opening: officers, auditors and administrators too.",
            access.may,
            access.BidAction,
            {state.value: state.label for state in BidState},
            _bid_in,
            people_of_sample,
        )
    ],
)
