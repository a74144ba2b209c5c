"""A stored study and its simulation as one shape: page, CSV, PDF and API show the same (DESIGN law 11)."""

import json
from typing import Any

from core import jobs
from core.models import Job, JobState
from core.rest.shapes import from_json
from procurement.studies import queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.studies.shapes import ReversalsShape, SimulationShape, StudyRowShape, StudyShape


def of_study(study: MethodStudy, simulation: Job | None) -> StudyShape:
    """The whole study.

    No query on a study of `queries.with_relations` and a job of `queries.simulation_of`; reads the simulation's file.
    """
    asked, result = study.inputs, study.result
    counts = _stored_rates(simulation)
    asked_by_id = {candidate["id"]: candidate for candidate in asked["candidates"]}
    choice = queries.choice_of(study)
    stored = {
        "study": {
            "id": str(study.pk),
            "no": study.no,
            "title": study.title,
            "authority": study.authority.name,
            "zone": study.authority.zone,
            "at": study.at.isoformat(),
            "currency": asked["currency"],
            "price_points": asked["price_points"],
            "seed": asked["seed"],
            "tenders": asked["tenders"],
            "scoring_version": result["version"],
        },
        "bids": asked["bids"],
        "drawn": asked["drawn"],
        "curve": result["curve"],
        "candidates": [_candidate(judged, asked_by_id[judged["id"]], counts) for judged in result["candidates"]],
        "simulated": bool(counts),
        "choice": choice and _choice(study, choice),
        "digests": {"inputs": study.inputs_sha, "result": study.result_sha},
    }
    shape: StudyShape = from_json(StudyShape, stored)
    return shape


def simulation_shape(study: MethodStudy, job: Job) -> SimulationShape:
    """How far the simulation of a study is."""
    counts = {letter: from_json(ReversalsShape, counted) for letter, counted in _stored_rates(job).items()}
    return SimulationShape(
        id=job.pk,
        state=JobState(job.state),
        percent=job.percent,
        message=job.message,
        why=job.why,
        seed=study.inputs["seed"],
        tenders=study.inputs["tenders"],
        counts=counts,
    )


def row_shape(study: MethodStudy) -> StudyRowShape:
    """A study of a list; no query on one of `queries.page`."""
    choice = queries.choice_of(study)
    return StudyRowShape(
        id=study.pk,
        no=study.no,
        title=study.title,
        authority=study.authority.name,
        methods=tuple(candidate["formula"] for candidate in study.result["candidates"]),
        chosen=choice.candidate if choice else None,
        at=study.at,
    )


def _stored_rates(simulation: Job | None) -> dict[str, dict[str, Any]]:
    """{candidate: counts} of a finished simulation; empty before. Raises ValueError if its file is damaged."""
    file = next(iter(simulation.artifacts.all()), None) if simulation else None
    if file is None:
        return {}
    product = json.loads(jobs.open_artifact(file))
    return {counted["id"]: {**counted, "tenders": product["tenders"]} for counted in product["candidates"]}


def _candidate(judged: dict[str, Any], asked: dict[str, Any], counts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    counted = counts.get(judged["id"])
    return {
        **judged,
        "params": asked["params"],
        "scaling": asked["scaling"],
        "quality_minimum": asked["quality_minimum"],
        "reversals": counted,
    }


def _choice(study: MethodStudy, choice: MethodChoice) -> dict[str, Any]:
    titles = {candidate["id"]: candidate["title"] for candidate in study.result["candidates"]}
    return {
        "no": choice.no,
        "candidate": choice.candidate,
        "title": titles[choice.candidate],
        "warnings": choice.warnings,
        "reason": choice.reason,
        "at": choice.at.isoformat(),
    }
