"""Jobs are rows: asked for once, woken after the commit, asked for again after a failure."""

from datetime import timedelta

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock, jobs
from core.models import Job, JobState
from tests.core.jobs.echo import KIND, ask, claimed, columns, echo_task

pytestmark = pytest.mark.django_db


def test_asking_twice_for_the_same_input_finds_the_first_job(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(), ask()
    assert first.pk == second.pk
    assert wakes == [(str(first.pk), False)]
    assert Job.objects.count() == 1


def test_another_input_or_target_is_another_job():
    assert len({ask().pk, ask(input_hash="b" * 64).pk, ask(target="other").pk}) == 3


def test_a_worker_is_woken_after_the_commit_and_not_after_a_rollback(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with transaction.atomic():
            ask()
            transaction.set_rollback(True)
        assert wakes == []
    assert (callbacks, wakes, Job.objects.count()) == ([], [], 0)


def test_a_broker_that_does_not_answer_costs_nothing(monkeypatch, settings, django_capture_on_commit_callbacks):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    def refuse(**_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(echo_task, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
    assert columns(job, "state", "why") == ("requested", "")
    assert jobs.wake_worker(job.pk, KIND) is False


def test_interrupted_work_is_asked_for_again_at_once_and_a_worker_is_woken(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(target="interrupted")
        echo_task(job_id=str(job.pk))

    assert wakes == [(str(job.pk), False)] * 2
    assert columns(job, "state", "attempts", "percent", "message", "why", "lease_until") == (
        "requested",
        1,
        0,
        "",
        "",
        None,
    )
    assert jobs.due(at=clock.db_now()) == [(job.pk, KIND)]


def test_interrupted_work_waits_longer_each_time_and_fails_after_the_last_attempt(wakes):
    job, now = ask(target="interrupted"), clock.db_now()
    pauses = []

    for _ in range(jobs.MAX_ATTEMPTS - 1):
        jobs.try_again(claimed(job, now), "The system ended it each time.", at=now)
        [not_before] = columns(job, "not_before")
        pauses.append((not_before - now) / jobs.SWEEP_EVERY)
        now = not_before
    jobs.try_again(claimed(job, now), "The system ended it each time.", at=now)

    assert pauses == [0, 1, 2, 3]
    assert columns(job, "state", "attempts", "why") == ("failed", 5, "The system ended it each time.")


def test_a_stale_worker_cannot_ask_again_for_a_job_that_another_has_taken():
    now = clock.db_now()
    stale = claimed(ask(), now)
    heir = claimed(stale, now + jobs.LEASE + timedelta(seconds=1))

    jobs.try_again(stale, "The system ended it.", at=now)

    assert columns(heir, "state", "fence") == ("running", 2)


def test_a_failed_job_is_asked_for_again_and_starts_afresh(wakes, django_capture_on_commit_callbacks):
    job = ask(target="unfit")
    echo_task(job_id=str(job.pk))
    with django_capture_on_commit_callbacks(execute=True):
        again = ask(target="unfit")
    assert again.pk == job.pk
    assert columns(job, "state", "attempts", "percent", "why", "finished_at") == ("requested", 0, 0, "", None)
    assert wakes[-1] == (str(job.pk), False)


@pytest.mark.parametrize("state", [JobState.REQUESTED, JobState.RUNNING, JobState.READY])
def test_only_a_failed_job_can_be_retried(state):
    job = ask()
    lease = clock.db_now() if state == JobState.RUNNING else None
    Job.objects.filter(pk=job.pk).update(state=state, attempts=3, lease_until=lease)
    assert jobs.retry(job, at=clock.db_now()).state == state
    assert columns(job, "attempts") == (3,)
