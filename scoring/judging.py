"""The pipeline: gates, panel values, thresholds, reference set, figures, rounding, order. Source: SCORING §3."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring import aggregate, price, pricing, rank, thresholds
from scoring.checks import check
from scoring.families import interoperability, open_standards, performance, value_for_money
from scoring.families.judged import LeafJudgement
from scoring.independence import independence
from scoring.numbers import round_to
from scoring.price.base import WhyDependent
from scoring.results import Caution, Column, Exclusion, Gap, Incomplete, Outcome, Place, Quality, Vector
from scoring.types import MONEY, VERSION, Case, Leaf, Rounding, Ruling, Spec
from scoring.vectors import fractions_of, picked, sums
from scoring.view import Blocked, View, view

__all__ = ["Assessed", "assess_quality", "assessed", "check", "evaluate"]


@dataclass(frozen=True, slots=True)
class _Assessed:
    """Quality, before any price: judged leaves by id, who has cells, who may be compared."""

    judged: Mapping[str, LeafJudgement]
    unscaled: Mapping[str, Column]
    scored: tuple[str, ...]
    admissible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Quality and price over one reference set. `rivals`: the columns of quality restricted to it."""

    quality: tuple[Column, ...]
    rivals: list[Column]
    points: Vector
    prices: Mapping[str, Mapping[str, Fraction]]
    priced: pricing.Priced

    def columns(self, rounding: Rounding) -> list[Column]:
        """The priced cells, rounded where the stage is here."""
        return [aggregate.at_leaf(column, rounding) for column in self.priced.columns]


def evaluate(case: Case) -> Outcome | Incomplete:
    """Judge a lot: who is admissible, what each bid earned and by which rule, and in which order they stand.

    Missing marks, answers, prices and figures that the formula cannot give are gaps: the answer is then Incomplete, and
    no bid gets a number in their place. Raises the first ScoringError of the specification or of the facts.
    """
    judged = assessed(case)
    return judged if isinstance(judged, Incomplete) else judged.again()


def assess_quality(case: Case) -> Quality | Incomplete:
    """The quality half of `evaluate`, which reads no price: a two-envelope tender locks it before prices are opened.

    Points are before scaling; leaves that compare with rivals compare with the bids admissible so far.
    """
    judged = assessed(case)
    if isinstance(judged, Incomplete):
        return judged
    view, quality = judged.view, judged.quality
    try:
        columns = _quality_columns(view, quality, quality.admissible, Fraction(1))
    except Blocked as blocked:
        return Incomplete(blocked.gaps, judged.excluded)
    points = aggregate.total(view.spec, restricted(columns, quality.admissible), len(quality.admissible))
    totals = dict(zip(quality.admissible, fractions_of(points), strict=True))
    return Quality(quality.scored, quality.admissible, tuple(columns), totals, judged.excluded)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A case whose quality is judged once, to be compared again under other prices or without some bids.

    Made by `assessed`; for searches and leave-one-out, which change nothing in the quality of the other bids.
    """

    view: View
    quality: _Assessed
    excluded: tuple[Exclusion, ...]

    def again(
        self, *, prices: Mapping[tuple[str, str], Fraction] | None = None, without: Iterable[str] = ()
    ) -> Outcome | Incomplete:
        """As `evaluate`, with the prices given (by bid and element, on the tender's basis) and without some bids."""
        rulings = {
            ("use_price", bid, element): Ruling("what_if", "use_price", "what_if", bid, element, amount)
            for (bid, element), amount in (prices or {}).items()
        }
        gone = frozenset(without)
        view = replace(self.view, rulings={**self.view.rulings, **rulings}) if rulings else self.view
        admissible = tuple(bid for bid in self.quality.admissible if bid not in gone)
        out = [exclusion for exclusion in self.excluded if exclusion.bid not in gone]
        try:
            return _judge(view, replace(self.quality, admissible=admissible), out)
        except Blocked as blocked:
            return Incomplete(blocked.gaps, tuple(out))

    def remarked(self, leaf: str, bid: str, value: Fraction) -> Outcome | Incomplete:
        """As `evaluate`, had the panel's value for one bid under a marked leaf been `value`, on the scale's unit."""
        quality, out = self.admitted(leaf, bid, value)
        try:
            return _judge(self.view, quality, out)
        except Blocked as blocked:
            return Incomplete(blocked.gaps, tuple(out))

    def admitted(self, leaf: str, bid: str, value: Fraction) -> tuple[_Assessed, list[Exclusion]]:
        """The quality with that value, and who is excluded then, before any price is read."""
        judged = {**self.quality.judged, leaf: value_for_money.remarked(self.quality.judged[leaf], bid, value)}
        out = [exclusion for exclusion in self.excluded if exclusion.bid not in self.quality.scored]
        return _admit(self.view.spec, judged, self.quality.scored, out), out


def assessed(case: Case) -> Assessed | Incomplete:
    """The case with its quality judged; Incomplete where marks or answers are missing. Raises as `evaluate`."""
    view = _view(case)
    out: list[Exclusion] = []
    try:
        return Assessed(view, _assess(view, out), tuple(out))
    except Blocked as blocked:
        return Incomplete(blocked.gaps, tuple(out))


def _view(case: Case) -> View:
    for problem in check(case.spec, published=True):
        raise problem
    return view(case)


def _judge(view: View, quality: _Assessed, out: list[Exclusion]) -> Outcome:
    """Steps 6 to 8. Exclusions by price are added to `out`. Raises Blocked."""
    spec = view.spec
    reference = quality.admissible
    while reference:
        compared = _compare(view, quality, reference)
        late = compared.priced.out or tuple(_late(spec, quality, compared, reference))
        if not late:
            return _result(view, quality, compared, out)
        out += late
        gone = {exclusion.bid for exclusion in late}
        reference = tuple(bid for bid in reference if bid not in gone)
    columns = tuple(_quality_columns(view, quality, (), Fraction(1)))
    return _evaluation(view, quality, (), columns, _Totals({}, {}, {}), (), out)


# --- quality ---


def _assess(view: View, out: list[Exclusion]) -> _Assessed:
    """Steps 2 to 5: gaps, gates, panel values, thresholds. Exclusions are added to `out`. Raises Blocked."""
    spec = view.spec
    failed, gaps = thresholds.gates(view)
    out += failed
    gone = {exclusion.bid for exclusion in out}
    scored = tuple(bid for bid in view.bids if bid not in gone)
    waiting = thresholds.depends_on_rivals(spec)
    judged: dict[str, LeafJudgement] = {}
    for leaf in spec.leaves:
        if leaf.input not in MONEY and leaf.id not in waiting:
            try:
                judged[leaf.id] = _judged(leaf, view, scored)
            except Blocked as blocked:
                gaps += blocked.gaps
    if gaps:
        raise Blocked(gaps)
    return _admit(spec, judged, scored, out)


def _admit(spec: Spec, judged: Mapping[str, LeafJudgement], scored: tuple[str, ...], out: list[Exclusion]) -> _Assessed:
    """Step 5: the bids that reach every minimum on quality; the others are added to `out`."""
    unscaled = {leaf: aggregate.column(judged_leaf, spec.rounding) for leaf, judged_leaf in judged.items()}
    columns = list(unscaled.values())
    if _counted(spec) != spec.rounding:
        columns = [aggregate.column(judged_leaf, _counted(spec)) for judged_leaf in judged.values()]
    failed = thresholds.failing(spec, thresholds.nodes_with_minimum(spec, money=False), columns, scored)
    failed += thresholds.failing_quality(spec, columns, scored)
    out += failed
    gone = {exclusion.bid for exclusion in failed}
    return _Assessed(judged, unscaled, scored, tuple(bid for bid in scored if bid not in gone))


def _counted(spec: Spec) -> Rounding:
    """The rounding of points that are held against a minimum."""
    return aggregate.EXACT if spec.threshold_on == "exact" else spec.rounding


def _judged(leaf: Leaf, view: View, bids: tuple[str, ...]) -> LeafJudgement:
    if leaf.input == "mark":
        return value_for_money.judge(leaf, view, bids)
    if leaf.input == "offer":
        return performance.judge(leaf, view, bids)
    if leaf.family == "interoperability":
        return interoperability.judge(leaf, view, bids)
    return open_standards.judge(leaf, view, bids)


def _quality_columns(view: View, quality: _Assessed, reference: tuple[str, ...], factor: Fraction) -> list[Column]:
    """The quality cells, as published; leaves that compare with rivals over `reference`, the others over all scored."""
    waiting = thresholds.depends_on_rivals(view.spec)
    columns = []
    for leaf in view.spec.leaves:
        if leaf.input not in MONEY and leaf.id not in waiting and factor == 1:
            columns.append(quality.unscaled[leaf.id])
        elif leaf.input not in MONEY:
            judged = _judged(leaf, view, reference) if leaf.id in waiting else quality.judged[leaf.id]
            columns.append(aggregate.column(judged, view.spec.rounding, factor))
    return columns


def restricted(columns: Sequence[Column], bids: tuple[str, ...]) -> list[Column]:
    """The columns restricted to `bids`."""
    restricted = []
    indices_of: dict[tuple[str, ...], list[int]] = {}  # columns mostly name the same bids
    for column in columns:
        if column.bids == bids:
            restricted.append(column)
            continue
        if column.bids not in indices_of:
            at = {bid: index for index, bid in enumerate(column.bids)}
            indices_of[column.bids] = [at[bid] for bid in bids]
        indices = indices_of[column.bids]
        vectors = (picked(column.raw, indices), picked(column.share, indices), picked(column.points, indices))
        restricted.append(Column(column.leaf, column.rule, bids, *vectors, column.inputs))
    return restricted


# --- the reference set ---


def _compare(view: View, quality: _Assessed, reference: tuple[str, ...]) -> _Compared:
    """Steps 6 to 8 for one reference set. Raises Blocked."""
    spec = view.spec
    prices = pricing.prices(view, reference)
    factor = Fraction(1)
    if spec.scaling == "best":
        factor = scaling_factor(view, quality, reference)
    columns = tuple(_quality_columns(view, quality, reference, factor))
    rivals = restricted(columns, reference)
    points = aggregate.total(spec, rivals, len(reference))
    return _Compared(columns, rivals, points, prices, pricing.judge(view, prices, rivals, points))


def scaling_factor(view: View, quality: _Assessed, reference: tuple[str, ...]) -> Fraction:
    """What brings the best quality of the reference set to all quality points. Raises Blocked where it has none."""
    unscaled = restricted(_quality_columns(view, quality, reference, Fraction(1)), reference)
    factor = aggregate.scaling_factor(view.spec, aggregate.total(view.spec, unscaled, len(reference)))
    if factor is None:
        raise Blocked(Gap(bid, "", "undefined", "no_quality") for bid in reference)
    return factor


def _late(spec: Spec, quality: _Assessed, compared: _Compared, reference: tuple[str, ...]) -> list[Exclusion]:
    """Minimums that include a price whose points do not depend on rivals; quality counts before scaling."""
    nodes = thresholds.nodes_with_minimum(spec, money=True)
    if not nodes:
        return []
    rounding = _counted(spec)
    columns = restricted(
        [aggregate.column(judged_leaf, rounding) for judged_leaf in quality.judged.values()], reference
    )
    return thresholds.failing(spec, nodes, [*columns, *compared.columns(rounding)], reference)


# --- the result ---


@dataclass(frozen=True, slots=True)
class _Totals:
    quality: Mapping[str, Fraction]
    subtotals: Mapping[str, Mapping[str, Fraction]]
    figures: Mapping[str, Fraction]


def _result(view: View, quality: _Assessed, compared: _Compared, out: list[Exclusion]) -> Outcome:
    spec = view.spec
    reference = tuple(next(iter(compared.prices.values())))
    priced = compared.columns(spec.rounding)
    every = [*compared.rivals, *priced]
    figures = compared.priced.figures
    if figures is None:
        totals = _totalled(spec, compared.points, priced, every)
        figures = dict(zip(reference, fractions_of(totals), strict=True))
    if spec.rounding.stage == "total":
        figures = {bid: round_to(figure, spec.rounding.places, spec.rounding.mode) for bid, figure in figures.items()}
    earned = dict(zip(reference, fractions_of(compared.points), strict=True))
    stated = _Totals(earned, _subtotals(spec, every, reference, points=compared.priced.figures is None), figures)
    columns = _as_published(spec, (*compared.quality, *priced))
    order = _order(view, compared, stated, every)
    return _evaluation(view, quality, reference, columns, stated, order, out)


def _totalled(spec: Spec, quality: Vector, priced: Sequence[Column], every: Sequence[Column]) -> Vector:
    """The points of all columns; from the total of quality on, unless parts of both are rounded together."""
    if spec.rounding.stage == "subtotal":
        return aggregate.total(spec, every, len(quality.nums))
    return sums([quality, *(column.points for column in priced)], len(quality.nums))


def _as_published(spec: Spec, columns: Sequence[Column]) -> tuple[Column, ...]:
    by_leaf = {column.leaf: column for column in columns}
    return tuple(by_leaf[leaf.id] for leaf in spec.leaves)


def _subtotals(
    spec: Spec, columns: Sequence[Column], reference: tuple[str, ...], *, points: bool
) -> dict[str, dict[str, Fraction]]:
    """Points by group; a group with a price that earns no points has none."""
    if not spec.groups:
        return {}
    below, priced = aggregate.leaves_below(spec), aggregate.is_money(spec)
    subtotals = {}
    for group in spec.groups:
        if points or not below[group.id] & priced:
            values = fractions_of(aggregate.subtotal(columns, below[group.id], len(reference)))
            if spec.rounding.stage == "subtotal" and group.parent is None:
                values = [round_to(value, spec.rounding.places, spec.rounding.mode) for value in values]
            subtotals[group.id] = dict(zip(reference, values, strict=True))
    return subtotals


def _order(view: View, compared: _Compared, totals: _Totals, every: Sequence[Column]) -> tuple[Place, ...]:
    points = dict(totals.subtotals)
    for rule in view.spec.tie_chain:
        named = rank.group_of(rule)
        if named is not None and named not in points:
            column = next(column for column in every if column.leaf == named)
            points[named] = dict(zip(column.bids, fractions_of(column.points), strict=True))
    by_leaf = list(compared.prices.values())
    prices = by_leaf[0]
    if len(by_leaf) > 1:
        prices = {bid: sum((amounts[bid] for amounts in by_leaf), Fraction(0)) for bid in totals.figures}
    standing = rank.Standing(view.bids, prices, points, rank.draw_of(Case(view.spec, view.facts)))
    best = price.formula(view.spec.price_formula, "price_formula").best
    return rank.order(totals.figures, best, view.spec.tie_chain, standing)


def _evaluation(
    view: View,
    quality: _Assessed,
    reference: tuple[str, ...],
    columns: tuple[Column, ...],
    totals: _Totals,
    order: tuple[Place, ...],
    out: Sequence[Exclusion],
) -> Outcome:
    formula = price.formula(view.spec.price_formula, "price_formula")
    return Outcome(
        version=VERSION,
        formula=f"{formula.id}/{formula.version}",
        kind=formula.kind,
        best=formula.best,
        scored=quality.scored,
        reference=reference,
        columns=columns,
        quality=totals.quality,
        subtotals=totals.subtotals,
        figures=totals.figures,
        totals=totals.figures if formula.kind == "points" else {},
        excluded=tuple(sorted(out, key=lambda exclusion: (exclusion.bid, exclusion.stage, exclusion.where))),
        order=order,
        cautions=tuple(_cautions(view, quality, reference)),
    )


def _cautions(view: View, quality: _Assessed, reference: tuple[str, ...]) -> list[Caution]:
    spec = view.spec
    formula = price.formula(spec.price_formula, "price_formula")
    cautions = []
    independent = independence(spec)
    if set(independent.because) - {WhyDependent.SCALING}:  # scaling has a caution of its own
        cautions.append(Caution("order_depends_on_rivals", formula.id))
    if spec.scaling == "best":
        cautions.append(Caution("scaled_to_best"))
    if not reference:
        cautions.append(Caution("no_admissible_bid"))
    if len(reference) == 1:
        cautions.append(Caution("single_bid", reference[0]))
        if not independent.mark:
            cautions.append(Caution("no_information", reference[0]))
    return cautions + interoperability.questions(view, quality.scored)
