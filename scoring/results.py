"""What the judge answers: cells, totals, places, exclusions, or the gaps that prevent them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.errors import Unmarked


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement for people: the key of a template and what fills it. It computes nothing."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vector:
    """Exact numbers on one unit: value i = nums[i] * unit."""

    unit: Fraction
    nums: tuple[int | None, ...]

    def value(self, index: int) -> Fraction | None:
        """Value `index`, None where there is none."""
        num = self.nums[index]
        return None if num is None else Fraction(num * self.unit.numerator, self.unit.denominator)


@dataclass(frozen=True, slots=True)
class CellTrace:
    """What one bid earned under one leaf, by which rule and from which rows, files and rulings.

    `raw` in the input's unit (mark, offer, money), `share` 0..1 (below only where published), `points`. Both
    are None for a price that an index or money formula turns into a figure, not into points.
    """

    bid: str
    leaf: str
    raw: Fraction | None
    share: Fraction | None
    points: Fraction | None
    rule: str
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of a leaf, as int vectors over `bids`; `inputs` per bid, or empty where nothing is to be named."""

    leaf: str
    rule: str
    bids: tuple[str, ...]
    raw: Vector
    share: Vector
    points: Vector
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cells(self) -> Iterator[CellTrace]:
        """The cells, in the order of the bids."""
        pairs: dict[tuple[int | None, ...], tuple[Fraction | None, ...]] = {}  # marks repeat: each value is made once
        nums = zip(self.raw.nums, self.share.nums, self.points.nums, strict=True)
        for index, (bid, key) in enumerate(zip(self.bids, nums, strict=True)):
            if key not in pairs:
                pairs[key] = self.raw.value(index), self.share.value(index), self.points.value(index)
            raw, share, points = pairs[key]
            yield CellTrace(bid, self.leaf, raw, share, points, self.rule, self.inputs.get(bid, ()))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing. `kind`: missing, undefined, zero_price, unresolved_tie; `detail` says what or why."""

    bid: str
    leaf: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a bid is not ranked. `stage`: gate, offer, ruling, leaf, group, quality, price; `where` the id it failed at.

    `value` and `minimum` are what it reached and what it needed, in the unit of the minimum; None where there is none.
    """

    bid: str
    stage: str
    where: str
    ground: str = ""
    value: Fraction | None = None
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TieStep:
    """One step of the tie chain that was needed: its rule, this bid's key, and the bids still level after it."""

    rule: str
    key: str
    level_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A bid's place, 1 first; `figure` is what ranks (points, money or an index), `tie_path` how a tie was broken."""

    place: int
    bid: str
    figure: Fraction
    tie_path: tuple[TieStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader should know about the method or the result; it changes nothing."""

    code: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judgement of a lot.

    `figures` rank, `best` says which end wins; `totals` (points) exist only for a points formula. `quality` and
    `subtotals` (by group) are points over the reference set, as used: after scaling and rounding. `scored` bids have
    quality cells, `reference` bids also price cells. `kind`: points, index, money.
    """

    version: str
    formula: str
    kind: str
    best: str
    scored: tuple[str, ...]
    reference: tuple[str, ...]
    columns: tuple[Column, ...]
    quality: Mapping[str, Fraction]
    subtotals: Mapping[str, Mapping[str, Fraction]]
    figures: Mapping[str, Fraction]
    totals: Mapping[str, Fraction]
    excluded: tuple[Exclusion, ...]
    order: tuple[Place, ...]
    cautions: tuple[Caution, ...] = ()

    @property
    def cells(self) -> tuple[CellTrace, ...]:
        """Every cell, by leaf as published, then by bid."""
        return tuple(cell for column in self.columns for cell in column.cells())

    @property
    def winner(self) -> str | None:
        """The bid in first place; None where no bid was admissible."""
        return self.order[0].bid if self.order else None


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality half of a judgement, made before any price is read. `totals` in points, before scaling."""

    scored: tuple[str, ...]
    admissible: tuple[str, ...]
    columns: tuple[Column, ...]
    totals: Mapping[str, Fraction]
    excluded: tuple[Exclusion, ...]

    @property
    def cells(self) -> tuple[CellTrace, ...]:
        """Every quality cell, by leaf as published, then by bid."""
        return tuple(cell for column in self.columns for cell in column.cells())


@dataclass(frozen=True, slots=True)
class Incomplete:
    """No judgement yet: what is missing. Asking it for a total, an order or a winner raises Unmarked."""

    gaps: tuple[Gap, ...]
    excluded: tuple[Exclusion, ...] = ()

    def _refuse(self) -> Unmarked:
        return Unmarked("evaluation", gaps=len(self.gaps))

    @property
    def totals(self) -> Mapping[str, Fraction]:
        """Never there."""
        raise self._refuse()

    @property
    def order(self) -> tuple[Place, ...]:
        """Never there."""
        raise self._refuse()

    @property
    def winner(self) -> str | None:
        """Never there."""
        raise self._refuse()
