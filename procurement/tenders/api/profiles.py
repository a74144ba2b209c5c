"""Test files of an interface over REST: brought to a draft at once, whole or not at all, then named in its section."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
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
from core.pages import formats
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.planning import summary
from procurement.planning.models import Profile
from procurement.planning.profiles import ProfileRefused, ProfileSample, ReferenceFile
from procurement.planning.services import store_profile
from procurement.planning.shapes import ProfileShape
from procurement.tenders import access
from procurement.tenders.access import TenderAction
from procurement.tenders.api.documents import TooLarge
from procurement.tenders.forms.interfaces import PROFILE_LIMITS
from procurement.tenders.serializers import ProfileIn


class DraftProfilesView(ApiView):
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Say how much is read before a session's token is looked for in the form."""
        self.fits = request.method != "POST" or uploads.accept_files(request, PROFILE_LIMITS)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.fits:
            together = formats.filesize(PROFILE_LIMITS.together)
            raise TooLarge(_("The files have at most %(most)s together.") % {"most": together})
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="draft_profile_bring",
        summary="Bring the test files of an interface",
        request={"multipart/form-data": ProfileIn},
        responses={
            status.HTTP_201_CREATED: serializer_for(ProfileShape),
            status.HTTP_200_OK: serializer_for(ProfileShape),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Bring a reference profile: its main file, what that refers to, samples that pass and samples that fail.

        An interface of the draft uses it once the section of interfaces names the `sha256` of the answer as its
        `profile_sha`. The same files again answer the same profile. Everything that speaks against it stands under
        `main`; nothing is stored then.
        """
        access.door(request.user, pk, TenderAction.EDIT)
        faults = uploads.faults_of(request._request)  # noqa: SLF001 -- the framework's own name for Django's request
        if faults:
            raise ValidationError({"main": [str(fault) for fault in faults]})
        asked = ProfileIn(data=request.data)
        asked.is_valid(raise_exception=True)
        sent, at = asked.validated_data, clock.db_now()
        try:
            profile = store_profile(
                kind=sent["kind"],
                files=[_file(file) for file in (sent["main"], *sent["more"])],
                samples=list(_samples(sent)),
                by=signed_in(request.user),
                at=at,
            )
        except ProfileRefused as refused:
            raise ValidationError({"main": [fault.sentence for fault in refused.faults]}) from refused
        code = status.HTTP_201_CREATED if profile.at == at else status.HTTP_200_OK
        return Response(to_json(_shape(request, profile)), status=code)


def _file(file: UploadedFile) -> ReferenceFile:
    return ReferenceFile(file.name or "", file.read())


def _samples(sent: Mapping[str, Any]) -> Iterator[ProfileSample]:
    for part in ("passing", "failing"):
        for file in sent[part]:
            yield ProfileSample(file.name or "", file.read(), passes=part == "passing")


def _shape(request: Request, profile: Profile) -> ProfileShape:
    def address(no: int) -> str:
        return request.build_absolute_uri(reverse("profiles:file", args=[profile.pk, no]))

    return summary.profile_shape(profile, address)


routes = [path("drafts/<uuid:pk>/profiles/", DraftProfilesView.as_view(), name="draft-profiles")]
