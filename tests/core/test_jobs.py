"""Jobs are rows: asked for once, claimed by one, finished by whoever holds the fence."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock, jobs, queues
from core.models import Artifact, Job, JobState

KIND = "tests.core.echo"
CROWD = "tests.core.crowd"
pytestmark = pytest.mark.django_db


def echo(job, progress):
    progress.say(50, "Halfway")
    if job.target == "unfit":
        raise jobs.Unfit("This tender has no bids yet.")
    if job.target == "interrupted":
        raise jobs.Interrupted("The system ended it each time.")
    if job.target == "broken":
        raise ZeroDivisionError("no weights")
    return jobs.JobProduct(job.input_hash.encode(), "echo.txt", "text/plain")


@queues.job_task(KIND, queues.Queue("tests"))
def echo_task(job_id):
    jobs.run(job_id, echo)


@queues.job_task(CROWD, queues.Queue("crowd"))
def crowd_task(job_id):
    jobs.run(job_id, echo)


@pytest.fixture
def wakes(monkeypatch, settings):
    """The ids that would go to the broker, which is the edge."""
    woken = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    for task in (echo_task, crowd_task):
        monkeypatch.setattr(task, "apply_async", lambda kwargs, retry: woken.append((kwargs["job_id"], retry)))
    return woken


def ask(target="tender", input_hash="a" * 64, at=None):
    """Asked for a second ago, unless said otherwise: due at every moment that a test reads off the clock."""
    at = at or clock.db_now() - timedelta(seconds=1)
    return jobs.request(KIND, target=target, input_hash=input_hash, by=None, at=at)


def claimed(job, at=None):
    taken = jobs.claim(job.pk, at=at or clock.db_now())
    assert taken is not None
    return taken


def product(text="made"):
    return jobs.JobProduct(text.encode(), "made.txt", "text/plain")


def columns(job, *names):
    job.refresh_from_db()
    return tuple(getattr(job, name) for name in names)


def stored_files():
    from django.conf import settings

    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


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


def test_only_one_worker_can_claim_a_job():
    job = ask()
    now = clock.db_now()
    first, second = jobs.claim(job.pk, at=now), jobs.claim(job.pk, at=now)
    assert (first.state, first.fence, first.attempts, second) == ("running", 1, 1, None)
    assert first.lease_until == now + jobs.LEASE


def test_a_job_that_is_not_due_yet_is_not_claimed():
    now = clock.db_now()
    job = ask(at=now + timedelta(minutes=1))
    assert jobs.claim(job.pk, at=now) is None
    assert jobs.due(at=now) == []
    assert jobs.due(at=now + timedelta(minutes=1)) == [(job.pk, KIND)]


def test_an_expired_lease_frees_the_job_and_raises_the_fence():
    now = clock.db_now()
    job = claimed(ask(), now)
    assert jobs.claim(job.pk, at=now + jobs.LEASE) is None
    again = claimed(job, now + jobs.LEASE + timedelta(seconds=1))
    assert (again.fence, again.attempts) == (2, 2)


def test_a_stale_worker_cannot_finish_fail_or_speak_for_a_job_that_another_has_taken():
    now = clock.db_now()
    stale = claimed(ask(), now)
    heir = claimed(stale, now + jobs.LEASE + timedelta(seconds=1))
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(stale, product("stale"), at=now)
    with pytest.raises(jobs.LeaseLost):
        jobs.Progress(stale).say(90, "Nearly")
    jobs.fail(stale, "stale", at=now)
    assert columns(heir, "state", "fence", "percent", "why") == ("running", 2, 0, "")
    jobs.finish(heir, product("heir"), at=now)
    assert [jobs.open_artifact(artifact) for artifact in heir.artifacts.all()] == [b"heir"]


def test_a_job_run_from_end_to_end():
    job = ask(input_hash="c" * 64)
    echo_task(job_id=str(job.pk))
    assert columns(job, "state", "percent", "message", "lease_until", "why") == ("ready", 100, "", None, "")
    (artifact,) = job.artifacts.all()
    assert (jobs.open_artifact(artifact), artifact.size, artifact.fence) == (b"c" * 64, 64, 1)
    assert (artifact.file_name, artifact.content_type, artifact.input_hash) == ("echo.txt", "text/plain", "c" * 64)


def test_what_belongs_to_a_finish_happens_with_it_or_not_at_all():
    digests = []
    done = jobs.JobProduct(b"made", "made.txt", "text/plain", when_ready=lambda file: digests.append(file.sha256))
    job = claimed(ask())
    jobs.finish(job, done, at=clock.db_now())
    assert (columns(job, "state"), digests) == (("ready",), [job.artifacts.get().sha256])

    def refuse(_artifact):
        raise ZeroDivisionError("no leaf")

    job = claimed(ask(input_hash="b" * 64))
    with pytest.raises(ZeroDivisionError):
        jobs.finish(job, jobs.JobProduct(b"made", "made.txt", "text/plain", when_ready=refuse), at=clock.db_now())
    assert (columns(job, "state"), job.artifacts.count()) == (("running",), 0)


def test_a_second_delivery_of_a_done_job_does_nothing():
    job = ask()
    echo_task(job_id=str(job.pk))
    echo_task(job_id=str(job.pk))
    assert columns(job, "state", "attempts") == ("ready", 1)
    assert Artifact.objects.count() == 1


def test_what_a_person_can_cure_is_said_and_not_raised():
    job = ask(target="unfit")
    echo_task(job_id=str(job.pk))
    assert columns(job, "state", "why", "lease_until") == ("failed", "This tender has no bids yet.", None)


def test_a_fault_is_stored_with_its_name_and_raised_for_the_log():
    job = ask(target="broken")
    with pytest.raises(ZeroDivisionError):
        echo_task(job_id=str(job.pk))
    assert columns(job, "state", "why") == ("failed", "ZeroDivisionError: no weights")


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


def test_progress_renews_the_lease():
    job = claimed(ask())
    Job.objects.filter(pk=job.pk).update(lease_until=clock.db_now())
    jobs.Progress(job).say(40, "Reading the bids")
    assert columns(job, "percent", "message") == (40, "Reading the bids")
    assert job.lease_until - clock.db_now() > jobs.LEASE - timedelta(seconds=5)


def test_a_worker_of_one_process_hears_of_each_renewal(monkeypatch):
    heard = []
    monkeypatch.setattr(jobs, "_on_renewal", [])
    jobs.on_renewal(heard.append)
    progress = jobs.Progress(claimed(ask()))

    progress.say(40, "Reading the bids")
    progress.beat()  # nothing to renew yet

    assert heard == [progress._renewed_at]


def test_a_beat_renews_the_lease_only_when_a_third_of_it_is_over():
    job = claimed(ask())
    progress = jobs.Progress(job)
    before = columns(job, "lease_until")
    progress.beat()
    assert columns(job, "lease_until") == before
    progress._renewed_at -= jobs.RENEW_AFTER
    progress.beat()
    assert columns(job, "lease_until") > before


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
    assert [columns(one, "state") for one in (crowd, job)] == [("requested",), ("ready",)]


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


def test_a_file_that_cannot_be_written_whole_is_not_there_at_all(monkeypatch):
    job = claimed(ask())

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        jobs.finish(job, product(), at=clock.db_now())
    assert (stored_files(), Artifact.objects.count()) == ([], 0)
    assert columns(job, "state") == ("running",)


def test_a_damaged_file_is_not_handed_out(settings):
    job = claimed(ask())
    jobs.finish(job, product("whole"), at=clock.db_now())
    artifact = job.artifacts.get()
    assert stored_files() == [artifact.sha256]
    (Path(settings.MEDIA_ROOT) / artifact.object_name).write_bytes(b"whol3")
    with pytest.raises(ValueError, match=r"made\.txt is damaged"):
        jobs.open_artifact(artifact)


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
