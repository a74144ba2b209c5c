"""What people do with a supplier: enter it, register it, approve it, send it back or turn it down (LIFECYCLE §8)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import states as mover
from core.models import User
from suppliers.models import Size, Supplier, SupplierMember
from suppliers.states import APPROVAL_STATES


class IdentifierUsed(Exception):
    """Another supplier has this identifier."""


class NoReason(Exception):
    """A supplier is told why it was sent back or turned down."""


def create(
    *,
    name: str,
    id_scheme: str = "",
    id_value: str = "",
    country: str = "",
    size: str = Size.UNKNOWN,
    members: Iterable[User] = (),
    at: datetime,
) -> Supplier:
    """Enter a supplier as a draft of those who act for it. Raises IdentifierUsed. Effects: the rows; no leaf yet."""
    try:
        with transaction.atomic():
            supplier = Supplier.objects.create(
                name=name, id_scheme=id_scheme, id_value=id_value, country=country, size=size, state_at=at
            )
            SupplierMember.objects.bulk_create(SupplierMember(supplier=supplier, user=user) for user in members)
    except IntegrityError as error:
        raise IdentifierUsed(_("Identifier already used.")) from error
    return supplier


def register(*, supplier: Supplier, by: User | None, at: datetime) -> None:
    """Hand the draft in for approval. Who: a member of the supplier. DRAFT to SUBMITTED, leaf supplier.registered."""
    mover.move(supplier, "register", table=APPROVAL_STATES, by=by, at=at)


def approve(*, supplier: Supplier, by: User, at: datetime) -> None:
    """Accept the supplier. Who: an officer. SUBMITTED to APPROVED, leaf supplier.approved."""
    mover.move(supplier, "approve", table=APPROVAL_STATES, by=by, at=at)


def return_to_draft(*, supplier: Supplier, reason: str, by: User, at: datetime) -> None:
    """Send it back to be completed. Who: an officer. SUBMITTED to DRAFT, leaf supplier.returned. Raises NoReason."""
    mover.move(
        supplier, "return_to_draft", table=APPROVAL_STATES, by=by, at=at, secret={"reason": _require_reason(reason)}
    )


def reject(*, supplier: Supplier, reason: str, by: User, at: datetime) -> None:
    """Turn it down for good. Who: an officer. SUBMITTED to REJECTED, leaf supplier.rejected. Raises NoReason."""
    mover.move(supplier, "reject", table=APPROVAL_STATES, by=by, at=at, secret={"reason": _require_reason(reason)})


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise NoReason(_("Give the reason."))
    return reason.strip()
