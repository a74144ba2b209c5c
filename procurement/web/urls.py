"""Addresses of what stands above all stages."""

from django.urls import path

from procurement.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
]
