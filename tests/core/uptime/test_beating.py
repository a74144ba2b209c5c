"""A heartbeat goes through database and storage; a gap of more than a minute becomes an outage with a leaf."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.urls import reverse

from core import assembly, clock, health, queues
from core.models import AuditLeaf, Heartbeat, SiteOutage
from core.signing import keyfile
from core.signing import services as signing
from core.uptime import beating, clocks, queries
from core.uptime.pages import span
from procurement.bids import store
from tests import outages

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def machine(monkeypatch):
    """The machine's clock as a test sets it: `machine(seconds)` after noon."""
    noon = datetime(2026, 12, 4, 12, tzinfo=UTC)
    now = [noon]
    monkeypatch.setattr(clock, "_read", lambda _offset: now[0])

    def set_to(seconds):
        now[0] = noon + seconds * SECOND
        return now[0]

    return set_to


def test_the_first_heartbeat_of_a_site_is_no_outage(machine):
    assert beating.beat() is None

    assert [(heart.part, heart.beaten_at) for heart in Heartbeat.objects.all()] == [("web", machine(0))]
    assert (SiteOutage.objects.count(), AuditLeaf.objects.count()) == (0, 0)


@pytest.mark.parametrize(("gap", "recorded"), [(30, 0), (60, 0), (61, 1), (3600, 1)])
def test_more_than_a_minute_without_a_heartbeat_is_an_outage(machine, gap, recorded):
    start = machine(0)
    beating.beat()
    end = machine(gap)

    outage = beating.beat()

    assert SiteOutage.objects.count() == recorded
    if recorded:
        assert (outage.part, outage.from_at, outage.to_at) == ("web", start, end)


def test_its_leaf_says_from_when_to_when_and_nothing_else(machine):
    machine(0)
    beating.beat()
    machine(4320)

    outage = beating.beat()

    leaf = AuditLeaf.objects.get()
    body = json.loads(leaf.body)
    assert (leaf.log_id, leaf.kind, body["object"]) == ("platform", "outage.recorded", f"core.siteoutage:{outage.pk}")
    assert body["facts"] == {
        "part": "web",
        "from": "2026-12-04T12:00:00+00:00",
        "to": "2026-12-04T13:12:00+00:00",
    }


def test_several_processes_beat_one_heart(machine):
    """Two web processes: while one works, bids can be handed in, whatever became of the other."""
    for second in range(0, 300, 45):
        machine(second)
        beating.beat()

    assert SiteOutage.objects.count() == 0


def test_a_restart_sees_the_stop_once(machine):
    machine(0)
    beating.beat()
    machine(600)

    assert [beating.beat() is not None, beating.beat() is not None] == [True, False]


def test_a_disk_that_takes_nothing_stops_the_heart(machine):
    start = machine(0)
    beating.beat()
    machine(70)
    with outages.no_file_above(10_000), pytest.raises(OSError, match="File too large"):
        beating.beat()
    assert Heartbeat.objects.get().beaten_at == start
    end = machine(130)

    outage = beating.beat()

    assert (outage.from_at, outage.to_at) == (start, end)


def test_a_database_that_does_not_answer_stops_the_heart(machine):
    start = machine(0)
    beating.beat()
    machine(90)

    def silent(*_):
        raise OperationalError("gone")

    with pytest.raises(OperationalError), connection.execute_wrapper(silent):
        beating.beat()

    machine(120)
    assert beating.beat().from_at == start


def no_key(settings, monkeypatch):
    signing.begin(at=clock.db_now())
    key = keyfile.place().read_text()
    keyfile.place().write_text("no key")
    return lambda: keyfile.place().write_text(key)


def no_synchronised_clock(settings, monkeypatch):
    settings.CLOCK_MUST_BE_SYNCHRONISED = True
    monkeypatch.setattr(clocks, "is_synchronised", lambda: False)
    return lambda: monkeypatch.setattr(clocks, "is_synchronised", lambda: True)


def no_room_for_bids(settings, monkeypatch):
    settings.BIDS_FREE_BYTES = 2**62
    return lambda: setattr(settings, "BIDS_FREE_BYTES", 0)


def another_folder(settings, monkeypatch):
    store.open_store()
    named = store.root() / store.IDENTITY
    before = named.read_text()
    named.write_text("00000000-0000-4000-8000-000000000001\n")
    return lambda: named.write_text(before)


KEPT_OUT = [
    (no_key, "The platform cannot sign."),
    (no_synchronised_clock, "The clock of this machine is not synchronised."),
    (no_room_for_bids, "The folder of bids has no space left."),
    (another_folder, "The folder of bids belongs to another database."),
]


@pytest.fixture(params=KEPT_OUT, ids=lambda pair: pair[0].__name__)
def kept_out(request, settings, monkeypatch, machine):
    """What keeps every bid out, as (its line, how it is mended), after a first heartbeat at noon."""
    settings.BIDS_FREE_BYTES = 0
    machine(0)
    beating.beat()
    make, line = request.param
    mend = make(settings, monkeypatch)
    return line, mend


def test_what_keeps_every_bid_out_stops_the_heart_and_is_an_outage(kept_out, machine):
    line, mend = kept_out
    start = machine(0)
    for second in (30, 60, 90):
        machine(second)
        with pytest.raises(beating.ReceivingStopped, match=line):
            beating.beat()
    assert (Heartbeat.objects.get().beaten_at, SiteOutage.objects.count()) == (start, 0)
    mend()
    end = machine(120)

    outage = beating.beat()

    assert (outage.from_at, outage.to_at) == (start, end)


def test_one_heartbeat_that_is_kept_out_for_a_moment_is_no_outage(kept_out, machine):
    """As where nothing could be stored: only what lasts longer than a minute counts."""
    _line, mend = kept_out
    machine(30)
    with pytest.raises(beating.ReceivingStopped):
        beating.beat()
    mend()
    machine(60)

    assert beating.beat() is None


def test_health_says_the_same_line(kept_out, client, monkeypatch):
    monkeypatch.setattr(health, "_latest", {})
    queues.Consumer("worker@city", queues.names()).note(clock.db_now())
    line, _mend = kept_out

    response = client.get(reverse("readyz"))

    # Two clocks are there on PostgreSQL, and the test has set one of them.
    of_the_test = "The clocks of this machine and of the database differ by more than a second."
    lines = response.content.decode().splitlines()
    assert (response.status_code, [each for each in lines if each != of_the_test]) == (503, [line])


def test_asking_what_keeps_bids_out_makes_nothing(settings):
    assert (assembly.receiving_faults(), settings.BIDS_ROOT.exists(), settings.KEYS_FOLDER.exists()) == (
        [],
        False,
        False,
    )


def test_a_clock_that_goes_back_does_not_move_the_heart(machine):
    start = machine(0)
    beating.beat()
    machine(-7200)

    assert beating.beat() is None
    assert Heartbeat.objects.get().beaten_at == start
    with pytest.raises(DatabaseError), transaction.atomic():
        Heartbeat.objects.update(beaten_at=start - MINUTE)


def test_a_clock_that_is_moved_for_a_demonstration_makes_no_outage(move_clock):
    beating.beat()
    move_clock(days=30)

    assert beating.beat() is None


def test_an_outage_stands_for_good(machine):
    machine(0)
    beating.beat()
    machine(600)
    beating.beat()

    for act in (lambda: SiteOutage.objects.update(to_at=machine(9000)), SiteOutage.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert SiteOutage.objects.count() == 1


def outage(start, end):
    noon = datetime(2026, 12, 4, 12, tzinfo=UTC)
    return SiteOutage.objects.create(part="web", from_at=noon + start * MINUTE, to_at=noon + end * MINUTE)


def test_what_touches_a_span_is_counted_within_it():
    noon = datetime(2026, 12, 4, 12, tzinfo=UTC)
    before, across, within, after = outage(-30, 0), outage(-10, 5), outage(20, 30), outage(60, 70)

    assert queries.outages_between(noon, noon + 60 * MINUTE) == [across, within]
    assert queries.time_lost(noon, noon + 60 * MINUTE) == 15 * MINUTE
    assert (before.to_at, after.from_at) == (noon, noon + 60 * MINUTE)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (61 * SECOND, "2 minutes"),
        (MINUTE, "1 minute"),
        (60 * MINUTE, "1 hour"),
        (75 * MINUTE, "1 hour 15 minutes"),
        (121 * MINUTE, "2 hours 1 minute"),
    ],
)
def test_a_length_is_said_in_hours_and_minutes(length, text):
    assert span(length) == text


def test_everybody_reads_the_ledger(client, django_assert_num_queries):
    assert "No outage is recorded" in client.get(reverse("uptime:list")).content.decode()
    outage(-125, -53)

    page = client.get(reverse("uptime:list")).content.decode()
    listed = client.get(reverse("api:outages")).json()

    assert "4 Dec 2026, 09:55:00" in page
    assert "1 hour 12 minutes" in page
    assert [(row["from_at"], row["to_at"], row["seconds"]) for row in listed["results"]] == [
        ("2026-12-04T09:55:00Z", "2026-12-04T11:07:00Z", 4320)
    ]
    with django_assert_num_queries(1):
        client.get(reverse("uptime:list"))
    outage(0, 2), outage(10, 12)
    with django_assert_num_queries(1):
        client.get(reverse("uptime:list"))
