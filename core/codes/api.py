"""Codes over REST, open to everybody: the same search as the page's."""

from dataclasses import dataclass, field

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.codes.cpv import MOST_RESULTS, CpvCode, children_of, parents_of, search_codes
from core.codes.forms import USUAL_RESULTS, CodeQueryForm
from core.rest.lists import best_of, list_of
from core.rest.views import ApiView


@dataclass(frozen=True, slots=True)
class CpvCodeShape:
    """A code of the CPV of 2008, with its check digit."""

    code: str
    title: str
    parents: tuple[str, ...] = field(metadata={"help": "The codes above it, the most general first."})
    children: int = field(metadata={"help": "How many codes stand right below it."})


def _shape(code: CpvCode) -> CpvCodeShape:
    return CpvCodeShape(
        code.code, code.title, tuple(parent.code for parent in parents_of(code)), len(children_of(code))
    )


class CpvListView(ApiView):
    permission_classes = (AllowAny,)
    parameters = ("q", "limit")

    @extend_schema(
        operation_id="cpv_search",
        summary="Search codes of the CPV",
        parameters=[
            OpenApiParameter("q", str, description="Beginnings of words of the title; a number begins the code."),
            OpenApiParameter("limit", int, description=f"How many at most: 1 to {MOST_RESULTS}, else {USUAL_RESULTS}."),
        ],
        responses=list_of(CpvCodeShape),
    )
    def get(self, request: Request) -> Response:
        """The codes that answer the question best; `total` says how many there are. No question, no codes."""
        form = CodeQueryForm(request.query_params)
        if not form.is_valid():
            raise ValidationError({name: list(map(str, errors)) for name, errors in form.errors.items()})
        results = search_codes(form.cleaned_data["q"], form.wanted)
        return best_of([_shape(code) for code in results.codes], total=results.total)


routes = [path("cpv/", CpvListView.as_view(), name="cpv")]
