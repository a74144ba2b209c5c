"""Organisations over REST: registering one, what it says of itself, and what officers decide."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import access as core_access
from core import clock
from core.access import signed_in
from core.models import User
from core.rest.framework import Conflict
from core.rest.lists import best_of, complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from suppliers import access, gather, identifiers, queries, services, summary
from suppliers.access import SupplierAction
from suppliers.api.asking import done, sent
from suppliers.forms import SearchForm
from suppliers.models import Supplier
from suppliers.pages import deciding
from suppliers.serializers import (
    HearingAnswerIn,
    SupplierActIn,
    SupplierDetailsIn,
    SupplierIdentifierIn,
    SupplierIn,
)
from suppliers.shapes import HearingShape, MySupplierShape, SupplierShape

MOST = 200
REGISTER = "register"


class SupplierListView(ApiView):
    @extend_schema(operation_id="suppliers_mine", summary="List your suppliers", responses=list_of(MySupplierShape))
    def get(self, request: Request) -> Response:
        """The suppliers for which one acts, by name, each with one's role."""
        roles = queries.roles_of(request.user)
        mine = queries.acted_for_by(request.user)
        return complete(summary.my_supplier_shape(row, roles[row.pk]) for row in mine)

    @extend_schema(
        operation_id="supplier_register",
        summary="Register a supplier",
        request=SupplierIn,
        responses={
            status.HTTP_201_CREATED: serializer_for(SupplierShape),
            status.HTTP_200_OK: serializer_for(SupplierShape),
        },
    )
    def post(self, request: Request) -> Response:
        """Register an organisation and hand it in for approval; one becomes its manager.

        The same identifier again answers the supplier that is there, if it is one's own; of another it is refused.
        """
        typed, by = sent(SupplierIn, request), signed_in(request.user)
        number = identifiers.check(typed["id_scheme"], typed["id_value"]).number
        known = queries.of_identifier(typed["id_scheme"], number)
        if known is not None and known.pk in queries.roles_of(by):
            return Response(to_json(summary.supplier_shape(known)))
        supplier = done(lambda: _register(typed, by))
        return Response(to_json(summary.supplier_shape(supplier)), status=status.HTTP_201_CREATED)


@transaction.atomic
def _register(typed: dict[str, Any], by: User) -> Supplier:
    at = clock.db_now()
    supplier = services.create(**typed, members=[by], at=at)
    services.register(supplier=supplier, by=by, at=at)
    return supplier


class AllSuppliersView(ApiView):
    parameters = ("q",)

    @extend_schema(
        operation_id="suppliers_list",
        summary="Find suppliers",
        parameters=[OpenApiParameter("q", str, description="Words of the name or of the identifier.")],
        responses=list_of(SupplierShape),
    )
    def get(self, request: Request) -> Response:
        """For officers: suppliers that were handed in, by name, the first 200 of those that fit."""
        core_access.require(access.may_list(request.user))
        search, _after = SearchForm(request.query_params).asked()
        rows = queries.listed(search)
        return best_of((summary.supplier_shape(row) for row in rows[:MOST]), total=rows.count())


class SupplierView(ApiView):
    @extend_schema(operation_id="supplier", summary="Read a supplier", responses=serializer_for(SupplierShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """What an organisation says of itself, for its members and, once it is handed in, for officers."""
        supplier = access.door(request.user, pk, SupplierAction.SEE)
        return Response(to_json(summary.supplier_shape(supplier)))


class SupplierDetailsView(ApiView):
    @extend_schema(
        operation_id="supplier_details",
        summary="Change name, country, size",
        request=SupplierDetailsIn,
        responses=serializer_for(SupplierShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """What is changed at once, by a manager. The same again changes nothing."""
        supplier = access.door(request.user, pk, SupplierAction.CHANGE)
        typed, by, at = sent(SupplierDetailsIn, request), signed_in(request.user), clock.db_now()
        founded = supplier.founded_date
        row = done(lambda: services.change_details(supplier=supplier, **typed, founded_date=founded, by=by, at=at))
        return Response(to_json(summary.supplier_shape(row)))


class SupplierIdentifierView(ApiView):
    @extend_schema(
        operation_id="supplier_identifier",
        summary="Change the identifier",
        request=SupplierIdentifierIn,
        responses=serializer_for(SupplierShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Another number, by a manager: one that was approved waits for approval again. The same changes nothing."""
        supplier = access.door(request.user, pk, SupplierAction.CHANGE)
        typed, by, at = sent(SupplierIdentifierIn, request), signed_in(request.user), clock.db_now()
        row = done(lambda: services.change_identifier(supplier=supplier, **typed, by=by, at=at))
        return Response(to_json(summary.supplier_shape(row)))


class SupplierActView(ApiView):
    @extend_schema(
        operation_id="supplier_act",
        summary="Decide about a supplier",
        request=SupplierActIn,
        responses=serializer_for(SupplierShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What members (`register`) and officers do with a supplier, with the same guards as on its pages."""
        typed = sent(SupplierActIn, request)
        by, at = signed_in(request.user), clock.db_now()
        if typed["act"] == REGISTER:
            supplier = access.door(request.user, pk, SupplierAction.REGISTER)
            services.register(supplier=supplier, by=by, at=at)
            return Response(to_json(summary.supplier_shape(supplier)))
        act = deciding.ACTS[typed["act"]]
        supplier = access.door(request.user, pk, act.action)
        now = deciding.standing(supplier)
        if not act.is_open(now):
            raise Conflict(_("This is not to be done any more: look at what is so now."))
        form = act.form({"sure": "on", **typed})
        if not form.is_valid():
            raise ValidationError({name: [str(text) for text in texts] for name, texts in form.errors.items()})
        done(lambda: act.do(now, deciding.SupplierDeed(by, at, form.cleaned_data)))
        supplier.refresh_from_db()
        return Response(to_json(summary.supplier_shape(supplier)))


class SupplierHearingView(ApiView):
    @extend_schema(operation_id="supplier_hearing", summary="Read the hearing", responses=serializer_for(HearingShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """Why the supplier may be suspended, and what it answered; 404 where nobody is heard. For members, officers."""
        supplier = access.door(request.user, pk, SupplierAction.SEE)
        hearing = queries.open_hearing(supplier)
        if hearing is None:
            raise NotFound
        return Response(to_json(summary.hearing_shape(hearing)))

    @extend_schema(
        operation_id="supplier_hearing_answer",
        summary="Answer in the hearing",
        request=HearingAnswerIn,
        responses=serializer_for(HearingShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What the supplier thinks of a suspension, once, by a member."""
        supplier = access.door(request.user, pk, SupplierAction.ANSWER)
        typed, by, at = sent(HearingAnswerIn, request), signed_in(request.user), clock.db_now()
        hearing = queries.open_hearing(supplier)
        if hearing is None:
            raise NotFound
        row = done(lambda: services.answer_hearing(hearing=hearing, **typed, by=by, at=at))
        return Response(to_json(summary.hearing_shape(row)))


class SupplierExportView(ApiView):
    @extend_schema(
        operation_id="supplier_export",
        summary="Everything about a supplier",
        responses={(status.HTTP_200_OK, "application/json"): dict[str, Any]},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Organisation, people, every version of every fact, decisions and acts, as one document; for members."""
        supplier = access.door(request.user, pk, SupplierAction.EXPORT)
        return Response(gather.everything_about(supplier, at=clock.db_now()))


routes = [
    path("suppliers/", SupplierListView.as_view(), name="suppliers"),
    path("suppliers/all/", AllSuppliersView.as_view(), name="suppliers-all"),
    path("suppliers/<uuid:pk>/", SupplierView.as_view(), name="supplier"),
    path("suppliers/<uuid:pk>/details/", SupplierDetailsView.as_view(), name="supplier-details"),
    path("suppliers/<uuid:pk>/identifier/", SupplierIdentifierView.as_view(), name="supplier-identifier"),
    path("suppliers/<uuid:pk>/acts/", SupplierActView.as_view(), name="supplier-act"),
    path("suppliers/<uuid:pk>/hearing/", SupplierHearingView.as_view(), name="supplier-hearing"),
    path("suppliers/<uuid:pk>/export/", SupplierExportView.as_view(), name="supplier-export"),
]
