"""Addresses of pages about people."""

from django.urls import path

from core.people import entrance

urlpatterns = [
    path("start/<str:secret>/", entrance.start, name="start"),
    path("invitation/<str:secret>/", entrance.accept, name="accept"),
]
