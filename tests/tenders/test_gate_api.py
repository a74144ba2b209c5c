"""The gate over REST: the same guards as its page, each act safe to send again, and what happened as problem details."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders.gate import gate_of
from procurement.tenders.models import Explanation, ExplanationVerdict, Tender
from procurement.tenders.sections import Contract
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = written.AT
BODY = {"reason": "other", "text": written.REASON}


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tender(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: AT)


@pytest.fixture
def city():
    return written.city()


@pytest.fixture
def first(city):
    return builders.person("officer", authority=city, name="Ada First")


@pytest.fixture
def second(city):
    return builders.person("officer", authority=city, name="Bo Second")


def put(client, by, name, *args, **data):
    client.force_login(by)
    return client.put(reverse(f"api:{name}", args=args), data, content_type="application/json")


def gate_by(client, by, tender):
    client.force_login(by)
    return client.get(reverse("api:draft-gate", args=[tender.pk])).json()


def test_the_gate_says_what_its_page_says(client, city, first):
    draft = written.with_reason(authority=city, by=first)

    answer, gate = gate_by(client, first, draft), gate_of(draft, AT)

    assert (answer["digest"], answer["policy_no"], answer["stops"]) == (gate.digest, 1, [])
    assert [(reason["rule"], reason["state"]) for reason in answer["reasons"]] == [(written.ASKED, "missing")]
    assert answer["refuses_sending"] == gate.refuses_sending
    counts = {group.value: answer[f"{group.value}_count"] for group in gate.counts}
    assert counts == {group.value: count for group, count in gate.counts.items()}


def test_a_finding_is_explained_approved_and_the_tender_published(client, city, first, second):
    draft = written.with_reason(authority=city, by=first)

    explained = put(client, first, "draft-gate-reason", draft.pk, written.ASKED, **BODY).json()["reasons"][0]
    put(client, first, "draft-review", draft.pk)
    approved = put(client, second, "draft-gate-approve", draft.pk, explained["explanation"]["id"]).json()["reasons"][0]
    published = put(client, second, "draft-publication", draft.pk).json()

    assert (explained["state"], explained["explanation"]["by"]) == ("waiting", "Ada First")
    assert (approved["state"], approved["explanation"]["approved"]) == ("approved", True)
    assert (published["state"], published["notice"]["proof"]["no"]) == ("open", 1)
    assert [reason["text"] for reason in published["notice"]["proof"]["reasons"]] == [written.REASON]
    assert published["notice"]["proof"]["digest"] == draft.versions.get().digest


def test_each_act_sent_again_is_done_once(client, city, first, second):
    draft = written.with_reason(authority=city, by=first)
    [put(client, first, "draft-gate-reason", draft.pk, written.ASKED, **BODY) for _ in range(2)]
    explanation = Explanation.objects.get()
    sent = [put(client, first, "draft-review", draft.pk).status_code for _ in range(2)]
    judged = [put(client, second, "draft-gate-approve", draft.pk, explanation.pk).status_code for _ in range(2)]

    published = [put(client, second, "draft-publication", draft.pk).status_code for _ in range(2)]

    assert (sent, judged, published) == ([200, 200], [200, 200], [200, 200])
    assert (ExplanationVerdict.objects.count(), draft.versions.count()) == (1, 1)


def test_a_refused_reason_is_refused_once_with_its_note(client, city, first, second):
    draft = written.with_reason(authority=city, by=first)
    explanation = written.explained(draft, by=first)

    answers = [
        put(client, second, "draft-gate-refuse", draft.pk, explanation.pk, note="Name the poles.") for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    reason = answers[0].json()["reasons"][0]
    assert (reason["state"], reason["explanation"]["note"]) == ("refused", "Name the poles.")
    assert ExplanationVerdict.objects.count() == 1


def test_nobody_approves_a_reason_of_ones_own(client, city, first):
    draft = written.with_reason(authority=city, by=first)
    explanation = written.explained(draft, by=first)

    answer = put(client, first, "draft-gate-approve", draft.pk, explanation.pk)

    assert (answer.status_code, answer.json()["detail"]) == (409, "You wrote it, so you cannot approve it.")
    assert ExplanationVerdict.objects.count() == 0


def test_a_rule_that_asks_for_nothing_takes_no_reason(client, city, first):
    draft = written.written_draft(authority=city, by=first)

    answer = put(client, first, "draft-gate-reason", draft.pk, written.ASKED, **BODY)

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert Explanation.objects.count() == 0


def test_a_reason_of_another_tender_is_missing_here(client, city, first, second):
    draft, other = (written.with_reason(authority=city, by=first) for _ in range(2))
    explanation = written.explained(other, by=first)

    answers = [put(client, second, "draft-gate-approve", draft.pk, pk) for pk in (explanation.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_what_changed_since_it_was_checked_is_not_sent(client, city, first):
    draft = written.written_draft(authority=city, by=first)
    digest = gate_by(client, first, draft)["digest"]
    written.save(draft, written.changed(Contract, exit_text="All states and all logs are handed over."), by=first)

    late = put(client, first, "draft-review", draft.pk, digest=digest)
    sent = put(client, first, "draft-review", draft.pk, digest=gate_by(client, first, draft)["digest"])

    assert (late.status_code, "Read them again" in late.json()["detail"]) == (409, True)
    assert (sent.status_code, sent.json()["state"]) == (200, "review")


def test_a_draft_that_something_stops_is_not_sent(client, city, first):
    draft = written.with_reason(authority=city, by=first)

    answer = put(client, first, "draft-review", draft.pk)

    assert (answer.status_code, "No reason is given for this" in answer.json()["detail"]) == (409, True)
    assert Tender.objects.get(pk=draft.pk).state == "draft"


def test_whoever_sent_it_does_not_publish_it_and_another_may_send_it_back(client, city, first, second):
    draft = written.in_review(authority=city, by=first, with_keys=False)

    by_sender = put(client, first, "draft-publication", draft.pk)
    without_keys = put(client, second, "draft-publication", draft.pk)
    back = put(client, second, "draft-back", draft.pk, reason="Name the poles.")
    again = put(client, second, "draft-back", draft.pk, reason="Name the poles.")

    assert (by_sender.status_code, without_keys.status_code) == (403, 409)
    assert "Nobody is the keeper of the spare key." in without_keys.json()["detail"]
    assert (back.status_code, back.json()["state"], again.status_code) == (200, "draft", 403)


def test_sending_back_needs_a_reason(client, city, first, second):
    draft = written.in_review(authority=city, by=first)

    answer = put(client, second, "draft-back", draft.pk)

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, ["/reason"])


def test_the_public_api_carries_the_notice(client):
    tender = written.published()

    notice = client.get(reverse("api:tender", args=[tender.pk])).json()["notice"]

    version = tender.versions.get()
    assert (notice["ref"], notice["deadline"], notice["proof"]["digest"]) == (
        tender.ref,
        "2026-04-20T11:00:00Z",
        version.digest,
    )
    assert notice["sections"]["contract"]["months"] == 36
    assert [ranking["lot"] for ranking in notice["rankings"]] == [1, 2]


def test_an_import_has_no_notice_over_the_api(client):
    tender = builders.tender_at()

    assert client.get(reverse("api:tender", args=[tender.pk])).json()["notice"] is None


def test_a_gate_is_closed_once_it_is_published(client, city, first):
    tender = written.published(authority=city)

    client.force_login(first)
    answer = client.get(reverse("api:draft-gate", args=[tender.pk]))

    assert answer.status_code == 403
