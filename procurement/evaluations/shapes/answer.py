"""The answer of a run: who is first, by how much, and why. Page, PDF and API say it in the same sentences."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LeadShape:
    """How many points the first bid is ahead of the second under a criterion; below 0 it is behind."""

    criterion: str
    title: str
    family: str
    family_label: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class MarkTurnShape:
    """One panel mark, moved by one level, that alone gives another winner; `winner` empty: then nobody is first."""

    criterion: str
    title: str
    bid: str
    evaluator: str
    mark: Fraction
    to: Fraction
    winner: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PriceTurnShape:
    """At `to`, which is `less` below what it asks, the bid is first; `share` of its price, 0 to 1."""

    bid: str
    to: Fraction
    less: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class TurnsShape:
    """The smallest changes that give another winner. They inform; the published method alone ranks.

    `tried` of `moves` single marks were looked at; `fewest` marks by one level each turn the result, null: none do.
    """

    title: str
    text: str
    fragile: bool = field(metadata={"help": "One mark by one level, or less than 1 % of a price, turns it."})
    moves: int
    tried: int
    fewest: int | None
    marks: tuple[MarkTurnShape, ...]
    prices: tuple[PriceTurnShape, ...]


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """`first` and `second` are bids, empty where there is none.

    `differences` stand with the largest lead first; criteria that part nothing are named in `equal`.
    """

    headline: str = field(metadata={"help": "Who is first, or that nobody is, in one sentence."})
    lead: str = field(metadata={"help": "The distance to the second, and which of the two is dearer."})
    first: str
    second: str
    gap: Fraction | None
    dearer: Fraction | None = field(metadata={"help": "The first's price less the second's; null if one is not known."})
    differences: tuple[LeadShape, ...]
    equal: tuple[str, ...]
    turns: TurnsShape
