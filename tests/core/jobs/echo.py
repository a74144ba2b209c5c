"""A job that echoes its input, how it is asked for, and what is left of it."""

from datetime import timedelta
from pathlib import Path

from core import clock, jobs, queues

KIND = "tests.core.echo"
CROWD = "tests.core.crowd"
WITHHELD = "tests.core.withheld"


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


@queues.job_task(WITHHELD, queues.Queue("tests"))
def withheld_task(job_id):
    jobs.run(job_id, echo, is_withheld=True)


def ask(target="tender", input_hash="a" * 64, at=None, kind=KIND):
    """Asked for a second ago, unless said otherwise: due at every moment that a test reads off the clock."""
    at = at or clock.db_now() - timedelta(seconds=1)
    return jobs.request(kind, target=target, input_hash=input_hash, by=None, at=at)


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
