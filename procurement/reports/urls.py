"""Addresses of reviews; procurement/web/urls.py puts them under `reports:`."""

from django.urls import path

from procurement.reports import receipt_views, views

urlpatterns = [
    path("", views.listing, name="list"),
    path("of/<uuid:pk>/", views.request, name="request"),
    path("of-study/<uuid:pk>/", views.request_study, name="request-study"),
    path("of-policy/<uuid:pk>/", views.request_policy_review, name="request-policy"),
    path("of-tender/<uuid:pk>/", views.request_notice, name="request-notice"),
    path("of-tender/<uuid:pk>/notice.pdf", views.notice, name="notice"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/progress/", views.progress, name="progress"),
    path("<uuid:pk>/download/", views.file, name="download"),
    path("<uuid:pk>/retry/", views.retry, name="retry"),
    path("<uuid:pk>/repair/", views.repair_file, name="repair"),
]

of_receipts = [
    path("of-bid/<uuid:pk>/<int:no>/", receipt_views.request, name="request-receipt"),
    path("of-bid/<uuid:pk>/<int:no>/receipt.pdf", receipt_views.file, name="receipt"),
]
