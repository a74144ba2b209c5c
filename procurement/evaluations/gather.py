"""Rows become a case for the judge: reads and renames, no arithmetic on marks or money (DESIGN §2, gather).

A bid goes by its alias, a criterion by its key, an evaluator by the pseudonym: no person's name enters a case.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

import scoring
from procurement.bids import queries as bid_queries
from procurement.bids.models import KpiCommitment, PriceLine, Quantity
from procurement.evaluations import columns, queries
from procurement.evaluations.models import Admission
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Lot, Origin
from scoring import digest

_SMALL = {"micro": True, "small": True, "medium": True, "large": False}


class NotPublished(LookupError):
    """The lot has no published method that could be applied; the sentence says why."""


def case_for(lot: Lot) -> scoring.Case:
    """Everything that the evaluation of a lot depends on: the published method and the recorded facts.

    The method is the frozen one (TenderVersion), whatever became of its rows. Bids of the lot that were opened, by
    alias. At most eleven queries, whatever the number of bids and criteria. Raises NotPublished, and ScoringError where
    the stored specification cannot be read.
    """
    published = tender_queries.published_spec_of(lot)
    if published is None:
        raise NotPublished(_("Nothing of this lot is published yet."))
    if published.fault:
        raise NotPublished(published.fault)
    if digest.of_bytes("spec", published.spec.encode()) != published.spec_sha:
        raise NotPublished(_("The published method was changed: it does not have its own digest any more."))
    spec = tender_gather.read_spec(published.spec)
    return scoring.Case(spec, _facts(lot, spec, tender_gather.read_interfaces(published.interfaces)))


def obstacles_of(lot: Lot, case: scoring.Case) -> list[str]:
    """Why a lot cannot be evaluated by any method: bids that could not be placed, or none. At most two queries."""
    if lot.tender.origin != Origin.IMPORTED:
        return [] if case.facts.bids else [_("No bid was opened for this lot.")]
    if blocking := bid_queries.obstacles_of(lot):
        return blocking
    if case.facts.bids:
        return []
    if not bid_queries.has_bids(lot.tender):
        return [_("The file has no bids.")]
    return [_("The file has no bid to be ranked in this lot: it leaves out every one, or names none for it.")]


# --- the recorded facts ---


def _facts(lot: Lot, spec: scoring.Spec, interfaces: Mapping[str, tender_gather.InterfaceFacts]) -> scoring.Facts:
    bids = queries.judged_bids_of(lot)
    ids = [bid.pk for bid in bids]
    prices = _prices(lot)
    offers = _offers(lot, with_kpis=any(leaf.kpis for leaf in spec.leaves))
    claims = queries.claimed_standards_of(lot) if spec.interfaces else {}
    agreed = queries.agreed_of(lot)
    keys = queries.criterion_keys_of(lot)
    gates = {gate.id for gate in spec.gates}
    gate_ids = {pk: key for pk, key in keys.items() if key in gates}
    passed = columns.agreed_values(agreed, ids, gate_ids)
    by_mark = {leaf.id for leaf in spec.leaves if leaf.input == "mark"}
    marked = {pk: key for pk, key in keys.items() if key in by_mark}
    return scoring.Facts(
        bids=tuple(
            scoring.BidFacts(
                id=bid.alias,
                submitted_at=bid.submitted_at,
                prices=prices[bid.pk],
                offers=offers[bid.pk],
                interfaces=tuple(
                    _interface_mark(asked.id, interfaces[asked.id], claims[bid.pk, asked.id])
                    for asked in spec.interfaces
                    if (bid.pk, asked.id) in claims
                ),
                gates={key: _passed(passed.get((pk, bid.pk))) for pk, key in gate_ids.items()},
                small=_SMALL.get(bid.size or ""),
            )
            for bid in bids
        ),
        marks=tuple(columns.columns_of(lot, ids, marked, agreed)),
        rulings=tuple(_rulings(lot)),
    )


def _prices(lot: Lot) -> dict[Any, dict[str, scoring.PriceFacts | None]]:
    prices: dict[Any, dict[str, scoring.PriceFacts | None]] = defaultdict(dict)
    lines = PriceLine.objects.filter(lot=lot).order_by("element")
    for bid, element, amount, currency in lines.values_list("bid_id", "element", "amount", "currency"):
        prices[bid][element] = None if amount is None else scoring.PriceFacts(Fraction(amount), currency)
    return prices


def _offers(lot: Lot, *, with_kpis: bool) -> dict[Any, dict[str, Fraction | None]]:
    """What bids offer by code: KPI levels, and the numbers that the formula reads."""
    offers: dict[Any, dict[str, Fraction | None]] = defaultdict(dict)
    rows = KpiCommitment.objects.filter(bid__lots=lot).order_by("kpi__no")
    for bid, code, target in rows.values_list("bid_id", "kpi__code", "target") if with_kpis else ():
        offers[bid][code] = target
    quantities = Quantity.objects.filter(lot=lot).order_by("code")
    for bid, code, value in quantities.values_list("bid_id", "code", "value"):
        offers[bid][code] = value
    return offers


def _interface_mark(code: str, asked: tender_gather.InterfaceFacts, standard: str) -> scoring.InterfaceMark:
    """A claim is 'declared' until verifiers exist (DESIGN §7.3). Openness is known for the standard asked for."""
    same = standard == asked.standard
    return scoring.InterfaceMark(
        interface=code,
        outcome="declared",
        openness=asked.openness if same else None,
        strength=asked.strength if same else None,
    )


def _passed(value: Fraction | None) -> bool | None:
    return None if value is None else value > 0


def _rulings(lot: Lot) -> Iterable[scoring.Ruling]:
    """The latest word on a bid's admission holds."""
    latest: dict[Any, Admission] = {}
    for admission in Admission.objects.filter(lot=lot).select_related("bid").order_by("at", "pk"):
        latest[admission.bid_id] = admission
    for admission in latest.values():
        if admission.verdict == "excluded":
            yield scoring.Ruling(
                id=f"admission:{admission.pk}",
                kind="exclude",
                reason_sha256=hashlib.sha256(admission.reason.encode()).hexdigest(),
                bid=admission.bid.alias,
                text=admission.ground,
            )
