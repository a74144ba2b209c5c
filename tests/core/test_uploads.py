"""A file that no view asked for is not read, and none of it lies in the folder of temporary files."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
LINE = b"the price is 95,000 "


@pytest.mark.parametrize("lines", [80_000, 200_000], ids=["1.6 MB", "4 MB"])
def test_no_plain_file_is_left_where_a_form_carries_one(tmp_path, settings, monkeypatch, lines):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = []
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", lambda *_: kept.append(_))
    file = SimpleUploadedFile("price.pdf", LINE * lines)

    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"file": file})

    assert (page.status_code, kept, list(tmp_path.iterdir())) == (403, [], [])


def test_a_form_of_more_than_forms_hold_is_not_read(monkeypatch):
    """Nor is what stands before its first field."""
    body, kind = b" " * 3_000_000, "multipart/form-data; boundary=x"
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "t" * 32

    read = []
    monkeypatch.setattr("django.http.multipartparser.Parser.__init__", lambda *_: read.append(_))

    page = client.generic("POST", reverse("account_login"), body, content_type=kind)

    assert (page.status_code, read) == (403, [])
