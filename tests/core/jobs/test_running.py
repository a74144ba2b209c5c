"""A job is claimed by one worker and finished by whoever holds the fence."""

from datetime import timedelta
from pathlib import Path

import pytest

from core import clock, jobs
from core.models import Artifact, Job
from tests.core.jobs.echo import KIND, WITHHELD, ask, claimed, columns, echo_task, product, stored_files

pytestmark = pytest.mark.django_db


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


def test_of_a_fault_that_is_withheld_its_kind_is_stored_and_the_log_says_where_it_broke(caplog):
    job = ask(target="broken", kind=WITHHELD)

    assert jobs.work_off(at=clock.db_now()) == 1

    kind = "builtins.ZeroDivisionError (its text is left out: it may repeat what was sent)"
    assert columns(job, "state", "why") == ("failed", kind)
    assert ("in echo" in caplog.text, kind in caplog.text) == (True, True)
    assert "no weights" not in caplog.text.replace('raise ZeroDivisionError("no weights")', "")


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
