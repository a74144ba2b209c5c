"""Every criterion and every bid in one table: what page, print, PDF, CSV, XLSX and API show of a run (law 11).

Columns stand in the order of the ranking, then the bids that are not ranked. Figures are exact; a difference is the
first bid's points less the other bid's, so that + says that the first is ahead.
"""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class MatrixColumnShape:
    """A bid: its place and what ranks it; both null, and `why` a sentence, where it is not ranked."""

    bid: str
    name: str
    place: int | None
    figure: Fraction | None
    why: str


@dataclass(frozen=True, slots=True)
class MatrixCellShape:
    """What a bid reached under a criterion.

    Of a pass-or-fail criterion only `passed`; points where points are earned, else the amount that enters the figure.
    `mark` and `minimum` where the bid failed a published minimum, in the unit of the minimum.
    """

    bid: str
    passed: bool | None = None
    points: Fraction | None = None
    amount: Fraction | None = None
    mark: Fraction | None = None
    minimum: Fraction | None = None
    best: bool = field(default=False, metadata={"help": "The best of the ranked bids, where they differ."})


@dataclass(frozen=True, slots=True)
class MatrixRowShape:
    """A criterion. `leads`: by ranked bid from the second on, how many points the first is ahead."""

    criterion: str
    title: str
    hint: str
    family: str
    family_label: str
    kind: str = field(metadata={"choices": ("gate", "points", "amount")})
    of: Fraction | None = field(metadata={"help": "The most points; null where none are earned."})
    cells: tuple[MatrixCellShape, ...]
    leads: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class MatrixShape:
    """`leads` of the whole: how far the first is ahead of each ranked bid from the second on.

    `notes`: which bids' points, as printed, do not add up to their total, as printed.
    """

    kind: str = field(metadata={"choices": ("points", "index", "money")})
    total_points: Fraction
    columns: tuple[MatrixColumnShape, ...]
    rows: tuple[MatrixRowShape, ...]
    leads: tuple[Fraction, ...]
    notes: tuple[str, ...]
