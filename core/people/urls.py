"""Addresses of pages about people."""

from django.urls import path

from core.people import entrance, views

urlpatterns = [
    path("", views.listing, name="list"),
    path("join/", entrance.join, name="join"),
    path("join/<str:link>/", entrance.join_link, name="join-link"),
    path("start/<str:secret>/", entrance.start, name="start"),
    path("invitation/<str:secret>/", entrance.accept, name="accept"),
    path("<uuid:authority>/invite/", views.invite, name="invite"),
    path("<uuid:authority>/invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("<uuid:authority>/invitations/<uuid:pk>/link/", views.show_invitation_link, name="invitation-link"),
    path("<uuid:authority>/<uuid:pk>/", views.person, name="person"),
    path("<uuid:authority>/<uuid:pk>/<slug:key>/", views.act, name="act"),
]
