"""What there is under /api/v1/: every address with what it does, read from the routes themselves."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.rest.shapes import Url, serializer_for, to_json
from core.rest.views import ApiView

NAMESPACE = "api"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class OperationShape:
    """One thing that an address does."""

    method: str
    does: str


@dataclass(frozen=True, slots=True)
class AddressShape:
    """An address; what stands in braces is a part of it that names an object."""

    address: str
    operations: tuple[OperationShape, ...]


@dataclass(frozen=True, slots=True)
class IndexShape:
    """Where to read on, and every address."""

    docs: Url = field(metadata={"help": "The document as a page, to try things out."})
    schema: Url = field(metadata={"help": "The document, OpenAPI 3.1."})
    addresses: tuple[AddressShape, ...]


class IndexView(ApiView):
    @extend_schema(operation_id="index", summary="What there is", tags=["index"], responses=serializer_for(IndexShape))
    def get(self, request: Request) -> Response:
        """Every address of the API with what it does, and where its document is."""
        root = request.build_absolute_uri("/")
        index = IndexShape(
            docs=Url(request.build_absolute_uri(reverse("api:docs"))),
            schema=Url(request.build_absolute_uri(reverse("api:schema"))),
            addresses=tuple(AddressShape(root + row.address.removeprefix("/"), row.operations) for row in addresses()),
        )
        return Response(to_json(index))


def addresses() -> list[AddressShape]:
    """Every address of the API that has views of ours, by path."""
    prefix, resolver = get_resolver().namespace_dict[NAMESPACE]
    rows = (_address(f"/{prefix}", pattern) for pattern in resolver.url_patterns)
    return sorted((row for row in rows if row.operations), key=lambda row: row.address)


def _address(prefix: str, pattern: URLPattern | URLResolver) -> AddressShape:
    """A key is called `id`, as in the document."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", prefix + str(pattern.pattern)).replace("{pk}", "{id}")
    return AddressShape(path, tuple(_operations(pattern)))


def _operations(pattern: URLPattern | URLResolver) -> Iterator[OperationShape]:
    view: Any = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    for method in METHODS:
        does = inspect.getdoc(getattr(view, method, None))
        if does and not view.__module__.startswith("drf_spectacular"):
            yield OperationShape(method.upper(), does)
