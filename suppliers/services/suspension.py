"""Suspending a supplier: heard first, with an end, lifted by an officer or ended by the clock (LIFECYCLE §8)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core import states as mover
from core.models import User
from core.pages import formats
from suppliers import notices, queries, reminders
from suppliers.models import Hearing, Supplier, SupplierSuspension
from suppliers.notices import SupplierNoticeKind
from suppliers.services.locking import locked
from suppliers.services.refusals import SupplierRefused, require_reason
from suppliers.states import OPERATIONAL_STATES, OperationalState, SupplierLeafKind

AXIS = "operational"
LEAST_TO_ANSWER = timedelta(days=3)
USUAL_TO_ANSWER = timedelta(days=10)
LONGEST_ANSWER = 10_000


@transaction.atomic
def hear(*, supplier: Supplier, reason: str, answers_until: datetime, by: User, at: datetime) -> Hearing:
    """Tell a supplier why it may be suspended, and hear it. Who: an officer who does not act for it.

    Effects: a Hearing; leaf supplier.heard with the reason as a secret; a notice to its members. Raises NoReason,
    SupplierRefused: less than three days to answer, a hearing that is open, a supplier that is suspended or erased.
    """
    row = locked(supplier)
    text = require_reason(reason, _("Give the reason."))
    if row.operational != OperationalState.ACTIVE:
        raise SupplierRefused(_("The supplier is suspended already."))
    if answers_until < at + LEAST_TO_ANSWER:
        raise SupplierRefused(_("Give the supplier at least three days to answer."), field="answers_until")
    try:
        with transaction.atomic():
            hearing = Hearing.objects.create(supplier=row, reason=text, answers_until_at=answers_until, by=by, at=at)
    except IntegrityError as error:
        raise SupplierRefused(_("The supplier is being heard already.")) from error
    audit.record(SupplierLeafKind.HEARD, row, by=by, at=at, secret={"reason": text})
    until = formats.moment(answers_until, "UTC")
    notices.tell_members(SupplierNoticeKind.HEARD, row, event=f"heard:{hearing.pk}", at=at, until=until)
    return hearing


@transaction.atomic
def answer_hearing(*, hearing: Hearing, text: str, by: User, at: datetime) -> Hearing:
    """Say what the supplier thinks of a suspension, once. Who: a member, until an officer has decided.

    Effects: the answer; leaf supplier.answered with it as a secret; a notice to the officer. Raises NoReason without a
    text, SupplierRefused: too long, a second time, once it is decided.
    """
    row = locked(hearing.supplier)
    answer = require_reason(text, _("Write your answer."))
    if len(answer) > LONGEST_ANSWER:
        raise SupplierRefused(_("An answer has at most 10,000 letters."), field="text")
    waiting = Hearing.objects.filter(pk=hearing.pk, closed_at=None, answered_at=None)
    if not waiting.update(answer=answer, answered_by=by, answered_at=at):
        raise SupplierRefused(_("The hearing is answered or closed already."))
    hearing.refresh_from_db()
    audit.record(SupplierLeafKind.ANSWERED, row, by=by, at=at, secret={"answer": answer})
    notices.tell(SupplierNoticeKind.ANSWERED, row, [hearing.by], event=f"answered:{hearing.pk}", at=at)
    return hearing


@transaction.atomic
def close_hearing(*, hearing: Hearing, reason: str, by: User, at: datetime) -> None:
    """Decide that the supplier is not suspended. Who: an officer who does not act for it.

    Effects: `closed_at`; leaf supplier.hearing_closed with the reason as a secret; a notice to its members. Raises
    NoReason, SupplierRefused for one that is closed.
    """
    row = locked(hearing.supplier)
    secret = {"reason": require_reason(reason, _("Give the reason."))}
    if not Hearing.objects.filter(pk=hearing.pk, closed_at=None).update(closed_at=at):
        raise SupplierRefused(_("The hearing is closed already."))
    hearing.closed_at = at
    audit.record(SupplierLeafKind.HEARING_CLOSED, row, by=by, at=at, secret=secret)
    notices.tell_members(SupplierNoticeKind.HEARING_CLOSED, row, event=f"closed:{hearing.pk}", at=at)


@transaction.atomic
def suspend(*, supplier: Supplier, reason: str, ends_at: datetime, by: User, at: datetime) -> SupplierSuspension:
    """Suspend a supplier that was heard, until an end. Who: an officer who does not act for it.

    Effects: ACTIVE to SUSPENDED, leaf supplier.suspended with the reason as a secret; a SupplierSuspension, the hearing
    is closed; the clock waits for the end; a notice to its members. Raises NoReason, SupplierRefused: not heard, an
    answer that may still come, no end.
    """
    row = locked(supplier)
    text = require_reason(reason, _("Give the reason."))
    hearing = queries.open_hearing(row)
    if hearing is None:
        raise SupplierRefused(_("Hear the supplier first."))
    if hearing.answered_at is None and at < hearing.answers_until_at:
        raise SupplierRefused(_("Hear the supplier first: it may still answer."))
    if ends_at <= at:
        raise SupplierRefused(_("Give an end that is still to come."), field="ends_at")
    secret = {"reason": text}
    facts = {"until": ends_at.isoformat()}
    mover.move(
        row,
        "suspend",
        table=OPERATIONAL_STATES,
        axis=AXIS,
        by=by,
        at=at,
        facts=facts,
        secret=secret,
        suspended_until_at=ends_at,
    )
    suspension = SupplierSuspension.objects.create(
        supplier=row, hearing=hearing, reason=text, ends_at=ends_at, by=by, at=at
    )
    Hearing.objects.filter(pk=hearing.pk).update(closed_at=at)
    reminders.plan(row, at=at)
    until = formats.moment(ends_at, "UTC")
    notices.tell_members(SupplierNoticeKind.SUSPENDED, row, event=f"suspended:{suspension.pk}", at=at, until=until)
    return suspension


@transaction.atomic
def lift(*, supplier: Supplier, reason: str, by: User, at: datetime) -> None:
    """End a suspension before its time. Who: an officer who does not act for it.

    Effects: SUSPENDED to ACTIVE, leaf supplier.lifted with the reason as a secret, a notice to its members. Raises
    NoReason, IllegalMove where it is not suspended.
    """
    row = locked(supplier)
    secret = {"reason": require_reason(reason, _("Give the reason."))}
    mover.move(row, "lift", table=OPERATIONAL_STATES, axis=AXIS, by=by, at=at, secret=secret, suspended_until_at=None)
    reminders.plan(row, at=at)
    notices.tell_members(SupplierNoticeKind.LIFTED, row, event=f"lifted:{at.isoformat()}", at=at)


@transaction.atomic
def end_suspension(supplier: Supplier, *, at: datetime, due: datetime | None = None) -> None:  # noqa: ARG001 -- the form of a handler
    """End a suspension whose time is over. Who: the clock; a second call, or one too early, changes nothing.

    Effects: SUSPENDED to ACTIVE, leaf supplier.suspension_ended, a notice to its members.
    """
    row = locked(supplier)
    if row.suspended_until_at is None or at < row.suspended_until_at:
        return
    mover.move(row, "end_suspension", table=OPERATIONAL_STATES, axis=AXIS, by=None, at=at, suspended_until_at=None)
    event = f"suspension-ended:{at.isoformat()}"
    notices.tell_members(SupplierNoticeKind.SUSPENSION_ENDED, row, event=event, at=at)
