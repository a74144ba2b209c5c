"""Addresses of tenders, of drafts being written, of the list in every form, of watch lists, of authorities."""

from django.urls import path

from procurement.tenders import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("list.<slug:kind>", views.file, name="file"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/changes/", views.changes, name="changes"),
    path("<uuid:pk>/questions/", views.questions, name="questions"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/edit/cancel/", views.cancel_draft, name="edit-cancel"),
    path(
        "<uuid:pk>/edit/documents/<int:no>/<int:version>/",
        views.section_document,
        name="section-document",
    ),
    path("<uuid:pk>/gate/", views.gate, name="gate"),
    path("<uuid:pk>/preview/", views.preview, name="preview"),
    path("<uuid:pk>/documents/<slug:sha256>/", views.document, name="document"),
    path("<uuid:pk>/edit/<slug:section>/", views.section, name="section"),
    path("<uuid:pk>/edit/<slug:section>/versions/", views.choose, name="choose"),
    path("<uuid:pk>/edit/<slug:section>/saves/", views.saves, name="saves"),
    path("<uuid:pk>/edit/<slug:section>/saves/<int:no>/restore/", views.restore, name="restore"),
    path("<uuid:pk>/amendment/", views.amendment, name="amendment"),
    path("<uuid:pk>/amendment/publish/", views.publish_amendment, name="amendment-publish"),
    path("<uuid:pk>/versions/", views.published_versions, name="versions"),
    path("<uuid:pk>/versions/<int:no>/", views.published_version, name="version"),
    path("feed.atom", views.feed, name="feed"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("watching/", views.watch_lists, name="watch-lists"),
    path("watching/<uuid:pk>/rename/", views.rename_watch_list, name="watch-list-rename"),
    path("watching/<uuid:pk>/delete/", views.delete_watch_list, name="watch-list-delete"),
    path("<uuid:pk>/calendar.ics", views.tender_calendar, name="tender-calendar"),
    path("studies/<uuid:pk>/refer/", views.refer, name="refer"),
]

authority_patterns = [
    path("", views.authority_list, name="list"),
    path("<uuid:pk>/", views.authority_detail, name="detail"),
    path("<uuid:pk>/adopt/", views.adopt, name="adopt"),
    path("<uuid:pk>/another/", views.tell_apart, name="tell-apart"),
    path("<uuid:pk>/merge/<uuid:into>/", views.merge, name="merge"),
]
