"""72, 24 and 2 hours before the deadline the lead's people learn that their bid is not in, or not confirmed."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import timers
from core.models import Notice
from core.timers import TimerPart
from procurement.bids.models import Bid
from procurement.bids.pages.clock import clock_box, left
from procurement.bids.queries import timing as queries
from procurement.bids.reminders import timing as reminders
from procurement.bids.services import withdrawing
from procurement.tenders import services as tenders
from procurement.tenders.models import Tender
from tests import builders
from tests.bids import written
from tests.bids.timing.received import received

pytestmark = pytest.mark.django_db
D = written.DEADLINE
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
PART = TimerPart(Bid, reminders.due, {"remind": reminders.remind})


def swept(*moments):
    for at in moments:
        timers.sweep([PART], at=at)


def notified(person):
    notices = Notice.objects.filter(user=person, kind__startswith="bid.").order_by("pk")
    return [(notice.kind, notice.facts.get("hours")) for notice in notices]


def test_who_has_not_sent_a_bid_is_told_three_times():
    bid = written.begun_bid().bid

    swept(*(D - hours * HOUR for hours in (73, 72, 24, 2, 1)))

    assert notified(bid.begun_by) == [("bid.unsent", "72"), ("bid.unsent", "24"), ("bid.unsent", "2")]
    assert Bid.objects.get(pk=bid.pk).next_check is None


def test_who_has_sent_one_is_left_alone_and_so_is_who_withdrew():
    bid = received()
    gone = received(tender=bid.tender, supplier=written.firm(name="Gone"))
    withdrawing.withdraw(bid=gone, by=gone.begun_by)

    swept(D - 72 * HOUR, D - 24 * HOUR, D - 2 * HOUR)

    assert (notified(bid.begun_by), notified(gone.begun_by)) == ([], [("bid.withdrawn", None)])


def test_a_pause_of_the_site_says_what_is_left_by_then():
    bid = written.begun_bid().bid

    swept(D - 30 * HOUR - MINUTE)

    assert notified(bid.begun_by) == [("bid.unsent", "31")]


def test_nothing_is_said_of_a_deadline_that_has_passed_or_stands_still(now):
    late, still = written.begun_bid().bid, written.begun_bid(supplier=written.firm(name="Still")).bid
    officer = builders.person("officer", authority=still.tender.authority)
    tenders.suspend(tender=still.tender, why="A complaint.", by=officer, at=now["now"])
    Bid.objects.filter(pk=late.pk).update(next_check=D - 2 * HOUR)

    swept(D - 72 * HOUR)
    swept(D + HOUR)

    assert notified(still.begun_by) == []
    assert notified(late.begun_by) == []


def test_a_deadline_that_moves_takes_the_reminders_along(now):
    bid = written.begun_bid().bid
    officer = builders.person("officer", authority=bid.tender.authority)
    tenders.extend(tender=bid.tender, deadline=D + 7 * DAY, reason="A holiday.", by=officer, at=now["now"])

    assert Bid.objects.get(pk=bid.pk).next_check == D + 7 * DAY - 72 * HOUR
    swept(D - 72 * HOUR)
    assert notified(bid.begun_by) == []


def test_everybody_who_began_a_bid_learns_of_an_extension(now):
    bid = written.begun_bid().bid
    officer = builders.person("officer", authority=bid.tender.authority)

    tenders.extend(tender=bid.tender, deadline=D + DAY, reason="A holiday.", by=officer, at=now["now"])

    assert Notice.objects.filter(user=bid.begun_by, kind="tender.extended").count() == 1


def test_a_team_is_each_person_once_and_costs_two_queries():
    people = [builders.person(name=name) for name in ("Ana", "Bo")]
    bids = [written.begun_bid(supplier=written.firm(*people, name=name)).bid for name in ("One", "Two", "Three")]

    counts = []
    for some in (bids[:1], bids):
        with CaptureQueriesContext(connection) as asked:
            teams = queries.teams_of(some)
        counts.append(len(asked))

    assert counts == [2, 2]
    assert teams == {bid.pk: people for bid in bids}


@pytest.mark.parametrize(
    ("zone", "deadline"),
    [
        ("Europe/Kyiv", "2026-10-25T00:30:00+00:00"),
        ("Europe/Rome", "2026-10-25T00:30:00+00:00"),
        ("Europe/Kyiv", "2026-03-29T00:30:00+00:00"),
        ("Europe/Rome", "2026-03-29T00:30:00+00:00"),
    ],
)
def test_hours_are_hours_also_on_a_night_on_which_clocks_are_changed(zone, deadline):
    at = datetime.fromisoformat(deadline).astimezone(ZoneInfo(zone))
    bid = Bid(begun_at=written.AT, tender=Tender(state="open", deadline_at=at))

    assert [at - due.at for due in reminders.due(bid)] == [72 * HOUR, 24 * HOUR, 2 * HOUR]


# --- the clock on each page ---


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (3 * DAY + 4 * HOUR + 59 * MINUTE, "3 d 4 h left"),
        (DAY, "1 d 0 h left"),
        (DAY - SECOND, "23 h 59 min left"),
        (HOUR + 51 * MINUTE + 59 * SECOND, "1 h 51 min left"),
        (HOUR - SECOND, "59 min 59 s left"),
        (SECOND, "0 min 1 s left"),
        (0 * SECOND, "Closed"),
        (-HOUR, "Closed"),
    ],
)
def test_what_is_left_is_cut_and_never_rounded_up(span, text):
    assert left(span) == text


def tender_in(zone, deadline):
    return SimpleNamespace(deadline_at=deadline, authority=SimpleNamespace(zone=zone))


def test_the_clock_of_the_picture():
    """1 h 51 min left, until 13:15 in Larkmouth; the server shows 11:23:40."""
    deadline = datetime.fromisoformat("2026-12-04T13:15:00+00:00")

    box = clock_box(tender_in("Europe/London", deadline), deadline - HOUR - 51 * MINUTE - 20 * SECOND)

    assert (box.left, box.seconds) == ("1 h 51 min left", 6680)
    assert "13:15" in box.until
    assert "11:23:40" in box.server


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Rome"])
def test_what_is_left_is_counted_in_instants_where_an_hour_comes_twice(zone):
    deadline = datetime.fromisoformat("2026-10-25T03:30:00+00:00")

    assert clock_box(tender_in(zone, deadline), deadline - 5 * HOUR).left == "5 h 0 min left"


def test_a_suspended_tender_counts_nothing():
    box = clock_box(tender_in("UTC", D), D - HOUR, is_suspended=True)

    assert (box.left, box.seconds, box.forms) == ("Time stands still", 0, ())
    assert clock_box(tender_in("UTC", None), D) is None
