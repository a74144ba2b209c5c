"""Every address under /api/v1/, stage by stage, and the document that describes them."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from core import api as core_api
from procurement.evaluations import api as evaluations_api
from procurement.reports import api as reports_api
from procurement.tenders import api as tenders_api

app_name = "api"
urlpatterns = [
    *core_api.routes,
    *tenders_api.routes,
    *evaluations_api.routes,
    *reports_api.routes,
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
