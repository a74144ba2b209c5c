"""From the rows of a study to its shapes: page, CSV, PDF and API show the same (DESIGN law 11)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from core import jobs
from core.files import FileFault
from core.models import Job, JobState
from core.rest.shapes import from_json, to_json
from procurement.studies import plan, queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.studies.plan import Drawn, StudyPlan
from procurement.studies.shapes import (
    FrozenStudyShape,
    JudgedMethodShape,
    StudyBidShape,
    StudyChoiceByShape,
    StudyChoiceShape,
    StudyDigestsShape,
    StudyDrawnShape,
    StudyHeadShape,
    StudyMethodShape,
    StudyResultShape,
    StudyReversalsShape,
    StudyRowShape,
    StudyShape,
    StudySimulationShape,
    WarningShape,
)
from scoring.study import Candidate

Counts = Mapping[str, StudyReversalsShape]


@dataclass(frozen=True, slots=True)
class SimulatedMethod:
    """The counts of one candidate in the file of a simulation."""

    id: str
    reversed: int
    undecided: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class SimulationFile:
    """What `services.simulate_study` wrote."""

    tenders: int
    candidates: tuple[SimulatedMethod, ...]


# --- one study ---


def frozen_study(study: MethodStudy, simulation: Job | None) -> FrozenStudyShape:
    """A study as a file says it: no name of a person.

    No query on a study of `queries.with_relations` and a job of `queries.simulation_of`; reads the simulation's file.
    Raises FileFault where that is lost or damaged.
    """
    return _frozen(study, reversals(simulation))


def _frozen(study: MethodStudy, counts: Counts) -> FrozenStudyShape:
    asked, result = plan.read(study.inputs), result_of(study)
    candidates = {candidate.id: candidate for candidate in asked.design.candidates}
    choice = queries.choice_of(study)
    return FrozenStudyShape(
        study=_head(study, asked, result),
        bids=tuple(StudyBidShape(bid.id, bid.price, bid.quality) for bid in asked.design.bids),
        drawn=_drawn(asked.drawn),
        curve=result.curve,
        candidates=tuple(_method(judged, candidates[judged.id], counts) for judged in result.candidates),
        simulated=bool(counts),
        choice=None if choice is None else _choice(choice, _titles(result)),
        digests=StudyDigestsShape(study.inputs_sha, study.result_sha),
    )


def study_shape(study: MethodStudy, simulation: Job | None) -> StudyShape:
    """A study with its people, for those who may see it. No query on the rows that `frozen_study` names."""
    counts, lost = _counts_or_fault(simulation)
    frozen = _frozen(study, counts)
    titles = {candidate.id: candidate.title for candidate in frozen.candidates}
    return StudyShape(
        **{part.name: getattr(frozen, part.name) for part in fields(FrozenStudyShape)},
        by=str(study.by),
        lost=lost,
        choices=tuple(_choice_by(choice, titles) for choice in reversed(list(study.choices.all()))),
    )


def result_of(study: MethodStudy) -> StudyResultShape:
    """The stored result of a study."""
    result: StudyResultShape = from_json(StudyResultShape, study.result)
    return result


def study_json(study: FrozenStudyShape) -> Mapping[str, object]:
    """The JSON of a study. Its instants end in +00:00, not in Z: the digests of stored reports are over these bytes."""
    content = to_json(study)
    instants: list[tuple[dict[str, object], Any]] = [(content["study"], study.study)]
    if study.choice is not None:
        instants.append((content["choice"], study.choice))
    if isinstance(study, StudyShape):
        instants += zip(content["choices"], study.choices, strict=True)
    for entry, shape in instants:
        entry["at"] = shape.at.isoformat()
    frozen: Mapping[str, object] = content
    return frozen


def _head(study: MethodStudy, asked: StudyPlan, result: StudyResultShape) -> StudyHeadShape:
    return StudyHeadShape(
        id=study.pk,
        no=study.no,
        title=study.title,
        authority=study.authority.name,
        zone=study.authority.zone,
        at=study.at,
        currency=asked.design.currency,
        price_points=asked.design.price_points,
        seed=asked.seed,
        tenders=asked.tenders,
        scoring_version=result.version,
    )


def _drawn(drawn: Drawn | None) -> StudyDrawnShape | None:
    return None if drawn is None else StudyDrawnShape(drawn.count, drawn.low, drawn.high)


def _method(judged: JudgedMethodShape, asked: Candidate, counts: Counts) -> StudyMethodShape:
    return StudyMethodShape(
        **{part.name: getattr(judged, part.name) for part in fields(JudgedMethodShape)},
        params=asked.params,
        scaling=asked.scaling,
        quality_minimum=asked.quality_minimum,
        reversals=counts.get(judged.id),
    )


# --- its choices ---


def _titles(result: StudyResultShape) -> dict[str, str]:
    return {candidate.id: candidate.title for candidate in result.candidates}


def _choice(choice: MethodChoice, titles: Mapping[str, str]) -> StudyChoiceShape:
    return StudyChoiceShape(
        no=choice.no,
        candidate=choice.candidate,
        title=titles[choice.candidate],
        warnings=tuple(WarningShape(warning["key"], warning["text"]) for warning in choice.warnings),
        reason=choice.reason,
        at=choice.at,
    )


def _choice_by(choice: MethodChoice, titles: Mapping[str, str]) -> StudyChoiceByShape:
    shape = _choice(choice, titles)
    parts = {part.name: getattr(shape, part.name) for part in fields(StudyChoiceShape)}
    return StudyChoiceByShape(**parts, by=str(choice.by))


# --- its simulation ---


def reversals(simulation: Job | None) -> Counts:
    """{candidate: counts} of a finished simulation; empty before. Raises FileFault where its file is lost."""
    file = next(iter(simulation.artifacts.all()), None) if simulation else None
    if file is None:
        return {}
    read: SimulationFile = from_json(SimulationFile, json.loads(jobs.open_artifact(file)))
    return {
        counted.id: StudyReversalsShape(read.tenders, counted.reversed, counted.undecided, counted.rate)
        for counted in read.candidates
    }


def _counts_or_fault(simulation: Job | None) -> tuple[Counts, str]:
    """The counts, or none of them and what is the matter with their file."""
    try:
        return reversals(simulation), ""
    except FileFault as fault:
        return {}, str(fault)


def simulation_shape(study: MethodStudy, job: Job) -> StudySimulationShape:
    """How far the simulation of a study is. No query on a job of `queries.simulation_of`."""
    counts, lost = _counts_or_fault(job)
    return StudySimulationShape(
        id=job.pk,
        state=JobState(job.state),
        percent=job.percent,
        message=job.message,
        why=job.why,
        seed=study.inputs["seed"],
        tenders=study.inputs["tenders"],
        counts=counts,
        lost=lost,
    )


# --- the list ---


def study_row(study: MethodStudy) -> StudyRowShape:
    """A study of a list; no query on one of `queries.page`."""
    candidates = study.result["candidates"]  # not read as a whole: its curves are long, and a page has many rows
    choice = queries.choice_of(study)
    return StudyRowShape(
        id=study.pk,
        no=study.no,
        title=study.title,
        authority=study.authority.name,
        methods=tuple(candidate["formula"] for candidate in candidates),
        titles=tuple(candidate["title"] for candidate in candidates),
        chosen=choice.candidate if choice else None,
        at=study.at,
    )
