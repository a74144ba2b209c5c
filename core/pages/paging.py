"""Page after page of a list that goes by a falling number: where it goes on, and its links.

The next page begins below a number (`before`), so that a row added meanwhile moves nothing to another page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE = 50
BIGGEST = 2**63 - 1  # number that a list can go on by
COUNT_CAP = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDS = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(
    microseconds=1
)  # up to the last moment there is
Row = TypeVar("Row")
ModelRow = TypeVar("ModelRow", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of a page, newest first; `next_before` continues below that number, None at the end."""

    rows: list[Row]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class CountedPage(Page[Row]):
    """A page that says how many rows all pages have together; `capped` where there are more than `total`."""

    total: int
    capped: bool


def page_of(rows: QuerySet[ModelRow], number: str, *, before: int | None, size: int) -> Page[ModelRow]:
    """One page of rows by the field `number`, below `before` if it is set. The query of the rows."""
    if before is not None:
        rows = rows.filter(**{f"{number}__lt": before})
    listed = list(rows.order_by(f"-{number}")[: size + 1])
    return Page(rows=listed[:size], next_before=getattr(listed[size - 1], number) if len(listed) > size else None)


def page_by_time(rows: QuerySet[ModelRow], field: str, *, before: int | None, size: int) -> Page[ModelRow]:
    """One page of rows by a time, the latest first; it goes on before that many microseconds since 1970 (UTC).

    For rows whose own numbers would tell how many others there are. Rows of one moment stay on one page, be it longer.
    One query; two more where a moment goes on beyond the size.
    """
    if before is not None:
        rows = rows.filter(**{f"{field}__lt": _EPOCH + timedelta(microseconds=min(before, _MICROSECONDS))})
    ordered = rows.order_by(f"-{field}", "-pk")
    listed = list(ordered[: size + 1])
    if len(listed) <= size:
        return Page(rows=listed, next_before=None)
    at: datetime = getattr(listed[size - 1], field)
    if getattr(listed[size], field) == at:
        listed = [*listed[:size], *ordered.filter(**{field: at, "pk__lt": listed[size - 1].pk})]
        goes_on = rows.filter(**{f"{field}__lt": at}).exists()
    else:
        listed, goes_on = listed[:size], True
    return Page(rows=listed, next_before=(at - _EPOCH) // timedelta(microseconds=1) if goes_on else None)


def count(rows: QuerySet[ModelRow], *, cap: int | None = None) -> tuple[int, bool]:
    """How many rows there are, counted up to a cap (COUNT_CAP), and whether there are more. One query."""
    most = COUNT_CAP if cap is None else cap
    total = rows.order_by()[: most + 1].count()
    return min(total, most), total > most


# --- other orders ---


@dataclass(frozen=True, slots=True)
class SortedPart:
    """Rows that stand together in a list: which they are, in SQL and of one row's values, and their order.

    No field of the order is NULL in them, and the last is the number that the list goes on by.
    """

    where: Q
    covers: Callable[[Mapping[str, Any]], bool]
    order: tuple[str, ...]


def every_row(*order: str) -> SortedPart:
    """All rows in this order."""
    return SortedPart(Q(), lambda _values: True, order)


def sorted_rows(
    rows: QuerySet[ModelRow], parts: Sequence[SortedPart], *, after: int | None
) -> list[QuerySet[ModelRow]]:
    """The rows after the one with this number, part after part, none cut yet; from the beginning without.

    A number that no row has begins, too, except where rows go by their number alone. No query, or that of the row.
    """
    last = None if after is None else _values(rows, parts, after)
    if last is not None:
        position = next(place for place, part in enumerate(parts) if part.covers(last))
        begun, *untouched = parts[position:]
        behind = _behind(rows, begun.order, last)
        rest = [*[begun] * len(behind), *untouched]
        rows_of_parts = [*behind, *[rows] * len(untouched)]
    else:
        rest, rows_of_parts = list(parts), [rows] * len(parts)
    return [left.filter(part.where).order_by(*part.order) for part, left in zip(rest, rows_of_parts, strict=True)]


def sorted_page(
    rows: QuerySet[ModelRow], parts: Sequence[SortedPart], *, before: int | None, size: int
) -> Page[ModelRow]:
    """One page of rows in the order of these parts, after the row with the number `before`.

    A query for each part until the page is full, and one for the row `before` where its number says too little.
    """
    listed: list[ModelRow] = []
    for part in sorted_rows(rows, parts, after=before):
        if len(listed) <= size:
            listed += part[: size + 1]
    number = parts[0].order[-1].lstrip("-")
    following = getattr(listed[size - 1], number) if len(listed) > size else None
    return Page(rows=listed[:size], next_before=following)


def _behind(rows: QuerySet[ModelRow], order: Sequence[str], last: Mapping[str, Any]) -> list[QuerySet[ModelRow]]:
    """The rows of a part after one with these values. Of three fields, those with the same first value come apart.

    An index is entered where these go on; one condition for both would have it read from the first value's beginning.
    """
    first, *others = order
    name = first.lstrip("-")
    if len(others) < 2:
        return [rows.filter(beyond(order, last))]
    return [rows.filter(beyond(others, last), **{name: last[name]}), rows.filter(**{_later(first): last[name]})]


def beyond(order: Sequence[str], last: Mapping[str, Any]) -> Q:
    """Rows that come after one with these values; the first condition lets an index of the first field do the work."""
    first, *_ = order
    later, equal = Q(), Q()
    for name in order:
        later |= equal & Q(**{_later(name): last[name.lstrip("-")]})
        equal &= Q(**{name.lstrip("-"): last[name.lstrip("-")]})
    return Q(**{f"{_later(first)}e": last[first.lstrip("-")]}) & later


def _later(name: str) -> str:
    return f"{name[1:]}__lt" if name.startswith("-") else f"{name}__gt"


def _values(rows: QuerySet[ModelRow], parts: Sequence[SortedPart], number: int) -> Mapping[str, Any] | None:
    """What the order needs to know of the row with this number, asked for only where that is more than the number."""
    fields = {name.lstrip("-") for part in parts for name in part.order}
    key = parts[0].order[-1].lstrip("-")
    if fields == {key}:
        return {key: number}
    return rows.order_by().filter(**{key: number}).values(*fields).first()


# --- links ---


def address(path: str, query: QueryDict, before: int | None) -> str:
    """Where a list goes on below `before`, what else was asked kept; without `before` where it begins."""
    kept = QueryDict(mutable=True)
    for name in query:
        kept.setlist(name, [value for value in query.getlist(name) if value and name != "before"])
    if before is not None:
        kept["before"] = str(before)
    text = kept.urlencode()
    return f"{path}?{text}" if text else path


def links(path: str, query: QueryDict, page: Page[Row], *, before: int | None) -> dict[str, str]:
    """The links under a list: `newer` leads to its beginning, `older` to the next page; empty where there is none."""
    return {
        "newer": address(path, query, None) if before is not None else "",
        "older": address(path, query, page.next_before) if page.next_before else "",
    }
