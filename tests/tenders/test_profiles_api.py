"""Test files of an interface over REST: brought whole, named in the section, refused with every reason."""

import json

import pytest
from django.urls import reverse

from procurement.planning.models import Profile
from procurement.tenders import gather
from tests import builders
from tests.planning import profiles
from tests.tenders.test_interface_files import _no_second_factor, draft, file, page, profile_files

__all__ = ["_no_second_factor", "draft", "page"]
pytestmark = pytest.mark.django_db


def bring(client, draft, **changes):
    sent = {"kind": "json-schema", **profile_files(), **changes}
    return client.post(reverse("api:draft-profiles", args=[draft.pk]), {k: v for k, v in sent.items() if v is not None})


def test_a_profile_is_brought_once_and_named_in_the_section(page, draft):
    first, again = bring(page, draft), bring(page, draft)

    assert (first.status_code, again.status_code, Profile.objects.count()) == (201, 200, 1)
    body = first.json()
    assert body == again.json()
    assert [(f["name"], f["role"]) for f in body["files"]] == [
        ("lamp.json", "reference"),
        ("units.json", "reference"),
        ("good.json", "passing"),
        ("bad.json", "failing"),
    ]
    assert (body["kind"], body["samples_checked"]) == ("json-schema", False)

    entry = {"code": "I1", "title": "States of lanterns", "profile_sha": body["sha256"]}
    section = reverse("api:draft-section", args=[draft.pk, "interfaces"])
    saved = page.put(section, json.dumps({"after": 0, "content": {"entries": [entry]}}), "application/json")

    assert saved.status_code == 200
    assert gather.content_of(draft).interfaces.entries[0].profile_sha == body["sha256"]


def test_every_fault_is_said_and_nothing_is_stored(page, draft):
    answer = bring(page, draft, main=file("lamp.json", b"{"), failing=[file("good.csv", b"a,b")])

    assert answer.status_code == 400
    assert {error["pointer"].split("/")[1] for error in answer.json()["errors"]} == {"main"}
    assert not Profile.objects.exists()


@pytest.mark.parametrize("lacking", ["main", "passing", "failing"])
def test_without_a_part_it_is_refused_at_that_part(page, draft, lacking):
    answer = bring(page, draft, **{lacking: None})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{lacking}"]
    assert not Profile.objects.exists()


def test_files_that_are_too_large_together_are_not_read(page, draft):
    url = reverse("api:draft-profiles", args=[draft.pk])

    answer = page.post(url, {"main": file("lamp.json", profiles.SCHEMA)}, headers={"content-length": "60000000"})

    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "The files have at most 21\N{NO-BREAK SPACE}MB together.",
    )


def test_nobody_else_brings_any(client, draft, settings):
    client.force_login(builders.person("officer", authority=builders.authority("Elsewhere")))

    assert bring(client, draft).status_code == 404
    assert not Profile.objects.exists()
