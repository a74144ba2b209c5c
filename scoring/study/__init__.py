"""A choice of method studied before any bid exists: expected bids under several methods, and what rivals could do.

It informs the officer who chooses; it decides nothing. Source: SCORING §4, §10.
"""

from scoring.study.cautions import cautions
from scoring.study.compare import Compared, Leaving, Point, compare, curve
from scoring.study.design import (
    MOST_BIDS,
    MOST_METHODS,
    PRICE,
    QUALITY,
    STUDIED,
    Candidate,
    Design,
    Expected,
    generated,
    spec,
)
from scoring.study.simulate import TENDERS, Reversals, reversals

__all__ = [
    "MOST_BIDS",
    "MOST_METHODS",
    "PRICE",
    "QUALITY",
    "STUDIED",
    "TENDERS",
    "Candidate",
    "Compared",
    "Design",
    "Expected",
    "Leaving",
    "Point",
    "Reversals",
    "cautions",
    "compare",
    "curve",
    "generated",
    "reversals",
    "spec",
]
