"""Addresses of standards, under standards/, and of reference profiles, under profiles/."""

from django.urls import path

from procurement.planning import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("advice/", views.advice, name="advice"),
    path("<str:key>/", views.detail, name="detail"),
    path("<str:key>/facts/<str:fact>/", views.enter, name="fact"),
]

profile_patterns = [
    path("<slug:sha256>/", views.profile, name="detail"),
    path("<slug:sha256>/files/<int:no>/", views.profile_file, name="file"),
]
