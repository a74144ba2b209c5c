"""Addresses of notices."""

from django.urls import path

from core.notices import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("read/", views.read_all, name="read"),
    path("mails/", views.choose, name="mails"),
    path("<uuid:public_id>/", views.opening, name="open"),
]
