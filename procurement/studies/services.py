"""What people do with a study of methods: make one, have its rates simulated, choose; and what the worker does."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, canon, clock, jobs
from core.files import FileState
from core.integrity import repair
from core.models import Artifact, Authority, Job, JobState, User
from core.pages import formats
from core.rest.shapes import to_json
from core.states import MovedMeanwhile
from core.verification import Repairer
from procurement.studies import judgement, plan, queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.studies.plan import StudyPlan, Unstudiable
from procurement.studies.states import StudyLeafKind
from scoring import canonical
from scoring.study import Reversals, reversals

KIND = queries.KIND


class ChosenMeanwhile(MovedMeanwhile):
    """Another choice holds than the one that the person saw."""

    def __init__(self) -> None:
        sentence = _("Another method was chosen meanwhile. Read that choice, then choose if you still differ.")
        Exception.__init__(self, sentence)


class NotStudied(ValueError):
    """A candidate is chosen that the study does not have."""

    def __init__(self, candidate: str) -> None:
        super().__init__(_("This study has no method “%(name)s”.") % {"name": candidate})


@transaction.atomic
def create_study(*, authority: Authority, title: str, asked: StudyPlan, by: User, at: datetime) -> MethodStudy:
    """Study a plan and keep inputs, result and digests. An officer of the authority.

    Effects: the MethodStudy, leaf method_study.created with the digests. The same plan under the same title again gives
    the same study. Raises Unstudiable with every fault.
    """
    if faults := plan.faults(asked):
        raise Unstudiable(faults)
    inputs = plan.plain(asked)
    inputs_sha = canon.digest(inputs)
    number = queries.next_no()  # before the look for the same study: of two clicks at once the second finds the first's
    known = MethodStudy.objects.filter(authority=authority, title=title, inputs_sha=inputs_sha).first()
    if known is not None:
        return known
    result = to_json(judgement.judge(asked))
    study = MethodStudy.objects.create(
        no=number,
        authority=authority,
        title=title,
        inputs=inputs,
        inputs_sha=inputs_sha,
        result=result,
        result_sha=canon.digest(result),
        by=by,
        at=at,
    )
    facts = {"inputs": study.inputs_sha, "result": study.result_sha}
    audit.record(StudyLeafKind.CREATED, study, by=by, at=at, facts=facts)
    return study


@transaction.atomic
def choose(*, study: MethodStudy, after: int, candidate: str, reason: str, by: User, at: datetime) -> MethodChoice:
    """Choose a candidate with a reason. An officer of the authority.

    Effects: a MethodChoice with the warnings as they are shown, leaf method_study.chosen. Choosing the same for the
    same reason again changes nothing; another choice is another row and the latest holds. `after` is the number of the
    choice that the person saw, 0 before the first. Raises NotStudied, ChosenMeanwhile if a later one holds.
    """
    candidate_by_id = {entry["id"]: entry for entry in study.result["candidates"]}
    if candidate not in candidate_by_id:
        raise NotStudied(candidate)
    MethodStudy.objects.select_for_update().get(pk=study.pk)  # two officers, one click each
    latest = study.choices.order_by("-no").first()
    if latest is not None and (latest.candidate, latest.reason) == (candidate, reason):
        return latest
    if (latest.no if latest else 0) != after:
        raise ChosenMeanwhile
    choice = MethodChoice.objects.create(
        study=study,
        no=latest.no + 1 if latest else 1,
        candidate=candidate,
        warnings=candidate_by_id[candidate]["warnings"],
        reason=reason,
        by=by,
        at=at,
    )
    facts = {
        "choice": choice.no,
        "candidate": candidate,
        "formula": candidate_by_id[candidate]["formula"],
        "warnings": [warning["key"] for warning in choice.warnings],
        "inputs": study.inputs_sha,
    }
    audit.record(StudyLeafKind.CHOSEN, study, by=by, at=at, facts=facts, secret={"reason": reason})
    return choice


@transaction.atomic
def request_simulation(*, study: MethodStudy, by: User, at: datetime) -> Job:
    """Have the study's rates of reversal simulated in the background. An officer of the authority.

    Effects: at most one Job, a worker woken after commit. The inputs hold seed and number of tenders, so the same
    study asked for again gives the same job; a failed one is requested again. Where the file of a finished one is lost
    or damaged, the job that makes it again is requested beside it.
    """
    job = jobs.request(KIND, target=str(study.pk), input_hash=study.inputs_sha, by=by, at=at)
    if job.state == JobState.READY:
        repair.request(job.artifacts.get(), by=by, at=at)
    return job


def simulate_study(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Simulate every candidate of the job's study; the file is canonical JSON with exact counts."""
    study = MethodStudy.objects.get(pk=job.target)
    return jobs.JobProduct(_simulated(study, progress), f"study-{study.no}-reversals.json", "application/json")


def _simulated(study: MethodStudy, progress: jobs.Progress) -> bytes:
    """The file of a simulation. The same study gives the same bytes, as long as the judge does."""
    asked = plan.read(study.inputs)
    rates: list[Reversals] = []
    for number, candidate in enumerate(asked.design.candidates):
        report = _progress_report(progress, candidate.id, number, asked)
        rates.append(reversals(asked.design, candidate, seed=asked.seed, tenders=asked.tenders, progress=report))
    product = {
        "study": study.inputs_sha,
        "seed": asked.seed,
        "tenders": asked.tenders,
        "candidates": [
            {"id": rate.candidate, "reversed": rate.reversed_, "undecided": rate.undecided, "rate": rate.rate}
            for rate in rates
        ],
    }
    return canonical.dumps(product)


def _progress_report(progress: jobs.Progress, letter: str, number: int, asked: StudyPlan) -> Callable[[int], object]:
    """Says how far the simulation is while candidate `number` is simulated, and keeps the lease."""
    many, count = formats.number(asked.tenders), len(asked.design.candidates)

    def report(done: int) -> None:
        percent = (number * asked.tenders + done) * 100 // (count * asked.tenders)
        sentence = _("Method %(letter)s: %(done)s of %(many)s tenders")
        progress.say(percent, sentence % {"letter": letter, "done": formats.number(done), "many": many})

    return report


# --- its file made again ---


def _study_of(artifact: Artifact) -> MethodStudy:
    return MethodStudy.objects.get(pk=artifact.job.target)


def _note_repaired(artifact: Artifact, state: FileState) -> None:
    facts = {"sha256": artifact.sha256, "was": state.value}
    audit.record(StudyLeafKind.REPAIRED, _study_of(artifact), by=None, at=clock.db_now(), facts=facts)


REPAIRER = Repairer(
    kind=queries.REPAIR_KIND,
    make=lambda artifact, progress: _simulated(_study_of(artifact), progress),
    note_repaired=_note_repaired,
)
