"""Studies as pages show them: ready strings and figures, so that a template neither asks the database nor computes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.integrity import repair
from core.models import Job, JobState
from core.pages import formats, tones
from core.pages.lost import LostFile, lost_file
from core.pages.paging import Page
from procurement.studies import access, figures, queries, sentences, summary
from procurement.studies.figures import CurveFigure, Figure
from procurement.studies.forms import ChoiceForm
from procurement.studies.models import MethodStudy
from procurement.studies.plan import LETTERS
from procurement.studies.sentences import Comparison, RateRow
from procurement.studies.shapes import FrozenStudyShape, StudyChoiceByShape, StudyRowShape, StudyShape

# --- the list ---


@dataclass(frozen=True, slots=True)
class ListRow:
    url: str
    title: str
    over: str
    methods: list[str]
    chosen: str
    day: str


def rows(page: Page[MethodStudy]) -> list[ListRow]:
    """The rows of a list; no query."""
    return [_row(summary.study_row(study)) for study in page.rows]


def _row(study: StudyRowShape) -> ListRow:
    names = {letter: f"{letter}. {title}" for letter, title in zip(LETTERS, study.titles, strict=False)}
    return ListRow(
        url=reverse("studies:detail", args=[study.id]),
        title=study.title,
        over=_over(study.no, study.authority),
        methods=list(names.values()),
        chosen=names[study.chosen] if study.chosen else "",
        day=formats.day(study.at),
    )


def _over(no: int, authority: str) -> str:
    return _("Study %(no)d") % {"no": no} + f" · {authority}"


# --- one study ---


@dataclass(frozen=True, slots=True)
class ChoiceText:
    title: str
    by: str
    when: str
    reason: str
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class ChosenText(ChoiceText):
    """The choice that holds, and the choices before it."""

    before: list[ChoiceText]


@dataclass(frozen=True, slots=True)
class StudyPage:
    over: str
    title: str
    facts: list[tuple[str, str]]
    digests: list[tuple[str, str]]
    again_url: str
    csv_url: str
    comparison: Comparison
    figures: list[CurveFigure]
    chosen: ChosenText | None


def detail(study: MethodStudy, user: Person, form: ChoiceForm | None = None) -> dict[str, object]:
    """The context of a study's page. Two queries for its simulation; `form`: a choice that was not in order."""
    job = queries.simulation_of(study)
    shape = summary.study_shape(study, job)
    return {
        "study": _study_page(shape),
        "rates": rates(study, shape, job, user),
        "choose": _choice_panel(study, user, form),
        "crumbs": [{"label": _("Methods"), "url": reverse("studies:list")}],
    }


def _study_page(study: StudyShape) -> StudyPage:
    return StudyPage(
        over=_over(study.study.no, study.study.authority),
        title=study.study.title,
        facts=_facts(study),
        digests=[(_("Inputs"), study.digests.inputs), (_("Result"), study.digests.result)],
        again_url=f"{reverse('studies:new')}?from={study.study.id}",
        csv_url=reverse("studies:csv", args=[study.study.id]),
        comparison=sentences.comparison(study),
        figures=figures.curves(study),
        chosen=_chosen(study),
    )


def _facts(study: StudyShape) -> list[tuple[str, str]]:
    return [
        (_("Points of 100"), sentences.split(study)),
        (_("Expected bids"), sentences.origin(study)),
        (_("Seed"), str(study.study.seed)),
        (_("Made"), formats.moment(study.study.at, study.study.zone)),
        (_("By"), study.by),
    ]


# --- the rates, while they are simulated and after ---


@dataclass(frozen=True, slots=True)
class RatesPanel:
    """What changes while tenders are simulated: `waiting` as long as it does, then the rates or the reason."""

    state: str
    tone: str
    label: str
    waiting: bool
    running: bool
    percent: int
    message: str
    why: str
    many: str
    seed: str
    poll_url: str
    url: str
    ask_url: str
    refused: str
    figure: Figure | None
    rows: list[RateRow]
    lost: LostFile | None


def rates(study: MethodStudy, shape: FrozenStudyShape, job: Job | None, user: Person) -> RatesPanel:
    """The panel of a study's simulation. Its file is read; one query where that is lost."""
    decision = access.may(user, access.StudyAction.SIMULATE, study)
    lost, again = _lost(study, job, decision)
    job = again or job
    state = job.state if job else ""
    return RatesPanel(
        state=str(job.get_state_display()) if job else _("Not asked for"),
        tone=tones.tone_of(tones.JOBS, state),
        label=_("Simulated tenders"),
        waiting=state in {JobState.REQUESTED, JobState.RUNNING},
        running=state == JobState.RUNNING,
        percent=job.percent if job else 0,
        message=job.message if job else "",
        why=job.why if job and state == JobState.FAILED else "",
        many=formats.number(shape.study.tenders),
        seed=str(shape.study.seed),
        poll_url=reverse("studies:rates", args=[study.pk]),
        url=reverse("studies:detail", args=[study.pk]),
        ask_url=reverse("studies:simulate", args=[study.pk]),
        refused="" if decision else str(decision.why),
        figure=figures.rates(shape) if shape.simulated else None,
        rows=sentences.rates(shape),
        lost=lost,
    )


def _lost(study: MethodStudy, job: Job | None, decision: Decision) -> tuple[LostFile | None, Job | None]:
    """What is the matter with the file of a simulation, or the job that makes it again."""
    artifact = next(iter(job.artifacts.all()), None) if job else None
    if artifact is None:
        return None, None
    condition = repair.condition_of(artifact)
    url = reverse("studies:simulate", args=[study.pk])
    return lost_file(artifact, condition, url=url, decision=decision), condition.repair if condition.repairing else None


# --- the choice ---


@dataclass(frozen=True, slots=True)
class ChoicePanel:
    ok: bool
    why: str
    form: ChoiceForm
    url: str


def _choice_panel(study: MethodStudy, user: Person, form: ChoiceForm | None) -> ChoicePanel:
    decision = access.may(user, access.StudyAction.CHOOSE, study)
    return ChoicePanel(
        ok=bool(decision),
        why=str(decision.why),
        form=form or ChoiceForm(candidates=options(study), after=queries.choices_made(study)),
        url=reverse("studies:choose", args=[study.pk]),
    )


def options(study: MethodStudy) -> list[tuple[str, str]]:
    """The methods of a study as choices, each with how many warnings it has."""
    return [(candidate.id, sentences.option(candidate)) for candidate in summary.result_of(study).candidates]


def _chosen(study: StudyShape) -> ChosenText | None:
    if not study.choices:
        return None
    names = {candidate.id: sentences.method_name(candidate) for candidate in study.candidates}
    latest, *before = [_choice_text(choice, names, study.study.zone) for choice in study.choices]
    return ChosenText(latest.title, latest.by, latest.when, latest.reason, latest.warnings, before)


def _choice_text(choice: StudyChoiceByShape, names: Mapping[str, str], zone: str) -> ChoiceText:
    return ChoiceText(
        title=names[choice.candidate],
        by=choice.by,
        when=formats.moment(choice.at, zone),
        reason=choice.reason,
        warnings=[warning.text for warning in choice.warnings],
    )
