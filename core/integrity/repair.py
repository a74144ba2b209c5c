"""A lost or damaged file is made again from what is stored, and accepted only if it is the same file (docs/adr/0026).

The row of the file is never touched: its SHA-256 is the measure. Each loss is a job of its own, whose target is that
row. A stage brings a `Repairer` for each kind of file that it can make again.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import assembly, clock, files, jobs
from core.files import FileState
from core.models import Artifact, Job, JobState, User
from core.verification import Repairer

WAITING = (JobState.REQUESTED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is the matter with the file of a finished job, and the latest job that makes it again, if it is lost."""

    state: FileState
    repair: Job | None = None

    @property
    def lost(self) -> bool:
        return self.state != FileState.INTACT

    @property
    def repairing(self) -> bool:
        return self.repair is not None and self.repair.state in WAITING


def condition_of(artifact: Artifact) -> Condition:
    """Reads the file; one query where it is lost."""
    state = files.state_of(artifact)
    return Condition(state, None if state == FileState.INTACT else latest_of(artifact))


def latest_of(artifact: Artifact) -> Job | None:
    """The job that was asked for last to make this file again. One query."""
    return _repairs_of(artifact).order_by("-requested_at", "-finished_at").first()


@transaction.atomic
def request(artifact: Artifact, *, by: User | None, at: datetime) -> Job | None:
    """Have the lost or damaged file of a finished job made again. Who may, the stage has asked before.

    Effects: a Job (a worker is woken after commit) and what the stage notes of it, once for each loss: asking again
    while one waits gives the same job, after a failure another. None where the file is intact: nothing is stored then.
    Raises Unfit where the same file cannot come out.
    """
    Job.objects.select_for_update().get(pk=artifact.job_id)  # five clicks, one after another
    if files.state_of(artifact) == FileState.INTACT:
        return None
    repairer = repairer_of(artifact)
    repairer.require(artifact)
    waiting = _repairs_of(artifact).filter(state__in=WAITING).first()
    if waiting is not None:
        return waiting
    ended = _repairs_of(artifact).count()
    input_hash = hashlib.sha256(f"{artifact.sha256}\n{ended}".encode()).hexdigest()
    job = jobs.request(repairer.kind, target=str(artifact.pk), input_hash=input_hash, by=by, at=at)
    repairer.note_requested(artifact, by=by, at=at)
    return job


def work(job: Job, progress: jobs.Progress) -> jobs.JobEffect:
    """Make the file of the job's artefact again; the stage's leaf stands in the transaction that says ready.

    A file that is intact by now is left alone. Raises Unfit where it does not come out with the SHA-256 of its row.
    """
    artifact = Artifact.objects.select_related("job").get(pk=UUID(job.target))
    state = files.state_of(artifact)
    if state != FileState.INTACT:
        _make_again(artifact, progress, mark=f"{job.pk}-{job.fence}")
    return jobs.JobEffect(partial(_note, artifact, state))


def repair_now(artifact: Artifact) -> None:
    """Make a file again here and now, for an operator. Effects and errors as `work`."""
    state = files.state_of(artifact)
    if state != FileState.INTACT:
        _make_again(artifact, jobs.Unwatched(), mark=f"{clock.db_now():%Y%m%dT%H%M%S%f}")
        with transaction.atomic():
            _note(artifact, state)


def repairer_of(artifact: Artifact) -> Repairer:
    """How the file is made again. Raises Unfit where no stage can."""
    repairer = assembly.repairers().get(artifact.job.kind)
    if repairer is None:
        raise jobs.Unfit(
            _("A file of this kind is not made again. Take it from a backup: its SHA-256 is %(sha)s.")
            % {"sha": artifact.sha256}
        )
    return repairer


def replace(artifact: Artifact, data: bytes, *, mark: str) -> None:
    """Put a file that was made again in its place, if it is equal. Raises Unfit otherwise, and leaves all as it was.

    Effects: a damaged file is kept aside under `mark`; the row is not touched.
    """
    with files.Draft(data) as draft:
        if draft.sha256 != artifact.sha256:
            raise jobs.Unfit(
                _(
                    "The file was made again, but came out with another SHA-256, %(now)s, and was not accepted. "
                    "Take it from a backup: its SHA-256 is %(sha)s."
                )
                % {"now": draft.sha256, "sha": artifact.sha256}
            )
        files.keep_aside(artifact, mark)
        draft.place()


def _make_again(artifact: Artifact, progress: jobs.Progress, *, mark: str) -> None:
    repairer = repairer_of(artifact)
    repairer.require(artifact)
    replace(artifact, repairer.make(artifact, progress), mark=mark)


def _note(artifact: Artifact, state: FileState) -> None:
    """One leaf for each time that the file came back. Nothing is said where it was intact."""
    if state != FileState.INTACT:
        repairer_of(artifact).note_repaired(artifact, state)


def _repairs_of(artifact: Artifact) -> QuerySet[Job]:
    kinds = {repairer.kind for repairer in assembly.repairers().values()}
    return Job.objects.filter(kind__in=kinds, target=str(artifact.pk))
