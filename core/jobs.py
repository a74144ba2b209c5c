"""Background jobs: the row is the truth, the broker only wakes a worker (DESIGN law 10, RELIABILITY §2).

request : insert the row in the act's own transaction; wake a worker after commit; a broker that fails is only logged
claim   : one UPDATE, where requested and due, or running with an expired lease; raises the fence
finish  : the artefact and 'ready' only if the fence is still ours; the work of a stale worker is dropped
again   : work that was ended from outside is asked for again by itself, up to MAX_ATTEMPTS
sweep   : wake workers for what is due or expired; runs in every worker, since the claim makes doubles harmless
"""

import logging
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from core import files, queues
from core.clock import db_now
from core.models import Artifact, Job, JobState, User
from core.outages import outage_of
from core.withheld_faults import WithheldFault, where_it_broke, without_text

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
RENEW_AFTER = LEASE / 3
SWEEP_EVERY = timedelta(seconds=settings.JOB_SWEEP_SECONDS)
MAX_ATTEMPTS = 5
WAKEN_AT_MOST = 500  # jobs of one queue at one sweep

_on_renewal: list[Callable[[datetime], None]] = []
_warm_ups: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class JobProduct:
    """What a job made: the bytes of one file; `when_ready` runs in the transaction that says ready, for its leaf."""

    data: bytes
    file_name: str
    content_type: str
    when_ready: Callable[[Artifact], None] | None = None


@dataclass(frozen=True, slots=True)
class JobEffect:
    """What a job did that makes no file of its own; `when_ready` runs in the transaction that says ready."""

    when_ready: Callable[[], None]


class LeaseLost(Exception):
    """Another worker has taken the job over; whatever this one makes is dropped."""


class Unfit(Exception):
    """The job cannot succeed as things are; the sentence names the cure. Raised by a job's work."""


class Interrupted(Exception):
    """Something outside ended the work: it is tried again by itself. The sentence is shown if no attempt succeeds."""


class Progress:
    """The progress of a running job: shown to people, and the renewal of its lease."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._renewed_at = db_now()

    def say(self, percent: int, message: str) -> None:
        """Show the progress and renew the lease. Raises LeaseLost when the job is no longer ours."""
        self._keep(percent=percent, message=message)

    def beat(self) -> None:
        """Renew the lease when 20 s have passed; call it from a waiting loop."""
        if db_now() - self._renewed_at >= RENEW_AFTER:
            self._keep()

    def _keep(self, **values: object) -> None:
        now = db_now()
        if not _mine(self.job).update(lease_until=now + LEASE, **values):
            raise LeaseLost(str(self.job.pk))
        self._renewed_at = now
        for hear in _on_renewal:
            hear(now)


class Unwatched(Progress):
    """For work that nobody watches: an operator's command that holds no job."""

    def __init__(self) -> None:
        """No job, no lease."""

    def _keep(self, **values: object) -> None:
        """Nothing is stored."""

    def beat(self) -> None:
        """There is no lease."""


def request(kind: str, *, target: str, input_hash: str, by: User | None, at: datetime) -> Job:
    """The job of this kind for this input: made, or the one that was asked for before. Wakes a worker after commit.

    A failed job asked for again is requested again. Effects: at most one row; nothing is sent before the commit.
    """
    job, created = Job.objects.get_or_create(
        kind=kind,
        target=target,
        input_hash=input_hash,
        defaults={"requested_by": by, "requested_at": at, "not_before": at},
    )
    if not created and job.state == JobState.FAILED:
        return retry(job, at=at)
    if created:
        transaction.on_commit(lambda: wake_worker(job.pk, kind), robust=True)
    return job


def request_new(kind: str, inputs: Mapping[str, str], *, by: User | None, at: datetime) -> dict[str, Job]:
    """A job of this kind for each of these inputs, {target: input hash}, none of which was asked for before.

    Returns {target: its job}. Effects: the rows in one insert, whatever their number; a worker is woken for each after
    commit. Raises IntegrityError for an input that was asked for.
    """
    jobs = Job.objects.bulk_create(
        Job(kind=kind, target=target, input_hash=hash_, requested_by=by, requested_at=at, not_before=at)
        for target, hash_ in inputs.items()
    )
    for job in jobs:
        transaction.on_commit(partial(wake_worker, job.pk, kind), robust=True)
    return {job.target: job for job in jobs}


def retry(job: Job, *, at: datetime) -> Job:
    """Ask for a failed job again; any other state is left as it is. Wakes a worker after commit."""
    fresh = {"state": JobState.REQUESTED, "attempts": 0, "percent": 0, "message": "", "why": "", "finished_at": None}
    if Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(not_before=at, **fresh):
        transaction.on_commit(lambda: wake_worker(job.pk, job.kind), robust=True)
    job.refresh_from_db()
    return job


def wake_worker(job_id: UUID, kind: str) -> bool:
    """Send a worker the id of a job. A broker that does not answer costs nothing: the sweeper tries again.

    False when the broker was not reached; True when it was, or where there is none to reach.
    """
    if not settings.CELERY_BROKER_URL and not current_app.conf.task_always_eager:
        return True
    try:
        current_app.tasks[kind].apply_async(kwargs={"job_id": str(job_id)}, retry=False)
    except current_app.tasks.NotRegistered:
        log.warning("Job %s is of a kind that this installation does not know: %s.", job_id, kind)
    except Exception as error:  # noqa: BLE001 -- any broker fault: the row is kept, the sweeper tries again
        log.warning("The broker was not reached for job %s (%s); the sweeper will try again.", job_id, error)
        return False
    return True


def claim(job_id: UUID | str, *, at: datetime) -> Job | None:
    """Take the job for this worker: one conditional UPDATE. None when it is taken, done or not due."""
    taken = Job.objects.filter(_due(at), pk=job_id).update(
        state=JobState.RUNNING,
        lease_until=at + LEASE,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        why="",
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(
    job_id: UUID | str, work: Callable[[Job, Progress], JobProduct | JobEffect], *, is_withheld: bool = False
) -> None:
    """Claim the job, do the work, store what it made. A job that is not ours to do is a no-op.

    A failure stores its reason and is raised again for the worker's log; `Unfit` (a person can cure it) is not, nor is
    `Interrupted`, after which the job is tried again. `is_withheld`: the work reads what nobody may read in a log or a
    row of jobs, and the text of an error may repeat it; then its kind is stored, and WithheldFault says where it broke.
    """
    job = claim(job_id, at=db_now())
    if job is None:
        return
    try:
        product = work(job, Progress(job))
        finish(job, product, at=db_now())
    except LeaseLost:
        log.warning("Job %s was taken over by another worker; this result is dropped.", job_id)
    except Interrupted as error:
        log.warning("Job %s was interrupted at attempt %d: %s", job_id, job.attempts, error)
        try_again(job, str(error), at=db_now())
    except Unfit as error:
        fail(job, str(error), at=db_now())
    except Exception as error:
        kind = type(error)
        _fail_for(job, error, why=without_text(kind) if is_withheld else f"{kind.__name__}: {error}")
        if is_withheld:
            raise WithheldFault(where_it_broke(error)) from None
        raise


def _fail_for(job: Job, error: Exception, *, why: str) -> None:
    """Say failed because of an error. Where the database refuses even that, the lease ends and the job is due again."""
    if (outage := outage_of(error)) is not None:
        why = f"{outage.sentence} {_('Then Retry.')}"
    try:
        fail(job, why, at=db_now())
    except DatabaseError as second:
        log.warning("Why job %s failed could not be stored (%s); it is tried again.", job.pk, second)


def finish(job: Job, product: JobProduct | JobEffect, *, at: datetime) -> None:
    """Store the artefact, if there is one, and say ready, only where the fence is still ours. Raises LeaseLost.

    Rows and file are stored together or not at all: the file comes to its place last, when every row is written, and
    leaves it again where the commit is refused.
    """
    if isinstance(product, JobEffect):
        with transaction.atomic():
            _say_ready(job, at=at)
            product.when_ready()
        return
    with files.Draft(product.data) as draft:
        try:
            _store(job, product, draft, at=at)
        except BaseException:
            _withdraw(job, draft)
            raise


@transaction.atomic
def _store(job: Job, product: JobProduct, draft: files.Draft, *, at: datetime) -> None:
    _say_ready(job, at=at)
    artifact = Artifact.objects.create(
        job=job,
        input_hash=job.input_hash,
        sha256=draft.sha256,
        size=len(product.data),
        object_name=draft.name,
        file_name=product.file_name,
        content_type=product.content_type,
        fence=job.fence,
        made_at=at,
    )
    if product.when_ready is not None:
        product.when_ready(artifact)
    draft.place()


def _say_ready(job: Job, *, at: datetime) -> None:
    done = {"state": JobState.READY, "percent": 100, "message": "", "lease_until": None, "finished_at": at}
    if not _mine(job).update(**done):
        raise LeaseLost(str(job.pk))


def _withdraw(job: Job, draft: files.Draft) -> None:
    """Take the file away again if no row needs it: the job is still ours, and no artefact has the same bytes.

    Where the database does not say so the file stays, without a row: `manage.py verify` names it.
    """
    with suppress(DatabaseError):
        if _mine(job).exists() and not Artifact.objects.filter(object_name=draft.name).exists():
            draft.withdraw()


def _mine(job: Job) -> QuerySet[Job]:
    """The job, as long as its fence is ours."""
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)


def fail(job: Job, why: str, *, at: datetime) -> None:
    """Say failed and why, only where the fence is still ours."""
    _mine(job).update(state=JobState.FAILED, why=why[:2000] or "No reason was given.", lease_until=None, finished_at=at)


def try_again(job: Job, why: str, *, at: datetime) -> None:
    """Ask for interrupted work again, only where the fence is still ours: at once the first time, later at a sweep.

    After MAX_ATTEMPTS the job fails with `why`. Wakes a worker after commit.
    """
    if job.attempts >= MAX_ATTEMPTS:
        fail(job, why, at=at)
        return
    fresh = {"state": JobState.REQUESTED, "lease_until": None, "percent": 0, "message": ""}
    if _mine(job).update(not_before=at + (job.attempts - 1) * SWEEP_EVERY, **fresh) and job.attempts == 1:
        transaction.on_commit(lambda: wake_worker(job.pk, job.kind), robust=True)


def due(*, at: datetime, taking: Collection[str] | None = None) -> list[tuple[UUID, str]]:
    """(id, kind) of the jobs that a worker may take now, oldest first; `taking`: of these queues alone. One query."""
    jobs = Job.objects.filter(_due(at)).order_by("requested_at", "pk")
    if taking is not None:
        jobs = jobs.filter(kind__in=queues.kinds_in(taking))
    return list(jobs.values_list("pk", "kind")[:WAKEN_AT_MOST])


def _due(at: datetime) -> Q:
    """Asked for and its time has come, or its worker vanished; not yet tried too often."""
    asked, vanished = Q(state=JobState.REQUESTED, not_before__lte=at), Q(state=JobState.RUNNING, lease_until__lt=at)
    return Q(asked | vanished, attempts__lt=MAX_ATTEMPTS)


def sweep(*, at: datetime) -> int:
    """Wake a worker for every job that is due or whose worker vanished, and return how many; give up in the end."""
    spent = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=at, attempts__gte=MAX_ATTEMPTS)
    why = f"Given up after {MAX_ATTEMPTS} attempts: the worker stopped each time."
    spent.update(state=JobState.FAILED, why=why, lease_until=None, finished_at=at)
    woken = 0
    for queue in queues.names():  # apart, so that a thousand jobs of one queue do not hide those of another
        for job_id, kind in due(at=at, taking=[queue]):
            if not wake_worker(job_id, kind):
                return woken  # each further try would wait for the same dead broker, and the worker with it
            woken += 1
    return woken


def work_off(*, at: datetime, limit: int = WAKEN_AT_MOST, taking: Collection[str] | None = None) -> int:
    """Without a broker: do what is due in this process, one job after another. Returns how many were tried.

    `taking`: jobs of these queues alone.
    """
    tried = 0
    for job_id, kind in due(at=at, taking=taking)[:limit]:
        try:
            task = current_app.tasks[kind]
        except current_app.tasks.NotRegistered:
            log.warning("Job %s is of a kind that this installation does not know: %s.", job_id, kind)
            continue
        tried += 1
        try:
            task(job_id=str(job_id))
        except Exception:  # the row holds the reason; the next job must not wait for it
            log.exception("Job %s failed", job_id)
    return tried


def on_renewal(hear: Callable[[datetime], None]) -> None:
    """Have a running job call this when its lease is renewed: a worker of one process can say nothing meanwhile."""
    _on_renewal.append(hear)


def on_worker_start(warm_up: Callable[[], None]) -> None:
    """Have a worker call this once before it takes jobs: slow imports and caches that its jobs share."""
    if warm_up not in _warm_ups:
        _warm_ups.append(warm_up)


def warm_up() -> None:
    """Call what `on_worker_start` was given. A worker that cannot warm up still works: the job will say why."""
    for warm in _warm_ups:
        try:
            warm()
        except Exception:
            log.exception("A worker starts cold")


def open_artifact(artifact: Artifact) -> bytes:
    """The bytes of an artefact. Raises `files.FileFault` where the stored ones are missing or not those of its row."""
    return files.read(artifact)
