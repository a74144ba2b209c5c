"""The price formulas, each registered once by its id. A new version is a new entry; old ones stay (SCORING §12)."""

from collections.abc import Mapping

from scoring.errors import UnknownFormula
from scoring.price import index, money, points
from scoring.price.base import (
    Extreme,
    Formula,
    FormulaParam,
    FormulaTerms,
    Independence,
    PriceOffer,
    WhyDependent,
)
from scoring.price.money import ESCO_SAVINGS, ESCO_TERMS

__all__ = [
    "ESCO_SAVINGS",
    "ESCO_TERMS",
    "FORMULAS",
    "Extreme",
    "Formula",
    "FormulaParam",
    "FormulaTerms",
    "Independence",
    "PriceOffer",
    "WhyDependent",
    "formula",
]

FORMULAS: Mapping[str, Formula] = {entry.id: entry for entry in (*points.FORMULAS, *index.FORMULAS, *money.FORMULAS)}


def formula(name: str, where: str) -> Formula:
    """The formula of this id. Raises UnknownFormula, which names the place in the case."""
    try:
        return FORMULAS[name]
    except KeyError:
        raise UnknownFormula(where, formula=name) from None
