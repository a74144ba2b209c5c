"""How open a standard is, from six facts that are yes, partly, no or unknown. Source: EVIDENCE §5."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import BadParameter

COUNTED_FACTS = (
    "royalty_free",
    "free_to_read",
    "open_participation",
    "public_review",
    "multiple_implementations",
    "conformance_tools",
)
# A `no` to one of these makes a standard closed, whatever else is known.
CLOSING_FACTS = ("royalty_free", "free_to_read")
UNKNOWN = "unknown"
_WORTH = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}
ANSWERS = (*_WORTH, UNKNOWN)


@dataclass(frozen=True, slots=True)
class OpennessMeasure:
    """Openness 0 to 1 or None if no fact is known; `strength`: the share of the six facts that is known.

    `low` and `high`: the openness with every unknown fact taken as no, and as yes. `missing`: the unknown facts.
    """

    openness: Fraction | None
    strength: Fraction
    low: Fraction
    high: Fraction
    missing: tuple[str, ...]


def measure(answers: Mapping[str, str]) -> OpennessMeasure:
    """The openness of a standard with these answers; a fact that is not among them is unknown.

    0 if it is no to a fact of CLOSING_FACTS, else the mean of the known ones. Unknown is never 0 or 1 by itself.
    Unrounded. Raises BadParameter for an answer that is none of ANSWERS.
    """
    for fact in COUNTED_FACTS:
        if answers.get(fact, UNKNOWN) not in ANSWERS:
            raise BadParameter(fact, why=f"'{answers[fact]}' is none of {', '.join(ANSWERS)}")
    known = [_WORTH[answers[fact]] for fact in COUNTED_FACTS if answers.get(fact, UNKNOWN) != UNKNOWN]
    missing = tuple(fact for fact in COUNTED_FACTS if answers.get(fact, UNKNOWN) == UNKNOWN)
    strength = Fraction(len(known), len(COUNTED_FACTS))
    if any(answers.get(fact) == "no" for fact in CLOSING_FACTS):
        return OpennessMeasure(Fraction(0), strength, Fraction(0), Fraction(0), missing)
    total = sum(known, Fraction(0))
    return OpennessMeasure(
        openness=total / len(known) if known else None,
        strength=strength,
        low=total / len(COUNTED_FACTS),
        high=(total + len(missing)) / len(COUNTED_FACTS),
        missing=missing,
    )
