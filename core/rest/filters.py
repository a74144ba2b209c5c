"""The filters of a list as the API reads them: the declaration that its page uses, in the document too."""

from typing import TypeVar

from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework.request import Request
from rest_framework.views import APIView

from core.pages import paging
from core.pages.filters import ListFilters

Filters = TypeVar("Filters", bound=ListFilters)


class FilteredView(APIView):
    """A list with filters; `extend_schema(filters=True)` describes `filterset_class` by the model of `queryset`."""

    filter_backends = (DjangoFilterBackend,)
    filterset_class: type[ListFilters] = ListFilters


def checked(filters: Filters) -> Filters:
    """The filters, every value of them in order. Raises ValidationError (400) for a wrong one."""
    if not filters.form.is_valid():
        raise translate_validation(filters.form.errors)
    return filters


def next_address(request: Request, before: int | None) -> str | None:
    """The address of the next page, None at the end."""
    if before is None:
        return None
    return request.build_absolute_uri(paging.address(request.path, request.query_params, before))
