"""How bids are ranked: what is priced, the formula with its figures, rounding, ties, currencies, low bids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class PriceElement:
    """A line of the price table. `kind`: acquisition, use, maintenance, exit, end_of_life or other.

    `quantity` of `unit` is what bids are compared for. `lot` None: asked in every lot.
    """

    code: str
    title: str = ""
    kind: str = "acquisition"
    unit: str = ""
    quantity: Fraction | None = None
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class RateEntry:
    """One unit of `currency` is `value` units of the tender's currency, on a day by a source."""

    currency: str
    value: Fraction
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class LowBidRule:
    """Which bids are asked about as abnormally low: a rule of the judge, and the working days for a reply."""

    id: str
    params: Mapping[str, object] = field(default_factory=dict)
    reply_days: int = 5


@dataclass(frozen=True, slots=True)
class Method:
    """`formula`, `params`, `scaling`, `rounding_*`, `threshold_on`, `tie_chain`: as the judge reads them.

    `lot_params`: {number of a lot as text: figures that differ there}. `kept_why`: why a warning of the adviser stands.
    """

    formula: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    lot_params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    scaling: str = "none"
    rounding_stage: str = "none"
    rounding_places: int = 2
    rounding_mode: str = "half_up"
    threshold_on: str = "exact"
    tie_chain: tuple[str, ...] = ()
    low_bids: LowBidRule | None = None
    elements: tuple[PriceElement, ...] = ()
    rates: tuple[RateEntry, ...] = ()
    kept_why: str = ""
