"""The published method of a tender in words, the same words as a review's."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.tenders.models import Criterion, Tender
from scoring import explain, price, types
from scoring.errors import ScoringError


def name(formula: str) -> str:
    """What a formula is called; its id where this version does not know it."""
    try:
        return str(price.formula(formula, "price_formula").title)
    except ScoringError:
        return formula


@dataclass(frozen=True, slots=True)
class Told:
    """A method in words: how bids are ranked, and what separates bids that come out equal, each step by step."""

    sentences: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


def method_sentences(tender: Tender, criteria: Sequence[Criterion]) -> Told:
    """The method of a tender; empty without one. The fault instead, where it cannot be put in words."""
    if not tender.price_formula:
        return Told()
    try:
        spec = _outline(tender, criteria)
        steps, ties = explain.method(spec), explain.tie_chain(spec)
    except ScoringError as fault:
        return Told((_("The published method cannot be applied as it stands: %(fault)s") % {"fault": fault},))
    ranking = steps[: len(steps) - len(ties)]  # the judge tells the ties last
    return Told(tuple(map(explain.text, ranking)), tuple(map(explain.text, ties)))


def _outline(tender: Tender, criteria: Sequence[Criterion]) -> types.Spec:
    """What the sentences are about: titles, minimums and rules, without points."""
    parents = {c.parent_id for c in criteria if c.parent_id}
    return types.Spec(
        id=tender.ref,
        version=1,
        method=tender.price_formula,
        price_formula=tender.price_formula,
        params=tender.params,
        basis=types.Basis(currency=tender.currency, vat=tender.basis),
        total_points=tender.total_points,
        scaling=tender.scaling,
        panel_method=tender.panel_method,
        rounding=types.Rounding(**tender.rounding),
        threshold_on=tender.threshold_on,
        tie_chain=tuple(tender.tie_chain),
        origin=tender.origin,
        groups=tuple(_group(c) for c in criteria if c.pk in parents),
        leaves=tuple(_leaf(c) for c in criteria if c.pk not in parents and c.kind != "pass_fail"),
    )


def _group(criterion: Criterion) -> types.Group:
    least = _minimum(criterion, "points")
    return types.Group(criterion.key, criterion.family, Fraction(0), title=criterion.title, minimum=least)


def _leaf(criterion: Criterion) -> types.Leaf:
    kind, source, least = criterion.kind, criterion.input, _minimum(criterion, "mark")
    return types.Leaf(criterion.key, criterion.family, Fraction(0), kind, source, title=criterion.title, minimum=least)


def _minimum(criterion: Criterion, unit: str) -> types.Minimum | None:
    return None if criterion.min_mark is None else types.Minimum(criterion.min_mark, unit)
