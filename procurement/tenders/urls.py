"""Addresses of tenders and of their list as a file, and of the reference of a draft to a study."""

from django.urls import path

from procurement.tenders import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("list.<slug:kind>", views.file, name="file"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("studies/<uuid:pk>/refer/", views.refer, name="refer"),
]
