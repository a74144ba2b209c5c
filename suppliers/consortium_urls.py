"""Addresses of consortia, under consortia/. A party has its number in its consortium."""

from django.urls import path

from suppliers.views import consortia, parties

patterns = [
    path("", consortia.listing, name="list"),
    path("new/", consortia.new, name="new"),
    path("<uuid:pk>/", consortia.detail, name="detail"),
    path("<uuid:pk>/invite/", consortia.invite, name="invite"),
    path("<uuid:pk>/dissolve/", consortia.dissolve, name="dissolve"),
    path("<uuid:pk>/part/", parties.part, name="part"),
    path("<uuid:pk>/part/sign/", parties.sign, name="sign"),
    path("<uuid:pk>/part/decline/", parties.decline, name="decline"),
    path("<uuid:pk>/part/take-back/", parties.take_back, name="take-back"),
    path("<uuid:pk>/part/leave/", parties.leave, name="leave"),
    path("<uuid:pk>/parties/<int:no>/", parties.change, name="change-part"),
    path("<uuid:pk>/parties/<int:no>/uninvite/", parties.uninvite, name="uninvite"),
    path("<uuid:pk>/parties/<int:no>/remove/", parties.remove, name="remove"),
]
