"""Who may bid: grounds for exclusion, what a bidder must be able to do, and what limits it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class TurnoverFloor:
    """The yearly turnover asked of a bidder for a lot, in the tender's currency."""

    lot: int
    amount: Fraction


@dataclass(frozen=True, slots=True)
class SelectionTerm:
    """What a bidder declares by a code of the ESPD, and what is enough in words. `lot` None: for every lot."""

    code: str
    text: str = ""
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class AskedCapability:
    """What somebody in a bid must be able to do. `additive`: members may add theirs up to the `minimum`."""

    code: str
    title: str
    lot: int | None = None
    minimum: Fraction | None = None
    unit: str = ""
    additive: bool = False


@dataclass(frozen=True, slots=True)
class Bidders:
    """`exclusion`: codes of the ESPD to declare. `limits`: what limits consortia or subcontractors, in words.

    `early_costs`: what a bidder must pay for before the award. None: nobody has said so yet, which is not "none".
    """

    exclusion: tuple[str, ...] = ()
    selection: tuple[SelectionTerm, ...] = ()
    turnover: tuple[TurnoverFloor, ...] = ()
    capabilities: tuple[AskedCapability, ...] = ()
    limits: tuple[str, ...] | None = None
    early_costs: tuple[str, ...] | None = None
