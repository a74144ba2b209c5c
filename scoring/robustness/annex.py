"""What robustness answers: exact figures beside a judgement. They inform; the published method alone ranks."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.types import VERSION


@dataclass(frozen=True, slots=True)
class Flip:
    """At which total price `bid` changes places with the winner, all else equal; in the tender's currency and basis.

    For a loser the highest price at which it wins, for the winner the highest it could have asked. `reason` where
    `price` is None: not_monotone (a lower price can lose), never (no price above 0 does it) or always (it wins at any).
    """

    bid: str
    now: Fraction
    price: Fraction | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MarkMove:
    """A mark moved by some levels of its scale: up for the challenger, down (below 0) for the winner."""

    bid: str
    leaf: str
    evaluator: str
    levels: int


@dataclass(frozen=True, slots=True)
class MarkSteps:
    """The fewest moves of one mark by one level that bring `bid` level with the winner; None: marks cannot do it.

    `gap` is what parts the two figures. `exact`: the number is the fewest; else the moves were found before rounding,
    and `confirmed` says whether judging the lot again with them shows the two level.
    """

    bid: str
    gap: Fraction
    steps: int | None
    moves: tuple[MarkMove, ...] = ()
    exact: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class StepsToFail:
    """How many marks of the winner, lowered by one level each, take it below a published minimum; None: never."""

    stage: str
    where: str
    steps: int | None


@dataclass(frozen=True, slots=True)
class Without:
    """Who wins where one bid or one evaluator is left out; None: no winner without a further decision."""

    left: str
    winner: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Which of `tried` leave the award as it is, and which (`changes`) do not.

    `independent`: the method lets no loser change the order, nothing had to be tried. `individual`: judged on the marks
    given before the panel agreed; `winner` is then theirs.
    """

    tried: int
    changes: tuple[Without, ...]
    independent: bool = False
    individual: bool = False
    winner: str | None = None


@dataclass(frozen=True, slots=True)
class Openness:
    """The winner and every bid's figure where each unknown fact about a standard is taken as 0, then as 1."""

    unknown: int
    winner_low: str | None
    winner_high: str | None
    low: Mapping[str, Fraction]
    high: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shift:
    """How many points, taken from some criteria and given to others, bring `bid` level with the winner.

    `moved`: no criterion below 0 (the L1 distance is twice as much); None: no weights do it. `unbounded`: criteria may
    fall below 0. `changes` by leaf, in points, belong to `moved`.
    """

    bid: str
    moved: Fraction | None
    unbounded: Fraction | None
    changes: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Stable:
    """Between which weights (0..1 of the total) of a leaf the winner stays, the others keeping their proportions.

    At an end that is not 0 or 1 the winner is level with the rival named. None where the leaf has all points.
    """

    leaf: str
    weight: Fraction
    low: Fraction | None
    high: Fraction | None
    low_rival: str = ""
    high_rival: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """How often a bid takes each place, as shares of the draws ("1", "2", …, "lower"; places never taken left out).

    `central`: the mean of the weights (by leaf, summing to 1) with which it is first; `confidence`: how often it is
    first with these. Both are empty and None where it never is, and where weights are not drawn.
    """

    bid: str
    places: Mapping[str, Fraction]
    central: Mapping[str, Fraction]
    confidence: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PairShare:
    """In which share of the draws `bid` stands before `against`; a tie counts half."""

    bid: str
    against: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Chances:
    """SMAA-2 over one neighbourhood. `kind`: points, relative, marks or free; `reach` says how far, in its unit."""

    kind: str
    reach: Fraction | None
    draws: int
    bids: tuple[Chance, ...]
    duels: tuple[PairShare, ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What other weights would do; only for formulas that earn points."""

    shifts: tuple[Shift, ...]
    closest: str
    stable: tuple[Stable, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """Everything robustness knows about one judgement.

    `covers`: how many challengers, best placed first, a measure looked at where it did not look at all of them.
    `weighing` is None and `chances` empty where the formula earns no points beside quality, or where rounding or a tie
    and not the points decide.
    """

    seed: int
    draws: int
    winner: str | None
    covers: Mapping[str, int]
    prices: tuple[Flip, ...]
    most: Flip | None
    steps: tuple[MarkSteps, ...]
    fails: tuple[StepsToFail, ...]
    without_bid: LeftOut
    without_evaluator: LeftOut
    openness: Openness | None
    weighing: Weighing | None
    chances: tuple[Chances, ...]
    version: str = VERSION


def weakest(annex: Annex) -> Chances | None:
    """The draws under which the winner comes first least often, the first of equals; None where nothing was drawn."""

    def share(drawn: Chances) -> Fraction:
        return next((bid.places.get("1", Fraction(0)) for bid in drawn.bids if bid.bid == annex.winner), Fraction(0))

    return min(annex.chances, key=share, default=None)
