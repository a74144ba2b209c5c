"""More time for an outage of the site: computed, checked, given to all alike, and once."""

import json
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import AuditLeaf, Notice, SiteOutage
from procurement.tenders import services
from procurement.tenders.gather.outages import more_time, outage_proposal
from procurement.tenders.models import OutageExtension, Tender
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
D = written.DEADLINE
NOW = D - 40 * MINUTE
WHY = "The site could not take bids."


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority, name="Orla Finch")


def outage(start, end):
    """An outage by the minutes before the deadline."""
    return SiteOutage.objects.create(part="web", from_at=D - start * MINUTE, to_at=D - end * MINUTE)


def extended(tender, officer, *outages, at=NOW, reason=WHY):
    numbers = [row.pk for row in outages]
    return services.extend_for_outage(tender=tender, outages=numbers, reason=reason, by=officer, at=at)


def deadline_of(tender):
    return Tender.objects.get(pk=tender.pk).deadline_at


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize(
    ("lost", "more"), [(1, 15), (14, 15), (15, 15), (15.01, 30), (72, 75), (75, 75), (60 * 24, 60 * 24)]
)
def test_what_was_lost_is_rounded_up_to_the_next_quarter_of_an_hour(lost, more):
    assert more_time(lost * MINUTE) == more * MINUTE


def test_the_example_of_the_picture(tender):
    """The site took nothing from 10:05 to 11:17; the deadline was 12:00, and is 13:15."""
    row = outage(115, 43)

    proposal = outage_proposal(tender, at=NOW)

    assert proposal.outages == (row,)
    assert (proposal.lost, proposal.more, proposal.deadline) == (72 * MINUTE, 75 * MINUTE, D + 75 * MINUTE)


def test_only_the_last_hours_count_and_of_them_what_was_lost(tender):
    outage(26 * 60, 25 * 60)
    across, last = outage(25 * 60, 23 * 60), outage(120, 110)

    proposal = outage_proposal(tender, at=NOW)

    assert (proposal.outages, proposal.lost) == ((across, last), 70 * MINUTE)


def test_an_outage_is_made_good_by_a_version_a_leaf_and_a_notice_to_all(tender, officer):
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=written.AT)
    first, second = outage(115, 43), outage(42, 41)

    version = extended(tender, officer, first, second)

    leaf = AuditLeaf.objects.filter(log__origin=tender.audit_origin).latest("index")
    facts = json.loads(leaf.body)["facts"]
    assert deadline_of(tender) == D + 75 * MINUTE
    assert (leaf.kind, facts["was"], facts["now"], facts["version"]) == (
        "tender.extended_for_outage",
        D.isoformat(),
        (D + 75 * MINUTE).isoformat(),
        version.digest,
    )
    assert WHY not in leaf.body
    assert set(OutageExtension.objects.values_list("outage", "version")) == {
        (first.pk, version.pk),
        (second.pk, version.pk),
    }
    notified = Notice.objects.get(user=follower)
    assert (notified.kind, notified.at) == ("tender.extended_for_outage", NOW)


def test_an_outage_counts_once_and_the_next_one_again(tender, officer):
    first = outage(115, 43)
    extended(tender, officer, first)
    assert outage_proposal(Tender.objects.get(pk=tender.pk), at=NOW) is None
    with pytest.raises(NotChangeable, match="No outage of the last hours"):
        extended(tender, officer, first)

    again = outage(30, 20)
    extended(tender, officer, again, at=D - 10 * MINUTE)

    assert deadline_of(tender) == D + 90 * MINUTE


@pytest.mark.parametrize("late", [0, 1, 3600])
def test_after_the_deadline_it_moves_no_more(tender, officer, late):
    row = outage(115, 43)
    at = D + timedelta(seconds=late)

    assert outage_proposal(tender, at=at) is None
    with pytest.raises(NotChangeable, match="The deadline has passed"):
        extended(tender, officer, row, at=at)
    assert deadline_of(tender) == D


def test_what_was_not_read_is_not_made_good(tender, officer):
    first = outage(115, 43)
    outage(42, 41)

    with pytest.raises(NotChangeable, match="Meanwhile the outages are others"):
        extended(tender, officer, first)
    assert (deadline_of(tender), OutageExtension.objects.count()) == (D, 0)


def test_a_reason_is_asked_for_and_a_suspended_tender_waits(tender, officer):
    row = outage(115, 43)
    with pytest.raises(NotChangeable, match="Say why"):
        extended(tender, officer, row, reason=" ")
    services.suspend(tender=tender, why="A complaint.", by=officer, at=NOW)

    with pytest.raises(NotChangeable, match="suspended"):
        extended(tender, officer, row)


@pytest.mark.parametrize(
    ("zone", "deadline", "local"),
    [
        ("Europe/Kyiv", "2026-10-25T00:30:00+00:00", "03:30"),
        ("Europe/Kyiv", "2026-03-29T00:30:00+00:00", "02:30"),
        ("Europe/Rome", "2026-10-25T00:30:00+00:00", "02:30"),
        ("Europe/Rome", "2026-03-29T00:30:00+00:00", "01:30"),
    ],
)
def test_a_night_on_which_clocks_are_changed_gives_as_much_as_was_lost(zone, deadline, local):
    """Instants are compared, never strings: 03:30+03:00 is before 03:10+02:00."""
    at = datetime.fromisoformat(deadline)
    assert f"{at.astimezone(ZoneInfo(zone)):%H:%M}" == local
    row = Tender(state="open", deadline_at=at)
    SiteOutage.objects.create(part="web", from_at=at - 80 * MINUTE, to_at=at - 20 * MINUTE)

    proposal = outage_proposal(row, at=at - MINUTE)

    assert (proposal.lost, proposal.deadline - at) == (HOUR, HOUR)


# --- page and API ---


def changes(client, tender, officer, **data):
    client.force_login(officer)
    url = reverse("tenders:changes", args=[tender.pk])
    return client.post(url, data) if data else client.get(url)


def test_the_page_computes_and_the_check_shows_what_moves(client, tender, officer):
    row = outage(115, 43)

    page = text_of(changes(client, tender, officer))
    check = changes(client, tender, officer, act="check-outage", outages=str(row.pk), reason=WHY)

    assert "the site could take no bids for 1 hour 12 minutes. Everybody gets 1 hour 15 minutes more" in page
    assert "The site could not take bids from 20 Apr 2026, 10:05" in page
    assert "Move the deadline to 20 Apr 2026, 13:15 Lisbon, UTC+01:00?" in text_of(check)
    assert deadline_of(tender) == D


def test_the_act_moves_it_and_says_so(client, tender, officer):
    row = outage(115, 43)

    answer = changes(client, tender, officer, act="outage", outages=str(row.pk), reason=WHY)

    assert (answer.status_code, answer.url) == (302, reverse("tenders:detail", args=[tender.pk]))
    assert deadline_of(tender) == D + 75 * MINUTE
    assert "Deadline moved for an outage of the site" in text_of(client.get(answer.url))


@pytest.mark.parametrize("sent", ["", "x", "1,,2", "99"])
def test_other_outages_than_were_read_are_refused(client, tender, officer, sent):
    outage(115, 43)

    answer = changes(client, tender, officer, act="outage", outages=sent, reason=WHY)

    assert (answer.status_code, deadline_of(tender)) == (409 if sent == "99" else 400, D)


def test_without_an_outage_the_page_says_nothing_of_one(client, tender, officer):
    assert "outage" not in text_of(changes(client, tender, officer))


def test_the_page_asks_as_often_for_three_outages_as_for_one(client, tender, officer):
    asked = []
    for start in (115, 40, 30):
        outage(start, start - 5)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            changes(client, tender, officer)
        asked.append(len(queries))

    assert len(set(asked[1:])) == 1


def test_the_api_reads_and_does_the_same(client, tender, officer):
    row = outage(115, 43)
    client.force_login(officer)
    url = reverse("api:open-outage-extension", args=[tender.pk])

    read = client.get(url).json()
    done = client.post(url, {"outages": read["outages"], "reason": WHY}, content_type="application/json")
    again = client.post(url, {"outages": read["outages"], "reason": WHY}, content_type="application/json")

    assert read == {
        "outages": [row.pk],
        "lost_seconds": 4320,
        "more_seconds": 4500,
        "deadline": (D + 75 * MINUTE).isoformat().replace("+00:00", "Z"),
    }
    assert (done.status_code, again.status_code) == (201, 409)
    assert client.get(url).status_code == 404
    assert deadline_of(tender) == D + 75 * MINUTE
