"""Numbers that rise, one per row of a list that goes on below one of them (PERFORMANCE §7)."""

from django.db.models import Max, Model

from core import audit


def following(model: type[Model], field: str) -> int:
    """The number after the highest, for a row stored in the same transaction.

    Effects: holds the platform's log until the transaction ends, so that of two who ask at once the second waits and
    gets the next number, where the highest alone would give both the same.
    """
    audit.hold()
    highest = model._default_manager.aggregate(highest=Max(field))["highest"]  # noqa: SLF001 -- the documented name
    return (highest or 0) + 1
