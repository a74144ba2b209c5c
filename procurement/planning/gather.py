"""Facts of the catalogue and entries of an authority, as the adviser and openness read them."""

from collections.abc import Mapping
from functools import cache

from core.models import Authority
from procurement.planning import queries
from procurement.planning.catalogue import FACTS, Standard, catalogue
from procurement.planning.models import FactAct, StandardFact
from procurement.planning.queries import FactKey
from scoring.standards import Adviser, OpennessMeasure, measure
from scoring.standards.openness import UNKNOWN


def answer_of(catalogued: str, entry: StandardFact | None) -> str:
    """The answer that counts: a recorded one, unknown where it is disputed, else the catalogue's."""
    entry = queries.standing(entry)
    if entry is None:
        return catalogued
    return UNKNOWN if entry.act == FactAct.DISPUTED else entry.value


def answers_of(standard: Standard, entries: Mapping[FactKey, StandardFact]) -> Mapping[str, str]:
    """Every fact of a standard as it counts with these entries."""
    return {fact: answer_of(standard.answers[fact], entries.get((standard.id, fact))) for fact in FACTS}


def measure_of(standard: Standard, entries: Mapping[FactKey, StandardFact]) -> OpennessMeasure:
    """How open a standard is with these entries."""
    return measure(answers_of(standard, entries))


def adviser_for(authority: Authority | None) -> Adviser:
    """The adviser with what the authority entered. One query, none without authority."""
    entries = queries.latest_facts(authority)
    changed = {standard for standard, _ in entries} & set(catalogue().standards)
    if not changed:
        return _plain_adviser()
    answers = {standard: answers_of(catalogue().standards[standard], entries) for standard in changed}
    return catalogue().adviser(answers)


@cache
def _plain_adviser() -> Adviser:
    return catalogue().adviser({})
