"""The tree of award criteria, and the scales that its marks are given on."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """A step of a scale: the mark, what it is called, and what a bid must show for it."""

    value: Fraction
    label: str = ""
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """A scale by its name; its levels rise."""

    name: str
    levels: tuple[LevelEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionEntry:
    """A node of the tree, by its key. Roots of a lot weigh 100 together, children exactly as much as their parent.

    `lots`: those it is for, empty: every lot. `kind`: scored, machine, formula or pass_fail, which has no weight.
    `input`: mark, verdict, offer, cost or price of a leaf. `elements`: codes of the price elements it sums up.
    `minimum`: the mark (of a leaf on a scale), or the points, below which a bid is out. `past_record`: it counts how
    a supplier performed before; one without a record gets the `neutral` share of the points, 0 to 1.
    """

    key: str
    title: str = ""
    text: str = ""
    parent: str = ""
    lots: tuple[int, ...] = ()
    family: str = ""
    kind: str = "scored"
    input: str = ""
    elements: tuple[str, ...] = ()
    weight: Fraction | None = None
    scale: str = ""
    minimum: Fraction | None = None
    past_record: bool = False
    neutral: Fraction | None = None


@dataclass(frozen=True, slots=True)
class CriteriaTree:
    """Criteria in the order in which they are read."""

    criteria: tuple[CriterionEntry, ...] = ()
    scales: tuple[ScaleEntry, ...] = ()
