"""What the source of an imported tender decided, gathered and set beside the ranking (`compared` decides)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

from core.identity import OrganisationKey, organisation_key
from procurement.bids import queries as bid_queries
from procurement.bids.models import Bid, SourceAward
from procurement.bids.states import SourceVerdict
from procurement.evaluations import queries
from procurement.evaluations.models import Run
from procurement.evaluations.shapes import SourceOutcomeShape
from procurement.evaluations.source import compared
from procurement.evaluations.source.compared import Ranking, SourceDecision
from procurement.tenders.models import Lot, Origin, Tender
from scoring import Case, Outcome, Ruling, codec, evaluate

_BY_SOURCE = hashlib.sha256(b"The source of the imported tender rejected it.").hexdigest()


def outcome_beside(
    lot: Lot, ranking: Ranking | None, case: Callable[[], Case] | None = None
) -> SourceOutcomeShape | None:
    """The source's decisions about a lot beside its ranking. At most three queries; none for a tender run here.

    `case` is asked for, and judged again without them, only where the source rejected bids that are ranked.
    """
    decisions = _decisions_by_lot(lot.tender).get(lot.pk, [])
    if not decisions:
        return None
    gone = {decision.bid for decision in compared.rejected_in(decisions)}
    asked = case is not None and ranking is not None and any(bid in gone for _, bid in ranking.places)
    again = _ranked_again(case(), gone) if case and asked else None
    return compared.outcome(decisions, ranking, again, lot.tender.authority.zone)


def sentences_of_tender(tender: Tender) -> dict[UUID, str]:
    """{lot: the source's decision beside the run that holds}, without judging anything. At most four queries."""
    by_lot = _decisions_by_lot(tender)
    runs = queries.latest_runs_of(by_lot) if by_lot else {}
    sentences = {}
    for lot, decisions in by_lot.items():
        ranking = stored_ranking(runs[lot]) if lot in runs else None
        outcome = compared.outcome(decisions, ranking, None, tender.authority.zone)
        if outcome:
            sentences[lot] = outcome.sentence
    return sentences


def decisions_without_lot(tender: Tender) -> tuple[str, ...]:
    """What the source decided and here belongs to no lot, one line each. At most three queries."""
    if tender.origin != Origin.IMPORTED:
        return ()
    awards = [award for award in bid_queries.source_awards_of(tender) if award.lot_id is None]
    bids = bid_queries.bids_by_lot(tender) if awards else {}
    return tuple(_line(award) for award in awards if not _lots_of(award, bids))


def _line(award: SourceAward) -> str:
    amount = f", {award.amount} {award.currency}" if award.amount is not None else ""
    return f"{SourceVerdict.of(award.status).label}: {_supplier_names(award) or award.source_key}{amount}"


def _decisions_by_lot(tender: Tender) -> dict[UUID, list[SourceDecision]]:
    """{lot: the decisions about it, in the order of the file}. At most three queries."""
    if tender.origin != Origin.IMPORTED:
        return {}
    awards = bid_queries.source_awards_of(tender)
    bids = bid_queries.bids_by_lot(tender) if awards else {}
    by_lot: dict[UUID, list[SourceDecision]] = {}
    for award in awards:
        for lot in _lots_of(award, bids):
            by_lot.setdefault(lot, []).append(_decision(award, bids.get(lot, ())))
    return by_lot


def _lots_of(award: SourceAward, bids: Mapping[UUID, Sequence[Bid]]) -> list[UUID]:
    """The lot of a decision; of one that names none, the only lot for which its bid or its supplier bids."""
    if award.lot_id is not None:
        return [award.lot_id]
    lots = [lot for lot, its_bids in bids.items() if _bid_of(award, its_bids)]
    return lots if len(lots) == 1 else []


def _bid_of(award: SourceAward, bids: Sequence[Bid]) -> Bid | None:
    """The bid that a decision names, else the only one of its supplier; among several of it none is guessed."""
    if award.bid_id is not None:
        return next((bid for bid in bids if bid.pk == award.bid_id), None)
    suppliers = {organisation_key(party["name"], party["id_scheme"], party["id_value"]) for party in award.suppliers}
    matching = [bid for bid in bids if suppliers & _organisations(bid)]
    return matching[0] if len(matching) == 1 else None


def _organisations(bid: Bid) -> set[OrganisationKey]:
    return {organisation_key(party.name, party.id_scheme, party.id_value) for party in bid.parties.all()}


def _decision(award: SourceAward, bids: Sequence[Bid]) -> SourceDecision:
    bid = _bid_of(award, bids) or award.bid
    return SourceDecision(
        verdict=SourceVerdict.of(award.status),
        status=award.status,
        bid=bid.alias if bid else "",
        name=_supplier_names(award) or (queries.name_of(bid) if bid else ""),
        at=award.decided_at,
        ground=award.ground,
        amount=None if award.amount is None else Fraction(award.amount),
        currency=award.currency,
    )


def _supplier_names(award: SourceAward) -> str:
    return ", ".join(party["name"] for party in award.suppliers if party.get("name"))


def stored_ranking(run: Run) -> Ranking:
    return Ranking(tuple((place["place"], place["bid"]) for place in codec.loads(run.result)["order"]))


def ranking_of(result: Outcome) -> Ranking:
    return Ranking(tuple((place.place, place.bid) for place in result.order))


def _ranked_again(case: Case, gone: set[str]) -> Ranking | None:
    """The case judged without some bids; None where that cannot be evaluated."""
    result = evaluate(_without(case, gone))
    return ranking_of(result) if isinstance(result, Outcome) else None


def _without(case: Case, gone: set[str]) -> Case:
    rejected = [bid.id for bid in case.facts.bids if bid.id in gone]
    rulings = tuple(Ruling(f"source:{bid}", "exclude", _BY_SOURCE, bid=bid, text="source") for bid in rejected)
    return replace(case, facts=replace(case.facts, rulings=(*case.facts.rulings, *rulings)))
