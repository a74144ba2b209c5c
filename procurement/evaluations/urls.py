"""Addresses of what is done with an evaluation; that of its page is added by procurement/web/urls.py."""

from django.urls import path

from procurement.evaluations import views

urlpatterns = [
    path("<uuid:pk>/freeze/", views.freeze, name="freeze"),
    path("<uuid:pk>/rerun/", views.rerun, name="rerun"),
    path("<uuid:pk>/evaluation.json", views.record, name="record"),
]
