"""Standards before any tender names one: how open a standard is known to be, and which usually apply to a need.

`measure` turns six recorded facts into openness, its strength and its interval. An `Adviser` reads rules of
applicability once and answers needs with ranked advices; `omissions` says which advices a list leaves out and what
each then asks for. Typed data in and out: who reads the catalogue hands it over.
"""

from scoring.standards.adviser import Adviser, UnknownPlace, omissions
from scoring.standards.openness import ANSWERS, CLOSING_FACTS, COUNTED_FACTS, OpennessMeasure, measure
from scoring.standards.types import (
    PLACES,
    Advice,
    AdviceReason,
    AdviceRule,
    AdvisedStandard,
    Duty,
    Match,
    Need,
    Omission,
)

__all__ = [
    "ANSWERS",
    "CLOSING_FACTS",
    "COUNTED_FACTS",
    "PLACES",
    "Advice",
    "AdviceReason",
    "AdviceRule",
    "AdvisedStandard",
    "Adviser",
    "Duty",
    "Match",
    "Need",
    "Omission",
    "OpennessMeasure",
    "UnknownPlace",
    "measure",
    "omissions",
]
