"""Addresses of audit logs, under logs/."""

from django.urls import path

from core.logs import views

urlpatterns = [
    path("", views.platform, name="platform"),
    path("<str:origin>/", views.log, name="log"),
    path("<str:origin>/lines/<int:no>/", views.line, name="line"),
    path("<str:origin>/lines/<int:no>/proof.json", views.proof, name="proof"),
    path("<str:origin>/heads/<int:size>.txt", views.head, name="head"),
    path("<str:origin>/from/<int:old_size>/to/<int:size>.json", views.growth, name="growth"),
]
