"""Addresses of tenders; that of one tender is added by procurement/web/urls.py."""

from django.urls import URLPattern, URLResolver, include, path

from procurement.tenders import views
from procurement.tenders.studies import urls as studies

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("studies/", include(studies.urlpatterns)),
]
