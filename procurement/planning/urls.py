"""Addresses of standards, under standards/."""

from django.urls import path

from procurement.planning import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("advice/", views.advice, name="advice"),
    path("<str:key>/", views.detail, name="detail"),
    path("<str:key>/facts/<str:fact>/", views.enter, name="fact"),
]
