"""Addresses of tenders and of their list as a file, of the reference of a draft to a study, and of authorities."""

from django.urls import path

from procurement.tenders import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("list.<slug:kind>", views.file, name="file"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("studies/<uuid:pk>/refer/", views.refer, name="refer"),
]

authority_patterns = [
    path("", views.authority_list, name="list"),
    path("<uuid:pk>/", views.authority_detail, name="detail"),
    path("<uuid:pk>/adopt/", views.adopt, name="adopt"),
    path("<uuid:pk>/another/", views.tell_apart, name="tell-apart"),
    path("<uuid:pk>/merge/<uuid:into>/", views.merge, name="merge"),
]
