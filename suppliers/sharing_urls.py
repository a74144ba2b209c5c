"""Addresses of share codes: of one's own under our/, of those of others under share-codes/."""

from django.urls import path

from suppliers.views import sharing

own_patterns = [
    path("share-code/", sharing.make, name="share-code"),
    path("share-code/end/", sharing.end, name="share-code-end"),
    path("share-code/file/", sharing.own_file, name="share-code-file"),
]
patterns = [
    path("", sharing.look_up, name="look-up"),
    path("<uuid:pk>/", sharing.seen, name="seen"),
    path("<uuid:pk>/file/", sharing.file, name="file"),
]
