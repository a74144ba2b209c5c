"""A figure as its calculation with the numbers put in, and the small table of what went into it."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class StepShape:
    """A line before the last: what it gives, and its calculation."""

    what: str
    line: str


@dataclass(frozen=True, slots=True)
class IndicatorShape:
    """An indicator: asked from `least` (below it a bid is out) to `best` (earns all), offered, and what that earns."""

    title: str
    unit: str
    least: Fraction
    best: Fraction
    weight: Fraction
    offer: Fraction | None
    share: Fraction = field(metadata={"help": "Earned, 0 to 1."})
    points: Fraction
    backed: bool = field(metadata={"help": "Whether a credit rule of the contract stands behind the offer."})


@dataclass(frozen=True, slots=True)
class InterfaceOfferShape:
    """An interface asked for and what the best claim for it is worth; `evidence` and `openness` 0 to 1."""

    title: str
    weight: Fraction
    outcome: str
    evidence: Fraction | None
    openness: Fraction | None
    points: Fraction
    claims: int


@dataclass(frozen=True, slots=True)
class CalculationShape:
    """`line` ends with the printed figure; `why` names the case of the rule where it has several."""

    line: str
    why: str
    steps: tuple[StepShape, ...]
    indicators: tuple[IndicatorShape, ...]
    interfaces: tuple[InterfaceOfferShape, ...]
