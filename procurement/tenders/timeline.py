"""What happened to a tender, where it stands, who acts next and what comes."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from core import access, assembly
from core.access import Person
from core.models import Role
from core.pages import formats
from core.pages.timeline import TimelineItem, past_items
from procurement.tenders import queries
from procurement.tenders.access import TenderAction, may
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TENDER_STATES, TenderState, state_label


def timeline_of(
    tender: Tender, user: Person, *, actors: str, suspended_at: datetime | None = None
) -> list[TimelineItem]:
    """The past as far as the person may know it, then the present. One query. `actors` is what `acts_next` says."""
    zone = tender.authority.zone
    past = past_items(queries.leaves_of(tender), zone, inside=_knows_acts(tender, user))
    return [*past, *_present(tender, actors, zone, suspended_at)]


def acts_next(tender: Tender, user: Person) -> str:
    """Who acts next on the tender; nobody where it is over or was run elsewhere.

    Between opening and decision the later stages say it, to those who may know.
    """
    state = TENDER_STATES[TenderState(tender.state)]
    if tender.origin == Origin.IMPORTED or not state.moves:
        return ""
    acting = assembly.acting_on(tender, user) if tender.state == TenderState.OPENED else []
    return ", ".join(acting) or str(state.owner.label)


def _knows_acts(tender: Tender, user: Person) -> bool:
    """An officer knows the acts before publication; how many bids came, and all that follows, who may see bids."""
    unpublished = tender.publish_no is None and access.holds(user, Role.OFFICER, tender.authority_id)
    return unpublished or bool(may(user, TenderAction.SEE_BIDS, tender))


def _present(tender: Tender, actors: str, zone: str, suspended_at: datetime | None) -> Iterator[TimelineItem]:
    """Where it stands and who acts, and the deadline ahead; none while time stands still."""
    if actors:
        note = _("Acts next: %(who)s") % {"who": actors}
        yield TimelineItem(state_label(tender.state, suspended_at), "", "now", note)
    if tender.state == TenderState.OPEN and suspended_at is None:
        yield TimelineItem(_("Bids close"), formats.moment(tender.deadline_at, zone, none=""), "next")
