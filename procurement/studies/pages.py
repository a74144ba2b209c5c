"""Studies as pages show them: ready strings and drawings, so that a template neither asks the database nor computes."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.models import Job, JobState
from core.pages import formats, tones
from core.pages.paging import Page
from procurement.studies import access, drawings, queries, summary, words
from procurement.studies.forms import ChoiceForm
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.studies.shapes import StudyShape

# --- the list ---


def rows(page: Page[MethodStudy]) -> list[dict[str, Any]]:
    """The rows of a list; no query."""
    return [_row(study) for study in page.rows]


def _row(study: MethodStudy) -> dict[str, Any]:
    titles = {one["id"]: one["title"] for one in study.result["candidates"]}
    choice = queries.choice_of(study)
    return {
        "url": reverse("studies:detail", args=[study.pk]),
        "title": study.title,
        "over": _("Study %(no)d") % {"no": study.no} + f" · {study.authority}",
        "methods": [f"{letter}. {title}" for letter, title in titles.items()],
        "chosen": f"{choice.candidate}. {titles[choice.candidate]}" if choice else "",
        "made": formats.day(study.at),
    }


# --- one study ---


def detail(study: MethodStudy, user: Person, form: ChoiceForm | None = None) -> dict[str, Any]:
    """A whole study. Two queries for its simulation; `form`: a choice that was not in order."""
    job = queries.simulation_of(study)
    shape = summary.of_study(study, job)
    return {
        "study": {
            "id": study.pk,
            "over": _("Study %(no)d") % {"no": study.no} + f" · {study.authority}",
            "title": study.title,
            "facts": _facts(study, shape),
            "digests": [(_("Inputs"), study.inputs_sha), (_("Result"), study.result_sha)],
            "links": _links(study),
            **words.study_sentences(shape),
            "figures": drawings.curves(shape),
            "chosen": _chosen(study, shape),
        },
        "rates": rates(study, shape, job, user),
        "choose": _choose(study, user, form),
        "crumbs": [{"label": _("Methods"), "url": reverse("studies:list")}],
    }


def _links(study: MethodStudy) -> dict[str, str]:
    return {
        "again": f"{reverse('studies:new')}?from={study.pk}",
        "csv": reverse("studies:csv", args=[study.pk]),
    }


def _facts(study: MethodStudy, shape: StudyShape) -> list[tuple[str, str]]:
    points = shape.study.price_points
    split = _("%(price)s for the price, %(quality)s for quality")
    return [
        (_("Points of 100"), split % {"price": formats.number(points), "quality": formats.number(100 - points)}),
        (_("Expected bids"), words.origin(shape)),
        (_("Seed"), str(shape.study.seed)),
        (_("Made"), formats.moment(study.at, study.authority.zone)),
        (_("By"), str(study.by)),
    ]


# --- the rates, while they are simulated and after ---


def rates(study: MethodStudy, shape: StudyShape, job: Job | None, user: Person) -> dict[str, Any]:
    """What changes while tenders are simulated: `waiting` as long as it does, then the rates or the reason."""
    state = job.state if job else ""
    decision = access.may(user, access.StudyAction.SIMULATE, study)
    return {
        "state": str(job.get_state_display()) if job else _("Not asked for"),
        "tone": tones.tone_of(tones.JOBS, state),
        "label": _("Simulated tenders"),
        "waiting": state in {JobState.REQUESTED, JobState.RUNNING},
        "running": state == JobState.RUNNING,
        "percent": job.percent if job else 0,
        "message": job.message if job else "",
        "why": job.why if job and state == JobState.FAILED else "",
        "many": formats.number(shape.study.tenders),
        "seed": str(shape.study.seed),
        "poll_url": reverse("studies:rates", args=[study.pk]),
        "url": reverse("studies:detail", args=[study.pk]),
        "ask_url": reverse("studies:simulate", args=[study.pk]),
        "refused": "" if decision else str(decision.why),
        "figure": drawings.rates(shape) if shape.simulated else None,
        "rows": words.rates(shape),
    }


# --- the choice ---


def _choose(study: MethodStudy, user: Person, form: ChoiceForm | None) -> dict[str, Any]:
    decision = access.may(user, access.StudyAction.CHOOSE, study)
    return {
        "ok": bool(decision),
        "why": str(decision.why),
        "form": form or ChoiceForm(candidates=candidates(study)),
        "url": reverse("studies:choose", args=[study.pk]),
    }


def candidates(study: MethodStudy) -> list[tuple[str, str]]:
    """The methods of a study as choices, each with how many warnings it has."""
    return [
        (candidate["id"], words.option(candidate["id"], candidate["title"], len(candidate["warnings"])))
        for candidate in study.result["candidates"]
    ]


def _chosen(study: MethodStudy, shape: StudyShape) -> dict[str, Any] | None:
    """The choice that holds with the person, and the choices before it."""
    choices = list(study.choices.all())
    if not choices:
        return None
    titles = {candidate.id: f"{candidate.id}. {candidate.title}" for candidate in shape.candidates}
    return {
        **_one_choice(choices[-1], titles, study.authority.zone),
        "before": [_one_choice(one, titles, study.authority.zone) for one in reversed(choices[:-1])],
    }


def _one_choice(choice: MethodChoice, titles: Mapping[str, str], zone: str) -> dict[str, Any]:
    return {
        "title": titles[choice.candidate],
        "by": str(choice.by),
        "when": formats.moment(choice.at, zone),
        "reason": choice.reason,
        "warnings": [one["text"] for one in choice.warnings],
    }
