"""Addresses of the files of a bid, under bids/."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import files as views

patterns: Patterns = [
    path("<uuid:pk>/files/", views.listing, name="files"),
    path("<uuid:pk>/files/<uuid:file>/", views.stored, name="file"),
    path("<uuid:pk>/upload/", views.upload, name="upload"),
    path("<uuid:pk>/upload/<uuid:file>/", views.piece, name="upload-piece"),
]
