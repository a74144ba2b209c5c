"""What pages of suppliers read beside the rows themselves: reasons that were given, reminders, the list of all."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from core.access import Person
from core.models import AuditSecret, Notice
from suppliers.models import Hearing, Supplier
from suppliers.states import ApprovalState, SupplierLeafKind

_REASONED = {
    ApprovalState.DRAFT: SupplierLeafKind.RETURNED,
    ApprovalState.REJECTED: SupplierLeafKind.REJECTED,
}


def reason_of_state(supplier: Supplier) -> str:
    """Why an officer sent the supplier back or turned it down; empty where none did. One query, or none."""
    kind = _REASONED.get(ApprovalState(supplier.state))
    if kind is None:
        return ""
    about = f'"object":"suppliers.supplier:{supplier.pk}"'
    secrets = AuditSecret.objects.filter(
        leaf__kind=kind.value, leaf__at=supplier.state_at, leaf__body__contains=about, field="reason"
    )
    return secrets.values_list("value", flat=True).first() or ""


def open_hearings(suppliers: Collection[Supplier]) -> dict[UUID, Hearing]:
    """{supplier: the hearing that no officer has closed}. One query, however many suppliers."""
    rows = Hearing.objects.filter(supplier__in=suppliers, closed_at=None).select_related("supplier", "by")
    return {row.supplier_id: row for row in rows}


def reminders_to(user: Person, supplier: Supplier) -> Iterable[tuple[date, date]]:
    """(last day of facts, day on which the person was told that they end), in the order of telling. One query."""
    beginning = f"supplier:{supplier.pk}:facts-end:"
    notices = Notice.objects.filter(user=user.pk, event__startswith=beginning).order_by("at", "pk")
    for event, at in notices.values_list("event", "at"):
        yield date.fromisoformat(event.removeprefix(beginning).partition(":")[0]), at.date()


def listed(search: str = "", *, after: UUID | None = None) -> QuerySet[Supplier]:
    """Suppliers that are handed in, by name, whose name or number holds all these search; `after`: behind this one.

    One query, and one for `after`. What is a draft is nobody's but its members'.
    """
    rows = Supplier.objects.exclude(state__in=[ApprovalState.DRAFT, ApprovalState.ERASED]).order_by("name", "pk")
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(id_value__icontains=word) | Q(id_scheme__icontains=word))
    place = Supplier.objects.filter(pk=after).values_list("name", "pk").first() if after else None
    if place is not None:
        name, pk = place
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    return rows
