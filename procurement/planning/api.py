"""Standards over REST: the same facts, openness and clauses as the pages, open to everybody."""

from django.urls import path, reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import require, signed_in
from core.models import Authority
from core.rest.choices import choice_sentence
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.planning import access, queries, services, summary
from procurement.planning.forms import StandardFilterForm
from procurement.planning.serializers import AdviceIn, StandardFactIn
from procurement.planning.shapes import AdviceAnswerShape, ProfileShape, StandardRowShape, StandardShape

KNOWN_BY = OpenApiParameter("authority", str, description="Whose entries count: one of your authorities, by id.")
FILTERS = [
    OpenApiParameter("q", str, description="Words that must all occur in key, title, purpose, publisher or subject."),
    OpenApiParameter("domain", str, description="A domain of needs in which the standard usually applies."),
    OpenApiParameter("openness", str, description="open, partly, closed or unknown."),
    KNOWN_BY,
]


class StandardListView(ApiView):
    permission_classes = (AllowAny,)
    parameters = ("q", "domain", "openness", "authority")

    @extend_schema(
        operation_id="standards_list", summary="List standards", parameters=FILTERS, responses=list_of(StandardRowShape)
    )
    def get(self, request: Request) -> Response:
        """Standards by title, with their openness and how much of it is known."""
        authorities = list(queries.authorities_for(request.user))
        asked = _checked(StandardFilterForm(request.query_params, authorities=authorities))
        authority = queries.chosen_authority(authorities, asked["authority"])
        return complete(
            summary.standard_rows(authority, text=asked["q"], domain=asked["domain"], openness=asked["openness"])
        )


class StandardDetailView(ApiView):
    permission_classes = (AllowAny,)
    parameters = ("authority",)

    @extend_schema(
        operation_id="standard",
        summary="Read a standard",
        parameters=[KNOWN_BY],
        responses=serializer_for(StandardShape),
    )
    def get(self, request: Request, key: str) -> Response:
        """A standard: its facts with their sources, what authorities entered, where it is usual, clauses."""
        authority = _known_by(request)
        return Response(to_json(summary.standard_shape(access.door(key), authority)))


class AdviceView(ApiView):
    @extend_schema(
        operation_id="standards_advice",
        summary="Ask which standards apply to a need",
        request=AdviceIn,
        responses=serializer_for(AdviceAnswerShape),
    )
    def post(self, request: Request) -> Response:
        """Which standards usually apply to a need, each with reasons, duty, clauses and evidence. Stores nothing."""
        require(access.may_ask(request.user))
        asked = AdviceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        authorities = list(queries.authorities_for(request.user))
        named = asked.validated_data["authority"]
        if named is not None and named not in {authority.pk for authority in authorities}:
            raise ValidationError({"authority": "Name an authority of yours."})
        authority = queries.chosen_authority(authorities, str(named or ""))
        return Response(to_json(summary.advice_answer(asked.need(), authority)))


class StandardFactView(ApiView):
    @extend_schema(
        operation_id="standard_fact_enter",
        summary="Say what is known of a standard",
        request=StandardFactIn,
        responses={status.HTTP_201_CREATED: serializer_for(StandardShape)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Record a fact with its source, dispute it, or withdraw what was said; the catalogue stays as it is."""
        standard = access.door(key)
        require(access.may_enter(request.user))
        sent = StandardFactIn(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        authority = queries.officer_authorities(request.user).filter(pk=values.pop("authority")).first()
        if authority is None:
            raise ValidationError({"authority": "Name an authority whose officer you are."})
        values["value"] = values["value"] or ""
        try:
            services.enter_fact(
                authority=authority, standard=standard, by=signed_in(request.user), at=clock.db_now(), **values
            )
        except services.NothingEntered as refused:
            raise ValidationError({"act": str(refused)}) from refused
        shape = summary.standard_shape(standard, authority)
        return Response(to_json(shape), status=status.HTTP_201_CREATED)


def _known_by(request: Request) -> Authority | None:
    """The authority whose entries count. Raises ValidationError for one that is not the person's."""
    authorities = list(queries.authorities_for(request.user))
    asked = _checked(StandardFilterForm(request.query_params, authorities=authorities))
    return queries.chosen_authority(authorities, asked["authority"])


def _checked(form: StandardFilterForm) -> dict[str, str]:
    """The values, every one in order. Raises ValidationError that names the choices."""
    if not form.is_valid():
        raise ValidationError({name: _sentence(form, name) for name in form.errors})
    return form.cleaned_data


def _sentence(form: StandardFilterForm, name: str) -> str:
    choices = [str(value) for value, _ in getattr(form.fields[name], "choices", ()) if value]
    if not choices and name != "authority":
        return " ".join(map(str, form.errors[name]))
    return choice_sentence(form.data.get(name, ""), choices)


class ProfileView(ApiView):
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="profile", summary="Read a reference profile", responses=serializer_for(ProfileShape))
    def get(self, request: Request, sha256: str) -> Response:
        """A reference profile by its SHA-256, with the addresses of its files. Its samples are not checked yet."""
        row = access.profile_door(request.user, sha256)
        return Response(to_json(summary.profile_shape(row, lambda no: _file_address(request, row.pk, no))))


def _file_address(request: Request, sha256: str, no: int) -> str:
    return request.build_absolute_uri(reverse("profiles:file", args=[sha256, no]))


routes = [
    path("standards/", StandardListView.as_view(), name="standards"),
    path("standards/advice/", AdviceView.as_view(), name="standards-advice"),
    path("standards/<str:key>/", StandardDetailView.as_view(), name="standard"),
    path("profiles/<slug:sha256>/", ProfileView.as_view(), name="profile"),
    path("standards/<str:key>/facts/", StandardFactView.as_view(), name="standard-facts"),
]
