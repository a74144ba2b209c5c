"""The page of the API's addresses: every route with its methods and what each says of itself."""

import inspect
import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from procurement.web.docs import markdown
from procurement.web.docs.markdown import code

_INTRO = """Every address of the REST API. The fields of requests and answers are in the OpenAPI document at
`/api/v1/schema/`."""

_METHODS = ("get", "post", "put", "patch", "delete")


def page() -> str:
    return markdown.page(
        "Addresses of the API", _INTRO, markdown.table(["Address", "Method", "Does"], routes_of("api"))
    )


def routes_of(namespace: str) -> list[tuple[str, str, str]]:
    """(address, method, sentence) of every route of a namespace that has views of ours, in the order of the URLconf."""
    prefix, resolver = get_resolver().namespace_dict[namespace]
    return [row for pattern in resolver.url_patterns for row in _rows(f"/{prefix}", pattern)]


def _rows(prefix: str, pattern: URLPattern | URLResolver) -> Iterator[tuple[str, str, str]]:
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    address = re.sub(r"<\w+:pk>", "<id>", prefix + str(pattern.pattern))
    for name in _METHODS:
        description = inspect.getdoc(getattr(view, name, None))
        if description and view is not None and not view.__module__.startswith("drf_spectacular"):
            yield code(re.sub(r"<\w+:(\w+)>", r"<\1>", address)), name.upper(), description
