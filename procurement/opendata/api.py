"""An ESPD response over REST: what it proposes to a supplier, and adopting what a member says is true."""

from typing import Any
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.documents import uploads
from core.documents.uploads import UploadLimits
from core.pages import formats
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.opendata import espd, services
from procurement.opendata.readers.espd import MOST_BYTES
from procurement.opendata.serializers import AdoptionIn, EspdFileIn
from procurement.opendata.services import AdoptedAnswer
from procurement.opendata.shapes import AdoptedDeclarationShape, EspdShape
from suppliers import access
from suppliers.access import SupplierAction
from suppliers.services import FactRefused

LIMITS = UploadLimits(most_bytes=MOST_BYTES, most_files=1, together=MOST_BYTES, endings=(".xml",))


class EspdTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class EspdView(ApiView):
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Say how much is read before a session's token is looked for in the form."""
        self.fits = request.method != "POST" or uploads.accept_files(request, LIMITS)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.fits:
            raise EspdTooLarge(_("A file has at most %(most)s.") % {"most": formats.filesize(MOST_BYTES)})
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="espd_read",
        summary="Read an ESPD response",
        request={"multipart/form-data": EspdFileIn},
        responses={status.HTTP_200_OK: serializer_for(EspdShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What a response proposes to your supplier, beside what it declares now. Nothing is stored.

        Another party's file is refused under `file`, by the name that it gives. Adopt what is true with its `code`,
        `answer` and `text`.
        """
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        if faults := uploads.faults_of(request._request):  # noqa: SLF001 -- the framework's own name for Django's request
            raise ValidationError({"file": str(faults[0])})
        sent = EspdFileIn(data=request.data)
        sent.is_valid(raise_exception=True)
        with sent.validated_data["file"].open() as file:
            shape = espd.read_for(supplier, file.read())
        if shape.refusal:
            raise ValidationError({"file": shape.refusal})
        return Response(to_json(shape))


class AdoptionView(ApiView):
    @extend_schema(
        operation_id="espd_adopt",
        summary="Adopt answers of an ESPD response",
        request=AdoptionIn,
        responses={status.HTTP_201_CREATED: list_of(AdoptedDeclarationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Sign these answers in your supplier's name: a new version of each, for twelve months. All or none."""
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        sent = AdoptionIn(data=request.data)
        sent.is_valid(raise_exception=True)
        adopted = [AdoptedAnswer(**row) for row in sent.validated_data["declarations"]]
        by, at = signed_in(request.user), clock.db_now()
        try:
            rows = services.adopt_declarations(supplier=supplier, adopted=adopted, by=by, at=at)
        except FactRefused as refused:
            raise ValidationError({"declarations": [finding.sentence for finding in refused.findings]}) from refused
        answer = complete(
            AdoptedDeclarationShape(row.code, row.answer, row.version, str(row.expires_date)) for row in rows
        )
        answer.status_code = status.HTTP_201_CREATED
        return answer


routes = [
    path("suppliers/<uuid:pk>/espd/", EspdView.as_view(), name="espd"),
    path("suppliers/<uuid:pk>/espd/declarations/", AdoptionView.as_view(), name="espd-declarations"),
]
