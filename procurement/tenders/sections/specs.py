"""The judge's specification of a lot, from the sections of its tender. Reads and renames; nothing is judged here."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import scoring
from procurement.tenders.sections.content import TenderContent
from procurement.tenders.sections.criteria import CriterionEntry
from procurement.tenders.sections.interfaces import InterfaceEntry
from procurement.tenders.sections.method import Method
from procurement.tenders.sections.performance import KpiEntry


def lot_spec(content: TenderContent, lot: int, *, ref: str, seed_sha256: str = "") -> scoring.Spec:
    """The method of a lot as the judge reads it; `scoring.check` says what is wrong with it.

    Points are the weights, of 100. A leaf without price elements sums up all those of the lot.
    """
    criteria = [entry for entry in content.criteria.criteria if not entry.lots or lot in entry.lots]
    parents = {entry.parent for entry in criteria if entry.parent}
    gates = [entry for entry in criteria if entry.kind == "pass_fail"]
    weighted = [entry for entry in criteria if entry.kind != "pass_fail"]
    method = content.method
    return scoring.Spec(
        id=f"{ref} / {lot}",
        version=1,
        method=method.formula,
        price_formula=method.formula,
        leaves=tuple(_leaf(content, entry, lot) for entry in weighted if entry.key not in parents),
        basis=_basis(content),
        groups=tuple(_group(entry) for entry in weighted if entry.key in parents),
        scales=tuple(_scales(content, weighted)),
        gates=tuple(scoring.Gate(entry.key, entry.family, entry.title) for entry in gates),
        interfaces=tuple(_interface(entry) for entry in content.interfaces.entries if entry.lot in {None, lot}),
        params={**method.params, **method.lot_params.get(str(lot), {})},
        scaling=method.scaling,
        panel_method=content.panel.method,
        rounding=scoring.Rounding(method.rounding_stage, method.rounding_places, method.rounding_mode),
        threshold_on=method.threshold_on,
        tie_chain=method.tie_chain,
        alt_rule=_low_bids(method),
        seed_sha256=seed_sha256,
    )


def _basis(content: TenderContent) -> scoring.Basis:
    rates = (scoring.Rate(rate.currency, rate.value, rate.on.isoformat(), rate.source) for rate in content.method.rates)
    return scoring.Basis(currency=content.purchase.currency, vat=content.purchase.basis, rates=tuple(rates))


def _low_bids(method: Method) -> scoring.AltRule | None:
    return scoring.AltRule(method.low_bids.id, method.low_bids.params) if method.low_bids else None


def _interface(entry: InterfaceEntry) -> scoring.Interface:
    return scoring.Interface(entry.code, entry.weight, entry.min_rung, entry.title, entry.profile_sha)


def _group(entry: CriterionEntry) -> scoring.Group:
    minimum = None if entry.minimum is None else scoring.Minimum(entry.minimum, "points")
    return scoring.Group(
        id=entry.key,
        family=entry.family,
        points=Fraction(entry.weight or 0),
        parent=entry.parent or None,
        title=entry.title,
        minimum=minimum,
    )


def _leaf(content: TenderContent, entry: CriterionEntry, lot: int) -> scoring.Leaf:
    unit = "mark" if entry.scale else "points"
    return scoring.Leaf(
        id=entry.key,
        family=entry.family,
        points=Fraction(entry.weight or 0),
        kind=entry.kind,
        input=entry.input,
        parent=entry.parent or None,
        title=entry.title,
        scale=entry.scale or None,
        minimum=None if entry.minimum is None else scoring.Minimum(entry.minimum, unit),
        elements=_elements(content.method, entry, lot),
        kpis=tuple(_kpis(content.performance.kpis, entry, lot)),
        interfaces=_weighing(content, lot) if entry.input == "verdict" else (),
        neutral=entry.neutral if entry.past_record else None,
    )


def _weighing(content: TenderContent, lot: int) -> tuple[str, ...]:
    """The interfaces that earn points: one that weighs nothing is met, and a person tests it."""
    entries = content.interfaces.entries
    return tuple(entry.code for entry in entries if entry.lot in {None, lot} and entry.weight)


def _elements(method: Method, entry: CriterionEntry, lot: int) -> tuple[str, ...]:
    if entry.input not in {"price", "cost"}:
        return ()
    return entry.elements or tuple(element.code for element in method.elements if element.lot in {None, lot})


def _kpis(kpis: Iterable[KpiEntry], entry: CriterionEntry, lot: int) -> Iterator[scoring.KpiRule]:
    """Those that the criterion counts; one that lacks its figures yet is not among them."""
    for kpi in kpis:
        if kpi.criterion == entry.key and kpi.lot in {None, lot} and None not in {kpi.minimum, kpi.best, kpi.weight}:
            yield scoring.KpiRule(
                code=kpi.code,
                direction=kpi.direction,
                minimum=Fraction(kpi.minimum or 0),
                best=Fraction(kpi.best or 0),
                weight=Fraction(kpi.weight or 0),
                backed=bool(kpi.credit_rule),
                title=kpi.title,
                unit=kpi.unit,
            )


def _scales(content: TenderContent, criteria: Iterable[CriterionEntry]) -> Iterator[scoring.MarkScale]:
    names = {entry.scale for entry in criteria}
    for scale in content.criteria.scales:
        if scale.name in names:
            levels = (scoring.ScaleLevel(level.value, level.label, level.descriptor) for level in scale.levels)
            yield scoring.MarkScale(scale.name, tuple(levels))
