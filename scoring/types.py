"""What the judge reads: a frozen specification and frozen facts, exact and without personal names.

Numbers are Fractions or ints. `params` are plain JSON values with numbers written as text, so that they can be printed,
hashed and read back as they are. Ids are text; a bid's id outlives an erasure and is no name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar

Params = Mapping[str, object]

FAMILIES = ("interoperability", "open_standards", "value_for_money", "performance")
KINDS = ("scored", "machine", "formula")
INPUTS = ("mark", "verdict", "offer", "cost", "price")
MONEY = ("price", "cost")
OUTCOMES = ("absent", "declared", "parsed", "valid", "proven")
ADJUSTMENTS = ("correction", "discount", "priced")
CONSENSUS = "consensus"
VERSION = "evenhand.scoring/1"


T = TypeVar("T")


def _takes_ints(shape: type[T]) -> type[T]:
    """Let an int stand for its Fraction in the fields that hold exact numbers: equal values, equal bytes."""
    exact = tuple(name for name, hint in shape.__annotations__.items() if hint in {Fraction, Fraction | None})

    def make_exact(self: Any) -> None:
        for name in exact:
            value = getattr(self, name)
            if type(value) is int:
                object.__setattr__(self, name, Fraction(value))

    shape.__post_init__ = make_exact  # type: ignore[attr-defined]
    return shape


# --- the specification: published, then frozen ---


@dataclass(frozen=True, slots=True)
@_takes_ints
class ScaleLevel:
    """One step of a scale: the value a mark may take and what a bid must show for it."""

    value: Fraction
    label: str = ""
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class MarkScale:
    """Rising levels; a mark is the value of one of them and its share is value / highest value."""

    id: str
    levels: tuple[ScaleLevel, ...]


@dataclass(frozen=True, slots=True)
@_takes_ints
class Minimum:
    """What a bid must reach, before scaling. `unit`: points, share (0..1 of the points) or mark (a leaf's scale)."""

    value: Fraction
    unit: str = "points"


@dataclass(frozen=True, slots=True)
@_takes_ints
class Band:
    """`share` for values from `low` (inclusive, None = unbounded) up to `high` (exclusive, None = unbounded)."""

    low: Fraction | None
    high: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
@_takes_ints
class Curve:
    """How an offered quantity becomes a share of the points.

    `kind`: linear (0 at `minimum`, 1 at `best`, clipped), lookup (`bands`) or relative (value/best of the reference set
    where `direction` is up, best/value where it is down: depends on rivals).
    """

    kind: str
    direction: str = "up"
    minimum: Fraction | None = None
    best: Fraction | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
@_takes_ints
class KpiRule:
    """What an offer for a performance indicator earns: nothing at `minimum` (below it the bid fails), all at `best`.

    `backed`: a credit rule of the contract stands behind the offer; without it `check` refuses the points.
    """

    code: str
    direction: str
    minimum: Fraction
    best: Fraction
    weight: Fraction
    backed: bool
    title: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
@_takes_ints
class Interface:
    """An interface of the lot. `weight` is relative; `min_rung` 0..4 asks a question when missed, never excludes."""

    id: str
    weight: Fraction
    min_rung: int = 0
    title: str = ""
    profile_sha256: str = ""


@dataclass(frozen=True, slots=True)
@_takes_ints
class Leaf:
    """A criterion that earns points itself. `parent` is a group's id or None; `points` of the spec's total.

    By `input`: mark needs `scale`; verdict reads the lot's interfaces (`interfaces` empty: all); offer needs `kpis`, or
    `curve` with the offer under the leaf's id; price and cost sum the bid's price `elements` and may override the
    formula's `params`. `neutral` is the published share of a bid that makes no offer; None: no offer is a gap.
    """

    id: str
    family: str
    points: Fraction
    kind: str
    input: str
    parent: str | None = None
    title: str = ""
    scale: str | None = None
    curve: Curve | None = None
    minimum: Minimum | None = None
    elements: tuple[str, ...] = ()
    kpis: tuple[KpiRule, ...] = ()
    interfaces: tuple[str, ...] = ()
    params: Params = field(default_factory=dict)
    neutral: Fraction | None = None


@dataclass(frozen=True, slots=True)
@_takes_ints
class Group:
    """A criterion with children, which total its points exactly."""

    id: str
    family: str
    points: Fraction
    parent: str | None = None
    title: str = ""
    minimum: Minimum | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A pass-or-fail criterion; it carries no points."""

    id: str
    family: str = "value_for_money"
    title: str = ""


@dataclass(frozen=True, slots=True)
@_takes_ints
class Rate:
    """One unit of `currency` is `value` units of the tender's currency, on `date` (ISO) by `source`."""

    currency: str
    value: Fraction
    date: str
    source: str


@dataclass(frozen=True, slots=True)
@_takes_ints
class Basis:
    """On what prices are compared. `vat`: net, gross, net_plus_nonrecoverable, or "" where an import does not say.

    `nonrecoverable`: the share of VAT the buyer bears. `places`: decimals after conversion, half up; None: exact.
    """

    currency: str
    vat: str = "net"
    rates: tuple[Rate, ...] = ()
    places: int | None = None
    nonrecoverable: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rounding:
    """The one place where figures are rounded: none, each_mark, each_leaf, subtotal or total."""

    stage: str = "none"
    places: int = 2
    mode: str = "half_up"


@dataclass(frozen=True, slots=True)
class AltRule:
    """The published rule for abnormally low tenders: it flags, it never excludes."""

    id: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
@_takes_ints
class Spec:
    """The published method of one lot. `origin` imported: the tie chain may lack the draw; a tie is then a gap.

    `id`: "tender / lot". `seed_sha256` is the fingerprint of the draw's seed, published before the opening: the seed
    that is recorded must have it.
    """

    id: str
    version: int
    method: str
    price_formula: str
    leaves: tuple[Leaf, ...]
    basis: Basis
    groups: tuple[Group, ...] = ()
    scales: tuple[MarkScale, ...] = ()
    gates: tuple[Gate, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    params: Params = field(default_factory=dict)
    total_points: Fraction = Fraction(100)
    scaling: str = "none"
    panel_method: str = CONSENSUS
    rounding: Rounding = Rounding()
    threshold_on: str = "exact"
    quality_minimum: Minimum | None = None
    tie_chain: tuple[str, ...] = ("draw",)
    alt_rule: AltRule | None = None
    origin: str = "own"
    catalogue_sha256: str = ""
    seed_sha256: str = ""


# --- the facts: recorded ---


@dataclass(frozen=True, slots=True)
@_takes_ints
class Adjustment:
    """A signed change of a stated price. `kind`: correction, discount (both before conversion) or priced (after)."""

    kind: str
    amount: Fraction
    reason_sha256: str


@dataclass(frozen=True, slots=True)
@_takes_ints
class PriceFacts:
    """An element's price as read out. `vat` "" means as the tender asks; `vat_rate` 1/5 is 20 %."""

    amount: Fraction
    currency: str
    vat: str = ""
    vat_rate: Fraction | None = None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
@_takes_ints
class InterfaceMark:
    """What was found about one interface of a bid. `outcome` None: undecided, which blocks.

    `openness` 0..1 is that of the claimed standard; None blocks the open-standards leaf. `strength` is shown, not used.
    """

    interface: str
    outcome: str | None
    openness: Fraction | None = None
    strength: Fraction | None = None
    depth: Fraction | None = None
    threshold: Fraction | None = None
    cross: bool | None = None
    verdict_digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BidFacts:
    """A bid for the lot. `offers` by KPI code or leaf id, `gates` by gate id; None and absent keys mean missing."""

    id: str
    submitted_at: datetime | None = None
    prices: Mapping[str, PriceFacts | None] = field(default_factory=dict)
    offers: Mapping[str, Fraction | None] = field(default_factory=dict)
    interfaces: tuple[InterfaceMark, ...] = ()
    gates: Mapping[str, bool | None] = field(default_factory=dict)
    small: bool | None = None


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """All marks of a leaf: `values[b * len(evaluators) + e] / denominator`, bids in the order of `Facts.bids`.

    `evaluators` are pseudonyms; agreed marks stand alone under "consensus". `rows` (same length, or empty) names the
    rows the marks were read from.
    """

    leaf: str
    denominator: int
    evaluators: tuple[str, ...]
    values: tuple[int | None, ...]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
@_takes_ints
class Ruling:
    """A person's decision about a fact; the reason is kept elsewhere, under its sha256.

    `kind`: mark_is (leaf, value), exclude (text = ground), drop_evaluator (text = pseudonym; no bid or leaf:
    everywhere), use_price (leaf = price element, value in the tender's currency and basis), set_evidence (leaf =
    interface, text = outcome).
    """

    id: str
    kind: str
    reason_sha256: str
    bid: str = ""
    leaf: str = ""
    value: Fraction | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything recorded about the bids of a lot."""

    bids: tuple[BidFacts, ...]
    marks: tuple[MarkColumn, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    draw_seed: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What `evaluate` judges."""

    spec: Spec
    facts: Facts
