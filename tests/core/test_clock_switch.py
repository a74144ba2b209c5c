"""The one switch of the clock: forward only, with a leaf and a line on every page, and never in production."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import override_settings

from core import clock, clock_switch, triggers
from core.models import AuditLeaf, ClockMove
from core.pages import context
from tests import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MOMENT = timedelta(seconds=5)


def command(*arguments):
    out = io.StringIO()
    call_command("move_clock", *arguments, stdout=out)
    return out.getvalue()


def test_a_moved_clock_is_read_by_everybody_and_leaves_a_leaf(move_clock):
    person, before = builders.person("administrator"), clock.db_now()

    move_clock(to=before + 40 * DAY, by=person)

    assert timedelta() <= clock.db_now() - (before + 40 * DAY) < MOMENT
    assert timedelta() <= clock.machine_now() - before < MOMENT
    [leaf] = AuditLeaf.objects.filter(kind="clock.moved")
    assert (leaf.at, ClockMove.objects.get().by) == (ClockMove.objects.get().at, person)
    assert json.loads(leaf.body)["facts"] == {"seconds": 40 * 86_400}


def test_the_clock_reaches_the_instant_that_was_asked_for(move_clock):
    instant = (clock.db_now() + DAY).replace(microsecond=1)

    move_clock(to=instant)

    assert clock.db_now() >= instant


def test_moves_add_up(move_clock):
    before = clock.db_now()

    move_clock(days=1)
    move_clock(hours=2)

    assert timedelta() <= clock.db_now() - before - timedelta(days=1, hours=2) < MOMENT


def test_it_never_goes_back(move_clock):
    now = clock.db_now()
    with pytest.raises(clock_switch.ClockRefused, match="only goes forward: it shows 20"):
        move_clock(to=now)
    move_clock(days=2)

    for seconds in (2 * 86_400, 86_400, -1):
        with pytest.raises(DatabaseError, match="takes no such row"), transaction.atomic():
            ClockMove.objects.create(seconds=seconds, at=now)


def test_no_further_than_the_bounds(move_clock):
    with pytest.raises(clock_switch.ClockRefused, match="cannot be moved so far"):
        move_clock(days=21 * 366)

    assert (ClockMove.objects.count(), AuditLeaf.objects.count()) == (0, 0)


def test_a_demonstration_begins_in_the_past_and_comes_to_now(settings):
    settings.CLOCK_MOVES = True
    today = clock.machine_now()

    clock_switch.set_back(days=40, by=None)
    began = clock.db_now()
    clock_switch.catch_up(by=None)

    assert timedelta() <= began - (today - 40 * DAY) < MOMENT
    assert abs(clock.db_now() - clock.machine_now()) < MOMENT
    assert clock_switch.catch_up(by=None) is None
    leaves = AuditLeaf.objects.filter(kind="clock.moved").order_by("index")
    assert [json.loads(leaf.body)["facts"]["seconds"] for leaf in leaves] == [-40 * 86_400, 0]
    assert sorted(leaf.at for leaf in leaves) == [leaf.at for leaf in leaves]


def test_no_past_is_made_once_anything_is_recorded(move_clock):
    move_clock(days=1)

    with pytest.raises(clock_switch.ClockRefused, match="on an empty site only"):
        clock_switch.set_back(days=40, by=None)


@pytest.mark.parametrize("settings_", [{"CLOCK_MOVES": False}, {"CLOCK_MOVES": True, "PRODUCTION": True}])
def test_elsewhere_nobody_moves_it_and_nothing_that_moved_it_is_read(move_clock, settings_):
    move_clock(days=300)

    with override_settings(**settings_):
        now = clock.db_now()
        with pytest.raises(clock_switch.ClockRefused, match="in a demonstration only"):
            clock_switch.move_to(instant=now + DAY, by=None, at=now)
        for act in (clock_switch.catch_up, lambda by: clock_switch.set_back(days=1, by=by)):
            with pytest.raises(clock_switch.ClockRefused):
                act(by=None)
        assert abs(now - datetime.now(UTC)) < MOMENT
        assert (clock_switch.offset(), context.clock_notice()) == (timedelta(), "")
        with pytest.raises(triggers.Unguarded, match="was moved in a demonstration, so its times are not true"):
            triggers.require_at_start()


def test_a_demonstration_starts_on_a_moved_clock_and_a_site_on_one_that_was_not(move_clock, settings):
    settings.CLOCK_MOVES = False
    triggers.require_at_start()

    settings.CLOCK_MOVES = True
    move_clock(days=1)
    triggers.require_at_start()


def test_every_page_says_so(move_clock, client, settings):
    settings.TIME_ZONE = "UTC"
    assert b"clock of this site" not in client.get("/account/login/").content
    move_clock(to=datetime(2031, 5, 6, 7, 8, 30, tzinfo=UTC))

    days = clock_switch.offset().days
    page = client.get("/account/login/").content.decode()

    sentence = f"The clock of this site was moved: it shows 6 May 2031, 07:08\u00a0UTC, {days} days ahead."
    assert sentence in page


@pytest.mark.parametrize(
    ("apart", "text"),
    [
        (timedelta(days=1), "1 day ahead"),
        (timedelta(hours=2), "2 hours ahead"),
        (timedelta(seconds=20), "less than an hour ahead"),
        (timedelta(days=-40), "40 days behind"),
    ],
)
def test_how_far_it_is_from_the_machines(apart, text):
    assert context.apart_sentence(apart) == text


def test_a_clock_that_may_not_move_costs_no_query_more(django_assert_num_queries, settings):
    with django_assert_num_queries(0):
        assert context.clock_notice() == ""
    settings.CLOCK_MOVES = True
    with django_assert_num_queries(1):
        clock.db_now()


def test_the_command_moves_it_and_says_what_it_shows(settings):
    settings.CLOCK_MOVES = True

    assert command().startswith("The clock shows 20")
    assert command("--to", "2040-01-02T03:04:05+01:00") == "The clock shows 2040-01-02 02:04:05 UTC.\n"
    assert command("--to", "2040-01-02T03:04:05") == "The clock shows 2040-01-02 03:04:05 UTC.\n"
    assert command("--days", "1").startswith("The clock shows 2040-01-03 03:04:0")
    assert command("--now").startswith("The clock shows 2040-01-03 03:04:0")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--to", "tomorrow"], "'tomorrow' is no instant"),
        (["--to", "2001-01-01"], "only goes forward"),
        (["--days", "-1"], "only goes forward"),
    ],
)
def test_the_command_refuses_with_a_sentence(settings, arguments, sentence):
    settings.CLOCK_MOVES = True

    with pytest.raises(CommandError, match=sentence):
        command(*arguments)


def test_an_administrator_of_a_demonstration_moves_it_on_a_page(client, settings):
    settings.CLOCK_MOVES, settings.MFA_REQUIRED_ROLES = True, []
    administrator, before = builders.person("administrator"), clock.db_now()
    client.force_login(administrator)

    page = client.post("/clock/", {"days": "30"}, follow=True).content.decode()

    assert timedelta() <= clock.db_now() - before - 30 * DAY < MOMENT
    assert ("The clock went 30 days ahead." in page, "30 days ahead." in page) == (True, True)
    assert '<a href="/clock/" aria-current="page">Clock</a>' in page
    assert ClockMove.objects.get().by == administrator


@pytest.mark.parametrize("days", ["", "0", "401", "-1", "soon"])
def test_the_page_takes_days_ahead_alone(client, settings, days):
    settings.CLOCK_MOVES, settings.MFA_REQUIRED_ROLES = True, []
    client.force_login(builders.person("administrator"))

    assert b"Give a number of days from 1 to 400." in client.post("/clock/", {"days": days}).content
    assert not ClockMove.objects.exists()


def test_others_do_not_move_it_and_elsewhere_there_is_no_page(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("administrator"))
    assert client.post("/clock/", {"days": "1"}).status_code == 404

    settings.CLOCK_MOVES = True
    client.force_login(builders.person("officer"))
    assert client.post("/clock/", {"days": "1"}).status_code == 403
    assert b"/clock/" not in client.get("/").content

    assert not ClockMove.objects.exists()
