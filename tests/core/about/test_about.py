"""The site about itself, to everybody: page and API say the same."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from core.about.shapes import about_shape
from core.models import PlatformKey
from core.signing import keyfile, services
from core.version import VERSION
from offline import keys
from offline.verifying import verify

pytestmark = pytest.mark.django_db

AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=400)


def page(client):
    return client.get(reverse("about:page")).content.decode()


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((Path(__file__).resolve().parents[3] / "pyproject.toml").read_text())

    assert project["project"]["version"] == VERSION


def test_a_site_that_was_never_started_says_so(client):
    assert "This site has no key yet" in page(client)
    assert client.get(reverse("api:about")).json()["keys"] == []


def test_the_key_stands_on_the_page_and_in_the_api(client, settings):
    row = services.begin(at=AT)

    text = page(client)
    assert keys.in_groups(row.fingerprint) in text
    assert f"python -m offline verify FILE --key {row.fingerprint}" in text
    assert client.get(reverse("api:about")).json() == {
        "site": settings.SITE_URL,
        "version": VERSION,
        "api": "1",
        "envelope": "evenhand-signed/1",
        "file_kinds": ["share-code/1", "key-rotation/1"],
        "cannot_sign": "",
        "keys": [
            {
                "number": 1,
                "fingerprint": row.fingerprint,
                "public_key": row.public_key,
                "from_at": "2026-12-03T09:30:00Z",
                "until_at": None,
                "beginning": "first",
                "signed_by_old": "",
                "signed_by_new": "",
            }
        ],
        "not_built": client.get(reverse("api:about")).json()["not_built"],
    }


def test_what_is_not_built_is_said_in_sentences(client):
    sentences = client.get(reverse("api:about")).json()["not_built"]

    assert len(sentences) >= 5
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []
    assert [sentence for sentence in sentences if sentence not in page(client)] == []


def test_an_earlier_key_stays_with_its_time_and_its_word_for_the_next(client):
    old = services.begin(at=AT)
    new = services.rotate(by=None, at=LATER)

    listed = client.get(reverse("api:about")).json()["keys"]
    assert [(row["number"], row["until_at"]) for row in listed] == [(2, None), (1, "2028-01-07T09:30:00Z")]
    text = page(client)
    assert text.index(keys.in_groups(new.fingerprint)) < text.index(keys.in_groups(old.fingerprint))

    for which, row in (("old", old), ("new", new)):
        file = client.get(reverse("about:key-change", args=[2, which]))
        assert file["Content-Disposition"] == f'attachment; filename="key-2-by-{which}.json"'
        assert verify(file.content, fingerprint=row.fingerprint, on=LATER.date()).problem is None


@pytest.mark.parametrize(("number", "which"), [(1, "old"), (1, "new"), (2, "third"), (3, "old")])
def test_a_word_that_no_key_gave_is_missing(client, number, which):
    services.begin(at=AT)
    services.rotate(by=None, at=LATER)

    assert client.get(reverse("about:key-change", args=[number, which])).status_code == 404


def test_a_lost_file_is_said_without_its_place(client):
    services.begin(at=AT)
    keyfile.place().unlink()

    text, answer = page(client), client.get(reverse("api:about")).json()
    assert "This site cannot sign at present" in text
    assert answer["cannot_sign"].startswith("This site cannot sign at present")
    assert [where for where in (text, str(answer)) if str(keyfile.place()) in where or "keys/" in where] == []


@pytest.mark.parametrize("changes", [0, 2])
def test_it_costs_the_same_however_often_the_key_changed(changes, django_assert_num_queries):
    services.begin(at=AT)
    for days in range(changes):
        services.rotate(by=None, at=LATER + timedelta(days=days))

    with django_assert_num_queries(2):
        about = about_shape()

    assert [key.fingerprint for key in about.keys] == list(
        PlatformKey.objects.order_by("-number").values_list("fingerprint", flat=True)
    )
