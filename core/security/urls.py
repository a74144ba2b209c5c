"""Addresses of the security log."""

from django.urls import path

from core.security import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("log.csv", views.table, name="csv"),
]
