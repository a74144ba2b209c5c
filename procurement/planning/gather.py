"""Facts of the catalogue and entries of an authority, as the adviser and openness read them."""

import re
from collections.abc import Mapping

from procurement.planning import queries
from procurement.planning.catalogue import FACTS, Standard, catalogue
from procurement.planning.models import FactAct, StandardFact
from procurement.planning.queries import FactKey
from scoring.standards import Adviser, OpennessMeasure, measure
from scoring.standards.openness import UNKNOWN

# What a need may be: its words, and codes of the CPV with or without their check digit.
LONGEST_NEED = 4000
CODE = re.compile(r"\d{2,8}(-\d)?")


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


def adviser_with(entries: Mapping[FactKey, StandardFact]) -> Adviser:
    """The adviser over the facts as they count with these entries. No query."""
    changed = {standard for standard, _ in entries} & set(catalogue().standards)
    if not changed:
        return catalogue().adviser
    return catalogue().adviser.knowing(
        {standard: answers_of(catalogue().standards[standard], entries) for standard in changed}
    )
