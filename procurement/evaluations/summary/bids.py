"""The bids as they were read out: parties, prices, claims and offers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.fields import exact_text
from procurement.bids.models import Claim, KpiCommitment, PriceLine
from procurement.evaluations import queries
from procurement.evaluations.summary.sheet import Sheet, instant


def shown(sheet: Sheet) -> list[dict[str, Any]]:
    lot = sheet.run.lot
    bids = [*sheet.bids, *queries.uncounted_bids(lot)]
    prices = queries.price_lines(lot, bids)
    claims = queries.claims_of(bids)
    commitments = queries.commitments_of(bids)
    titles = {one.element: one.title for one in sheet.criteria.values() if one.element}
    return [
        {
            "id": bid.alias,
            "alias": bid.alias,
            "name": queries.name_of(bid),
            "parties": [
                {
                    "name": party.name,
                    "role": party.role,
                    "role_label": str(party.get_role_display()),
                    "identifier": " ".join(filter(None, (party.id_scheme, party.id_value))),
                }
                for party in bid.parties.all()
            ],
            "submitted_at": instant(bid.submitted_at),
            "status": bid.source_status or str(bid.get_state_display()),
            "counted": number < len(sheet.bids),
            "prices": [_price(line, titles) for line in prices.get(bid.pk, ())],
            "gates": _gates(sheet, bid.alias),
            "claims": [_claim(claim) for claim in claims.get(bid.pk, ())],
            "commitments": [_commitment(row) for row in commitments.get(bid.pk, ())],
            "source_note": bid.source_note,
        }
        for number, bid in enumerate(bids)
    ]


def _price(line: PriceLine, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": titles.get(line.element, line.element),
        "amount": None if line.amount is None else exact_text(Fraction(line.amount)),
        "currency": line.currency,
    }


def _gates(sheet: Sheet, alias: str) -> list[dict[str, Any]]:
    """What the bid must pass; `passed` is None where nobody said, which only a bid out of the ranking can have."""
    facts = next((bid for bid in sheet.case.facts.bids if bid.id == alias), None)
    if facts is None:
        return []
    return [
        {
            "criterion": gate.id,
            "title": gate.title,
            "passed": facts.gates.get(gate.id),
            "reason": sheet.reasons.get((gate.id, alias), ""),
        }
        for gate in sheet.spec.gates
    ]


def _claim(claim: Claim) -> dict[str, str]:
    standard = " ".join(filter(None, (claim.standard_id, claim.standard_version)))
    return {
        "interface": claim.interface.title,
        "standard": standard,
        "statement": claim.statement,
        "status": _("declared, not checked"),
    }


def _commitment(row: KpiCommitment) -> dict[str, str]:
    return {"kpi": f"{row.kpi.title} ({row.kpi.unit})", "target": exact_text(row.target)}
