"""Addresses of taking over an ESPD response, under our/espd/."""

from django.urls import path

from procurement.opendata import views

espd_patterns = [
    path("", views.upload, name="upload"),
    path("check/", views.check, name="check"),
    path("sign/", views.adopt, name="sign"),
]
