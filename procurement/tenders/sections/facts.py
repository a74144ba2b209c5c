"""What the compliance rules read of a tender, from its sections and from what was gathered around it. Pure.

A section that nobody has saved gives no facts: None, which the rules take as not filled in, never as none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.contract import Contract
from procurement.tenders.sections.criteria import CriterionEntry
from procurement.tenders.sections.interfaces import InterfaceEntry
from procurement.tenders.sections.performance import KpiEntry, Performance
from procurement.tenders.sections.purchase import LotEntry, Purchase
from procurement.tenders.sections.requirements import RequirementEntry
from procurement.tenders.sections.specs import lot_spec
from scoring import MONEY, ScoringError
from scoring.compliance import (
    UNKEPT,
    AskedInterface,
    AskedKpi,
    AskedRequirement,
    BreakClause,
    ContractTerm,
    Estimate,
    LawFloors,
    LotFacts,
    PastRecord,
    TenderFacts,
    TextPart,
)
from scoring.independence import independence

DOCUMENT = "tender"  # what the sections say together, as one document of the reader


@dataclass(frozen=True, slots=True)
class StandardOpenness:
    """How open a standard is as it counts for an authority: None if no fact is known; `answers` by fact."""

    openness: Fraction | None
    strength: Fraction
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UncheckedUpload:
    """A document whose text was not checked: its number, why, and whether it stops a publication until it is."""

    no: int
    sentence: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check reads beside the sections, as it stood at one moment.

    `standards`: by id of the catalogue. `uploads`: texts of documents; `unchecked`: those without. `submission_days`:
    from the planned publication to the deadline, as the law counts them; None: not known.
    """

    checked_on: date
    policy_valid_on: date | None = None
    policy_review_on: date | None = None
    law: LawFloors | None = None
    submission_days: int | None = None
    standards: Mapping[str, StandardOpenness] = field(default_factory=dict)
    uploads: tuple[TextPart, ...] = ()
    unchecked: tuple[UncheckedUpload, ...] = ()
    unkept: frozenset[str] = UNKEPT


def facts_of(content: TenderContent, context: CheckContext) -> TenderFacts:
    """Every fact of a tender but those that no stage keeps."""
    purchase, bidders, contract, method = content.purchase, content.bidders, content.contract, content.method
    has_method, has_contract = SectionKey.METHOD in content.written, SectionKey.CONTRACT in content.written
    return TenderFacts(
        checked_on=context.checked_on,
        policy_valid_on=context.policy_valid_on,
        policy_review_on=context.policy_review_on,
        law=context.law,
        estimate=_total(purchase),
        lots=tuple(_lot(content, lot) for lot in purchase.lots) or None,
        lots_single=purchase.lots_single,
        requirements=_requirements(content),
        interfaces=_interfaces(content, context),
        texts=(*texts_of(content), *context.uploads),
        export_formats=contract.export_formats if has_contract else None,
        exit_days=contract.exit_days,
        cost_kinds=tuple(sorted({element.kind for element in method.elements})) if has_method else None,
        order_depends=order_depends(content) if has_method else None,
        alt_rule=(method.low_bids.id if method.low_bids else "") if has_method else None,
        tie_chain=method.tie_chain if has_method else None,
        term=_term(contract),
        kpis=_kpis(content),
        past_record=_past_record(content),
        bidder_limits=bidders.limits,
        early_costs=bidders.early_costs,
        submission_days=context.submission_days,
        variants_allowed=purchase.variants_allowed,
        unkept=context.unkept,
    )


def texts_of(content: TenderContent) -> tuple[TextPart, ...]:
    """What people wrote, each text with the place of its field."""
    return tuple(TextPart(DOCUMENT, where, text) for where, text in _texts(content) if text.strip())


def _texts(content: TenderContent) -> Iterator[tuple[str, str]]:
    purchase, contract = content.purchase, content.contract
    yield "purchase/title", purchase.title
    yield "purchase/text", purchase.text
    for lot in purchase.lots:
        yield f"purchase/lots/{lot.no}/title", lot.title
        yield f"purchase/lots/{lot.no}/description", lot.description
    for term in content.bidders.selection:
        yield f"bidders/selection/{term.code}/text", term.text
    for entry in content.requirements.entries:
        yield f"requirements/entries/{entry.key}/text", entry.text
    for interface in content.interfaces.entries:
        yield f"interfaces/entries/{interface.code}/acceptance_test", interface.acceptance_test
    yield from _criteria_texts(content)
    yield "contract/exit_text", contract.exit_text
    yield "contract/text", contract.text
    for no, option in enumerate(contract.options, start=1):
        yield f"contract/options/{no}/condition", option.condition


def _criteria_texts(content: TenderContent) -> Iterator[tuple[str, str]]:
    for entry in content.criteria.criteria:
        yield f"criteria/criteria/{entry.key}/title", entry.title
        yield f"criteria/criteria/{entry.key}/text", entry.text
    for scale in content.criteria.scales:
        for no, level in enumerate(scale.levels, start=1):
            yield f"criteria/scales/{scale.name}/{no}/descriptor", level.descriptor


# --- what is bought, of whom ---


def _total(purchase: Purchase) -> Estimate | None:
    estimates = [_estimate(purchase, lot) for lot in purchase.lots]
    known = [estimate for estimate in estimates if estimate is not None]
    if not known or len(known) < len(estimates):
        return None
    low, high = sum(part.low for part in known), sum(part.high for part in known)
    return Estimate(Fraction(low), Fraction(high), purchase.currency, purchase.basis)


def _estimate(purchase: Purchase, lot: LotEntry) -> Estimate | None:
    if lot.estimate is None or not purchase.currency or not purchase.basis:
        return None
    low = lot.estimate if lot.estimate_low is None else lot.estimate_low
    return Estimate(low, lot.estimate, purchase.currency, purchase.basis)


def _lot(content: TenderContent, lot: LotEntry) -> LotFacts:
    weights = _leaf_weights(content, lot.no)
    return LotFacts(
        no=lot.no,
        title=lot.title,
        estimate=_estimate(content.purchase, lot),
        price_weight=None if weights is None else _sum(w for leaf, w in weights if leaf.input in MONEY),
        family_weights=None if weights is None or not all(leaf.family for leaf, _ in weights) else _by_family(weights),
        turnover_floor=_turnover(content, lot.no),
    )


def _leaf_weights(content: TenderContent, lot: int) -> list[tuple[CriterionEntry, Fraction]] | None:
    """The leaves of a lot with their weights; None where there is none, or one has no weight yet."""
    entries = [entry for entry in content.criteria.criteria if not entry.lots or lot in entry.lots]
    parents = {entry.parent for entry in entries}
    leaves = [entry for entry in entries if entry.kind != "pass_fail" and entry.key not in parents]
    weighted = [(entry, entry.weight) for entry in leaves if entry.weight is not None]
    return weighted if weighted and len(weighted) == len(leaves) else None


def _sum(weights: Iterator[Fraction]) -> Fraction:
    return sum(weights, Fraction(0))


def _by_family(weights: list[tuple[CriterionEntry, Fraction]]) -> dict[str, Fraction]:
    families = {leaf.family for leaf, _ in weights}
    return {family: _sum(w for leaf, w in weights if leaf.family == family) for family in sorted(families)}


def _turnover(content: TenderContent, lot: int) -> Fraction | None:
    """The highest yearly turnover asked for a lot; 0 where none is."""
    floors = [floor.amount for floor in content.bidders.turnover if floor.lot == lot]
    return max(floors, default=Fraction(0)) if SectionKey.BIDDERS in content.written else None


def _requirements(content: TenderContent) -> tuple[AskedRequirement, ...] | None:
    if SectionKey.REQUIREMENTS not in content.written:
        return None
    return tuple(_requirement(entry) for entry in content.requirements.entries)


def _requirement(entry: RequirementEntry) -> AskedRequirement:
    return AskedRequirement(
        key=entry.key,
        mandatory_confirmed=entry.mandatory and entry.mandatory_confirmed,
        functional=entry.functional,
        has_provenance=bool(entry.provenance),
    )


# --- interfaces and indicators ---


def _interfaces(content: TenderContent, context: CheckContext) -> tuple[AskedInterface, ...] | None:
    if SectionKey.INTERFACES not in content.written:
        return None
    return tuple(_interface(entry, context) for entry in content.interfaces.entries)


def _interface(entry: InterfaceEntry, context: CheckContext) -> AskedInterface:
    known = context.standards.get(entry.standard)
    return AskedInterface(
        code=entry.code,
        standard=entry.standard,
        role=entry.role,
        weight=entry.weight,
        system=entry.system,
        profile_sha=entry.profile_sha,
        evidence_kind=entry.evidence_kind,
        acceptance_test=entry.acceptance_test,
        openness=known.openness if known else None,
        answers=known.answers if known else {},
    )


def _kpis(content: TenderContent) -> tuple[AskedKpi, ...] | None:
    if SectionKey.PERFORMANCE not in content.written:
        return None
    return tuple(_kpi(kpi, content.performance) for kpi in content.performance.kpis)


def _kpi(kpi: KpiEntry, performance: Performance) -> AskedKpi:
    return AskedKpi(
        code=kpi.code,
        unit=kpi.unit,
        target=kpi.target,
        source=kpi.source,
        measured_by=kpi.measured_by,
        has_bands=bool(kpi.bands),
        pay_rule=kpi.credit_rule,
        cap=performance.cap if kpi.cap is None else kpi.cap,
    )


# --- method and contract ---


def order_depends(content: TenderContent) -> bool | None:
    """Whether the order of two bids depends on others in some lot; None while the method cannot be read."""
    if not content.purchase.lots or not content.criteria.criteria:
        return None
    try:
        lots = [independence(lot_spec(content, lot.no, ref="")) for lot in content.purchase.lots]
    except (ScoringError, ValueError, TypeError, KeyError):
        return None
    return not all(lot.order for lot in lots)


def _past_record(content: TenderContent) -> PastRecord | None:
    """The most that a past record weighs in a lot; without a criterion that counts it: 0."""
    if SectionKey.CRITERIA not in content.written:
        return None
    counted = [entry for entry in content.criteria.criteria if entry.past_record]
    if any(entry.weight is None for entry in counted):
        return None
    lots = [lot.no for lot in content.purchase.lots] or [0]
    weights = [_sum(Fraction(e.weight or 0) for e in counted if not e.lots or lot in e.lots) for lot in lots]
    neutral = [entry.neutral for entry in counted if entry.neutral is not None]
    return PastRecord(max(weights), min(neutral) if neutral and len(neutral) == len(counted) else None)


def _term(contract: Contract) -> ContractTerm | None:
    """None until the firm term is said, and whether it goes on by itself."""
    if contract.months is None or contract.renews_silently is None:
        return None
    return ContractTerm(
        months=contract.months,
        options=tuple(option.months for option in contract.options),
        breaks=tuple(BreakClause(term.month, term.notice_days) for term in contract.breaks),
        renews_silently=contract.renews_silently,
    )
