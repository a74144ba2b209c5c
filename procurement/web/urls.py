"""Addresses of all pages. A stage names its own; those of a page that spans stages are added to the stage's here."""

from django.urls import include, path

from procurement.evaluations import urls as evaluations
from procurement.tenders import urls as tenders
from procurement.web import views

_tenders = [*tenders.urlpatterns, path("<uuid:pk>/", views.tender, name="detail")]
_evaluations = [path("<uuid:pk>/", views.evaluation, name="detail"), *evaluations.urlpatterns]

urlpatterns = [
    path("", views.home, name="home"),
    path("tenders/", include((_tenders, "tenders"))),
    path("evaluations/", include((_evaluations, "evaluations"))),
    path("reports/", include(("procurement.reports.urls", "reports"))),
]
