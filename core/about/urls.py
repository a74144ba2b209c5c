"""Addresses of the site about itself, under about/."""

from django.urls import path

from core.about import views

urlpatterns = [
    path("", views.page, name="page"),
    path("keys/<int:number>/<slug:which>.json", views.key_change, name="key-change"),
]
