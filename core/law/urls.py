"""Addresses of the pages of an authority."""

from django.urls import path

from core.law import views

urlpatterns = [
    path("<uuid:pk>/", views.settings, name="settings"),
    path("<uuid:pk>/<slug:key>/", views.step, name="step"),
]
