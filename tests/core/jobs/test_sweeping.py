"""What is due, or was left by a worker, is taken up; without a broker it is worked off."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from kombu.exceptions import OperationalError

from core import clock, jobs
from tests.core.jobs.echo import CROWD, ask, claimed, columns, echo_task

pytestmark = pytest.mark.django_db


def test_the_sweep_wakes_a_worker_for_what_is_due_or_was_left_and_for_nothing_else(wakes):
    now = clock.db_now()
    left = claimed(ask(input_hash="1", at=now - 2 * jobs.LEASE), now - 2 * jobs.LEASE)
    running = claimed(ask(input_hash="2", at=now), now)
    waiting, later = ask(input_hash="3", at=now), ask(input_hash="4", at=now + jobs.LEASE)
    done = ask(input_hash="5")
    echo_task(job_id=str(done.pk))
    assert jobs.sweep(at=now) == 2
    assert {job_id for job_id, _ in wakes} == {str(left.pk), str(waiting.pk)}
    assert columns(running, "state") == ("running",)
    assert columns(later, "state") == ("requested",)


def test_the_sweep_stops_at_the_first_call_that_is_not_answered(monkeypatch, settings):
    """Each call waits up to a second for a dead broker: 500 of them would hold the worker for minutes."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    tried = []

    def refuse(kwargs, **_):
        tried.append(kwargs)
        raise OperationalError("connection refused")

    monkeypatch.setattr(echo_task, "apply_async", refuse)
    for number in range(3):
        ask(input_hash=str(number))
    assert (jobs.sweep(at=clock.db_now()), len(tried)) == (0, 1)


def test_a_thousand_jobs_of_one_queue_do_not_hide_those_of_another_from_the_sweep(wakes, monkeypatch):
    monkeypatch.setattr(jobs, "WAKEN_AT_MOST", 3)
    earlier = clock.db_now() - timedelta(seconds=2)
    for number in range(4):
        jobs.request(CROWD, target="t", input_hash=str(number), by=None, at=earlier)
    late = ask()

    assert jobs.sweep(at=clock.db_now()) == 4
    assert (str(late.pk), False) in wakes


def test_a_job_whose_worker_always_dies_is_given_up_with_the_reason(wakes):
    now = clock.db_now()
    job = ask(at=now)
    for attempt in range(jobs.MAX_ATTEMPTS):
        claimed(job, now + attempt * 2 * jobs.LEASE)
    late = now + 20 * jobs.LEASE
    assert jobs.claim(job.pk, at=late) is None
    assert jobs.sweep(at=late) == 0
    assert columns(job, "state", "why") == ("failed", "Given up after 5 attempts: the worker stopped each time.")
    assert wakes == []


def test_working_off_does_each_due_job_and_outlives_a_failing_one(caplog):
    good, bad, unfit = ask(input_hash="1"), ask(target="broken"), ask(target="unfit")
    assert jobs.work_off(at=clock.db_now()) == 3
    assert [columns(job, "state")[0] for job in (good, bad, unfit)] == ["ready", "failed", "failed"]
    assert "no weights" in caplog.text
    assert jobs.work_off(at=clock.db_now()) == 0


def test_working_off_some_queues_leaves_the_others():
    crowd = jobs.request(CROWD, target="t", input_hash="1", by=None, at=clock.db_now() - timedelta(seconds=2))
    job = ask()

    assert jobs.work_off(at=clock.db_now(), taking=["tests"]) == 1
    assert [columns(job_row, "state") for job_row in (crowd, job)] == [("requested",), ("ready",)]


def test_work_takes_the_queues_that_it_is_given_and_refuses_a_name_that_is_none(capsys):
    crowd = jobs.request(CROWD, target="t", input_hash="1", by=None, at=clock.db_now() - timedelta(seconds=2))

    call_command("work", "--until-idle", "--queues", "tests,reports")
    assert (capsys.readouterr().out, columns(crowd, "state")) == ("Jobs done: 0\n", ("requested",))
    call_command("work", "--until-idle", "--queues", "tests, crowd")
    assert (capsys.readouterr().out, columns(crowd, "state")) == ("Jobs done: 1\n", ("ready",))
    with pytest.raises(CommandError, match=r"^There is no queue report\. The queues are: .*crowd.*reports.*\.$"):
        call_command("work", "--once", "--queues", "report")


def test_a_kind_that_nobody_knows_stays_requested_and_stops_nothing(wakes, caplog):
    stranger = jobs.request("no.such.kind", target="t", input_hash="h", by=None, at=clock.db_now())
    known = ask()
    assert jobs.work_off(at=clock.db_now()) == 1
    assert columns(stranger, "state") == ("requested",)
    assert columns(known, "state") == ("ready",)
    assert jobs.wake_worker(stranger.pk, stranger.kind) is True
    assert "no.such.kind" in caplog.text


def test_work_until_idle_ends_when_nothing_more_is_due(capsys):
    jobs_asked = [ask(input_hash=str(number)) for number in range(3)]
    call_command("work", "--until-idle")
    assert capsys.readouterr().out == "Jobs done: 3\n"
    assert {columns(job, "state")[0] for job in jobs_asked} == {"ready"}


def test_a_worker_that_cannot_warm_up_still_starts(monkeypatch, caplog):
    called = []
    monkeypatch.setattr(jobs, "_warm_ups", [])

    def cold():
        raise OSError("cannot load library 'pango'")

    jobs.on_worker_start(cold)
    jobs.on_worker_start(cold)
    jobs.on_worker_start(lambda: called.append("warm"))
    jobs.warm_up()
    assert called == ["warm"]
    assert caplog.text.count("A worker starts cold") == 1
