"""A program submits a bid that the site seals: the version, its receipt and slip, and every way it is not taken."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditLeaf
from core.signing import services as signing
from offline.verifying import Beside, verify
from procurement.bids.models import Attempt, AttemptReason, BidRevision, SubmissionWork
from procurement.bids.services import sealing, submitting
from procurement.bids.services.submission import SealingFailed
from procurement.tenders import services as tenders
from tests import builders
from tests.bids import written
from tests.bids.submitting import PRICE, nothing_stored, prepared, ready_bid
from tests.bids.submitting.programs import program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "1d4b5c1e-75a0-4c43-9d2d-3f2f7a8f4c11"


@pytest.fixture
def team(client):
    return program(client, ready_bid())


def refusal(answer):
    """(status, reason, sentence, number of the attempt if one is kept)."""
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["status"], body["type"]) == (answer.status_code, "about:blank")
    return answer.status_code, body.get("reason"), body["detail"], body.get("attempt")


def test_it_is_received_and_its_receipt_and_slip_prove_it(team):
    answer = team.submit(KEY)

    version = BidRevision.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, team.url("bid-version-receipt", 1))
    assert answer.json() == {
        "number": 1,
        "received_at": version.received_at.isoformat().replace("+00:00", "Z"),
        "deadline": version.deadline_at.isoformat().replace("+00:00", "Z"),
        "criteria_hash": version.criteria_hash,
        "keyset_hash": version.keyset.digest,
        "is_sealed_by_client": False,
        "has_slip": True,
    }
    receipt = team.client.get(answer["Location"])
    slip = team.get("bid-version-slip", 1)
    assert receipt.content.decode() == version.receipt.text
    fingerprint = signing.signer(at=clock.db_now()).public_key
    verdict = verify(receipt.content, fingerprint=None, on=clock.db_now().date(), beside=Beside(slip.content))
    assert (verdict.problem, fingerprint.hex() in receipt.content.decode()) == (None, True)
    assert [each["Content-Type"] for each in (receipt, slip)] == ["application/json"] * 2
    assert [PRICE.encode() in each.content for each in (receipt, slip)] == [False] * 2


def test_the_same_key_gives_the_same_version_and_another_draft_under_it_is_refused(team):
    first = team.submit(KEY)

    assert team.submit(f'"{KEY}"').json() == first.json()  # as a structured field quotes it
    written.saved(team.begun, "prices", {"1/lamp": "5"}, at=clock.db_now())
    code, reason, _sentence, attempt = refusal(team.submit(KEY))
    assert (code, reason, attempt) == (422, "other_content", None)
    assert BidRevision.objects.count() == 1
    assert team.submit(KEY.replace("1", "2")).json()["number"] == 2
    assert [row["number"] for row in team.get("bid-versions").json()["results"]] == [1, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_versions_costs_the_same(team, count, django_assert_num_queries):
    for number in range(count):
        team.submit(f"{KEY}-{number}")
    team.get("bid-versions")  # roles and throttle are remembered

    with django_assert_num_queries(14):
        rows = team.get("bid-versions").json()["results"]
    assert [row["number"] for row in rows] == list(range(1, count + 1))


@pytest.mark.parametrize("name", ["", "short", "with space in it", "x" * 81, "é" * 10])
def test_a_submission_has_a_name(team, name):
    with nothing_stored(team.begun):
        answer = team.submit(name.encode().decode("latin-1"))

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "/Idempotency-Key")


@pytest.mark.parametrize("key", ["", "00" * 32])
def test_without_the_draft_key_nothing_is_sealed(team, key):
    with nothing_stored(team.begun):
        assert team.submit(KEY, key=key).status_code == 403


def test_what_is_missing_is_named_all_at_once(client):
    team = program(client, written.begun_bid(tender=ready_bid().bid.tender, supplier=written.firm(name="Empty")))

    with nothing_stored(team.begun):
        answer = team.submit(KEY)

    code, reason, _sentence, attempt = refusal(answer)
    assert (code, reason, attempt) == (409, "not_ready", None)
    assert len(answer.json()["findings"]) > 2


@pytest.mark.parametrize("closed", [False, True])
def test_who_is_late_is_told_so_with_the_number_of_the_attempt(team, move_clock, closed):
    """At once after the deadline, and once the clock has closed the tender, too."""
    move_clock(to=written.DEADLINE + timedelta(milliseconds=500))
    if closed:
        tenders.tick(tender=team.begun.bid.tender, at=clock.db_now())

    with nothing_stored(team.begun):
        code, reason, sentence, number = refusal(team.submit(KEY))

    attempt = Attempt.objects.get()
    assert (code, reason, number) == (409, "after_deadline", str(attempt.pk))
    assert sentence.startswith("The deadline was ")
    assert (attempt.reason, attempt.sender) == (AttemptReason.AFTER_DEADLINE, team.begun.bid.begun_by)
    assert AuditLeaf.objects.filter(kind="bid.attempt_refused").count() == 1


def test_a_repeat_after_the_deadline_has_its_receipt(team, move_clock):
    first = team.submit(KEY)
    move_clock(to=written.DEADLINE + timedelta(seconds=1))

    assert (team.submit(KEY).json(), Attempt.objects.count()) == (first.json(), 0)


def test_one_that_is_under_way_says_when_to_come_again(team):
    prepared(team.begun, key=KEY)

    answer = team.submit(KEY)

    assert refusal(answer)[:2] == (409, "running")
    assert answer["Retry-After"] == "2"  # its lease is longer
    assert (BidRevision.objects.count(), SubmissionWork.objects.count()) == (0, 1)


def test_a_fault_of_the_site_is_kept_as_an_attempt(team, monkeypatch):
    def fail(*_arguments, **_named):
        raise SealingFailed

    monkeypatch.setattr(sealing, "seal_parts", fail)

    with nothing_stored(team.begun):
        answer = team.submit(KEY)

    assert refusal(answer)[:2] == (503, "server_fault")
    assert (answer["Retry-After"], Attempt.objects.get().reason) == ("2", AttemptReason.SERVER_FAULT)


def test_a_repeat_that_was_faster_gives_its_version(team):
    """Two of one key were sealed: the lease of the first had ended before the second began."""
    first = prepared(team.begun, key=KEY)
    SubmissionWork.objects.update(lease_until=clock.db_now())
    second = prepared(team.begun, key=KEY)
    version = submitting.receive_bid(prepared=second, by=team.begun.bid.begun_by)

    assert submitting.receive_bid(prepared=first, by=team.begun.bid.begun_by) == version
    assert BidRevision.objects.count() == 1


def test_the_slip_is_only_for_who_has_the_key(team):
    team.submit(KEY)

    assert [team.get("bid-version-slip", no, key=has_key).status_code for no, has_key in ((1, False), (2, True))] == [
        403,
        404,
    ]
    assert team.get("bid-version-receipt", 2).status_code == 404


def test_a_key_or_version_that_lacks_leaves_no_trace_of_a_foreign_reader(team):
    team.submit(KEY)
    team.get("bid-version-slip", 1, key=False)
    team.get("bid-version-receipt", 9)
    assert AuditLeaf.objects.filter(kind="bid.reading_refused").count() == 0

    team.client.force_login(builders.person())
    team.get("bid-version-receipt", 1)

    [leaf] = AuditLeaf.objects.filter(kind="bid.reading_refused")
    assert json.loads(leaf.body)["facts"] == {"route": "api:bid-version-receipt"}


ROLES = ("anonymous", "lead", "rival", "officer", "auditor", "administrator", "opener")
HIDDEN = (404,) * 5
ROWS = [
    ("bid-versions", [], "get", (401, 200, *HIDDEN)),
    ("bid-versions", [], "post", (401, 400, *HIDDEN)),
    ("bid-versions-sealed", [], "post", (401, 400, *HIDDEN)),
    ("bid-version-receipt", [1], "get", (401, 200, *HIDDEN)),
    ("bid-version-slip", [1], "get", (401, 200, *HIDDEN)),
    ("bid-sealing", [], "get", (401, 200, *HIDDEN)),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]}")
def test_each_role_gets_what_the_row_says(row, team, settings):
    settings.MFA_REQUIRED_ROLES = []
    team.submit(KEY)
    route, args, verb, expected = row
    owner, lead = team.begun.bid.tender.authority, team.begun.bid.begun_by
    people = [None, lead, written.person_of(written.firm(name="Rival"))]
    people += [builders.person(role, authority=owner) for role in ROLES[3:]]
    url = reverse(f"api:{route}", args=[team.begun.bid.pk, *args])

    statuses = []
    for person in people:
        team.client.logout()
        if person is not None:
            team.client.force_login(person)
        send = getattr(team.client, verb)
        options = {"content_type": "application/octet-stream"} if route.endswith("sealed") else {}
        statuses.append(send(url, headers={"Draft-Key": team.key}, **options).status_code)

    assert dict(zip(ROLES, statuses, strict=True)) == dict(zip(ROLES, expected, strict=True))
