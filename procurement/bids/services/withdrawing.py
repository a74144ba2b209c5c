"""A bid that came in is withdrawn, or confirmed for a tender that was amended since (LIFECYCLE §3, §4).

The locks are those of a submission, always in this order: the tender's row, the head of its log, then the clock. An
amendment holds the tender's row before it looks for bids, so none slips through between the two.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from core import audit, clock, db, states
from core.models import User
from core.uptime import clocks
from procurement.bids.gather.one_bid import why_not_bid
from procurement.bids.models import Bid, Reconfirmation
from procurement.bids.notices.timing import BidNoticeKind, tell_team
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import timing as queries
from procurement.bids.reminders import timing as reminders
from procurement.bids.rules.amended import affects_answers
from procurement.bids.services.errors import BidRefused
from procurement.bids.states import BID_STATES, BidState
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.states import TenderState

SEALED = (BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION)


@db.write_transaction()
def withdraw(*, bid: Bid, by: User) -> datetime:
    """Take a bid back. Who: the lead's team, until the deadline, also while the tender is suspended.

    It is not opened then. The draft stays, and the bid may be submitted again. Returns when, by the database's clock.
    Effects: SUBMITTED or NEEDS_RECONFIRMATION to WITHDRAWN, leaf bid.withdrawn, a notice to everybody in the bid.
    Raises BidRefused: too late, or nothing of it is in; OperationalError past three seconds of waiting.
    """
    row, at = _locked(bid)
    if row.state not in SEALED:
        raise BidRefused(_("Nothing of this bid is in, so there is nothing to withdraw."))
    states.move(row, "withdraw", table=BID_STATES, by=by, at=at)
    _tell(BidNoticeKind.WITHDRAWN, row, at=at)
    bid.refresh_from_db()
    return at


@db.write_transaction()
def reconfirm(*, bid: Bid, seen: int, by: User) -> Reconfirmation:
    """Say that a bid holds as it is for the amended tender. Who: the lead's team, until the deadline.

    `seen`: the number of the tender's version that the person read. Effects: a Reconfirmation of the latest version of
    the bid, NEEDS_RECONFIRMATION to SUBMITTED, leaf bid.reconfirmed, a notice to everybody in the bid. Raises
    BidRefused: too late, nothing to confirm, an amendment changed what bids answer, or another version was read;
    OperationalError past three seconds of waiting.
    """
    row, at = _locked(bid)
    revision = queries.latest_revision(row)
    if row.state != BidState.NEEDS_RECONFIRMATION or revision is None:
        raise BidRefused(_("There is nothing to confirm."))
    version = queries.latest_version(row.tender)
    if version.no != seen:
        raise BidRefused(_("Meanwhile the tender was changed again. Read what changed, then confirm."))
    if any(
        affects_answers(amendment.kinds)
        for amendment in queries.amendments_since(row.tender, revision.tender_version.no)
    ):
        raise BidRefused(_("Your answers are affected: change them where needed and submit again."))
    if row.supplier is not None and (why := why_not_bid(row.supplier, at)):
        raise BidRefused(why)
    if key_queries.is_replaced(revision.keyset_id, row.tender):
        raise BidRefused(_("The keys that open bids were changed since: submit again, or your bid cannot be opened."))
    confirmation = Reconfirmation.objects.create(revision=revision, tender_version=version, by=by, at=at)
    facts = {"revision": revision.number, "version": version.digest}
    states.move(row, "reconfirm", table=BID_STATES, by=by, at=at, facts=facts)
    _tell(BidNoticeKind.RECONFIRMED, row, at=at)
    bid.refresh_from_db()
    return confirmation


def unconfirm(amendment: Amendment, *, by: User, at: datetime) -> None:
    """The effect of a published amendment: every bid that is in must be confirmed again. In its transaction.

    Effects: SUBMITTED to NEEDS_RECONFIRMATION with leaf bid.unconfirmed each; a notice to everybody in these bids and
    in those that waited already; new moments of the reminders.
    """
    tender = amendment.tender
    bids = queries.sealed_for(tender)
    teams = queries.teams_of(bids)
    assert amendment.version is not None  # it is published in this transaction
    for bid in bids:
        bid.tender = tender
        if bid.state == BidState.SUBMITTED:
            facts = {"version": amendment.version.digest}
            states.move(bid, "unconfirm", table=BID_STATES, by=by, at=at, facts=facts)
        event = f"bid-unconfirmed:{bid.pk}:{amendment.version.no}"
        tell_team(BidNoticeKind.UNCONFIRMED, bid, teams.get(bid.pk, []), event=event, at=at)
    reminders.plan_all(tender, at=at)


def replan(tender: Tender, *, by: User | None, at: datetime) -> None:  # noqa: ARG001 -- the form of an effect
    """The effect of a deadline that moved: reminders go by the new one."""
    reminders.plan_all(tender, at=at)


def _locked(bid: Bid) -> tuple[Bid, datetime]:
    """The bid as it is now and the moment, both under the locks. Raises BidRefused where it is too late."""
    tender = Tender.objects.select_for_update().get(pk=bid.tender_id)
    row = Bid.objects.get(pk=bid.pk)
    row.tender = tender
    audit.hold(row.audit_origin)
    suspension = tender_queries.current_suspension(tender)
    at = clock.db_now()
    deadline = tender.deadline_at
    if tender.state != TenderState.OPEN or deadline is None:
        raise BidRefused(_("The tender takes no bids any more, so nothing can be changed."))
    if at > deadline and suspension is None:
        raise BidRefused(_("The deadline has passed. What is in stays as it is."))
    if obstacle := clocks.obstacle(row.audit_origin, at=at):
        raise BidRefused(obstacle)
    return row, at


def _tell(kind: BidNoticeKind, row: Bid, *, at: datetime) -> None:
    tell_team(kind, row, queries.team_of(row), event=f"{kind}:{row.pk}:{at.isoformat()}", at=at)
