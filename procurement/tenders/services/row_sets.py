"""Rows of one kind become what is wanted: those that stay keep their id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model

K = TypeVar("K")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Written(Generic[K, M]):
    """The rows that are wanted, stored, by what they are known by; and those that are not wanted any more."""

    rows: Mapping[K, M]
    gone: Sequence[M]

    def delete_gone(self) -> None:
        """One query, none where nothing is gone."""
        if self.gone:
            type(self.gone[0])._default_manager.filter(pk__in=[row.pk for row in self.gone]).delete()  # noqa: SLF001


def written(
    there: Iterable[M], wanted: Sequence[M], name: Callable[[M], K], *, columns: Sequence[str]
) -> Written[K, M]:
    """Store what is wanted: a row with a name that is there takes over its id, and is updated where a column differs.

    Three queries at most: what is there, what is new, what differs.
    """
    earlier = {name(row): row for row in there}
    new, changed = [], []
    for row in wanted:
        before = earlier.get(name(row))
        if before is None:
            new.append(row)
            continue
        row.pk = before.pk
        row._state.adding = False  # noqa: SLF001 -- it is stored, and bulk_update asks
        if any(differs(row, before, column) for column in columns):
            changed.append(row)
    if wanted:
        manager = type(wanted[0])._default_manager  # noqa: SLF001
        manager.bulk_create(new)
        if changed:
            manager.bulk_update(changed, list(columns))
    rows = {name(row): row for row in wanted}
    return Written(rows, [row for key, row in earlier.items() if key not in rows])


def differs(row: Model, before: Model, column: str) -> bool:
    """Whether two rows differ in a column; of a relation the ids are compared."""
    field: Any = row._meta.get_field(column)  # noqa: SLF001
    return bool(getattr(row, field.attname) != getattr(before, field.attname))
