"""A study as one plain dictionary, exact numbers as text: page, CSV, PDF and API show the same (DESIGN law 11).

No names of people: what is made of it outlives an erasure.
"""

import json
from typing import Any

from core import jobs
from core.models import Job
from procurement.studies import queries
from procurement.studies.models import MethodChoice, MethodStudy


def of_study(study: MethodStudy, simulation: Job | None) -> dict[str, Any]:
    """`candidates` hold method, ranking, what leaving does, curve and, once simulated, `reversals`.

    No query on a study of `queries.whole` and a job of `queries.simulation_of`; reads the simulation's file.
    """
    asked, result = study.inputs, study.result
    counts = rates(simulation)
    asked_by_id = {candidate["id"]: candidate for candidate in asked["candidates"]}
    choice = queries.choice_of(study)
    return {
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
        "candidates": [_candidate(one, asked_by_id[one["id"]], counts) for one in result["candidates"]],
        "simulated": bool(counts),
        "choice": choice and _choice(study, choice),
        "digests": {"inputs": study.inputs_sha, "result": study.result_sha},
    }


def rates(simulation: Job | None) -> dict[str, dict[str, Any]]:
    """{candidate: counts} of a finished simulation; empty before. Raises ValueError where its file is damaged."""
    file = next(iter(simulation.artifacts.all()), None) if simulation else None
    if file is None:
        return {}
    made = json.loads(jobs.open_artifact(file))
    return {one["id"]: {**one, "tenders": made["tenders"]} for one in made["candidates"]}


def _candidate(judged: dict[str, Any], asked: dict[str, Any], counts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    counted = counts.get(judged["id"])
    names = ("tenders", "reversed", "undecided", "rate")
    return {
        **judged,
        "params": asked["params"],
        "scaling": asked["scaling"],
        "quality_minimum": asked["quality_minimum"],
        "reversals": counted and {name: counted[name] for name in names},
    }


def _choice(study: MethodStudy, choice: MethodChoice) -> dict[str, Any]:
    titles = {one["id"]: one["title"] for one in study.result["candidates"]}
    return {
        "no": choice.no,
        "candidate": choice.candidate,
        "title": titles[choice.candidate],
        "warnings": choice.warnings,
        "reason": choice.reason,
        "at": choice.at.isoformat(),
    }
