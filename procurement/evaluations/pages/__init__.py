"""An evaluation as its page shows it: ready strings, so that a template neither asks the database nor computes."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.pages import formats
from core.pages.tones import Tone, tone_of
from procurement.evaluations import access, queries, services, summary
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.forms import DecisionForm, RerunForm
from procurement.evaluations.models import Evaluation, Run
from procurement.evaluations.pages import check, findings, matrix, notes, result
from procurement.evaluations.pages.source import SourceDecisions, source_section
from procurement.evaluations.shapes import SourceOutcomeShape, SummaryShape
from procurement.evaluations.shapes.findings import FindingShape, FindingsShape
from procurement.evaluations.states import EVALUATION_STATES, EvaluationState
from procurement.tenders import pages as tender_pages
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Origin

TONES: Mapping[str, Tone] = {EvaluationState.PRICED: "warn", EvaluationState.FROZEN: "good"}


class EvaluationHead(TypedDict):
    """What and whose it is, and where it stands."""

    id: str
    title: str
    over: str
    ref: str
    tender: str
    tender_url: str
    state: str
    state_tag: str
    tone: Tone


class ResultPart(TypedDict):
    """The first screen, the matrix and what stands below; nothing of them without a run."""

    lot: str
    lot_title: str
    result: result.ResultPage | None
    matrix: matrix.MatrixPage | None
    differs: bool
    headline: str


class ButtonAnswer(TypedDict):
    """Where a button leads, and why it is refused; empty if it is not."""

    url: str
    why: str


class NextStep(TypedDict):
    next: str
    freeze: ButtonAnswer | None
    rerun: ButtonAnswer | None
    form: RerunForm | None


class EvaluationPage(EvaluationHead, ResultPart, NextStep):
    twice: findings.FindingsSection | None
    owner: str
    facts: list[tuple[str, str]]
    imported: str
    obstacles: list[str]
    damaged: str
    source: SourceDecisions | None
    notes: list[notes.FirstScreenNote]
    history: list[dict[str, str]]


def detail(evaluation: Evaluation, user: Person, asked: Mapping[str, str]) -> EvaluationPage:
    """The page of an evaluation for a person who may see it (`access.door`). `asked`: order and cell of the matrix.

    At most twenty-eight queries and one for roles, whatever the number of bids and criteria.
    """
    run = queries.latest_run(evaluation)
    summary_shape, damaged = _summary(run)
    outcome = None if damaged else summary.outcome_of_lot(evaluation.lot, run)
    judged = services.judge(evaluation.lot) if evaluation.state == EvaluationState.PRICED else None
    obstacles = list(judged.obstacles) if judged else []
    listed = _findings(evaluation, judged, summary_shape)
    zone = evaluation.lot.tender.authority.zone
    twice = findings.findings_section(listed, evaluation, user) if listed else None
    return {
        **head(evaluation),
        "twice": twice,
        "owner": str(EVALUATION_STATES[EvaluationState(evaluation.state)].owner.label),
        "facts": _facts(evaluation, run),
        "imported": _imported(evaluation),
        "obstacles": obstacles,
        "damaged": damaged,
        **_next(evaluation, user, obstacles, run),
        **_result(evaluation, summary_shape, outcome, asked),
        "source": None if outcome is None else source_section(outcome, zone),
        "notes": notes.notes(summary_shape, listed, twice) if summary_shape and listed and twice else [],
        "history": [_run(row, evaluation) for row in queries.runs_of(evaluation)],
    }


def _result(
    evaluation: Evaluation,
    summary_shape: SummaryShape | None,
    outcome: SourceOutcomeShape | None,
    asked: Mapping[str, str],
) -> ResultPart:
    if summary_shape is None:
        return {"lot": "", "lot_title": "", "result": None, "matrix": None, "differs": False, "headline": ""}
    page = result.result_page(summary_shape, outcome, evaluation.lot.tender.authority.zone)
    figures = [row["figure"] for row in (*page["answer"]["rows"], *page["answer"]["more"]) if row["place"]]
    differs = outcome is not None and outcome.differs
    lot = summary_shape.lot
    return {
        "lot": _("lot %(no)s of %(count)s") % {"no": lot.no, "count": lot.count},
        "lot_title": tender_pages.short(lot.title),
        "result": page,
        "matrix": matrix.matrix_page(summary_shape, evaluation.pk, asked, figures),
        "differs": differs,
        "headline": _("Our ranking differs from the decision in the source") if differs else page["answer"]["headline"],
    }


def _findings(
    evaluation: Evaluation, judged: services.JudgedLot | None, run: SummaryShape | None
) -> FindingsShape | None:
    """Those of the run that holds; before it those of the lot as it is now. None where no result is judged."""
    if judged is None:
        return run.findings if run else None
    noticed = services.noticed(judged)
    return None if noticed is None else summary.lot_findings(evaluation.lot, noticed, services.price_sentences(judged))


class RerunPage(TypedDict):
    evaluation: EvaluationHead
    crumbs: list[dict[str, str]]
    form: RerunForm
    action: str
    back: str


def rerun_page(evaluation: Evaluation, form: RerunForm) -> RerunPage:
    """The page of a form that is not in order yet."""
    url = reverse("evaluations:detail", args=[evaluation.pk])
    crumbs = [
        {"label": evaluation.lot.tender.ref, "url": _tender_url(evaluation)},
        {"label": _title(evaluation), "url": url},
    ]
    action = reverse("evaluations:rerun", args=[evaluation.pk])
    return {"evaluation": head(evaluation), "crumbs": crumbs, "form": form, "action": action, "back": url}


class FindingPage(findings.DecisionPage):
    evaluation: EvaluationHead
    crumbs: list[dict[str, str]]


def finding_page(evaluation: Evaluation, finding: FindingShape, user: Person, form: DecisionForm) -> FindingPage:
    """The page on which an officer proposes what is to be done, or confirms what another proposed. One query."""
    waiting = findings.proposals_by_finding(evaluation)
    url = reverse("evaluations:detail", args=[evaluation.pk])
    crumbs = [*crumbs_of(evaluation), {"label": _title(evaluation), "url": url}]
    page = findings.decision_page(evaluation, finding, waiting.get(finding.fingerprint), user, form)
    return {"evaluation": head(evaluation), "crumbs": crumbs, **page}


class FreezePage(TypedDict):
    evaluation: EvaluationHead
    crumbs: list[dict[str, str]]
    check: check.CheckPage


def freeze_page(evaluation: Evaluation, user: Person) -> FreezePage:
    """The page on which an officer checks what will be frozen, and freezes it."""
    url = reverse("evaluations:detail", args=[evaluation.pk])
    crumbs = [*crumbs_of(evaluation), {"label": _title(evaluation), "url": url}]
    return {"evaluation": head(evaluation), "crumbs": crumbs, "check": check.check_page(evaluation, user)}


def crumbs_of(evaluation: Evaluation) -> list[dict[str, str]]:
    """The way back from an evaluation."""
    return [
        {"label": _("Tenders"), "url": reverse("tenders:list")},
        {"label": evaluation.lot.tender.ref, "url": _tender_url(evaluation)},
    ]


def head(evaluation: Evaluation) -> EvaluationHead:
    tender = evaluation.lot.tender
    return {
        "id": str(evaluation.pk),
        "title": _title(evaluation),
        "over": f"{tender.ref} · {tender.authority.name}",
        "ref": tender.ref,
        "tender": tender.title,
        "tender_url": _tender_url(evaluation),
        "state": str(EvaluationState(evaluation.state).label),
        "state_tag": f"{EvaluationState(evaluation.state).label} {formats.day(evaluation.state_at)}",
        "tone": tone_of(TONES, evaluation.state),
    }


def _title(evaluation: Evaluation) -> str:
    return _("Evaluation of lot %(no)s: %(title)s") % {
        "no": evaluation.lot.no,
        "title": tender_pages.short(evaluation.lot.title),
    }


def _tender_url(evaluation: Evaluation) -> str:
    return reverse("tenders:detail", args=[evaluation.lot.tender_id])


def _summary(run: Run | None) -> tuple[SummaryShape | None, str]:
    """A run as it is shown; if its rows were changed, no number of it but what differs first."""
    if run is None:
        return None, ""
    try:
        return summary.of_run(run), ""
    except summary.Damaged as damaged:
        return None, f"{damaged} {services.replay_run(run).first_difference}"


def _facts(evaluation: Evaluation, run: Run | None) -> list[tuple[str, str]]:
    tender = evaluation.lot.tender
    zone = tender.authority.zone
    facts = [
        (_("Authority"), tender.authority.name),
        (_("Tender"), tender_pages.short(tender.title)),
        (_("Lot"), f"{evaluation.lot.no}. {tender_pages.short(evaluation.lot.title)}"),
        (_("State since"), formats.moment(evaluation.state_at, zone)),
    ]
    if run:
        facts.append((_("Evaluated"), formats.moment(run.at, zone)))
        facts.append((_("Evaluated by"), str(run.by) if run.by else _("an import")))
    return facts


def _imported(evaluation: Evaluation) -> str:
    tender = evaluation.lot.tender
    if tender.origin != Origin.IMPORTED:
        return ""
    source = tender_queries.source_of(tender)
    return _("Imported from %(source)s, not run here.") % {"source": source.name if source else _("a file")}


# --- what to do next ---


def _next(evaluation: Evaluation, user: Person, obstacles: Sequence[str], run: Run | None) -> NextStep:
    """The sentence that says what to do, and the buttons, each with the reason where it is refused."""
    frozen = evaluation.state == EvaluationState.FROZEN
    action = EvaluationAction.RERUN if frozen else EvaluationAction.FREEZE
    decision = access.may(user, action, evaluation)
    button: ButtonAnswer = {
        "url": reverse(f"evaluations:{action}", args=[evaluation.pk]),
        "why": _why(decision, obstacles),
    }
    return {
        "next": _what_next(decision, obstacles, frozen=frozen),
        "freeze": None if frozen else button,
        "rerun": button if frozen else None,
        "form": RerunForm(initial={"supersedes": run.no}) if run and frozen and decision else None,
    }


def _why(decision: Decision, obstacles: Sequence[str]) -> str:
    if not decision:
        return str(decision.why)
    return _("What is missing is listed above.") if obstacles else ""


def _what_next(decision: Decision, obstacles: Sequence[str], *, frozen: bool) -> str:
    if frozen:
        return ""
    if obstacles:
        return _("This lot cannot be evaluated yet. What is missing:")
    if decision:
        return _("Nothing is missing. Evaluate by the published method; inputs, result and their digests are frozen.")
    return _("Nothing is missing. An officer of the authority evaluates.")


# --- the runs ---


def _run(run: Run, evaluation: Evaluation) -> dict[str, str]:
    return {
        "no": str(run.no),
        "cause": str(run.get_cause_display()),
        "reason": run.reason,
        "at": formats.moment(run.at, evaluation.lot.tender.authority.zone),
        "by": str(run.by) if run.by else _("an import"),
        "digest": run.result_sha,
        "url": reverse("evaluations:record", args=[evaluation.pk]) + f"?run={run.no}",
    }
