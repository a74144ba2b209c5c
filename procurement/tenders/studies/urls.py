"""Addresses of studies of methods, under `tenders:`; that of one study is added by procurement/tenders/urls.py."""

from django.urls import path

from procurement.tenders.studies import views

urlpatterns = [
    path("", views.listing, name="studies"),
    path("new/", views.new, name="study-new"),
    path("method/", views.method, name="study-method"),
    path("<uuid:pk>/rates/", views.rates, name="study-rates"),
    path("<uuid:pk>/simulate/", views.simulate, name="study-simulate"),
    path("<uuid:pk>/study.csv", views.table, name="study-csv"),
]
