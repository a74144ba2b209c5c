"""Addresses of policies, under policies/."""

from django.urls import path

from procurement.policies import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("begin/<uuid:pk>/", views.begin, name="begin"),
    path("comments/<uuid:pk>/", views.answer, name="answer"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/differences/", views.differences, name="differences"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/consultation/", views.consult, name="consult"),
    path("<uuid:pk>/comment/", views.comment, name="comment"),
    path("<uuid:pk>/revise/", views.revise, name="revise"),
    path("<uuid:pk>/adopt/", views.adopt, name="adopt"),
]
