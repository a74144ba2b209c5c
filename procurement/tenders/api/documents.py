"""Files of a draft over REST: brought one by one, then named in the section of the purchase."""

from typing import Any
from uuid import UUID

from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.documents import uploads
from core.documents.checks import FileRefused
from core.documents.uploads import UploadLimits
from core.pages import formats
from core.rest.framework import Conflict, TooLarge
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.models import TenderDocument
from procurement.tenders.serializers import DocumentIn
from procurement.tenders.shapes.drafts import DraftDocumentShape, document_shape

LIMITS = UploadLimits(most_files=1, together=uploads.USUAL.most_bytes)


class DraftDocumentsView(ApiView):
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Say how much is read before a session's token is looked for in the form."""
        self.fits = request.method != "POST" or uploads.accept_files(request, LIMITS)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.fits:
            raise TooLarge(_("A file has at most %(most)s.") % {"most": formats.filesize(LIMITS.most_bytes)})
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="draft_documents", summary="List the files of a draft", responses=list_of(DraftDocumentShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Every version of every document that was brought to the draft, named in its section or not."""
        tender = access.door(request.user, pk, TenderAction.CHECK)
        return complete(_shape(request, document) for document in queries.documents_of(tender))

    @extend_schema(
        operation_id="draft_document_bring",
        summary="Bring a file to a draft",
        request={"multipart/form-data": DocumentIn},
        responses={
            status.HTTP_201_CREATED: serializer_for(DraftDocumentShape),
            status.HTTP_200_OK: serializer_for(DraftDocumentShape),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Bring a file, as a new document or as the next version of one (`replaces`).

        Suppliers read it once the purchase section names it: save that with `no`, `version`, `sha256` and `name` of the
        answer in `files`. The same bytes under the same name again answer what is there. A file that is refused says
        why under `file`.
        """
        tender = access.door(request.user, pk, TenderAction.EDIT)
        faults = uploads.faults_of(request._request)  # noqa: SLF001 -- the framework's own name for Django's request
        if faults:
            raise ValidationError({"file": str(faults[0])})
        asked = DocumentIn(data=request.data)
        asked.is_valid(raise_exception=True)
        file, by, at = asked.validated_data["file"], signed_in(request.user), clock.db_now()
        try:
            document = services.store_document(
                tender=tender, file=file, name=file.name, replaces=asked.validated_data["replaces"], by=by, at=at
            )
        except FileRefused as refused:
            raise ValidationError({"file": str(refused)}) from refused
        except services.DocumentRefused as refused:
            raise ValidationError({"replaces": str(refused)}) from refused
        except services.NotADraft as refused:
            raise Conflict(str(refused)) from refused
        code = status.HTTP_201_CREATED if document.at == at else status.HTTP_200_OK
        return Response(to_json(_shape(request, document)), status=code)


def _shape(request: Request, document: TenderDocument) -> DraftDocumentShape:
    address = reverse("tenders:section-document", args=[document.tender_id, document.no, document.version])
    return document_shape(document, request.build_absolute_uri(address))


routes = [path("drafts/<uuid:pk>/documents/", DraftDocumentsView.as_view(), name="draft-documents")]
