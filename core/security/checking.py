"""The security log: each event with the person and place that it sealed, on the day of its time."""

from collections.abc import Iterator

from core.models import SecurityEvent
from core.security import writing
from core.verification import Checked

CHUNK = 500  # rows read at once


def check_events() -> Iterator[Checked]:
    """Every event by its number. One whose person and place were erased has nothing to compare and no fault.

    An event that is gone is not seen: the log is no chain, since the old ones go by age. The database guards them.
    """
    for event in SecurityEvent.objects.select_related("trace").order_by("pk").iterator(CHUNK):
        yield Checked(str(event.pk), tuple(_faults(event)))


def _faults(event: SecurityEvent) -> Iterator[str]:
    if event.day != writing.days_since_epoch(event.at):
        yield "It stands on another day than its time."
    trace = getattr(event, "trace", None)
    if trace is not None and writing.seal_of(trace) != event.seal:
        yield "Person or place are not those that were sealed."
