"""What the criteria do before anybody bids: three invented bids, ranked by the method as it stands.

Nothing is drawn and nothing stored. The bids are made from the tender itself, so that their figures lie where bids lie.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm

import scoring
from procurement.tenders.sections import weights
from procurement.tenders.sections.content import TenderContent
from procurement.tenders.sections.criteria import CriterionEntry
from procurement.tenders.sections.purchase import LotEntry
from procurement.tenders.sections.specs import lot_spec
from scoring import ScoringError

_COMMITTED = "0" * 64  # stands for the fingerprint of a draw's seed, which the publication makes
FIXED = "fixed_linear"
# The bounds of the cure, as shares of the estimate.
ALL_POINTS, NO_POINTS = Fraction(60, 100), Fraction(110, 100)


class InventedBid(StrEnum):
    CHEAP = "cheap"
    MIDDLE = "middle"
    DEAR = "dear"


@dataclass(frozen=True, slots=True)
class BidKind:
    """`price`: a share of the estimate; `quality`: how far up a scale or an offer; `outcome`: of its evidence."""

    price: Fraction
    quality: Fraction
    outcome: str


KINDS: Mapping[InventedBid, BidKind] = {
    InventedBid.CHEAP: BidKind(Fraction(64, 100), Fraction(1, 4), "declared"),
    InventedBid.MIDDLE: BidKind(Fraction(82, 100), Fraction(3, 5), "valid"),
    InventedBid.DEAR: BidKind(Fraction(106, 100), Fraction(1), "proven"),
}


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the bids are made by. `openness`: {standard: 0 to 1}."""

    kinds: Mapping[InventedBid, BidKind]
    openness: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An invented bid: its price, the points for it and for all else, its total now; `without`: if one bid is left out;
    `cured`: with fixed limits. None where there is no such figure; `total` None: a minimum puts the bid out.
    """

    bid: InventedBid
    price: Fraction
    price_points: Fraction | None
    other_points: Fraction | None
    total: Fraction | None
    without: Fraction | None
    cured: Fraction | None
    is_first: bool
    is_first_without: bool
    is_first_cured: bool


@dataclass(frozen=True, slots=True)
class StepWorth:
    """What the highest mark instead of the one below it earns, of the heaviest criterion on a scale."""

    higher: Fraction
    lower: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Trial:
    """`left_out`: the losing bid without which another wins, if there is one.

    `point`: what a point of the price is worth with fixed limits, those of the method or else of the cure; None
    without a price. `is_fixed`: the method has fixed limits; else nobody can say it before the bids are open.
    """

    lot: int
    rows: tuple[TrialRow, ...]
    left_out: InventedBid | None
    point: Fraction | None
    is_fixed: bool
    step: StepWorth | None


class NoTrial(ValueError):
    """The trial cannot run: `why` is weights, estimate or method."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def trial_of(
    content: TenderContent,
    lot: LotEntry,
    *,
    openness: Mapping[str, Fraction | None],
    kinds: Mapping[InventedBid, BidKind] = KINDS,
) -> Trial:
    """Run the invented bids through a lot's method. `openness`: {standard: 0 to 1}.

    Raises NoTrial: the weights of the lot do not total 100, it has no estimate, or the method cannot be applied.
    """
    entries = weights.criteria_of_lot(content, lot.no)
    if weights.total(weights.roots(entries)) != weights.ALL:
        raise NoTrial("weights")
    if not lot.estimate:
        raise NoTrial("estimate")
    bids, terms = tuple(InventedBid), _Terms(kinds, openness)
    now = _evaluate(content, lot, bids, terms)
    if now is None:
        raise NoTrial("method")
    left_out, without = _without(content, lot, now, terms)
    cured_content = with_fixed_limits(content, lot)
    cured = None if cured_content == content else _evaluate(cured_content, lot, bids, terms)
    rows = tuple(_row(bid, lot.estimate * kinds[bid].price, now, without, cured) for bid in bids)
    return Trial(
        lot=lot.no,
        rows=rows,
        left_out=left_out,
        point=_point(cured_content, lot, entries),
        is_fixed=content.method.formula == FIXED,
        step=_step(content, entries),
    )


def with_fixed_limits(content: TenderContent, lot: LotEntry) -> TenderContent:
    """The same tender with a price that depends on no other bid: a straight line between two published bounds."""
    if content.method.formula == FIXED or not lot.estimate:
        return content
    bounds = {"Pmin": str(lot.estimate * ALL_POINTS), "Pmax": str(lot.estimate * NO_POINTS)}
    lot_params = {**content.method.lot_params, str(lot.no): bounds}
    return replace(content, method=replace(content.method, formula=FIXED, params={}, lot_params=lot_params))


def _without(
    content: TenderContent, lot: LotEntry, now: scoring.Outcome, terms: _Terms
) -> tuple[InventedBid | None, scoring.Outcome | None]:
    """The first losing bid without which another wins, with what comes out then."""
    winner = now.winner
    for bid in reversed(InventedBid):
        rest = tuple(other for other in InventedBid if other is not bid)
        outcome = None if bid == winner else _evaluate(content, lot, rest, terms)
        if outcome is not None and outcome.winner != winner:
            return bid, outcome
    return None, None


def _row(
    bid: InventedBid,
    price: Fraction,
    now: scoring.Outcome,
    without: scoring.Outcome | None,
    cured: scoring.Outcome | None,
) -> TrialRow:
    total = now.figures.get(bid)
    quality = None if total is None else now.quality.get(bid, Fraction(0))
    return TrialRow(
        bid=bid,
        price=price,
        price_points=None if total is None or quality is None or now.kind != "points" else total - quality,
        other_points=quality,
        total=total,
        without=None if without is None else without.figures.get(bid),
        cured=None if cured is None else cured.figures.get(bid),
        is_first=now.winner == bid,
        is_first_without=without is not None and without.winner == bid,
        is_first_cured=cured is not None and cured.winner == bid,
    )


def _point(content: TenderContent, lot: LotEntry, entries: list[CriterionEntry]) -> Fraction | None:
    """The distance of the fixed bounds over the points of the price."""
    params = {**content.method.params, **content.method.lot_params.get(str(lot.no), {})}
    points = sum(entry.weight or 0 for entry in entries if entry.input in {"price", "cost"})
    if content.method.formula != FIXED or not points:
        return None
    return (Fraction(str(params["Pmax"])) - Fraction(str(params["Pmin"]))) / points


def _step(content: TenderContent, entries: list[CriterionEntry]) -> StepWorth | None:
    scales = {scale.name: scale.levels for scale in content.criteria.scales if len(scale.levels) > 1}
    marked = [entry for entry in entries if entry.input == "mark" and entry.weight and entry.scale in scales]
    if not marked:
        return None
    entry = max(marked, key=lambda entry: entry.weight or 0)
    lower, higher = (level.value for level in scales[entry.scale][-2:])
    return StepWorth(higher, lower, Fraction(entry.weight or 0) * (higher - lower) / higher)


# --- the invented bids ---


def _evaluate(
    content: TenderContent,
    lot: LotEntry,
    bids: tuple[InventedBid, ...],
    terms: _Terms,
) -> scoring.Outcome | None:
    """What comes out; None where the method cannot be applied or leaves a gap."""
    try:
        spec = lot_spec(content, lot.no, ref="trial", seed_sha256=_COMMITTED)
        if scoring.check(spec):
            return None
        facts = scoring.Facts(
            tuple(_bid(content, spec, lot, bid, terms) for bid in bids), tuple(_marks(spec, bids, terms))
        )
        result = scoring.evaluate(scoring.Case(spec, facts))
    except (ScoringError, TypeError, ValueError):
        return None
    return result if isinstance(result, scoring.Outcome) else None


def _bid(
    content: TenderContent,
    spec: scoring.Spec,
    lot: LotEntry,
    bid: InventedBid,
    terms: _Terms,
) -> scoring.BidFacts:
    """Its price, in equal parts for each line that is priced; the rest as far up as its kind says."""
    assert lot.estimate is not None  # looked at by who calls
    kind = terms.kinds[bid]
    elements = list(dict.fromkeys(code for leaf in spec.leaves for code in leaf.elements))
    part = lot.estimate * kind.price / max(len(elements), 1)
    standards = {entry.code: entry.standard for entry in content.interfaces.entries}
    return scoring.BidFacts(
        id=bid,
        prices={code: scoring.PriceFacts(part, spec.basis.currency) for code in elements},
        offers={
            kpi.code: kpi.minimum + (kpi.best - kpi.minimum) * kind.quality for leaf in spec.leaves for kpi in leaf.kpis
        },
        interfaces=tuple(
            scoring.InterfaceMark(entry.id, kind.outcome, terms.openness.get(standards[entry.id]))
            for entry in spec.interfaces
        ),
        gates={gate.id: True for gate in spec.gates},
    )


def _marks(spec: scoring.Spec, bids: tuple[InventedBid, ...], terms: _Terms) -> Iterator[scoring.MarkColumn]:
    """The level of a scale that lies nearest to what each kind shows."""
    scales = {scale.id: [level.value for level in scale.levels] for scale in spec.scales}
    for leaf in spec.leaves:
        if leaf.input == "mark" and leaf.scale in scales:
            values = [_nearest(scales[leaf.scale], terms.kinds[bid].quality) for bid in bids]
            denominator = lcm(*(value.denominator for value in values))
            counts = tuple(int(value * denominator) for value in values)
            yield scoring.MarkColumn(leaf.id, denominator, ("consensus",), counts)


def _nearest(levels: list[Fraction], share: Fraction) -> Fraction:
    """The mark nearest to a share of the highest one."""
    return min(levels, key=lambda mark: abs(mark - share * levels[-1]))
