"""Reference profiles: read in the child, references inside, known by their content, the same bytes for everybody."""

from datetime import timedelta

import pytest
from django.http import Http404

from core.models import AuditLeaf
from procurement.planning import access, queries
from procurement.planning.integrity import check_profiles
from procurement.planning.models import Profile, ProfileFile
from procurement.planning.profiles import MOST_BYTES, ProfileRefused, ProfileSample
from tests import builders
from tests.planning.profiles import BAD, GOOD, SCHEMA, UNITS, encoded, reference, samples, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def refusal(**profile):
    """The sentences of a refusal, and that nothing was stored."""
    with pytest.raises(ProfileRefused) as refused:
        stored(**profile)
    assert (Profile.objects.count(), AuditLeaf.objects.filter(kind="profile.stored").count()) == (0, 0)
    return [fault.sentence for fault in refused.value.faults]


def test_a_profile_keeps_its_files_and_samples_and_says_its_dialect():
    profile = stored()

    assert (profile.kind, profile.dialect) == ("json-schema", "JSON Schema 2020-12")
    assert [(row.no, row.role, row.name, bytes(row.data)) for row in profile.files.order_by("no")] == [
        (1, "reference", "lamp.json", encoded(SCHEMA)),
        (2, "reference", "units.json", encoded(UNITS)),
        (3, "passing", "good.json", encoded(GOOD)),
        (4, "failing", "bad.json", encoded(BAD)),
    ]
    [leaf] = AuditLeaf.objects.filter(kind="profile.stored")
    assert '"files":2' in leaf.body


def test_a_sample_that_passes_and_one_that_fails_do_so_in_the_judgement_of_a_library():
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    registry = Registry().with_resources([("units.json", Resource.from_contents(UNITS))])
    validator = Draft202012Validator(SCHEMA, registry=registry)
    profile = stored()

    verdicts = {row.role: validator.is_valid(loaded(row)) for row in profile.files.exclude(role="reference")}

    assert verdicts == {"passing": True, "failing": False}


def loaded(row):
    import json

    return json.loads(bytes(row.data))


def test_equal_content_is_the_same_profile_whatever_the_order_and_whoever_stores_it():
    files = [reference(), reference("units.json", UNITS), reference("other.json", {"type": "string"})]
    first = stored(files=files)

    again = stored(files=[files[0], *reversed(files[1:])], cases=samples()[::-1], at=builders.AT + timedelta(days=1))

    assert (again.pk, again.by_id, again.at) == (first.pk, first.by_id, builders.AT)
    assert (Profile.objects.count(), ProfileFile.objects.count()) == (1, 5)
    assert AuditLeaf.objects.filter(kind="profile.stored").count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"files": [reference(value={**SCHEMA, "title": "Lamp"}), reference("units.json", UNITS)]},
        {"files": [reference("light.json"), reference("units.json", UNITS)]},
        {"cases": samples(good={"id": "L2", "watts": 40})},
        {"cases": [*samples(), ProfileSample("more.json", b"{}", passes=False)]},
    ],
)
def test_another_byte_name_or_sample_is_another_profile(changed):
    assert stored(**changed).pk != stored().pk


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({"files": []}, ["A profile has at least one file."]),
        ({"cases": samples()[:1]}, ["Add a sample that fails: a profile that nothing fails checks nothing."]),
        ({"cases": samples()[1:]}, ["Add a sample that passes."]),
        (
            {"files": [reference()]},
            ["lamp.json refers to units.json#/$defs/power, which is not among the files."],
        ),
        (
            {"files": [reference(value={**SCHEMA, "$ref": "https://example.org/x.json"}), reference("units.json", UNITS)]},
            ["lamp.json refers to https://example.org/x.json, which is not among the files."],
        ),
        (
            {"files": [reference(value={"$schema": SCHEMA["$schema"]})]},
            ["lamp.json asks for nothing, so that no file could fail it."],
        ),
        ({"files": [reference(value=b'{"a": 1, "a": 2}')]}, ["lamp.json names a key twice in one object: a"]),
        ({"files": [reference(value=b'{"a": NaN}')]}, ["lamp.json holds a number that JSON does not know (NaN or infinity)."]),
        ({"files": [reference(value=b"\xff\xfe")]}, ["lamp.json is not in UTF-8."]),
        ({"files": [reference(value=b'{"a":\n }')]}, ["lamp.json is no JSON. line 2"]),
        ({"files": [reference(value=b"[" * 99_999)]}, ["lamp.json is nested more than 100 levels deep."]),
        ({"files": [reference(value=b" ")]}, ["lamp.json is empty."]),
        ({"cases": samples(bad=b"{")}, ["bad.json is no JSON. line 1"]),
        ({"cases": samples(bad=b"a\0b", ending="csv", good=b"a,b")}, ["bad.csv holds a zero byte, so it is no text."]),
        ({"files": [reference("../lamp.json")]}, ["../lamp.json is no name for a file: write a relative path or an address, without blanks."]),
        ({"files": [reference("lamp.exe")]}, ["lamp.exe does not end in one of: .json"]),
        ({"files": [reference(), reference()]}, ["lamp.json comes twice."]),
        ({"files": [reference(value=b"x" * (MOST_BYTES + 1))]}, ["lamp.json is larger than 5 MB."]),
    ],
)  # fmt: skip
def test_a_profile_that_is_not_in_order_is_refused_with_a_sentence_for_each_fault(changed, sentences):
    assert refusal(**changed) == sentences


def test_a_stored_profile_cannot_be_changed():
    from django.db import DatabaseError, transaction

    profile = stored()

    for rows, change in ((Profile.objects.all(), {"dialect": "x"}), (profile.files.all(), {"data": b"x"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_verification_names_a_profile_whose_bytes_changed(rows_may_change):
    profile = stored()
    assert [checked.faults for checked in check_profiles()] == [()]

    profile.files.filter(no=2).update(data=b"{}")
    assert [checked.faults for checked in check_profiles()] == [
        ("units.json: The bytes do not have their SHA-256, or their size.",)
    ]


def test_verification_names_a_profile_that_misses_a_file_or_turned_a_sample(rows_may_change):
    profile = stored()
    profile.files.filter(no=4).update(role="passing")

    assert [checked.faults for checked in check_profiles()] == [("Its files are not those of its SHA-256.",)]


def test_a_profile_is_not_told_of_before_it_is_published():
    profile = stored()
    stranger = builders.person()

    assert access.profile_door(builders.person("officer"), profile.pk) == profile
    assert access.profile_door(builders.person("auditor"), profile.pk) == profile
    with pytest.raises(Http404):
        access.profile_door(stranger, profile.pk)
    with pytest.raises(Http404):
        access.profile_door(builders.person("officer"), "0" * 64)


@pytest.mark.parametrize(("state", "is_public"), [("draft", False), ("open", True)])
def test_a_published_tender_opens_the_profiles_of_its_interfaces(state, is_public, client):
    profile = stored()
    interface = {**builders.data(bids=0)["interfaces"][0], "profile_sha": profile.pk}
    builders.tender_at(state, interfaces=[interface])

    answer = client.get(f"/profiles/{profile.pk}/")

    assert answer.status_code == (200 if is_public else 404)


def test_the_page_says_that_no_machine_checked_the_samples(client):
    profile = stored()
    client.force_login(builders.person("officer"))

    page = client.get(f"/profiles/{profile.pk}/").content.decode()

    assert "Samples not checked by a machine yet" in page
    assert all(text in page for text in ("JSON Schema 2020-12", profile.pk, "units.json", "must fail"))


def test_a_file_is_handed_out_byte_for_byte_and_never_shown(client):
    files = [reference("https://city.example/schemas/лампа.json", UNITS | {"type": "object"})]
    profile = stored(files=files)
    client.force_login(builders.person("officer"))

    answer = client.get(f"/profiles/{profile.pk}/files/1/")

    assert answer.content == encoded(UNITS | {"type": "object"})
    assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")} == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename=\"_____.json\"; filename*=UTF-8''%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0.json",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    assert client.get(f"/profiles/{profile.pk}/files/9/").status_code == 404


def test_a_profile_over_rest(client):
    profile = stored()
    client.force_login(builders.person("officer"))

    body = client.get(f"/api/v1/profiles/{profile.pk}/").json()

    assert (body["sha256"], body["kind"], body["samples_checked"], len(body["files"])) == (
        profile.pk,
        "json-schema",
        False,
        4,
    )
    assert body["files"][3] == {
        "no": 4,
        "role": "failing",
        "name": "bad.json",
        "sha256": queries.files_of_profile(profile)[3].sha256,
        "size": len(encoded(BAD)),
        "url": f"http://testserver/profiles/{profile.pk}/files/4/",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_the_profile_holds(client, count, django_assert_num_queries):
    files = [reference(), reference("units.json", UNITS)]
    profile = stored(files=[*files, *(reference(f"{no}.json", {"type": "string"}) for no in range(count))])
    client.force_login(builders.person("officer"))

    with django_assert_num_queries(5):
        page = client.get(f"/profiles/{profile.pk}/")

    assert len(page.context["profile"].references) == 2 + count
