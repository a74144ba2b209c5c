"""What the queue costs beside the work: a job that does nothing against one that makes a review. Goal: PERFORMANCE §8."""

import io
import itertools
import statistics

import pytest

from core import jobs, queues, triggers
from core.clock import db_now
from core.models import Artifact, Job
from procurement.evaluations.queries import latest_run
from procurement.reports import services
from procurement.reports.pdf import engine
from tests.bench import harness
from tests.bench.generate import reviewed
from tests.bench.rows import evaluation

pytestmark = pytest.mark.bench

FILE = "jobs"
EMPTY = "bench.empty"
AT_ONCE, ROUNDS = 20, 3
numbers = itertools.count(1)


@queues.job_task(EMPTY, queues.Queue("bench"))
def empty_task(*, job_id):
    jobs.run(job_id, lambda job, progress: jobs.JobProduct(b"nothing", "nothing.txt", "text/plain"))


def work_off(wanted):
    """Take the jobs from the table as a worker does, to the last; returns them as they are then."""
    jobs.work_off(at=db_now())
    done = list(Job.objects.filter(pk__in=[job.pk for job in wanted]))
    assert {job.state for job in done} == {"ready"}
    return done


def empty():
    """One job asked for, found, claimed, finished and its file stored."""
    job = jobs.request(EMPTY, target="bench", input_hash=f"{next(numbers)}", by=None, at=db_now())
    return work_off([job])


@pytest.fixture
def committed(transactional_db):
    """Commits are real; the triggers that keep the log go before the tables are emptied, which makes them anew."""
    yield
    triggers.remove()


def test_the_queue_costs_little_beside_a_report(committed):
    import pypdf

    engine.warm()
    runs = [latest_run(evaluation(reviewed(2), panel=5, state="frozen")) for _ in range(ROUNDS + 1)]
    waiting = iter(runs)

    def report():
        asked = services.request_review(run=next(waiting), variant="pdf/a-3a", by=None, at=db_now())
        return work_off([asked.job])

    taken = harness.times({"report": report}, rounds=ROUNDS, clock=harness.wall)
    file = jobs.open_artifact(Artifact.objects.filter(job__kind=services.KIND).first())
    nothing = harness.times({"empty": empty}, rounds=ROUNDS, repeat=AT_ONCE, clock=harness.wall)
    ratios = [queue / review * 100 for queue, review in zip(nothing["empty"], taken["report"], strict=True)]
    pages = len(pypdf.PdfReader(io.BytesIO(file)).pages)
    note = f"{statistics.median(nothing['empty']) * 1000:.3g} ms against {statistics.median(taken['report']):.3g} s"
    harness.judge(FILE, f"empty job / review of {pages} pages, percent", ratios, goal=2, note=note)
