"""The site about itself over REST, open to everybody."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.about.shapes import AboutShape, about_shape
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView


class AboutView(ApiView):
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="about", summary="Read about this site", responses=serializer_for(AboutShape))
    def get(self, request: Request) -> Response:  # noqa: ARG002 -- a view's signature
        """Its keys with their fingerprints, its versions, and what is not built. No token is needed."""
        return Response(to_json(about_shape()))


routes = [path("about/", AboutView.as_view(), name="about")]
