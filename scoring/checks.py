"""What is wrong with a specification: every problem at once, before publication and again before judging."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from scoring import abnormal, aggregate, price, rank, recipes, thresholds
from scoring.errors import (
    BadParameter,
    BandsDontCover,
    DuplicateMark,
    PointsDontTotal,
    ScaleNotOrdered,
    ScoringError,
    ThresholdDependsOnReferenceSet,
    TieChainWithoutDraw,
    UnbackedPromise,
    UnknownFormula,
    UnknownLeaf,
)
from scoring.kinds import kind_faults
from scoring.price.base import Formula
from scoring.types import FAMILIES, INPUTS, KINDS, MONEY, Band, Basis, Curve, Leaf, MarkScale, Minimum, Spec

# One leaf of past performance earns at most a tenth of all points. Source: SCORING §6, KPI-3.
_NEUTRAL_AT_MOST = Fraction(1, 10)
_STAGES = ("none", "each_mark", "each_leaf", "subtotal", "total")
_LONGEST_ROUNDING = 12


def check(spec: Spec, *, published: bool = False) -> list[ScoringError]:
    """All problems of a specification, in the order of its parts; empty if it can be published and judged.

    A value of another kind than its field promises is a problem like any other. Such values are looked for first, and
    then the tree of criteria: nothing else can be read before both are in order. `published`: it stands already, so
    that what only a publication can still cure (a draw without a fingerprint) is no reason not to judge by it.
    """
    problems = list(kind_faults(spec, Spec)) or [*_ids(spec), *_tree(spec)]
    if problems:
        return problems
    formula: Formula | None = None
    try:
        formula = price.formula(spec.price_formula, "price_formula")
    except UnknownFormula as error:
        problems.append(error)
    for part in (_points, _scales, _leaves, _keyword_faults, _basis, _ties, _abnormal):
        problems += part(spec)
    if not published:
        problems += _commitment(spec)
    if formula is not None:
        problems += _priced(spec, formula)
        problems += recipes.problems(spec)
        problems += _minimums(spec, formula)
    return problems


def _bad(where: str, why: str) -> BadParameter:
    return BadParameter(where, why=why)


def _one_of(where: str, value: object, known: Iterable[object]) -> Iterator[ScoringError]:
    if value not in known:
        yield _bad(where, f"{value!r} is not one of {', '.join(map(str, known))}")


def _ids(spec: Spec) -> Iterator[ScoringError]:
    kinds = {
        "nodes": [*(node.id for node in aggregate.nodes(spec)), *(gate.id for gate in spec.gates)],
        "scales": [scale.id for scale in spec.scales],
        "interfaces": [interface.id for interface in spec.interfaces],
        "kpis": [kpi.code for leaf in spec.leaves for kpi in leaf.kpis],
    }
    for where, ids in kinds.items():
        for twice in sorted({node_id for node_id in ids if ids.count(node_id) > 1}):
            yield DuplicateMark(where, what=twice)
    if not spec.leaves:
        yield _bad("leaves", "a specification has at least one criterion with points")


def _tree(spec: Spec) -> Iterator[ScoringError]:
    parents = {group.id: group.parent for group in spec.groups}
    for node in aggregate.nodes(spec):
        seen = {node.id}
        at = node.parent
        while at is not None:
            if at not in parents:
                yield UnknownLeaf(f"nodes/{node.id}", leaf=at)
                break
            if at in seen:
                yield _bad(f"nodes/{node.id}", "a criterion stands under itself")
                break
            seen.add(at)
            at = parents[at]


def _points(spec: Spec) -> Iterator[ScoringError]:
    nodes = aggregate.nodes(spec)
    for node in nodes:
        if node.points < 0:
            yield _bad(f"nodes/{node.id}/points", "points are never negative")
    for parent, wanted in [("", spec.total_points), *((group.id, group.points) for group in spec.groups)]:
        points = sum((node.points for node in nodes if (node.parent or "") == parent), Fraction(0))
        if points != wanted:
            yield PointsDontTotal(f"groups/{parent}" if parent else "total_points", given=points, wanted=wanted)
    if spec.total_points <= 0:
        yield _bad("total_points", "there is something to earn")


def _scales(spec: Spec) -> Iterator[ScoringError]:
    for scale in spec.scales:
        yield from _scale(scale)


def _scale(scale: MarkScale) -> Iterator[ScoringError]:
    values = [level.value for level in scale.levels]
    rising = all(low < high for low, high in pairwise(values))
    if len(values) < 2 or not rising or values[0] < 0:
        yield ScaleNotOrdered(f"scales/{scale.id}")


def _leaves(spec: Spec) -> Iterator[ScoringError]:
    for leaf in spec.leaves:
        where = f"leaves/{leaf.id}"
        yield from _one_of(f"{where}/family", leaf.family, FAMILIES)
        yield from _one_of(f"{where}/kind", leaf.kind, KINDS)
        yield from _one_of(f"{where}/input", leaf.input, INPUTS)
        if leaf.input == "mark" and leaf.scale not in {scale.id for scale in spec.scales}:
            yield UnknownLeaf(f"{where}/scale", leaf=leaf.scale)
        if leaf.input == "verdict":
            yield from _interfaces(spec, leaf, where)
        if leaf.input == "offer":
            yield from _offers(leaf, where)
        if leaf.input in MONEY and not leaf.elements:
            yield _bad(f"{where}/elements", "a priced criterion names the price elements it reads")
        if leaf.neutral is not None and (
            not 0 <= leaf.neutral <= 1 or leaf.points > spec.total_points * _NEUTRAL_AT_MOST
        ):
            yield _bad(f"{where}/neutral", "a neutral share lies in 0..1, and its criterion earns at most a tenth")
    for group in spec.groups:
        yield from _one_of(f"groups/{group.id}/family", group.family, FAMILIES)


def _interfaces(spec: Spec, leaf: Leaf, where: str) -> Iterator[ScoringError]:
    known = {interface.id for interface in spec.interfaces}
    for name in leaf.interfaces:
        if name not in known:
            yield UnknownLeaf(f"{where}/interfaces", leaf=name)
    if leaf.family not in {"interoperability", "open_standards"}:
        yield _bad(f"{where}/family", "evidence about interfaces earns points in its two families only")
    read = [interface for interface in spec.interfaces if not leaf.interfaces or interface.id in leaf.interfaces]
    if not read or any(interface.weight <= 0 for interface in read):
        yield _bad(f"{where}/interfaces", "it reads at least one interface, each with a weight above 0")


def _offers(leaf: Leaf, where: str) -> Iterator[ScoringError]:
    if bool(leaf.kpis) == (leaf.curve is not None):
        yield _bad(where, "an offer is judged by indicators or by a curve, one of the two")
    for kpi in leaf.kpis:
        at = f"{where}/kpis/{kpi.code}"
        yield from _one_of(f"{at}/direction", kpi.direction, ("up", "down"))
        if kpi.weight <= 0:
            yield _bad(f"{at}/weight", "an indicator weighs more than 0")
        if kpi.best <= kpi.minimum if kpi.direction == "up" else kpi.best >= kpi.minimum:
            yield _bad(at, "the best value lies beyond the minimum, in the direction of the indicator")
        if not kpi.backed:
            yield UnbackedPromise(at, kpi=kpi.code)
    if leaf.curve is not None:
        yield from _curve(leaf.curve, f"{where}/curve")


def _curve(curve: Curve, where: str) -> Iterator[ScoringError]:
    yield from _one_of(f"{where}/kind", curve.kind, ("linear", "lookup", "relative"))
    yield from _one_of(f"{where}/direction", curve.direction, ("up", "down"))
    if curve.kind == "linear" and (curve.minimum is None or curve.best is None or curve.minimum == curve.best):
        yield _bad(where, "a linear curve has a minimum and another best value")
    if curve.kind == "lookup":
        yield from _bands(curve.bands, where)


def _bands(bands: tuple[Band, ...], where: str) -> Iterator[ScoringError]:
    ends = [None, *(band.high for band in bands)]
    starts = [*(band.low for band in bands), None]
    for end, start in zip(ends, starts, strict=True):
        if end != start:
            yield BandsDontCover(where, at=str(start if end is None else end))
    cuts = [band.high for band in bands[:-1]]
    inner = [cut for cut in cuts if cut is not None]
    if not bands or len(inner) != len(cuts) or inner != sorted(set(inner)):
        yield BandsDontCover(where, at="the cut points, which must rise")
    if any(not 0 <= band.share <= 1 for band in bands):
        yield _bad(where, "the share of a band lies in 0..1")


def _keyword_faults(spec: Spec) -> Iterator[ScoringError]:
    yield from _one_of("scaling", spec.scaling, ("none", "best"))
    yield from _one_of("panel_method", spec.panel_method, ("consensus", "mean", "median"))
    yield from _one_of("threshold_on", spec.threshold_on, ("exact", "rounded"))
    yield from _one_of("origin", spec.origin, ("own", "imported"))
    yield from _one_of("rounding/stage", spec.rounding.stage, _STAGES)
    yield from _one_of("rounding/mode", spec.rounding.mode, ("half_up", "half_even", "down"))
    yield from _decimals("rounding/places", spec.rounding.places)
    for interface in spec.interfaces:
        yield from _one_of(f"interfaces/{interface.id}/min_rung", interface.min_rung, range(5))


def _decimals(where: str, places: int | None) -> Iterator[ScoringError]:
    """To how many decimals something may be rounded; None: not at all."""
    if places is not None and not 0 <= places <= _LONGEST_ROUNDING:
        yield _bad(where, f"a number of decimals lies in 0..{_LONGEST_ROUNDING}")


def _basis(spec: Spec) -> Iterator[ScoringError]:
    basis = spec.basis
    yield from _decimals("basis/places", basis.places)
    allowed = ("net", "gross", "net_plus_nonrecoverable", *([""] if spec.origin == "imported" else []))
    yield from _one_of("basis/vat", basis.vat, allowed)
    if basis.vat == "net_plus_nonrecoverable" and (basis.nonrecoverable is None or not 0 <= basis.nonrecoverable <= 1):
        yield _bad("basis/nonrecoverable", "the share of VAT that the buyer bears lies in 0..1")
    for currency in sorted({rate.currency for rate in basis.rates if _rates_of(basis, rate.currency) > 1}):
        yield DuplicateMark("basis/rates", what=currency)
    for rate in basis.rates:
        if rate.currency == basis.currency:
            yield _bad(f"basis/rates/{rate.currency}", "the tender's own currency has no rate")
        if rate.value <= 0 or not rate.date or not rate.source:
            yield _bad(f"basis/rates/{rate.currency}", "a rate is above 0 and names its date and source")


def _rates_of(basis: Basis, currency: str) -> int:
    return [rate.currency for rate in basis.rates].count(currency)


def _commitment(spec: Spec) -> Iterator[ScoringError]:
    """Who may draw must have bound the seed before the opening: else it is chosen when the bids are known."""
    if spec.origin == "own" and "draw" in spec.tie_chain and not spec.seed_sha256:
        yield _bad("seed_sha256", "a draw needs the fingerprint of its seed, published before the opening")


def _ties(spec: Spec) -> Iterator[ScoringError]:
    nodes = {node.id for node in aggregate.nodes(spec)}
    below, priced = aggregate.leaves_below(spec), aggregate.is_money(spec)
    for rule in spec.tie_chain:
        group = rank.group_of(rule)
        if group is None:
            yield from _one_of("tie_chain", rule, rank.RULES)
        elif group not in nodes or below[group] & priced:
            yield UnknownLeaf("tie_chain", leaf=group)
    draws = [index for index, rule in enumerate(spec.tie_chain) if rule == "draw"]
    last = [len(spec.tie_chain) - 1]
    if draws != last and not (spec.origin == "imported" and not draws):
        yield TieChainWithoutDraw("tie_chain")


def _abnormal(spec: Spec) -> Iterator[ScoringError]:
    if spec.alt_rule is not None:
        yield from abnormal.faults(spec.alt_rule)


def _priced(spec: Spec, formula: Formula) -> Iterator[ScoringError]:
    priced = [leaf for leaf in spec.leaves if leaf.input in MONEY]
    costs = [leaf for leaf in priced if leaf.input == "cost"]
    if len(priced) == len(costs):
        yield _bad("leaves", "one criterion at least reads the price")
    if costs and formula.kind != "points" and not formula.takes_costs:
        yield _bad("price_formula", f"'{formula.id}' has no place for life-cycle costs")
    if spec.scaling == "best" and formula.kind != "points":
        yield _bad("scaling", "quality is scaled only where the price earns points beside it")
    yield from _fits(spec, formula)
    if formula.kind != "points":
        for leaf in priced:
            if leaf.params:
                yield _bad(f"leaves/{leaf.id}/params", "a formula for the whole bid has one set of parameters")
        quality = [leaf.id for leaf in spec.leaves if leaf.input not in MONEY]
        yield from formula.validate(spec.params, "params", quality)
    else:
        for leaf in priced:
            yield from formula.validate({**spec.params, **leaf.params}, f"leaves/{leaf.id}/params")


def _fits(spec: Spec, formula: Formula) -> Iterator[ScoringError]:
    """What a formula asks of the whole specification. Sources: SCORING §4."""
    quality = [leaf for leaf in spec.leaves if leaf.input not in MONEY]
    full = sum((leaf.points for leaf in quality), Fraction(0))
    if formula.only_imported and spec.origin == "own":
        yield _bad("price_formula", f"'{formula.id}' is for imported tenders: under it a lower price can lose points")
    if formula.largest_quality is not None and full > formula.largest_quality * spec.total_points:
        share = formula.largest_quality * 100
        yield _bad("price_formula", f"under '{formula.id}' the highest values of the features total {share} % at most")
    if formula.needs_quality_minimum and spec.quality_minimum is None and not any(leaf.minimum for leaf in quality):
        yield _bad("price_formula", f"'{formula.id}' needs a minimum of quality: else a cheap bid without any can win")


def _minimums(spec: Spec, formula: Formula) -> Iterator[ScoringError]:
    """A minimum on something that depends on the rivals would exclude in circles."""
    below, priced, relative = aggregate.leaves_below(spec), aggregate.is_money(spec), thresholds.depends_on_rivals(spec)
    steady = formula.kind == "points" and formula.independence(spec.params).mark
    unsteady = relative if steady else relative | priced
    for node in aggregate.nodes(spec):
        if node.minimum is not None:
            where = f"nodes/{node.id}/minimum"
            for leaf in sorted(below[node.id] & unsteady):
                yield ThresholdDependsOnReferenceSet(where, leaf=leaf)
            marked = isinstance(node, Leaf) and node.input == "mark"
            yield from _minimum(node.minimum, where, ("points", "share", "mark") if marked else ("points", "share"))
            if node.points == 0:
                yield _bad(where, "a criterion without points has no minimum")
    if spec.quality_minimum is not None:
        for leaf in sorted(relative):
            yield ThresholdDependsOnReferenceSet("quality_minimum", leaf=leaf)
        yield from _minimum(spec.quality_minimum, "quality_minimum", ("points", "share"))
        if not any(leaf.points for leaf in spec.leaves if leaf.id not in priced):
            yield _bad("quality_minimum", "quality without points has no minimum")


def _minimum(minimum: Minimum, where: str, units: tuple[str, ...]) -> Iterator[ScoringError]:
    yield from _one_of(f"{where}/unit", minimum.unit, units)
