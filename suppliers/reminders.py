"""What a supplier waits for by the clock: the end of its suspension, and 60, 30 and 7 days before facts end."""

from datetime import UTC, date, datetime, time, timedelta

from core import timers
from core.timers import Due
from suppliers import notices, queries
from suppliers.models import Supplier
from suppliers.notices import SupplierNoticeKind
from suppliers.rules.facts import REMINDERS, reminder_days

HOUR = time(6, tzinfo=UTC)
LONG_AGO = date.min


def due(supplier: Supplier) -> list[Due]:
    """The moments that a supplier waits for. One query."""
    ends = reminder_days(queries.ends_of(supplier), LONG_AGO)
    days = sorted({day for day, _last, _days in ends})
    moments = [Due(datetime.combine(day, HOUR), "remind") for day in days]
    if supplier.suspended_until_at is not None:
        moments.append(Due(supplier.suspended_until_at, "end_suspension", even_late=True))
    return moments


def remind(supplier: Supplier, *, at: datetime, due: datetime) -> None:
    """Tell the members which of their facts end in 60, 30 or 7 days: one notice for all that end on one day."""
    ends = queries.ends_of(supplier)
    for days in REMINDERS:
        last = due.date() + timedelta(days=days)
        if last in ends:
            event = f"facts-end:{last.isoformat()}:{days}"
            notices.tell_members(SupplierNoticeKind.FACTS_END, supplier, event=event, at=at, days=str(days))


def plan(supplier: Supplier, *, at: datetime) -> None:
    """Store what a supplier waits for next, in the transaction that changed it. Two queries."""
    timers.wait(supplier, due(supplier), at=at)
