"""Addresses of the ledger of outages, under outages/."""

from django.urls import path

from core.uptime import views

urlpatterns = [path("", views.listing, name="list")]
