"""Every address under /api/v1/, stage by stage, and the document that describes them."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from core import assembly

app_name = "api"
urlpatterns = [
    *assembly.api_patterns(),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
