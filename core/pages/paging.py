"""Page after page of a list that goes by a falling number: where it goes on, and its links.

The next page begins below a number (`before`), so that a row added meanwhile moves nothing to another page.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

PAGE = 50
COUNT_CAP = 10_000
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


def count(rows: QuerySet[ModelRow]) -> tuple[int, bool]:
    """How many rows there are, counted up to COUNT_CAP, and whether there are more. One query."""
    total = rows.order_by()[: COUNT_CAP + 1].count()
    return min(total, COUNT_CAP), total > COUNT_CAP


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
