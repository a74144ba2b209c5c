"""Every list of the API answers in one shape: `next`, `total`, `capped`, `results`."""

import functools
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.pages import paging
from core.pages.paging import CountedPage, Page
from core.rest.shapes import serializer_for, to_json


@functools.cache
def list_of(shape: type) -> type[serializers.Serializer[Any]]:
    """The serializer that describes a list of this shape: `TenderList` of `TenderRowShape`."""
    name = shape.__name__.removesuffix("Shape").removesuffix("Row")
    described = {
        "__doc__": "One page of a list; `next` continues it.",
        "next": serializers.URLField(allow_null=True, help_text="The address of the next page; null at the end."),
        "total": serializers.IntegerField(
            help_text="How many there are on all pages, counted up to 10,000; 1,000 in a search."
        ),
        "capped": serializers.BooleanField(help_text="Whether there are more than `total`."),
        "results": serializer_for(shape)(many=True),
    }
    return type(f"{name}List", (serializers.Serializer,), described)


def paged(request: Request, page: CountedPage[Any], results: Iterable[object]) -> Response:
    """The answer of a list that goes on page after page."""
    return _answer(next_address(request, page.next_before), page.total, results, capped=page.capped)


def counted(request: Request, rows: QuerySet[Any], page: Page[Any], results: Iterable[object]) -> Response:
    """The same of a list whose page does not count: `rows` are those of all pages. One query more."""
    total, capped = paging.count(rows)
    return _answer(next_address(request, page.next_before), total, results, capped=capped)


def complete(results: Iterable[object]) -> Response:
    """The answer of a list that is short enough to be answered at once."""
    listed = list(results)
    return _answer(None, len(listed), listed, capped=False)


def best_of(results: Iterable[object], *, total: int) -> Response:
    """The answer of a search that lists its best results and goes on no further; `total` counts all of them."""
    return _answer(None, total, results, capped=False)


def next_address(request: Request, before: int | None) -> str | None:
    """The address of the next page, None at the end."""
    if before is None:
        return None
    return request.build_absolute_uri(paging.address(request.path, request.query_params, before))


def _answer(following: str | None, total: int, results: Iterable[object], *, capped: bool) -> Response:
    return Response({"next": following, "total": total, "capped": capped, "results": to_json(list(results))})
