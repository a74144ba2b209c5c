"""A judgement explained: in sentences, and figure by figure as the calculation that gives it, with the numbers put in.

Sentences compute nothing. A calculation is computed anew from the case, and is exactly the figure that was judged; a
test holds it to that for every formula and every family. The formulas bring theirs in their entry of the registry.
"""

from scoring.explain.calculations import (
    Calculation,
    Calculator,
    PrintedGap,
    calculator,
    printed_gap_sentences,
)
from scoring.explain.indicators import IndicatorLine
from scoring.explain.interfaces import InterfaceLine
from scoring.explain.marks import EvaluatorMark, MarkTable
from scoring.explain.wording import (
    caution,
    cell,
    error,
    exclusion,
    formula_of,
    gap,
    method,
    minimum,
    place,
    rounding,
    tie_chain,
    tie_path,
    title,
)
from scoring.explain.writing import ENGLISH, Writing, number, text

__all__ = [
    "ENGLISH",
    "Calculation",
    "Calculator",
    "EvaluatorMark",
    "IndicatorLine",
    "InterfaceLine",
    "MarkTable",
    "PrintedGap",
    "Writing",
    "calculator",
    "caution",
    "cell",
    "error",
    "exclusion",
    "formula_of",
    "gap",
    "method",
    "minimum",
    "number",
    "place",
    "printed_gap_sentences",
    "rounding",
    "text",
    "tie_chain",
    "tie_path",
    "title",
]
