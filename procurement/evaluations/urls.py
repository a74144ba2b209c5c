"""Addresses of evaluations."""

from django.urls import path

from procurement.evaluations import views

urlpatterns = [
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/freeze/", views.freeze, name="freeze"),
    path("<uuid:pk>/rerun/", views.rerun, name="rerun"),
    path("<uuid:pk>/findings/<slug:fingerprint>/", views.finding, name="finding"),
    path("<uuid:pk>/proposals/<int:proposal>/", views.confirm, name="confirm"),
    path("<uuid:pk>/matrix.<slug:kind>", views.matrix, name="matrix"),
    path("<uuid:pk>/evaluation.json", views.record, name="record"),
]
