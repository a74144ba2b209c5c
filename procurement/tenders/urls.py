"""Addresses of tenders; that of one tender is added by procurement/web/urls.py."""

from django.urls import path

from procurement.tenders import views

urlpatterns = [path("", views.listing, name="list")]
