"""Addresses of code lists, under codes/."""

from django.urls import path

from core.codes import views

urlpatterns = [path("cpv/", views.search, name="cpv"), path("cpv/picks/", views.picks, name="cpv-picks")]
