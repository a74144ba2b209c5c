"""What people do with a supplier: enter it, register it, approve it, send it back or turn it down (LIFECYCLE §8)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import states as mover
from core.models import User
from suppliers import identifiers, notices
from suppliers.models import MemberRole, Size, Supplier, SupplierMember
from suppliers.notices import SupplierNoticeKind
from suppliers.services.refusals import IdentifierUsed, SupplierRefused, require_reason
from suppliers.states import APPROVAL_STATES, ApprovalState

LONGEST_NAME = 500


def create(
    *,
    name: str,
    id_scheme: str = "",
    id_value: str = "",
    country: str = "",
    size: str = Size.UNKNOWN,
    founded_date: date | None = None,
    members: Iterable[User] = (),
    at: datetime,
) -> Supplier:
    """Enter a supplier as a draft of those who act for it; the first of them is its manager.

    Effects: the rows; no leaf yet. Raises SupplierRefused without a name and for a number that its scheme does not
    have, IdentifierUsed.
    """
    checked_name, number = require_name(name), checked_number(id_scheme, id_value)
    try:
        with transaction.atomic():
            supplier = Supplier.objects.create(
                name=checked_name,
                id_scheme=id_scheme,
                id_value=number,
                country=country,
                size=size,
                founded_date=founded_date,
                state_at=at,
            )
            roles = [MemberRole.MANAGER]
            SupplierMember.objects.bulk_create(
                SupplierMember(supplier=supplier, user=user, role=roles.pop() if roles else MemberRole.MEMBER)
                for user in members
            )
    except IntegrityError as error:
        raise IdentifierUsed(_("Identifier already used."), field="id_value") from error
    return supplier


@transaction.atomic
def register(*, supplier: Supplier, by: User | None, at: datetime) -> None:
    """Hand the draft in for approval. Who: a member of the supplier.

    Effects: DRAFT to SUBMITTED, leaf supplier.registered, a notice to every officer who does not act for it.
    """
    mover.move(supplier, "register", table=APPROVAL_STATES, by=by, at=at)
    tell_of_submission(supplier, at=at)


@transaction.atomic
def approve(*, supplier: Supplier, by: User, at: datetime) -> None:
    """Accept the supplier. Who: an officer who does not act for it.

    Effects: SUBMITTED to APPROVED, leaf supplier.approved, a notice to its members.
    """
    mover.move(supplier, "approve", table=APPROVAL_STATES, by=by, at=at)
    _tell_members(SupplierNoticeKind.APPROVED, supplier, at=at)


@transaction.atomic
def return_to_draft(*, supplier: Supplier, reason: str, by: User, at: datetime) -> None:
    """Send it back to be completed. Who: an officer who does not act for it.

    Effects: SUBMITTED to DRAFT, leaf supplier.returned with the reason as a secret, a notice to its members. Raises
    NoReason.
    """
    secret = {"reason": require_reason(reason, _("Give the reason."))}
    mover.move(supplier, "return_to_draft", table=APPROVAL_STATES, by=by, at=at, secret=secret)
    _tell_members(SupplierNoticeKind.RETURNED, supplier, at=at)


@transaction.atomic
def reject(*, supplier: Supplier, reason: str, by: User, at: datetime) -> None:
    """Turn it down for good. Who: an officer who does not act for it.

    Effects: SUBMITTED to REJECTED, leaf supplier.rejected with the reason as a secret, a notice to its members. Raises
    NoReason.
    """
    secret = {"reason": require_reason(reason, _("Give the reason."))}
    mover.move(supplier, "reject", table=APPROVAL_STATES, by=by, at=at, secret=secret)
    _tell_members(SupplierNoticeKind.REJECTED, supplier, at=at)


def tell_of_submission(supplier: Supplier, *, at: datetime) -> None:
    """Tell the officers that a supplier waits for them."""
    event = f"submitted:{at.isoformat()}"
    notices.tell_officers(SupplierNoticeKind.SUBMITTED, supplier, event=event, at=at)


def _tell_members(kind: SupplierNoticeKind, supplier: Supplier, *, at: datetime) -> None:
    notices.tell_members(kind, supplier, event=f"{ApprovalState(supplier.state)}:{at.isoformat()}", at=at)


def require_name(name: str) -> str:
    """The name without its margins. Raises SupplierRefused."""
    if not name.strip():
        raise SupplierRefused(_("Give the name of the organisation."), field="name")
    if len(name.strip()) > LONGEST_NAME:
        raise SupplierRefused(_("A name has at most 500 letters."), field="name")
    return name.strip()


def checked_number(id_scheme: str, id_value: str) -> str:
    """The number as its scheme writes it; of a scheme that is not on our list as it was typed.

    Raises SupplierRefused with what is wrong and an example.
    """
    result = identifiers.check(id_scheme, id_value)
    if result.refusal:
        raise SupplierRefused(result.refusal, field="id_value")
    return result.number
