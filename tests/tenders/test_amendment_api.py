"""An amendment over REST from its beginning to its publication, and the versions that everybody reads."""

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import queries
from procurement.tenders.models import Amendment
from procurement.tenders.sections import Contract
from scoring import canonical
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(monkeypatch, settings):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AMENDED_AT)
    return written.published()


@pytest.fixture
def officer(client, tender):
    client.force_login(builders.person("officer", authority=tender.authority))
    return client


def send(client, verb, name, data, *args):
    return getattr(client, verb)(reverse(f"api:{name}", args=args), data, content_type="application/json")


def test_an_amendment_is_begun_written_sent_and_published(officer, tender):
    begun = send(officer, "put", "amendment", {"reason": "Shorter."}, tender.pk)
    assert (begun.status_code, begun.json()["state"], begun.json()["lacking"]) == (
        201,
        "draft",
        ["Nothing is changed yet."],
    )
    content = canonical.plain(written.changed(Contract, months=30))
    saved = send(officer, "put", "draft-section", {"after": 1, "content": content}, tender.pk, "contract")
    assert saved.status_code == 200
    again = send(officer, "put", "amendment", {"reason": "Shorter.", "time_why": "It is less."}, tender.pk)

    assert (again.status_code, again.json()["changes"]) == (
        200,
        [{"section": "contract", "place": "months", "kind": "response_affecting", "before": 36, "after": 30}],
    )
    assert (again.json()["lacking"], again.json()["stops"]) == ([], [])
    late = {"reason": "Longer.", "seen": begun.json()["reasons_digest"]}
    assert send(officer, "put", "amendment", late, tender.pk).status_code == 409
    sent = send(officer, "post", "amendment-act", {"act": "send"}, tender.pk)
    assert sent.json() == {
        "id": again.json()["id"],
        "state": "review",
        "kinds": [],
        "version": None,
        "digest": "",
    }
    assert send(officer, "post", "amendment-act", {"act": "publish"}, tender.pk).status_code == 403

    officer.force_login(builders.person("officer", authority=tender.authority))
    published = send(officer, "post", "amendment-act", {"act": "publish"}, tender.pk).json()

    version = queries.versions_of(tender).first()
    assert (published["version"], published["digest"], published["kinds"]) == (
        2,
        version.digest,
        ["response_affecting"],
    )
    assert officer.get(reverse("api:amendment", args=[tender.pk])).status_code == 404


def test_a_conflict_names_everything_that_speaks_against_sending(officer, tender):
    send(officer, "put", "amendment", {"reason": ""}, tender.pk)

    refused = send(officer, "post", "amendment-act", {"act": "send"}, tender.pk)

    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Nothing is changed yet. Say why the tender is amended: suppliers will read it.",
    )


def test_what_stays_as_published_is_refused_with_its_sentence(officer, tender):
    send(officer, "put", "amendment", {"reason": "Why."}, tender.pk)
    content = canonical.plain(written.CONTENT.purchase) | {"currency": "GBP"}

    refused = send(officer, "put", "draft-section", {"after": 1, "content": content}, tender.pk, "purchase")

    assert refused.status_code == 400
    assert "Currency and VAT basis stay as published" in refused.content.decode()


def test_it_is_withdrawn(officer, tender):
    send(officer, "put", "amendment", {"reason": "Why."}, tender.pk)

    assert send(officer, "post", "amendment-act", {"act": "withdraw"}, tender.pk).json()["state"] == "withdrawn"
    assert Amendment.objects.get().state == "withdrawn"


def test_everybody_reads_versions_with_what_each_changed(client, tender):
    written.amended(tender, written.changed(Contract, months=30))

    answer = client.get(reverse("api:versions", args=[tender.pk])).json()

    assert [row["no"] for row in answer["results"]] == [2, 1]
    latest, first = answer["results"]
    assert (latest["kinds"], [change["place"] for change in latest["changes"]]) == (["response_affecting"], ["months"])
    assert (first["reason"], first["changes"]) == ("", None)
