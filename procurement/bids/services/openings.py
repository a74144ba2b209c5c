"""An opening is called, and expires where the second person comes too late (SEALING §8).

Bids are opened by two persons after the deadline. The locks are always in this order: the tender's row, the opening's,
the head of the tender's log; then the clock.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import access, audit, clock, states
from core.models import Role, User
from core.uptime import clocks
from procurement.bids.gather.openings import expected_envelopes
from procurement.bids.models import FrozenKeyset, Opening, OpeningHalf, OpeningShare
from procurement.bids.notices import openings as notices
from procurement.bids.notices.openings import OpeningNoticeKind
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.rules import openings as rules
from procurement.bids.services import closing_openings
from procurement.bids.services.keysets import DemonstrationKeys, KeysetChanged, keyset_of
from procurement.bids.services.opening_refusals import OpeningRefused, refusals_recorded
from procurement.bids.states import OPENING_STATES, OpeningLeafKind, OpeningPart, OpeningState, RefusalCause
from procurement.tenders import services as tenders
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TenderState

OPEN_PRICES = "open_prices"  # the act for which a later stage registers its guards: quality is locked


def call_opening(*, tender: Tender, by: User) -> Opening:
    """Call the opening of the bids, of their technical parts where prices are opened last.

    Who: a holder of a key of the tender's keyset, or an officer of its authority. After the deadline, by the database's
    clock; the same again is the opening that is called. Effects: a tender whose deadline is over is closed; an Opening,
    CALLED; leaf opening.called; a notice to the holders of keys. Where no bid came in it is CLOSED at once, and nobody
    needs a key. Raises OpeningRefused, which leaves a leaf.
    """
    with refusals_recorded(tender, by):
        return _call(tender, rules.first_part(tender.envelopes), by=by)


def open_prices(*, tender: Tender, by: User) -> Opening:
    """Call the opening of the prices of a tender with two envelopes. Who and effects as for `call_opening`.

    Raises OpeningRefused while a guard objects: quality is not locked, or no stage says that it is.
    """
    with refusals_recorded(tender, by):
        return _call(tender, OpeningPart.PRICE, by=by)


def price_obstacles(tender: Tender) -> list[str]:
    """Why the prices of a tender with two envelopes stay sealed, a sentence each; empty where they may be opened.

    The sentences are those of the guards that later stages register; without one prices stay sealed.
    """
    if not queries.is_closed(tender, OpeningPart.TECHNICAL):
        return [_("The technical parts are not opened yet.")]
    if not states.has_guard("tenders.tender", OPEN_PRICES):
        return [_("The panel is not built yet: prices stay sealed.")]
    return states.findings(tender, OPEN_PRICES)


def reopening_obstacles(tender: Tender) -> list[str]:
    """The guard of `reopen`: once somebody gave a half nobody is let in any more. One query."""
    if OpeningHalf.objects.filter(opening__tender=tender).exists():
        return [_("The opening of the bids has begun: the tender takes no bids again.")]
    return []


@transaction.atomic
def _call(tender: Tender, part: OpeningPart, *, by: User) -> Opening:
    _close_where_due(tender, part)
    row = Tender.objects.select_for_update().select_related("authority").get(pk=tender.pk)
    if (opening := queries.live_opening(row, part)) is not None:
        return opening
    audit.hold(row.audit_origin)
    at = clock.db_now()
    keyset = require_ready(row, part, at=at)
    _require_caller(row, keyset, by)
    opening = Opening.objects.create(tender=row, part=part, keyset=keyset, state_at=at, called_by=by, called_at=at)
    audit.record(OpeningLeafKind.CALLED, opening, by=by, at=at, facts={"part": part.value})
    if expected_envelopes(row, part):
        notices.tell_members(OpeningNoticeKind.CALLED, opening, key_queries.members_of(keyset), at=at)
    else:
        closing_openings.close_opening(opening=opening, at=at)
    return opening


def _close_where_due(tender: Tender, part: OpeningPart) -> None:
    """The state of a tender lags by a sweep: whoever calls an opening does not wait for it."""
    if part != OpeningPart.PRICE:
        tenders.tick(tender=tender, at=clock.db_now())


def require_ready(tender: Tender, part: OpeningPart, *, at: datetime) -> FrozenKeyset:
    """The keyset that opens this part now. Under the locks. Raises OpeningRefused."""
    if tender.origin != Origin.OWN or tender.deadline_at is None:
        raise OpeningRefused(RefusalCause.NOT_CLOSED, _("This tender takes no bids here, so none is opened."))
    if at <= tender.deadline_at:
        raise OpeningRefused(
            RefusalCause.BEFORE_DEADLINE, _("Nothing is opened before the deadline, and nothing of it is kept.")
        )
    waits_at = TenderState.OPENED if part == OpeningPart.PRICE else TenderState.CLOSED
    if tender.state != waits_at or (part != OpeningPart.PRICE and part != rules.first_part(tender.envelopes)):
        raise OpeningRefused(RefusalCause.NOT_CLOSED, _("This tender does not wait for an opening."))
    if part == OpeningPart.PRICE and (obstacles := price_obstacles(tender)):
        raise OpeningRefused(RefusalCause.PRICES_SEALED, " ".join(obstacles))
    if obstacle := clocks.obstacle(tender.audit_origin, at=at):
        raise OpeningRefused(RefusalCause.CLOCK, obstacle)
    keyset = key_queries.latest_keyset(tender)
    if keyset is None:
        raise OpeningRefused(RefusalCause.NOT_CLOSED, _("This tender takes no bids here, so none is opened."))
    try:
        keyset_of(keyset)
    except KeysetChanged as changed:
        raise OpeningRefused(RefusalCause.KEYS_CHANGED, str(changed)) from changed
    except DemonstrationKeys as printed:
        raise OpeningRefused(RefusalCause.DEMONSTRATION_KEYS, str(printed)) from printed
    return keyset


def _require_caller(tender: Tender, keyset: FrozenKeyset, by: User) -> None:
    if access.holds(by, Role.OFFICER, tender.authority_id):
        return
    if queries.member_of(by, key_queries.members_of(keyset)) is None:
        raise OpeningRefused(
            RefusalCause.NOT_A_MEMBER, _("Who holds a key of this tender, or an officer, calls the opening.")
        )


def ask_holders_again(*, opening: Opening, by: User, at: datetime) -> int:
    """Ask the holders whose half is missing once more, but not the person who asks. Who: as for `call_opening`.

    Effects: a notice to each, once an hour while none gave a half, then once in ten minutes, however often it is
    pressed; the first notice counts. Returns how many were asked now: nobody where the opening waits for no half.
    """
    if opening.state == OpeningState.CALLED:
        kind, each = OpeningNoticeKind.CALLED, rules.ASKED_WHILE_CALLED
    elif opening.state == OpeningState.FIRST_HALF:
        kind, each = OpeningNoticeKind.HALF_GIVEN, rules.ASKED_BETWEEN_THE_TWO
    else:
        return 0
    givers = {half.member_id for half in queries.halves_of(opening)}
    members = [member for member in key_queries.members_of(opening.keyset) if member.pk not in givers]
    time = (at - opening.state_at) // each
    return notices.tell_members(kind, opening, members, but=by, at=at, again=str(time) if time else "")


@transaction.atomic
def expire_opening(*, opening: Opening, at: datetime) -> None:
    """End an opening whose second person came too late. Who: the clock. CALLED or FIRST_HALF to EXPIRED, for good.

    Effects: the half that was given is deleted; leaf opening.expired; a notice to the holders of keys. Nothing is open,
    nothing is lost: it is called anew.
    """
    row = Opening.objects.select_for_update().select_related("tender", "keyset").get(pk=opening.pk)
    states.move(row, "expire_opening", table=OPENING_STATES, by=None, at=at, next_check=None)
    OpeningShare.objects.filter(half__opening=row).delete()
    notices.tell_members(OpeningNoticeKind.EXPIRED, row, key_queries.members_of(row.keyset), at=at)


def is_processing(tender: Tender) -> list[str]:
    """The guard of `cancel`: envelopes that two persons opened are recorded first."""
    if Opening.objects.filter(tender=tender, state=OpeningState.PROCESSING).exists():
        return [_("The envelopes are being opened: wait for the record.")]
    return []


def end_called(tender: Tender, *, by: User | None, at: datetime) -> None:  # noqa: ARG001 -- the form of an effect
    """The effect of `reopen`: an opening that was called is over, and is called anew after the new deadline."""
    for opening in Opening.objects.filter(tender=tender, state=OpeningState.CALLED):
        expire_opening(opening=opening, at=at)


def expire_due(opening: Opening, *, at: datetime, due: datetime) -> None:  # noqa: ARG001 -- the form of a handler
    """The handler of the timer."""
    if opening.state == OpeningState.FIRST_HALF:
        expire_opening(opening=opening, at=at)
