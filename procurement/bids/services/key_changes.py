"""Other keys open a tender that is open already: one was lost, or a person left (SEALING §2, §8).

What was sealed for the old keys cannot be opened with the new ones: everybody submits again. So it is done where enough
time is left, is told to everybody, and stands in the next version of the tender with its reason.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import states
from core.models import User
from procurement.bids.models import FrozenKeyset
from procurement.bids.notices.timing import BidNoticeKind, tell_team
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import timing as queries
from procurement.bids.reminders import timing as reminders
from procurement.bids.services.keysets import KeyRefused, KeySetReading, require_set, store_keyset
from procurement.bids.states import BID_STATES, BidState
from procurement.tenders.models import Tender, TenderVersion
from procurement.tenders.services.deadlines import change_published, require_open, tender_time

LEAST_LEFT = timedelta(days=7)  # to submit again: as after an amendment (LIFECYCLE §3)


@transaction.atomic
def replace_keyset(*, tender: Tender, reason: str, by: User, at: datetime) -> FrozenKeyset:
    """Have the authority's present set of keys open a tender that is open for bids. Who: an officer.

    `reason` is published. Effects: the next version of the keyset with leaf keyset.frozen; the next version of the
    tender, with what later stages do then; every bid that is in moves to NEEDS_RECONFIRMATION with leaf
    bid.unconfirmed, and only a new submission counts; a notice to everybody in a bid, whatever its state. Raises
    NotChangeable: not open, or the deadline has passed; GateRefused with all that the set lacks; KeyRefused: without a
    reason, with the keys that the tender names already, or with less than seven days left.
    """
    row = require_open(tender, at=at)
    if obstacle := time_obstacle(row, at):
        raise KeyRefused(obstacle)
    if not reason.strip():
        raise KeyRefused(_("Say why the keys are changed: suppliers will read it."))
    latest = key_queries.latest_keyset(row)
    reading = require_set(row.authority, at)
    if latest is not None and not is_other(latest, reading):
        raise KeyRefused(_("These are the keys that the tender names already."))
    frozen = store_keyset(row, reading, version=latest.version + 1 if latest else 1, by=by, at=at)
    version = change_published(row, {}, reason=reason.strip(), by=by, at=at)
    ask_again(row, version, by=by, at=at)
    tender.refresh_from_db()
    return frozen


def is_other(latest: FrozenKeyset, reading: KeySetReading) -> bool:
    """Whether the authority's set has other keys than those that a tender names. One query."""
    named = {member.public_key for member in latest.members.all()}
    return named != {member.key.public_key for member in reading.members}


def time_obstacle(tender: Tender, at: datetime) -> str:
    """Why it is too late to change the keys; empty where it is not. One query."""
    deadline = tender.deadline_at
    if deadline is None or deadline - tender_time(tender, at) >= LEAST_LEFT:
        return ""
    return _("Less than seven days are left, and everybody must submit again. Move the deadline first.")


def ask_again(tender: Tender, version: TenderVersion, *, by: User, at: datetime) -> None:
    """Bids that are in wait for a new submission; their people, and those who are still writing, are told."""
    for bid in queries.sealed_for(tender):
        bid.tender = tender
        if bid.state == BidState.SUBMITTED:
            states.move(bid, "unconfirm", table=BID_STATES, by=by, at=at, facts={"version": version.digest})
    bids = queries.begun_for(tender)
    teams = queries.teams_of(bids)
    for bid in bids:
        bid.tender = tender
        is_in = bid.state == BidState.NEEDS_RECONFIRMATION
        kind = BidNoticeKind.UNSEALED if is_in else BidNoticeKind.KEYS_CHANGED
        tell_team(kind, bid, teams.get(bid.pk, []), event=f"bid-keys-changed:{bid.pk}:{version.no}", at=at)
    reminders.plan_all(tender, at=at)
