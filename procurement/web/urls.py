"""Addresses of what stands above all stages."""

from django.urls import path

from procurement.web import views

urlpatterns = [path("", views.home, name="home")]
