"""Interfaces and indicators of a tender in our own form, and what bids say of them."""

from collections.abc import Mapping

from core.fields import exact_text
from procurement.bids.models import Bid, Claim, KpiCommitment
from procurement.opendata import process as facts
from procurement.opendata.store.saving import percent_or_none, save
from procurement.tenders.models import Criterion, KpiTemplate, Tender, TenderInterface


def save_interfaces(tender: Tender, process: facts.SourceProcess, bids: Mapping[str, Bid]) -> None:
    """The interfaces, and the claims of bids: declared, as nobody has checked them here."""
    rows = {
        interface.code: TenderInterface(
            tender=tender,
            no=number,
            code=interface.code,
            title=interface.title,
            direction=interface.direction,
            role=interface.role,
            standard_id=interface.standard,
            standard_title=interface.standard_title,
            standard_version=interface.standard_version,
            evidence_kind=interface.evidence_kind,
            weight=percent_or_none(interface.weight) or 0,
            min_rung=interface.rung,
            openness=interface.openness,
            strength=interface.strength,
            openness_facts=dict(interface.facts),
        )
        for number, interface in enumerate(process.interfaces, start=1)
    }
    save(TenderInterface, rows.values())
    claims = [
        Claim(
            bid=bids[bid.key],
            interface=rows[code],
            standard_id=rows[code].standard_id,
            standard_version=rows[code].standard_version,
            statement=statement,
        )
        for bid in process.bids
        for code, statement in bid.claims.items()
    ]
    save(Claim, claims)


def save_kpis(
    tender: Tender,
    process: facts.SourceProcess,
    criteria: Mapping[str, Criterion],
    bids: Mapping[str, Bid],
) -> None:
    """The indicators, and the level that each bid committed to."""
    rows = {
        kpi.code: KpiTemplate(
            tender=tender,
            criterion=criteria[kpi.criterion],
            no=number,
            code=kpi.code,
            title=kpi.title,
            unit=kpi.unit,
            direction=kpi.direction,
            minimum=exact_text(kpi.minimum),
            best=exact_text(kpi.best),
            weight=percent_or_none(kpi.weight) or 0,
            credit_rule=kpi.credit_rule,
        )
        for number, kpi in enumerate(process.kpis, start=1)
    }
    save(KpiTemplate, rows.values())
    targets = [
        KpiCommitment(bid=bids[bid.key], kpi=rows[code], target=exact_text(target))
        for bid in process.bids
        for code, target in bid.targets.items()
    ]
    save(KpiCommitment, targets)
