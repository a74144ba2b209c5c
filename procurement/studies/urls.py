"""Addresses of studies of methods, under tenders/studies/."""

from django.urls import path

from procurement.studies import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("method/", views.method, name="method"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/choose/", views.choose, name="choose"),
    path("<uuid:pk>/rates/", views.rates, name="rates"),
    path("<uuid:pk>/simulate/", views.simulate, name="simulate"),
    path("<uuid:pk>/study.csv", views.table, name="csv"),
]
