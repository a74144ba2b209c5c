"""Timers: every moment once and in order, also after a day's pause; a failure costs the others nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from core import assembly, clock, ticks, timers
from core.models import SecurityEvent, Timer
from core.timers import Due, RecurringPart, TimerPart

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Diary:
    """What was done, when and for which moment, and a kind of rows that has it done."""

    def __init__(self, *moments):
        self.moments = moments
        self.entries = []
        self.part = TimerPart(Timer, self.due, {due.name: self.write for due in moments})

    def due(self, _row):
        return self.moments

    def write(self, row, *, at, due):
        self.entries.append((row.name, at, due))


def planned(diary, *, at, name="row"):
    row = Timer.objects.create(name=name)
    timers.plan(diary.part, row, at=at)
    return row


def next_check(name="row"):
    return Timer.objects.get(name=name).next_check


def test_a_row_is_planned_for_its_earliest_moment_to_come():
    diary = Diary(Due(NOON + HOUR, "second"), Due(NOON - HOUR, "over"), Due(NOON + 2 * HOUR, "third"))

    planned(diary, at=NOON)

    assert next_check() == NOON + HOUR


def test_what_must_happen_even_late_is_planned_although_its_time_is_over():
    diary = Diary(Due(NOON - HOUR, "close", even_late=True), Due(NOON + HOUR, "remind"))

    planned(diary, at=NOON)

    assert next_check() == NOON - HOUR


def test_nothing_happens_before_its_time_and_everything_once_at_it():
    diary = Diary(Due(NOON + HOUR, "remind"))
    planned(diary, at=NOON)

    done = [timers.sweep([diary.part], at=NOON + minutes * HOUR / 60) for minutes in (0, 59, 60, 61)]

    assert done == [0, 0, 1, 0]
    assert diary.entries == [("row", NOON + HOUR, NOON + HOUR)]
    assert next_check() is None


def test_after_a_day_without_a_sweep_every_moment_is_done_once_in_order():
    moments = [Due(NOON + hours * HOUR, f"after {hours}") for hours in (3, 1, 2, 30)]
    diary = Diary(*moments)
    planned(diary, at=NOON)

    tomorrow = NOON + 24 * HOUR
    assert [timers.sweep([diary.part], at=tomorrow) for _ in range(2)] == [3, 0]

    assert diary.entries == [("row", tomorrow, NOON + hours * HOUR) for hours in (1, 2, 3)]
    assert next_check() == NOON + 30 * HOUR


def test_two_that_look_at_once_do_it_once():
    diary = Diary(Due(NOON, "remind"))
    row = planned(diary, at=NOON - HOUR)

    def another_is_faster(_row):
        Timer.objects.filter(pk=row.pk).update(next_check=None)
        return diary.moments

    slower = TimerPart(Timer, another_is_faster, diary.part.handlers)

    assert timers.tick(slower, row.pk, at=NOON) is False
    assert diary.entries == []


def test_a_handler_that_fails_is_tried_again_and_holds_up_nobody(caplog):
    diary = Diary(Due(NOON, "remind"))
    planned(diary, at=NOON - HOUR, name="a")
    planned(diary, at=NOON - HOUR, name="b")
    failing = [True]

    def sometimes(row, *, at, due):
        Timer.objects.create(name=f"made by {row.name}")
        if row.name == "a" and failing:
            raise ValueError("The printer is on fire.")
        diary.write(row, at=at, due=due)

    part = TimerPart(Timer, lambda row: diary.moments if row.name in "ab" else (), {"remind": sometimes})

    assert timers.sweep([part], at=NOON) == 1
    assert (next_check("a"), next_check("b")) == (NOON, None)
    assert not Timer.objects.filter(name="made by a").exists()
    assert "A timer of core.Timer a failed" in caplog.text
    failing.clear()
    assert timers.sweep([part], at=NOON + HOUR) == 1
    assert [name for name, _at, _due in diary.entries] == ["b", "a"]


# --- again and again ---


@pytest.mark.parametrize(
    ("at", "following"),
    [
        (NOON, datetime(2026, 3, 13, 3, 0, tzinfo=UTC)),
        (datetime(2026, 3, 13, 2, 59, 59, tzinfo=UTC), datetime(2026, 3, 13, 3, 0, tzinfo=UTC)),
        (datetime(2026, 3, 13, 3, 0, tzinfo=UTC), datetime(2026, 3, 14, 3, 0, tzinfo=UTC)),
    ],
)
def test_the_next_time_of_a_day_is_strictly_later(at, following):
    assert timers.daily(3)(at) == following


def test_what_recurs_is_done_once_after_a_pause_of_days_and_then_daily():
    done = []
    recurring = [RecurringPart("tidy", timers.daily(3), done.append)]
    timers.begin(recurring, at=NOON)
    part = timers.recurring(recurring)

    for days in (0, 1, 1, 5, 6):
        timers.sweep([part], at=NOON + timedelta(days=days))

    assert done == [NOON + timedelta(days=days) for days in (1, 5, 6)]


@pytest.mark.parametrize(("minutes", "following"), [(0, 60), (1, 60), (59, 60), (60, 120)])
def test_hourly_is_the_next_full_hour_strictly_after(minutes, following):
    assert timers.hourly(NOON + timedelta(minutes=minutes)) == NOON + timedelta(minutes=following)


def test_an_act_that_is_gone_waits_for_nothing():
    timers.begin([RecurringPart("old", timers.daily(3), print)], at=NOON)

    timers.begin([RecurringPart("new", timers.daily(3), print)], at=NOON)

    assert list(Timer.objects.values_list("name", flat=True)) == ["new"]


def test_the_site_shortens_its_security_log_sends_digests_and_signs_heads_by_itself(settings):
    settings.SECURITY_LOG_DAYS = 400
    now = clock.db_now()

    ticks.run(at=now)

    assert {row.name: row.next_check > now for row in Timer.objects.all()} == {
        "bids.check_envelopes": True,
        "bids.collect_envelopes": True,
        "bids.collect_files": True,
        "bids.forget_drafts": True,
        "keys.check_keysets": True,
        "keys.deadlines": True,
        "keys.forget_halves": True,
        "logs.heads": True,
        "notices.digest": True,
        "security_log.shorten": True,
    }
    Timer.objects.update(next_check=now)
    assert ticks.run(at=now) == 10
    assert not SecurityEvent.objects.exists()


def test_nothing_is_sent_to_a_worker_while_nothing_is_due(settings, monkeypatch, django_assert_num_queries):
    from core.tasks import tick_task

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    sent = []
    monkeypatch.setattr(tick_task, "apply_async", lambda **options: sent.append(options))
    now = clock.db_now()
    ticks.wake(at=now)

    with django_assert_num_queries(1 + 1 + len(assembly.timer_parts())):
        ticks.wake(at=now)
    assert sent == []
    Timer.objects.filter(name="notices.digest").update(next_check=now)
    ticks.wake(at=now)
    assert len(sent) == 1
