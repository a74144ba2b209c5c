"""A case made ready to be judged: bids in the order of their ids, rulings by what they touch, facts checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from scoring.errors import (
    BadParameter,
    DuplicateMark,
    FloatRefused,
    MarkNotOnScale,
    NegativePrice,
    OtherSeed,
    RulingWithoutReason,
    UnknownBid,
    UnknownLeaf,
)
from scoring.results import Gap
from scoring.types import (
    ADJUSTMENTS,
    CONSENSUS,
    MONEY,
    OUTCOMES,
    Adjustment,
    BidFacts,
    Case,
    Facts,
    Leaf,
    MarkColumn,
    MarkScale,
    PriceFacts,
    Ruling,
    Spec,
)

_INTEGERS = {int, type(None)}
_KINDS = ("mark_is", "exclude", "drop_evaluator", "use_price", "set_evidence")


class Blocked(Exception):
    """Something is missing, so there is no judgement; `gaps` say what. It never leaves `evaluate`."""

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(f"{len(self.gaps)} gaps")


@dataclass(frozen=True, slots=True)
class View:
    """A case by key. `at` is a bid's position in mark columns, `offered` the leaves with indicators."""

    spec: Spec
    facts: Facts
    bids: Mapping[str, BidFacts]
    at: Mapping[str, int]
    marks: Mapping[str, MarkColumn]
    scales: Mapping[str, MarkScale]
    rulings: Mapping[tuple[str, str, str], Ruling]
    dropped: tuple[Ruling, ...]
    offered: tuple[Leaf, ...]

    def ruling(self, kind: str, bid: str, where: str = "") -> Ruling | None:
        """The ruling of this kind in force for a bid (and leaf, element or interface), if there is one."""
        return self.rulings.get((kind, bid, where))

    def touches(self, leaf: str) -> bool:
        """Whether a ruling sets marks of this leaf or drops one of its evaluators."""
        dropped = any(ruling.leaf in {"", leaf} for ruling in self.dropped)
        return dropped or any(kind == "mark_is" and where == leaf for kind, _, where in self.rulings)

    def drops(self, evaluator: str, bid: str, leaf: str) -> bool:
        """Whether an evaluator's mark for this cell is left out by ruling."""
        return any(r.text == evaluator and r.bid in {"", bid} and r.leaf in {"", leaf} for r in self.dropped)


def normal(facts: Facts) -> Facts:
    """The same facts with bids, evaluators and claims in the order of their ids: input order changes no byte.

    Raises BadParameter where a mark column has another number of values than bids times evaluators.
    """
    order = sorted(range(len(facts.bids)), key=lambda index: facts.bids[index].id)
    sorted_bids = order == list(range(len(order)))
    columns = tuple(sorted((_normal(c, order, sorted_bids) for c in facts.marks), key=lambda column: column.leaf))
    return replace(
        facts,
        bids=tuple(_claims_sorted(facts.bids[index]) for index in order),
        marks=columns,
        rulings=tuple(sorted(facts.rulings, key=lambda ruling: ruling.id)),
    )


def _claims_sorted(bid: BidFacts) -> BidFacts:
    """The bid with its claims in the order of their interfaces; several for one keep one order, too."""
    if len(bid.interfaces) < 2:
        return bid
    return replace(bid, interfaces=tuple(sorted(bid.interfaces, key=lambda mark: (mark.interface, repr(mark)))))


def _normal(column: MarkColumn, order: list[int], sorted_bids: bool) -> MarkColumn:
    width = len(column.evaluators)
    if len(column.values) != len(order) * width or len(column.rows) not in {0, len(column.values)}:
        raise BadParameter(f"marks/{column.leaf}", why="a column holds one value for each bid and evaluator")
    if len(set(column.evaluators)) != width:
        raise DuplicateMark(f"marks/{column.leaf}", what="evaluator")
    places = sorted(range(width), key=lambda index: column.evaluators[index])
    if sorted_bids and places == list(range(width)):
        return column
    picks = [bid * width + place for bid in order for place in places]
    return replace(
        column,
        evaluators=tuple(column.evaluators[place] for place in places),
        values=tuple(column.values[pick] for pick in picks),
        rows=tuple(column.rows[pick] for pick in picks) if column.rows else (),
    )


def view(case: Case) -> View:
    """The case ready to be judged. Raises the first error of its facts (see `checked`)."""
    facts = normal(case.facts)
    scales = {scale.id: scale for scale in case.spec.scales}
    rulings = {(r.kind, r.bid, r.leaf): r for r in facts.rulings if r.kind != "drop_evaluator"}
    dropped = tuple(r for r in facts.rulings if r.kind == "drop_evaluator")
    view_of_case = View(
        spec=case.spec,
        facts=facts,
        bids={bid.id: bid for bid in facts.bids},
        at={bid.id: index for index, bid in enumerate(facts.bids)},
        marks={column.leaf: column for column in facts.marks},
        scales=scales,
        rulings=rulings,
        dropped=dropped,
        offered=tuple(leaf for leaf in case.spec.leaves if leaf.kpis),
    )
    _once("bids", [bid.id for bid in facts.bids])
    _once("marks", [column.leaf for column in facts.marks])
    _once("rulings", [ruling.id for ruling in facts.rulings])
    leaves = {leaf.id: leaf for leaf in case.spec.leaves}
    _check_marks(view_of_case, leaves)
    _check_rulings(view_of_case, leaves)
    _check_bids(view_of_case)
    _check_seed(view_of_case)
    return view_of_case


def _check_seed(seen: View) -> None:
    """The draw's seed is the one committed to before the opening, where one was. Source: SCORING §7."""
    seed, wanted = seen.facts.draw_seed, seen.spec.seed_sha256
    if wanted and seed is not None and sha256(seed.encode()).hexdigest() != wanted:
        raise OtherSeed("draw_seed")


def _once(where: str, ids: list[str]) -> None:
    for before, after in zip(sorted(ids), sorted(ids)[1:], strict=False):
        if before == after:
            raise DuplicateMark(where, what=after)


def _allowed_ints(scale: MarkScale, denominator: int) -> frozenset[int | None]:
    """What a column with this denominator may hold: the levels that it can write, and None."""
    values = [level.value * denominator for level in scale.levels]
    return frozenset([None, *(value.numerator for value in values if value.denominator == 1)])


def _check_marks(seen: View, leaves: Mapping[str, Leaf]) -> None:
    allowed: dict[tuple[str, int], frozenset[int | None]] = {}
    for column in seen.facts.marks:
        where = f"marks/{column.leaf}"
        leaf = leaves.get(column.leaf)
        if leaf is None or leaf.input != "mark":
            raise UnknownLeaf(where, leaf=column.leaf)
        if type(column.denominator) is not int or column.denominator < 1:
            raise BadParameter(where, why="the denominator is a whole number above 0")
        marks = set(column.values)
        if not set(map(type, column.values)) <= _INTEGERS:
            raise FloatRefused(where, given="a mark that is no whole number")
        key = str(leaf.scale), column.denominator
        if key not in allowed:
            allowed[key] = _allowed_ints(seen.scales[key[0]], column.denominator)
        off = marks - allowed[key]
        if off:
            raise MarkNotOnScale(where, mark=Fraction(min(mark for mark in off if mark is not None), key[1]))


def _check_rulings(seen: View, leaves: Mapping[str, Leaf]) -> None:
    touched = [f"{r.kind} {r.bid} {r.leaf}" for r in seen.facts.rulings if r.kind != "drop_evaluator"]
    _once("rulings", touched)
    for ruling in seen.facts.rulings:
        where = f"rulings/{ruling.id}"
        if not ruling.reason_sha256 or ruling.kind not in _KINDS:
            raise RulingWithoutReason(where)
        if ruling.bid not in seen.bids and not (ruling.kind == "drop_evaluator" and not ruling.bid):
            raise UnknownBid(where, bid=ruling.bid)
        _check_ruling(seen, leaves, ruling, where)


def _check_ruling(seen: View, leaves: Mapping[str, Leaf], ruling: Ruling, where: str) -> None:
    if ruling.kind == "mark_is":
        _check_mark_is(seen, leaves.get(ruling.leaf), ruling, where)
    elif ruling.kind == "drop_evaluator":
        _known(ruling, {"", *leaves}, where)
        _says(ruling.text not in {"", CONSENSUS}, where)
    elif ruling.kind == "use_price":
        _known(ruling, {element for leaf in leaves.values() for element in leaf.elements}, where)
        _says(ruling.value is not None, where)
        if ruling.value is not None and ruling.value < 0:
            raise NegativePrice(where, price=ruling.value)
    elif ruling.kind == "set_evidence":
        _known(ruling, {interface.id for interface in seen.spec.interfaces}, where)
        _says(ruling.text in OUTCOMES, where)


def _known(ruling: Ruling, ids: set[str], where: str) -> None:
    if ruling.leaf not in ids:
        raise UnknownLeaf(where, leaf=ruling.leaf)


def _says(stated: bool, where: str) -> None:
    if not stated:
        raise RulingWithoutReason(where)


def _check_mark_is(seen: View, leaf: Leaf | None, ruling: Ruling, where: str) -> None:
    if leaf is None or leaf.input in MONEY:
        raise UnknownLeaf(where, leaf=ruling.leaf)
    if ruling.value is None:
        raise RulingWithoutReason(where)
    if not _allowed(seen, leaf, ruling.value):
        raise MarkNotOnScale(where, mark=ruling.value)


def _allowed(seen: View, leaf: Leaf, value: Fraction) -> bool:
    """A ruled mark is a level of the scale; of a machine's or a formula's leaf it is a share."""
    if leaf.input == "mark":
        return any(level.value == value for level in seen.scales[str(leaf.scale)].levels)
    return 0 <= value <= 1


def _check_adjustment(change: Adjustment, where: str) -> None:
    """A discount only lowers; what raises a price is a correction, with its reason."""
    if change.kind not in ADJUSTMENTS:
        raise BadParameter(where, why=f"{change.kind!r} is not one of {', '.join(ADJUSTMENTS)}")
    if type(change.amount) is not Fraction:
        raise FloatRefused(where, given=repr(change.amount))
    if change.kind == "discount" and change.amount > 0:
        raise BadParameter(where, why=f"a discount lowers the price, this one raises it by {change.amount}")


def _check_bids(seen: View) -> None:
    interfaces = {interface.id for interface in seen.spec.interfaces}
    for bid in seen.facts.bids:
        if bid.submitted_at is not None and bid.submitted_at.tzinfo is None:
            raise BadParameter(f"bids/{bid.id}/submitted_at", why="an instant names its time zone")
        for element, price in bid.prices.items():
            if price is not None:
                _check_price(price, f"bids/{bid.id}/prices/{element}")
        for code, offer in bid.offers.items():
            if offer is not None and type(offer) is not Fraction:
                raise FloatRefused(f"bids/{bid.id}/offers/{code}", given=repr(offer))
        for mark in bid.interfaces:
            where = f"bids/{bid.id}/interfaces/{mark.interface}"
            if mark.interface not in interfaces:
                raise UnknownLeaf(where, leaf=mark.interface)
            if mark.outcome is not None and mark.outcome not in OUTCOMES:
                raise BadParameter(where, why=f"{mark.outcome!r} is no outcome")


def _check_price(price: PriceFacts, where: str) -> None:
    if type(price.amount) is not Fraction:
        raise FloatRefused(where, given=repr(price.amount))
    if price.amount < 0:
        raise NegativePrice(where, price=price.amount)
    for change in price.adjustments:
        _check_adjustment(change, where)
