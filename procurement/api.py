"""Every address under /api/v1/, stage by stage, and the document that describes them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from core import assembly
from core.rest.index import IndexView


class DocumentPage(SpectacularSwaggerSplitView):
    """The document as a page, which sends to sign in. It has no template for what the framework says to OPTIONS."""

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # noqa: ARG002
        return HttpResponse(headers={"Allow": ", ".join(self.allowed_methods)})


app_name = "api"
urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    *assembly.api_patterns(),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", login_required(DocumentPage.as_view(url_name="api:schema")), name="docs"),
]
