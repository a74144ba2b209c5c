"""What people do with an evaluation: freeze it by the published method, evaluate again for a cause, replay it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

import scoring
from core import states as mover
from core.models import User
from core.pages.wording import PAGE
from core.states import GateRefused, MovedMeanwhile
from procurement.evaluations import gather, queries, summary
from procurement.evaluations.circumstances import circumstances_of
from procurement.evaluations.models import Evaluation, LaterFinding, Run
from procurement.evaluations.states import EVALUATION_STATES
from procurement.tenders.models import Lot, Origin
from scoring import Case, ScoringError, canonical, check, codec, digest, evaluate, explain, findings, replay, robustness
from scoring.findings import Circumstances, Finding, StoredTexts


@dataclass(frozen=True, slots=True)
class JudgedLot:
    """A lot as the judge sees it now: a result, or `obstacles` that say what is missing. Nothing is stored."""

    case: Case | None
    result: scoring.Outcome | None
    obstacles: tuple[str, ...]
    around: Circumstances = field(default_factory=Circumstances)


def judge(lot: Lot) -> JudgedLot:
    """Gather and decide without storing.

    Obstacles: no method, bids that an import could not place or none at all, faults of the specification, faults and
    gaps of facts; and where the tender is run here, what two officers must decide first
    (`scoring.findings.NEEDS_DECISION`). An imported tender's result is only informed on.
    """
    try:
        case = gather.case_for(lot)
    except (gather.NotPublished, ScoringError) as fault:
        return JudgedLot(None, None, (str(fault),))
    if obstacles := gather.obstacles_of(lot, case):
        return JudgedLot(case, None, tuple(obstacles))
    if faults := check(case.spec, published=True):
        return JudgedLot(case, None, tuple(str(fault) for fault in faults))
    try:
        result = evaluate(case)
    except ScoringError as fault:
        return JudgedLot(case, None, (str(fault),))
    if isinstance(result, scoring.Incomplete):
        return JudgedLot(case, None, _gap_sentences(lot, case, result.gaps))
    around = circumstances_of(lot, result)
    return JudgedLot(case, result, _undecided(lot, case, result, around), around)


def _undecided(lot: Lot, case: Case, result: scoring.Outcome, around: Circumstances) -> tuple[str, ...]:
    if lot.tender.origin != Origin.OWN:
        return ()
    decided = [decision.finding for decision in queries.decided_of(lot)]
    waiting = findings.undecided(findings.findings(case, result, None, around), decided)
    names = queries.names_of(lot) if waiting else {}
    prices = findings.price_sentences(case, result) if waiting else {}
    return tuple(
        _("%(finding)s Two officers decide first.")
        % {"finding": explain.text(findings.sentence(finding, prices), names, PAGE)}
        for finding in waiting
    )


def _gap_sentences(lot: Lot, case: Case, gaps: Sequence[scoring.Gap]) -> tuple[str, ...]:
    names = queries.names_of(lot)
    return tuple(explain.text(explain.gap(case.spec, gap), names, PAGE) for gap in gaps)


def noticed(judged: JudgedLot) -> tuple[Finding, ...] | None:
    """What is to be looked at twice about a lot as it is now, but for what one mark turns; None without a result."""
    if judged.case is None or judged.result is None:
        return None
    return findings.findings(judged.case, judged.result, None, judged.around)


def price_sentences(judged: JudgedLot) -> StoredTexts:
    """The sentences of `scoring.findings.price_sentences`; none without a result."""
    return findings.price_sentences(judged.case, judged.result) if judged.case and judged.result else {}


def obstacles(evaluation: Evaluation) -> list[str]:
    """Why an evaluation cannot be frozen now, one sentence each; empty when it can."""
    return list(judge(evaluation.lot).obstacles)


@transaction.atomic
def freeze(*, evaluation: Evaluation, by: User | None, at: datetime) -> Run:
    """Evaluate by the published method and keep inputs, result and digests. An officer, or an import.

    Effects: PRICED to FROZEN, leaf evaluation.frozen with the digests, the first Run. Raises GateRefused with every
    finding where the lot cannot be evaluated, IllegalMove when it is frozen already.
    """
    return _freeze(evaluation, cause="first", reason="", by=by, at=at)


class AnotherRun(MovedMeanwhile):
    """Another run holds than the one that a new one was asked to supersede."""

    def __init__(self, no: int) -> None:
        self.no = no
        sentence = _("Run %(no)d was made meanwhile. Read it, then evaluate again if that is still needed.")
        Exception.__init__(self, sentence % {"no": no})


@transaction.atomic
def rerun(*, evaluation: Evaluation, supersedes: int, cause: str, reason: str, by: User | None, at: datetime) -> Run:
    """Evaluate again after an exclusion, an upheld complaint or a corrected error (LIFECYCLE §5). An officer.

    Effects: FROZEN to PRICED to FROZEN with a leaf each, a Run that supersedes the latest; both are kept. All or
    nothing: where the lot cannot be evaluated now, GateRefused and the old run still holds. `supersedes` is the number
    of the run that the person saw: AnotherRun if a later one holds, so that five clicks are one run.
    """
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    latest = queries.latest_run(evaluation)
    if latest is not None and latest.no != supersedes:
        raise AnotherRun(latest.no)
    mover.move(
        evaluation,
        "rerun",
        table=EVALUATION_STATES,
        by=by,
        at=at,
        facts={"cause": cause},
        secret={"reason": reason},
    )
    return _freeze(evaluation, cause=cause, reason=reason, by=by, at=at)


@transaction.atomic
def note_later_findings(*, run: Run, at: datetime) -> list[LaterFinding]:
    """Keep what is known now to be looked at twice about a run and was not when it was frozen. Whoever asks for it.

    Effects: a LaterFinding, dated, for each that is not kept yet; the run's own list stays. A second call keeps nothing
    more. Raises Damaged where the run no longer gives its own result.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    return LaterFinding.objects.bulk_create(
        LaterFinding(run=run, finding=stored, at=at) for stored in findings.to_json(summary.new_findings(run))
    )


@dataclass(frozen=True, slots=True)
class RunReplay:
    """Whether a stored run comes out the same again, and where it first differs."""

    equal: bool
    first_difference: str = ""


def replay_run(run: Run) -> RunReplay:
    """Evaluate the stored inputs again and compare case, result and digests with what is stored. Changes nothing."""
    try:
        first = replay.replay(_record(run)).first
    except (ScoringError, ValueError) as error:  # JSON's own errors are ValueErrors
        return RunReplay(equal=False, first_difference=str(error))
    return RunReplay(first is None, str(first or ""))


def record_of(run: Run) -> bytes:
    """evaluation.json: what is stored of a run, as the file that `python -m scoring FILE` recomputes.

    Built from the stored texts alone, so that damage shows. Raises ValueError where they are no JSON any more.
    """
    return canonical.dumps(_record(run))


def _record(run: Run) -> dict[str, Any]:
    result = codec.loads(run.result)
    return {
        "version": result.get("version") if isinstance(result, dict) else None,
        "case": codec.loads(run.inputs),
        "result": result,
        "digests": {"spec": run.spec_sha, "facts": run.facts_sha, "result": run.result_sha},
    }


def _freeze(evaluation: Evaluation, *, cause: str, reason: str, by: User | None, at: datetime) -> Run:
    judged = judge(evaluation.lot)
    if judged.case is None or judged.result is None or judged.obstacles:
        raise GateRefused(list(judged.obstacles))
    digests = digest.digests(judged.case, judged.result)
    annex = _annex(judged.case, judged.result, digests.facts)
    annex_sha = robustness.annex_digest(annex)
    noticed = canonical.dumps(findings.to_json(findings.findings(judged.case, judged.result, annex, judged.around)))
    findings_sha = digest.of_bytes("findings", noticed)
    before = queries.latest_run(evaluation)
    number = before.no + 1 if before else 1
    marks = {"spec": digests.spec, "facts": digests.facts, "result": digests.result, "annex": annex_sha}
    marks["findings"] = findings_sha
    mover.move(evaluation, "freeze", table=EVALUATION_STATES, by=by, at=at, facts={"run": number, **marks})
    return Run.objects.create(
        lot=evaluation.lot,
        no=number,
        cause=cause,
        reason=reason,
        method=judged.result.formula,
        inputs=canonical.dumps(codec.case_to_json(judged.case)).decode(),
        result=canonical.dumps(codec.result_to_json(judged.result)).decode(),
        spec_sha=digests.spec,
        facts_sha=digests.facts,
        result_sha=digests.result,
        annex=canonical.dumps(robustness.to_json(annex)).decode(),
        annex_sha=annex_sha,
        findings=noticed.decode(),
        findings_sha=findings_sha,
        supersedes=before,
        by=by,
        at=at,
    )


def _annex(case: Case, result: scoring.Outcome, facts_sha: str) -> robustness.Annex:
    """How little would change the result. The seed comes from the facts themselves: nobody can choose it."""
    return robustness.robustness(case, result, seed=int(facts_sha[:8], 16), draws=settings.ROBUSTNESS_DRAWS)
