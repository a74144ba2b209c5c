"""Drafts over REST: begin one, read and write its sections, bring an earlier save back."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import authorities_with, require, signed_in
from core.models import Authority, Role, User
from core.rest.framework import Conflict, problem
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.models import SectionSave, Tender
from procurement.tenders.pages.beginnings import Beginning, beginnings_for, titled
from procurement.tenders.sections import SECTIONS, SectionFault, SectionKey, SectionValue, read_section
from procurement.tenders.serializers import CancelDraftIn, DraftIn, RestoreIn, SectionIn
from procurement.tenders.shapes import TenderShape
from procurement.tenders.shapes.build import tender_shape
from procurement.tenders.shapes.drafts import SectionSaveShape, SectionShape, save_shape, section_shape
from scoring import canonical


class DraftView(ApiView):
    @extend_schema(
        operation_id="draft_begin",
        summary="Begin a draft",
        request=DraftIn,
        responses={
            status.HTTP_201_CREATED: serializer_for(TenderShape),
            status.HTTP_200_OK: serializer_for(TenderShape),
        },
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Begin a draft under an id that you choose (a random UUID): empty, or with what the `beginning` says.

        A draft from an imported tender has the sections of which its file says something; the others are not saved.
        The same id again begins nothing and answers with the draft that it names, so a request that got lost can be
        sent again.
        """
        require(access.may_begin(request.user))
        asked = DraftIn(data=request.data)
        asked.is_valid(raise_exception=True)
        by, authority = signed_in(request.user), _authority(request, asked.validated_data["authority"])
        beginning = _beginning(by, asked.validated_data["beginning"])
        values = titled(beginning.values(authority, by), asked.validated_data["title"], authority)
        try:
            services.begin_from(
                authority=authority, values=values, source=beginning.key, by=by, at=clock.db_now(), pk=pk
            )
            is_new = True
        except IntegrityError:  # somebody used the id before: only its draft can be answered with
            is_new = False
        tender = access.door(request.user, pk, TenderAction.EDIT)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(to_json(tender_shape(tender, request.user)), status=code)


def _beginning(user: User, key: str) -> Beginning:
    beginning = beginnings_for(user, key).get(key)
    if beginning is None:
        raise ValidationError({"beginning": "There is no such beginning, or you cannot see the tender it names."})
    return beginning


def _authority(request: Request, pk: UUID) -> Authority:
    mine = Authority.objects.filter(pk__in=authorities_with(request.user, Role.OFFICER))
    authority = mine.filter(pk=pk).first()
    if authority is None:
        raise ValidationError({"authority": "Name an authority of which you are an officer."})
    return authority


class DraftCancellationView(ApiView):
    @extend_schema(
        operation_id="draft_cancel",
        summary="Cancel a draft",
        request=CancelDraftIn,
        responses=serializer_for(TenderShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Cancel what was never published, for good; one officer is enough.

        It stays with the officers of its authority. Refused (403) for what is no draft any more.
        """
        tender = access.door(request.user, pk, TenderAction.CANCEL_DRAFT)
        asked = CancelDraftIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            services.cancel_draft(tender=tender, **asked.validated_data, by=signed_in(request.user), at=clock.db_now())
        except services.NotChangeable as refused:
            raise Conflict(str(refused)) from refused
        return Response(to_json(tender_shape(tender, request.user)))


class DraftSectionsView(ApiView):
    @extend_schema(operation_id="draft_sections", summary="List the sections", responses=list_of(SectionSaveShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """The sections that are saved, in their order, each with its latest save."""
        tender = _unpublished(request, pk)
        return complete(save_shape(saved) for saved in queries.latest_saves(tender).values())


class DraftSectionView(ApiView):
    @extend_schema(operation_id="draft_section", summary="Read a section", responses=serializer_for(SectionShape))
    def get(self, request: Request, pk: UUID, section: str) -> Response:
        """A section as it is saved last; with number 0 and its empty content where nobody has saved it."""
        tender, key = _unpublished(request, pk), _key(section)
        latest = queries.saves_of(tender, key).first()
        return Response(to_json(section_shape(key, latest)))

    @extend_schema(
        operation_id="draft_section_save",
        summary="Save a section",
        request=SectionIn,
        responses=serializer_for(SectionShape),
    )
    def put(self, request: Request, pk: UUID, section: str) -> Response:
        """Save a section over the save that you read (`after`, 0 for none).

        A conflict (409) where somebody saved meanwhile: it has their version as `latest` and yours as `sent`, and
        nothing is stored.
        """
        tender, key = access.door(request.user, pk, TenderAction.EDIT), _key(section)
        asked = SectionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        value = _value(key, asked.validated_data["content"])
        after = asked.validated_data["after"]
        try:
            saved = services.save(
                tender=tender, value=value, after=after, by=signed_in(request.user), at=clock.db_now()
            )
        except services.SavedMeanwhile as late:
            return _both_versions(request, late, value)
        except services.NotADraft as refused:
            raise Conflict(str(refused)) from refused
        except (services.UnknownDocument, services.StaysAsPublished) as refused:
            raise ValidationError({"content": str(refused)}) from refused
        return Response(to_json(section_shape(key, saved)))


class DraftSavesView(ApiView):
    @extend_schema(operation_id="draft_section_saves", summary="List saves", responses=list_of(SectionSaveShape))
    def get(self, request: Request, pk: UUID, section: str) -> Response:
        """Every save of a section, the latest first."""
        tender, key = _unpublished(request, pk), _key(section)
        return complete(save_shape(saved) for saved in queries.saves_of(tender, key))


class DraftRestoreView(ApiView):
    @extend_schema(
        operation_id="draft_section_restore",
        summary="Bring a save back",
        request=RestoreIn,
        responses={status.HTTP_201_CREATED: serializer_for(SectionShape)},
    )
    def post(self, request: Request, pk: UUID, section: str, no: int) -> Response:
        """Bring an earlier save of a section back, as a save of its own. A conflict where somebody saved meanwhile."""
        tender, key = access.door(request.user, pk, TenderAction.EDIT), _key(section)
        asked = RestoreIn(data=request.data)
        asked.is_valid(raise_exception=True)
        if queries.save_of(tender, key, no) is None:
            raise Http404
        by, at, after = signed_in(request.user), clock.db_now(), asked.validated_data["after"]
        try:
            saved = services.restore(tender=tender, key=key, no=no, after=after, by=by, at=at)
        except (services.SavedMeanwhile, services.NotADraft, services.StaysAsPublished) as refused:
            raise Conflict(str(refused)) from refused
        return Response(to_json(section_shape(key, saved)), status=status.HTTP_201_CREATED)


def _unpublished(request: Request, pk: UUID) -> Tender:
    """A tender whose draft, or amendment in work, the person may read: also while a second officer does."""
    tender = access.door(request.user, pk)
    if not access.may(request.user, TenderAction.CHECK, tender):
        raise Http404
    return tender


def _key(section: str) -> SectionKey:
    if section not in set(SectionKey):
        raise Http404
    return SectionKey(section)


def _value(key: SectionKey, content: Mapping[str, object]) -> SectionValue:
    try:
        return read_section(key, canonical.dumps(content).decode())
    except (SectionFault, TypeError) as fault:
        raise ValidationError({"content": str(fault)}) from fault


def _both_versions(request: Request, late: services.SavedMeanwhile, mine: SectionValue) -> Response:
    """A conflict with what somebody else saved and what was sent."""
    response = problem(Conflict(str(late)), {"request": request})
    assert response is not None
    assert isinstance(response.data, dict)
    latest: SectionSave = late.latest
    key = next(key for key, kind in SECTIONS.items() if kind is type(mine))
    response.data |= {"latest": to_json(section_shape(key, latest)), "sent": canonical.plain(mine)}
    return response


routes = [
    path("drafts/<uuid:pk>/", DraftView.as_view(), name="draft"),
    path("drafts/<uuid:pk>/cancellation/", DraftCancellationView.as_view(), name="draft-cancellation"),
    path("drafts/<uuid:pk>/sections/", DraftSectionsView.as_view(), name="draft-sections"),
    path("drafts/<uuid:pk>/sections/<slug:section>/", DraftSectionView.as_view(), name="draft-section"),
    path("drafts/<uuid:pk>/sections/<slug:section>/saves/", DraftSavesView.as_view(), name="draft-section-saves"),
    path(
        "drafts/<uuid:pk>/sections/<slug:section>/saves/<int:no>/restore/",
        DraftRestoreView.as_view(),
        name="draft-section-restore",
    ),
]
