"""Test files of an interface: brought in its section, read in the bounded child, chosen once they are in order."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.planning.models import Profile
from procurement.tenders import gather, services
from tests import builders
from tests.planning import profiles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def draft():
    city = builders.authority(currency="EUR", basis="net")
    return services.begin(authority=city, title="Lights", by=builders.person("officer", authority=city), at=builders.AT)


@pytest.fixture
def page(client, draft):
    client.force_login(builders.person("officer", authority=draft.authority))
    return client


def file(name, value):
    return SimpleUploadedFile(name, value if isinstance(value, bytes) else json.dumps(value).encode())


def send(page, draft, act="upload", **files):
    sent = {
        "after": 0,
        "act": act,
        "entries-TOTAL_FORMS": 1,
        "entries-INITIAL_FORMS": 0,
        "left_out-TOTAL_FORMS": 0,
        "left_out-INITIAL_FORMS": 0,
        "entries-0-title": "States of lanterns",
        "entries-0-code": "I1",
        "entries-0-evidence_kind": "geojson",
        "entries-0-direction": "provides",
        "entries-0-role": "must_meet",
        "entries-0-min_rung": "0",
        "profile-0-kind": "json-schema",
    }
    sent |= {f"profile-0-{part}": value for part, value in files.items()}
    return page.post(reverse("tenders:section", args=[draft.pk, "interfaces"]), sent)


def profile_files():
    return {
        "main": file("lamp.json", profiles.SCHEMA),
        "more": [file("units.json", profiles.UNITS)],
        "passing": [file("good.json", profiles.GOOD)],
        "failing": [file("bad.json", profiles.BAD)],
    }


def test_files_are_read_chosen_and_described(page, draft):
    answer = send(page, draft, **profile_files())

    [profile] = Profile.objects.all()
    [row] = answer.context["interfaces"]["rows"]
    assert row["form"]["profile_sha"].value() == profile.sha256
    assert row["files"].read == (
        "Schema of data (JSON Schema), JSON Schema 2020-12: lamp.json and 1 more file, 1 that must pass, 1 that must fail."
    )
    assert (row["missing"], row["is_open"]) == ("", True)
    assert "Samples not checked by a machine yet." in answer.content.decode()
    assert gather.content_of(draft).interfaces.entries == ()  # nothing is saved by it


def test_one_save_brings_files_and_keeps_what_is_chosen(page, draft):
    answer = send(page, draft, act="save", **profile_files())

    assert answer.status_code == 302
    [entry] = gather.content_of(draft).interfaces.entries
    assert entry.profile_sha == Profile.objects.get().sha256


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"main": []}, "Choose the main file, too: the others belong to it."),
        ({"failing": []}, "Add a sample that fails: a profile that nothing fails checks nothing."),
        ({"more": []}, "lamp.json refers to units.json"),
        ({"main": file("lamp.json", b"{")}, "lamp.json is no JSON."),
        ({"main": file("lamp.exe", b"MZ")}, "lamp.exe is of a kind that is not taken. Taken are: csv,"),
    ],
)
def test_files_that_are_refused_say_why_and_are_not_chosen(page, draft, changes, sentence):
    answer = send(page, draft, act="save", **(profile_files() | changes))

    assert answer.status_code == 200
    problem = answer.context["problems"][0]
    assert (problem["href"], sentence in problem["text"]) == ("#id_profile-0-main", True)
    [row] = answer.context["interfaces"]["rows"]
    assert (sentence in row["files"].fault, row["form"]["profile_sha"].value() or "") == (True, "")
    assert not Profile.objects.exists()
