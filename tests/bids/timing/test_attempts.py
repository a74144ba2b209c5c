"""What was sent and not taken is kept without its content; who asks for another's bid leaves a leaf, once a minute."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.models import AuditLeaf, SiteOutage
from procurement.bids.models import Attempt, AttemptReason
from procurement.bids.services.attempts import record_attempt
from tests import builders
from tests.bids import written
from tests.bids.timing.received import received

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LATE = written.DEADLINE + 3 * SECOND


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    cache.clear()


@pytest.fixture
def bid():
    return written.begun_bid().bid


def attempted(bid, *, at=LATE, by=None, reason=AttemptReason.AFTER_DEADLINE):
    return record_attempt(bid=bid, reason=reason, started_at=at - 2 * SECOND, by=by or bid.begun_by, bytes_in=9, at=at)


def leaves(kind):
    return list(AuditLeaf.objects.filter(kind=kind).order_by("pk"))


def test_an_attempt_is_a_row_and_a_leaf_that_names_nobody(bid):
    attempt = attempted(bid)

    row = Attempt.objects.get()
    assert (row.bid, row.supplier, row.sender, row.reason) == (bid, bid.supplier, bid.begun_by, "after_deadline")
    assert (row.started_at, row.ended_at, row.bytes_in) == (LATE - 2 * SECOND, LATE, 9)
    [leaf] = leaves("bid.attempt_refused")
    body = json.loads(leaf.body)
    assert (leaf.log_id, body["object"]) == (bid.audit_origin, f"bids.attempt:{attempt.pk}")
    assert body["facts"] == {"cause": "after_deadline", "ended": LATE.isoformat()}
    assert [text for text in (str(bid.supplier_id), bid.supplier.name, str(bid.begun_by_id)) if text in leaf.body] == []


def test_a_flood_of_attempts_is_a_row_each_and_a_leaf_a_minute(bid):
    start = LATE.replace(second=0, microsecond=0)
    for second in range(0, 120, 5):
        attempted(bid, at=start + second * SECOND)

    assert (Attempt.objects.count(), len(leaves("bid.attempt_refused"))) == (24, 2)


def test_each_person_of_a_team_leaves_its_own(bid):
    attempted(bid)
    attempted(bid, by=builders.person())

    assert len(leaves("bid.attempt_refused")) == 2


# --- the page ---


def page(client, bid, attempt, user=None):
    client.force_login(user or bid.begun_by)
    return client.get(reverse("bids:attempt", args=[bid.pk, attempt.pk]))


def text_of(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_who_came_too_late_reads_both_times_and_that_nothing_was_kept(client, bid):
    attempt = attempted(bid)

    text = text_of(page(client, bid, attempt))

    assert "Too late: this bid was not taken" in text
    assert "It was complete at 20 Apr 2026, 12:00:03 Lisbon" in text
    assert "The deadline was 20 Apr 2026, 12:00:00 Lisbon" in text
    assert "You have no earlier version that is opened." in text
    assert "No outage of this site is recorded from 20 Apr 2026, 10:00 Lisbon" in text
    assert f"{attempt.pk.hex[:4].upper()}-{attempt.pk.hex[4:8].upper()}" in text
    assert "What you sent was not kept. Your draft is still here." in text


def test_an_earlier_version_stands(client):
    bid = received()

    text = text_of(page(client, bid, attempted(bid)))

    assert "stands and will be opened" in text


def test_an_outage_of_the_last_hours_is_named(client, bid):
    end = written.DEADLINE - 43 * 60 * SECOND
    SiteOutage.objects.create(part="web", from_at=end - 72 * 60 * SECOND, to_at=end)

    text = text_of(page(client, bid, attempted(bid)))

    assert "this site took no bids for 1 hour 12 minutes" in text


def test_who_met_a_fault_of_the_site_does_not_read_that_there_was_none(client, bid):
    """Neither on the page of that attempt nor on that of a later one, which came too late for it."""
    fault = attempted(bid, at=written.DEADLINE - 60 * SECOND, reason=AttemptReason.SERVER_FAULT)
    late = attempted(bid)

    texts = [text_of(page(client, bid, attempt)) for attempt in (fault, late)]

    assert [text for text in texts if "No outage of this site is recorded" in text] == []
    assert ["A fault of this site kept your bid out" in text for text in texts] == [True, True]


def test_the_fault_that_another_bid_met_or_that_was_long_before_changes_nothing(client, bid):
    other = written.begun_bid(tender=bid.tender, supplier=written.firm(name="Bright")).bid
    attempted(other, at=written.DEADLINE - 60 * SECOND, reason=AttemptReason.SERVER_FAULT)
    attempted(bid, at=written.DEADLINE - 3 * 3600 * SECOND, reason=AttemptReason.SERVER_FAULT)

    assert "No outage of this site is recorded" in text_of(page(client, bid, attempted(bid)))


def test_another_reason_has_another_heading(client, bid):
    text = text_of(page(client, bid, attempted(bid, reason=AttemptReason.TOO_LARGE)))

    assert ("This bid was not taken" in text, "Too late" in text) == (True, False)


def test_the_attempt_of_another_bid_is_not_there(client, bid):
    other = written.begun_bid(tender=bid.tender, supplier=written.firm(name="Bright")).bid
    theirs = attempted(other)

    assert page(client, bid, theirs).status_code == 404
    assert page(client, other, theirs, user=bid.begun_by).status_code == 404


# --- reading what is not theirs ---


@pytest.mark.parametrize("role", ["officer", "auditor", "administrator", "opener", None])
def test_who_asks_for_another_s_bid_leaves_a_leaf_in_the_tender_s_log(client, bid, role):
    person = builders.person(*([role] if role else []), authority=bid.tender.authority)
    client.force_login(person)

    answers = [client.get(reverse("bids:withdraw", args=[bid.pk])) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404] * 3
    [leaf] = leaves("bid.reading_refused")
    body = json.loads(leaf.body)
    assert (leaf.log_id, body["object"]) == (bid.audit_origin, f"bids.bid:{bid.pk}")
    assert body["facts"] == {"route": "bids:withdraw"}
    assert str(person.pk) not in leaf.body


def test_over_rest_it_is_the_same(client, bid):
    client.force_login(builders.person("officer", authority=bid.tender.authority))

    answer = client.post(reverse("api:bid-withdrawal", args=[bid.pk]), content_type="application/json")

    assert (answer.status_code, len(leaves("bid.reading_refused"))) == (404, 1)


def test_a_guess_of_what_is_not_there_fills_no_log(client, bid):
    client.force_login(builders.person("officer", authority=bid.tender.authority))
    url = reverse("bids:withdraw", args=[bid.pk]).replace(str(bid.pk), "00000000-0000-4000-8000-000000000000")

    assert (client.get(url).status_code, leaves("bid.reading_refused")) == (404, [])


def test_the_answer_is_the_same_with_a_bid_and_without_one(client, bid):
    client.force_login(builders.person("officer", authority=bid.tender.authority))
    there = reverse("bids:withdraw", args=[bid.pk])
    nowhere = "00000000-0000-4000-8000-000000000000"

    bodies = {
        re.sub(r'(nonce|value|csrftoken|X-CSRFToken)[=:&quot;" ]+[\w+/=-]+', "", client.get(url).content.decode())
        .replace(str(bid.pk), "")
        .replace(nowhere, "")
        for url in (there, there.replace(str(bid.pk), nowhere))
    }

    assert len(bodies) == 1


def test_one_s_own_bid_leaves_none(client, bid):
    client.force_login(bid.begun_by)
    answer = client.get(reverse("bids:withdraw", args=[bid.pk]))

    assert (answer.status_code, leaves("bid.reading_refused")) == (403, [])  # nothing was submitted, and it is theirs
