"""The bids as they were read out: parties, prices, claims and offers."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.bids import queries as bid_queries
from procurement.bids.models import BidParty, Claim, PriceLine, RequirementResponse
from procurement.evaluations import queries
from procurement.evaluations.shapes import (
    AnswerToRequirementShape,
    ClaimShape,
    CommitmentShape,
    GateAnswerShape,
    OpenedBidShape,
    PartyShape,
    PriceLineShape,
)
from procurement.evaluations.summary.sheet import Sheet


def bid_shapes(sheet: Sheet) -> tuple[OpenedBidShape, ...]:
    lot = sheet.run.lot
    left_out = bid_queries.left_out_of(lot)
    bids = [*sheet.bids, *left_out]
    received_at = {bid.id: bid.submitted_at for bid in sheet.case.facts.bids}
    prices = queries.price_lines(lot, bids)
    claims = queries.claims_of(bids)
    commitments = queries.commitments_of(bids)
    responses = queries.responses_of(bids)
    titles = {criterion.element: criterion.title for criterion in sheet.criteria.values() if criterion.element}
    return tuple(
        OpenedBidShape(
            id=bid.alias,
            alias=bid.alias,
            name=queries.name_of(bid),
            parties=tuple(_party(party) for party in bid.parties.all()),
            submitted_at=received_at.get(bid.alias, bid.submitted_at),
            status=bid.source_status or str(bid.get_state_display()),
            counted=number < len(sheet.bids),
            prices=tuple(_price(line, titles) for line in prices.get(bid.pk, ())),
            gates=_gates(sheet, bid.alias),
            claims=tuple(_claim(claim) for claim in claims.get(bid.pk, ())),
            commitments=tuple(
                CommitmentShape(f"{row.kpi.title} ({row.kpi.unit})", row.target) for row in commitments.get(bid.pk, ())
            ),
            source_note=left_out.get(bid, bid.source_note),
            answers=tuple(_answer(response) for response in responses.get(bid.pk, ())),
        )
        for number, bid in enumerate(bids)
    )


def _party(party: BidParty) -> PartyShape:
    identifier = " ".join(filter(None, (party.id_scheme, party.id_value)))
    return PartyShape(
        name=party.name,
        role=party.role,
        role_label=str(party.get_role_display()),
        identifier=identifier,
        country=party.country,
        size=party.size,
        share=None if party.share is None else Fraction(party.share) / 100,
    )


def _answer(response: RequirementResponse) -> AnswerToRequirementShape:
    return AnswerToRequirementShape(response.requirement.text, response.value or "", response.note)


def _price(line: PriceLine, titles: Mapping[str, str]) -> PriceLineShape:
    amount = None if line.amount is None else Fraction(line.amount)
    return PriceLineShape(titles.get(line.element, line.element), amount, line.currency)


def _gates(sheet: Sheet, alias: str) -> tuple[GateAnswerShape, ...]:
    facts = next((bid for bid in sheet.case.facts.bids if bid.id == alias), None)
    if facts is None:
        return ()
    return tuple(
        GateAnswerShape(gate.id, gate.title, facts.gates.get(gate.id), sheet.reasons.get((gate.id, alias), ""))
        for gate in sheet.spec.gates
    )


def _claim(claim: Claim) -> ClaimShape:
    standard = " ".join(filter(None, (claim.standard_id, claim.standard_version)))
    return ClaimShape(claim.interface.title, standard, claim.statement, _("declared, not checked"))
