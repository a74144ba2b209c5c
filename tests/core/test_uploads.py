"""A file that no view asked for is not read, and none of it lies in the folder of temporary files."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
CANARY = b"the price is 95,000 " * 200_000  # four megabytes: above what Django keeps in memory


def test_no_plain_file_is_left_where_a_form_carries_one(tmp_path, settings, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = []
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", lambda *_: kept.append(_))
    file = SimpleUploadedFile("price.pdf", CANARY)

    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"file": file})

    assert (page.status_code, kept, list(tmp_path.iterdir())) == (403, [], [])
