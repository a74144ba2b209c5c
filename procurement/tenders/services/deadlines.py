"""A published deadline moves later: by decision, by a late answer, after a suspension. It never moves back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.audit import LeafKind
from core.models import User
from procurement.tenders import notices, queries
from procurement.tenders.models import AnnouncedVersion, Suspension, Tender, TenderVersion
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services import moments
from procurement.tenders.services.versions import freeze_version
from procurement.tenders.states import CHANGE_PUBLISHED, TenderLeafKind, TenderState

LEAST_AFTER_SUSPENSION = timedelta(hours=72)


class NotChangeable(ValueError):
    """A published tender cannot be changed so now; the sentence says why."""


def require_open(tender: Tender, *, at: datetime) -> Tender:
    """The tender's row, locked until the transaction ends. Raises NotChangeable unless it is open and before its
    deadline by the time itself: the state of a tender lags.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.state != TenderState.OPEN or row.deadline_at is None:
        raise NotChangeable(_("Only a tender that is open for bids can be changed."))
    if tender_time(row, at) >= row.deadline_at:
        raise NotChangeable(_("The deadline has passed."))
    return row


def tender_time(row: Tender, at: datetime) -> datetime:
    """The moment by which ends of a tender are told: while it is suspended time stands still. One query."""
    suspension = queries.current_suspension(row)
    return at if suspension is None else suspension.suspended_at


def require_running(tender: Tender, *, at: datetime) -> Tender:
    """As `require_open`, and not suspended."""
    row = require_open(tender, at=at)
    if queries.current_suspension(row) is not None:
        raise NotChangeable(_("The tender is suspended."))
    return row


@transaction.atomic
def extend(
    *,
    tender: Tender,
    deadline: datetime,
    reason: str,
    by: User | None,
    at: datetime,
    was: datetime | None = None,
) -> TenderVersion:
    """Give suppliers more time. Who: an officer; by nobody where the clock does it.

    `was`: the deadline that the person knows; None does not ask. Effects: the deadline, and the ends for questions and
    answers that are not over, as much later; the next version; leaf tender.extended; a notice to everybody. Raises
    NotChangeable: not open, suspended, without a reason, not later than the deadline that holds, or another one was
    known.
    """
    row = require_running(tender, at=at)
    if was is not None and was != row.deadline_at:
        raise NotChangeable(_("Meanwhile the deadline was moved. Look at it, then choose again."))
    if not reason.strip():
        raise NotChangeable(_("Say why there is more time."))
    version = move_deadline(row, deadline, kind=TenderLeafKind.EXTENDED, reason=reason.strip(), by=by, at=at)
    notices.tell_everybody(TenderNoticeKind.EXTENDED, row, event=f"tender-version:{version.pk}", at=at)
    tender.refresh_from_db()
    return version


def move_deadline(
    row: Tender,
    deadline: datetime,
    *,
    kind: LeafKind,
    reason: str,
    by: User | None,
    at: datetime,
    since: datetime | None = None,
    may_stay: bool = False,
) -> TenderVersion:
    """Move the deadline of a locked row later, with a version and a leaf. Raises NotChangeable if it is not later.

    Ends that were not over at `since` (default: now) move with it. `may_stay`: the same deadline is in order.
    """
    is_same = row.deadline_at == deadline
    if row.deadline_at is None or deadline < row.deadline_at or (is_same and not may_stay):
        raise NotChangeable(_("A deadline only moves later."))
    was = row.deadline_at
    version = change_published(row, moved_ends(row, deadline, at=since or at), reason=reason, by=by, at=at)
    facts = {"was": was.isoformat(), "now": deadline.isoformat(), "version": version.digest}
    audit.record(kind, row, by=by, at=at, facts=facts, secret={"reason": reason})
    return version


def moved_ends(row: Tender, deadline: datetime, *, at: datetime) -> dict[str, datetime]:
    """The deadline, and what is counted from it and is not over yet, as much later."""
    assert row.deadline_at is not None  # looked at by who calls
    later = deadline - row.deadline_at
    counted = {"questions_until_at": row.questions_until_at, "answers_by_at": row.answers_by_at}
    ahead = {name: moment + later for name, moment in counted.items() if moment is not None and moment > at}
    return {"deadline_at": deadline, **ahead}


def change_published(
    row: Tender, values: Mapping[str, object], *, reason: str, by: User | None, at: datetime
) -> TenderVersion:
    """Change columns of a locked open tender and publish the version that says so (ADR 0022).

    Effects: rows, timers, the next version, and what later stages registered for it.
    """
    no = queries.latest_version_no(row) + 1
    AnnouncedVersion.objects.create(tender=row, no=no, reason=reason, by=by, at=at)
    if values:
        Tender.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    moments.plan(row, at=at)
    version = freeze_version(tender=row, reason=reason, by=by, at=at)
    states.run_effects(row, CHANGE_PUBLISHED, by=by, at=at)
    return version


@transaction.atomic
def suspend(*, tender: Tender, why: str, by: User, at: datetime) -> Suspension:
    """Stop the time: nobody can hand in until it is lifted. Who: an officer.

    Effects: a Suspension with what was left to the deadline, leaf tender.suspended, a notice to everybody. Raises
    NotChangeable: not open, suspended already, without a reason.
    """
    row = require_running(tender, at=at)
    if not why.strip():
        raise NotChangeable(_("Say why the tender is suspended."))
    assert row.deadline_at is not None  # an open tender has one
    remaining = int((row.deadline_at - at).total_seconds())
    suspension = Suspension.objects.create(
        tender=row, remaining=remaining, why=why.strip(), suspended_by=by, suspended_at=at
    )
    audit.record(TenderLeafKind.SUSPENDED, row, by=by, at=at, facts={"remaining": remaining}, secret={"reason": why})
    notices.tell_everybody(TenderNoticeKind.SUSPENDED, row, event=f"tender-suspended:{suspension.pk}", at=at)
    return suspension


@transaction.atomic
def lift(*, tender: Tender, by: User, at: datetime) -> TenderVersion:
    """Let a suspended tender go on. Who: an officer.

    Effects: what was left when it was suspended, and what a late answer gave since, runs from now, at least 72 hours
    (our choice), and so do the ends that were ahead then; a version, leaf tender.lifted, a notice to everybody. At the
    very instant of the suspension the deadline stays. Raises NotChangeable if it is not suspended.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    suspension = queries.current_suspension(row)
    if row.state != TenderState.OPEN or suspension is None or row.deadline_at is None:
        raise NotChangeable(_("The tender is not suspended."))
    Suspension.objects.filter(pk=suspension.pk).update(lifted_at=at, lifted_by=by)
    since = suspension.suspended_at
    reason = _("The suspension is lifted.")
    deadline = deadline_if_lifted(row.deadline_at, since, at=at)
    version = move_deadline(
        row, deadline, kind=TenderLeafKind.LIFTED, reason=reason, by=by, at=at, since=since, may_stay=True
    )
    notices.tell_everybody(TenderNoticeKind.LIFTED, row, event=f"tender-version:{version.pk}", at=at)
    tender.refresh_from_db()
    return version


def deadline_if_lifted(deadline: datetime, suspended_at: datetime, *, at: datetime) -> datetime:
    """The deadline of a suspended tender that goes on now: what was left, at least 72 hours."""
    return at + max(deadline - suspended_at, LEAST_AFTER_SUSPENSION)
