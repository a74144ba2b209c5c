"""Addresses of tenders and of a study with those that refer to it; that of one tender: procurement/web/urls.py."""

from django.urls import URLPattern, URLResolver, include, path

from procurement.tenders import views
from procurement.tenders.studies import urls as studies

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("studies/", include(studies.urlpatterns)),
    path("studies/<uuid:pk>/", views.study, name="study"),
    path("studies/<uuid:pk>/choose/", views.choose, name="study-choose"),
    path("studies/<uuid:pk>/refer/", views.refer, name="study-refer"),
]
