"""Addresses of what depends on the deadline, under bids/."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import timing as views

patterns: Patterns = [
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/attempts/<uuid:attempt>/", views.attempt, name="attempt"),
]
