"""The English of every sentence key. Names in braces are filled from the sentence's values.

What stands behind a colon in the braces says what a value is, and so how it is written: `{price:money}`. The kinds are
those of `scoring.explain.writing`. A sentence that counts something has two forms (`Plural`); other languages have as
many as they need.
"""

from collections.abc import Mapping

from scoring.errors import ScoringError
from scoring.sentences.calculation import CALCULATION
from scoring.sentences.costs import COST, PAY
from scoring.sentences.firmness import AGREEMENT, ROBUST
from scoring.sentences.forms import Plural, Template
from scoring.sentences.low import ABNORMAL
from scoring.sentences.method import FORMULA, METHOD
from scoring.sentences.result import CAUTION, CELL, FINDING, ORDER
from scoring.sentences.studies import STUDY

__all__ = ["TEMPLATES", "Plural", "Template"]

_ERROR = {f"error.{kind.__name__}": kind.template for kind in ScoringError.__subclasses__()}

TEMPLATES: Mapping[str, Template] = {
    **METHOD,
    **CELL,
    **ORDER,
    **CAUTION,
    **FINDING,
    **FORMULA,
    **ROBUST,
    **ABNORMAL,
    **AGREEMENT,
    **COST,
    **PAY,
    **CALCULATION,
    **STUDY,
    **_ERROR,
}
