"""Policies over REST: what everybody reads, and that no person and no draft is in it."""

import pytest
from django.urls import reverse

from tests import builders
from tests.policies import policies

pytestmark = pytest.mark.django_db


def read(client, name, *about):
    return client.get(reverse(f"api:{name}", args=[row.pk for row in about]))


def test_everybody_lists_what_is_public_and_people_of_the_authority_all(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    draft = policies.next_draft()

    public = read(client, "policies").json()
    client.force_login(builders.person("auditor", authority=draft.authority))
    inside = read(client, "policies").json()

    assert [(row["no"], row["state"]) for row in public["results"]] == [(1, "adopted")]
    assert [(row["no"], row["state"]) for row in inside["results"]] == [(2, "draft"), (1, "adopted")]
    assert public["results"][0] | {"id": "", "authority_id": ""} == {
        "id": "",
        "authority": "City of Policies",
        "authority_id": "",
        "zone": "Europe/Lisbon",
        "no": 1,
        "state": "adopted",
        "valid_from": "2026-03-02",
        "review_on": "2026-08-31",
        "unconsulted": True,
        "closes_at": None,
    }


def test_a_version_has_its_rules_comments_and_answers_and_no_person(client):
    version = policies.in_consultation()
    entry = policies.comment(version, by=builders.person(name="Ida Rossi"))
    policies.answer(entry)

    answer = read(client, "policy", version)
    policy = answer.json()

    [price] = [rule for rule in policy["rules"] if rule["id"] == "VFM-1"]
    assert price == {
        "id": "VFM-1",
        "title": "The weight of price is capped",
        "group": "Value for money",
        "law": "",
        "applies": True,
        "severity": "",
        "usual": "explain",
        "figures": [{"name": "most", "title": "Most points of 100 for price", "value": "60", "unit": "points"}],
    }
    [comment] = policy["comments"]
    assert (comment["rule"], comment["text"], comment["verdict"], comment["answer"]) == (
        "VFM-2",
        policies.TEXT,
        "partly",
        "From next year on.",
    )
    assert (policy["unanswered"], policy["summary"]["closes_at"]) == (0, "2026-03-23T12:00:00Z")
    assert "Ida Rossi" not in answer.content.decode()


def test_a_draft_is_hidden_from_strangers(client):
    assert read(client, "policy", policies.draft()).status_code == 404
