"""Addresses of the sections of a bid, under bids/."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import sections

patterns: Patterns = [
    path("<uuid:pk>/answers/", sections.answers, name="answers"),
    path("<uuid:pk>/prices/", sections.prices, name="prices"),
    path("<uuid:pk>/performance/", sections.performance, name="performance"),
    path("<uuid:pk>/claims/", sections.claims, name="claims"),
]
