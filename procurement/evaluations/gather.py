"""Rows become a case for the judge: reads and renames, no arithmetic on marks or money (DESIGN §2, gather).

A bid goes by its alias, a criterion by its key, an evaluator by the pseudonym: no person's name enters a case.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procurement.bids.models import Claim, KpiCommitment, PriceLine, Quantity
from procurement.evaluations import columns, queries
from procurement.evaluations.models import Admission
from procurement.tenders.models import KpiTemplate, Lot, Tender, TenderInterface
from scoring import types

Row = Any  # a named tuple of `queries`
_SMALL = {"micro": True, "small": True, "medium": True, "large": False}


def case_for(lot: Lot) -> types.Case:
    """Everything that the evaluation of a lot depends on: the published method and the recorded facts.

    Bids of the lot that were opened, by alias. At most fourteen queries, whatever the number of bids and criteria.
    """
    every = queries.judged_criteria_of(lot)
    criteria = [c for c in every if c.kind != "pass_fail"]
    gates = [c for c in every if c.kind == "pass_fail"]
    kpis = list(KpiTemplate.objects.filter(tender=lot.tender_id).order_by("no"))
    interfaces = [i for i in TenderInterface.objects.filter(tender=lot.tender_id).order_by("no") if _of(lot, i)]
    spec = _spec(lot, criteria, gates, interfaces, kpis)
    return types.Case(spec, _facts(lot, criteria, gates, interfaces, kpis))


def _of(lot: Lot, interface: TenderInterface) -> bool:
    return interface.lot_id in {None, lot.pk}


# --- the published method ---


def _spec(
    lot: Lot,
    criteria: Sequence[Row],
    gates: Iterable[Row],
    interfaces: Iterable[TenderInterface],
    kpis: Sequence[KpiTemplate],
) -> types.Spec:
    tender = lot.tender
    parents = {c.parent_id for c in criteria if c.parent_id}
    keys = {c.pk: c.key for c in criteria}
    points = _points(tender, criteria)
    return types.Spec(
        id=f"{tender.ref} / {lot.no}",
        version=1,
        method=tender.method_source or tender.price_formula,
        price_formula=tender.price_formula,
        leaves=tuple(_leaf(c, keys, points[c.pk], kpis) for c in criteria if c.pk not in parents),
        basis=types.Basis(currency=tender.currency, vat=tender.basis),
        groups=tuple(_group(c, keys, points[c.pk]) for c in criteria if c.pk in parents),
        scales=tuple(_scales(lot, criteria)),
        gates=tuple(types.Gate(id=c.key, family=c.family, title=c.title) for c in gates),
        interfaces=tuple(_interface(i) for i in interfaces),
        params=tender.params,
        total_points=tender.total_points,
        scaling=tender.scaling,
        panel_method=tender.panel_method,
        rounding=types.Rounding(**tender.rounding),
        threshold_on=tender.threshold_on,
        tie_chain=tuple(tender.tie_chain),
        alt_rule=_alt_rule(tender),
        origin=tender.origin,
    )


def _interface(interface: TenderInterface) -> types.Interface:
    return types.Interface(
        id=interface.code,
        weight=Fraction(interface.weight),
        min_rung=interface.min_rung,
        title=interface.title,
        profile_sha256=interface.profile_sha,
    )


def _alt_rule(tender: Tender) -> types.AltRule | None:
    """The rule that flags; how long a tenderer has to reply is the procedure's, not the judge's."""
    rule = tender.alt_rule
    return types.AltRule(rule["id"], rule.get("params", {})) if rule else None


def _points(tender: Tender, criteria: Iterable[Row]) -> dict[Any, Fraction]:
    """Points per criterion: its percent of the total. A cost line that is added to the price earns none itself."""
    return {c.pk: Fraction(c.weight if c.weight is not None else 0) * tender.total_points / 100 for c in criteria}


def _group(criterion: Row, keys: Mapping[Any, str], points: Fraction) -> types.Group:
    return types.Group(
        id=criterion.key,
        family=criterion.family,
        points=points,
        parent=keys.get(criterion.parent_id),
        title=criterion.title,
        minimum=None if criterion.min_mark is None else types.Minimum(criterion.min_mark, "points"),
    )


def _leaf(criterion: Row, keys: Mapping[Any, str], points: Fraction, kpis: Iterable[KpiTemplate]) -> types.Leaf:
    return types.Leaf(
        id=criterion.key,
        family=criterion.family,
        points=points,
        kind=criterion.kind,
        input=criterion.input,
        parent=keys.get(criterion.parent_id),
        title=criterion.title,
        scale=criterion.scale__name,
        minimum=None if criterion.min_mark is None else types.Minimum(criterion.min_mark, "mark"),
        elements=tuple(criterion.element.split(",")) if criterion.element else (),
        kpis=tuple(_kpi(kpi) for kpi in kpis if kpi.criterion_id == criterion.pk),
    )


def _kpi(kpi: KpiTemplate) -> types.KpiRule:
    return types.KpiRule(
        code=kpi.code,
        direction=kpi.direction,
        minimum=kpi.minimum,
        best=kpi.best,
        weight=Fraction(kpi.weight),
        backed=bool(kpi.credit_rule),
        title=kpi.title,
        unit=kpi.unit,
    )


def _scales(lot: Lot, criteria: Iterable[Row]) -> Iterable[types.MarkScale]:
    names = {c.scale_id: c.scale__name for c in criteria if c.scale_id}
    levels = queries.levels_of(lot.tender_id) if names else {}
    for scale, name in names.items():
        yield types.MarkScale(id=name, levels=tuple(types.ScaleLevel(*level) for level in levels.get(scale, ())))


# --- the recorded facts ---


def _facts(
    lot: Lot,
    criteria: Iterable[Row],
    gates: Sequence[Row],
    interfaces: Sequence[TenderInterface],
    kpis: Sequence[KpiTemplate],
) -> types.Facts:
    bids = queries.judged_bids_of(lot)
    ids = [bid.pk for bid in bids]
    prices = _prices(lot)
    offers = _offers(lot, kpis)
    claims = _claims(lot) if interfaces else {}
    agreed = queries.agreed_of(lot)
    passed = columns.agreed_values(agreed, ids, [gate.pk for gate in gates])
    marked = {c.pk: c.key for c in criteria if c.input == "mark"}
    return types.Facts(
        bids=tuple(
            types.BidFacts(
                id=bid.alias,
                submitted_at=bid.submitted_at,
                prices=prices[bid.pk],
                offers=offers[bid.pk],
                interfaces=tuple(
                    _interface_mark(i, claims[bid.pk, i.pk]) for i in interfaces if (bid.pk, i.pk) in claims
                ),
                gates={gate.key: _passed(passed.get((gate.pk, bid.pk))) for gate in gates},
                small=_SMALL.get(bid.size or ""),
            )
            for bid in bids
        ),
        marks=tuple(columns.columns_of(lot, ids, marked, agreed)),
        rulings=tuple(_rulings(lot)),
    )


def _prices(lot: Lot) -> dict[Any, dict[str, types.PriceFacts | None]]:
    prices: dict[Any, dict[str, types.PriceFacts | None]] = defaultdict(dict)
    lines = PriceLine.objects.filter(lot=lot).order_by("element")
    for bid, element, amount, currency in lines.values_list("bid_id", "element", "amount", "currency"):
        prices[bid][element] = None if amount is None else types.PriceFacts(Fraction(amount), currency)
    return prices


def _offers(lot: Lot, kpis: Sequence[KpiTemplate]) -> dict[Any, dict[str, Fraction | None]]:
    """What bids offer by code: KPI levels, and the numbers that the formula reads."""
    offers: dict[Any, dict[str, Fraction | None]] = defaultdict(dict)
    rows = KpiCommitment.objects.filter(bid__lots=lot).order_by("kpi__no")
    for bid, code, target in rows.values_list("bid_id", "kpi__code", "target") if kpis else ():
        offers[bid][code] = target
    quantities = Quantity.objects.filter(lot=lot).order_by("code")
    for bid, code, value in quantities.values_list("bid_id", "code", "value"):
        offers[bid][code] = value
    return offers


def _claims(lot: Lot) -> dict[tuple[Any, Any], Claim]:
    found = Claim.objects.filter(bid__lots=lot)
    return {(claim.bid_id, claim.interface_id): claim for claim in found}


def _interface_mark(interface: TenderInterface, claim: Claim) -> types.InterfaceMark:
    """A claim is 'declared' until verifiers exist (DESIGN §7.3). Openness is known for the standard asked for."""
    same = claim.standard_id == interface.standard_id
    return types.InterfaceMark(
        interface=interface.code,
        outcome="declared",
        openness=interface.openness if same else None,
        strength=interface.strength if same else None,
    )


def _passed(value: Fraction | None) -> bool | None:
    return None if value is None else value > 0


def _rulings(lot: Lot) -> Iterable[types.Ruling]:
    """The latest word on a bid's admission holds."""
    latest: dict[Any, Admission] = {}
    for admission in Admission.objects.filter(lot=lot).select_related("bid").order_by("at", "pk"):
        latest[admission.bid_id] = admission
    for admission in latest.values():
        if admission.verdict == "excluded":
            yield types.Ruling(
                id=f"admission:{admission.pk}",
                kind="exclude",
                reason_sha256=hashlib.sha256(admission.reason.encode()).hexdigest(),
                bid=admission.bid.alias,
                text=admission.ground,
            )
