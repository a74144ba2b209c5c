"""Bids and awards of a Prozorro tender: offers per lot, marks from parameters, costs and answers from responses."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from procurement.opendata.process import (
    AwardFacts,
    FindingFacts,
    SourceBid,
    SourceCriterion,
    SourceOffer,
    SourceParty,
    SourceRequirement,
)
from procurement.opendata.readers import parts, placing
from procurement.opendata.readers.node import Node
from scoring.price import ESCO_SAVINGS, ESCO_TERMS

_SIZES = {"micro": "micro", "sme": "small", "mid": "medium", "large": "large", "not specified": None}
_COUNTED = ("active",)
_COUNTED_OFFERS = ("active", "")
_RULE = "Prozorro keeps bids as the list bids."


@dataclass(frozen=True, slots=True)
class Context:
    """What the tender says that its bids are read against."""

    lots: list[str]
    currency: str | None
    basis: str | None
    criteria: tuple[SourceCriterion, ...]
    requirements: tuple[SourceRequirement, ...]
    formula: str | None


def party(node: Node) -> SourceParty | None:
    """An organisation; its contact person is left out, its size is None where it is not specified."""
    node.at("contactPoint").ignore(parts.CONTACTS)
    if node.value is None:
        return None
    name = node.text("name") if node.at("name").value else node.text("identifier", "legalName")
    node.repeats(parts.REPEATS, name, "identifier", "legalName")
    size = _SIZES[node.text("scale")] if str(node.at("scale").value) in _SIZES else None
    return SourceParty(name, *parts.identifier(node), size)


def vat_repeats(value: Node, basis: str | None) -> bool:
    """Whether an amount is on the tender's VAT basis (or says nothing); another basis is noted."""
    flag = value.at("valueAddedTaxIncluded")
    stated_basis = {True: "gross", False: "net"}.get(flag.value) if isinstance(flag.value, bool) else None
    if stated_basis is None or stated_basis == basis:
        flag.ignore(parts.REPEATS)
        return True
    sentence = (
        f"The amount at {{at}} is {stated_basis} of VAT, the tender {basis or 'does not say'}; it cannot be compared."
    )
    value.book.note("vat-differs", flag.pointer, sentence, seen=stated_basis)
    return False


def read_bids(node: Node, context: Context) -> placing.PlacedBids:
    read = placing.PlacedBids()
    read.findings += placing.stray(node.value, "/bids", _RULE)
    for key, bid in placing.identified(node.each("bids")):
        if not key:
            read.findings += filter(None, [placing.without_id(bid)])
        elif key not in read.bids:
            read.nodes[key] = bid
            read.bids[key], findings = _bid(key, bid, context)
            read.findings += findings
        elif bid.value != read.nodes[key].value:
            read.findings.append(placing.unplaced("its id stands twice, with different content", key))
            _note_twice(key, bid, "differs from it")
        else:
            _note_twice(key, bid, "is equal to it")
    return read


def _note_twice(key: str, bid: Node, how: str) -> None:
    sentence = f"The bid at {{at}} has the same 'id' as an earlier one and {how}; the first is used."
    bid.book.note("duplicate-id", bid.at("id").pointer, sentence, seen=key)


def read_awards(node: Node, context: Context, bids: Collection[str]) -> Iterator[AwardFacts]:
    """The awards; an empty stub is noted."""
    for key, award in parts.keyed(node.each("awards"), "award"):
        vat_repeats(award.at("value"), context.basis)
        amount, currency = parts.money(award.at("value"), context.currency)
        lot = parts.reference(award, "lot", context.lots, "lotID")
        implied = context.lots[0] if len(context.lots) == 1 and not award.has("lotID") else None
        yield AwardFacts(
            key=key,
            status=award.text("status"),
            bid=parts.reference(award, "bid", bids, "bid_id"),
            lot=lot or implied,
            date=award.instant("date"),
            amount=amount,
            currency=currency,
            suppliers=tuple(p for s in award.each("suppliers") if (p := party(s))),
            note=parts.ground_of(award),
        )


def _bid(key: str, bid: Node, context: Context) -> tuple[SourceBid, list[FindingFacts]]:
    standing = placing.standing_of(bid, _COUNTED)
    answers = tuple(parts.answers(bid, context.requirements))
    offers, of_offers = _offers(key, bid, standing, context)
    by_status = placing.finding_of(standing, _COUNTED, key)
    source_bid = SourceBid(
        key=bid.text("id"),
        status=standing.status,
        counted=standing.counted,
        date=bid.instant("date"),
        tenderers=tuple(p for t in bid.each("tenderers") if (p := party(t))),
        offers=tuple(offers),
        answers=answers,
        marks=_marks(bid, context, {offer.lot for offer in offers}),
    )
    return source_bid, [by_status] if by_status else of_offers


def _offers(
    key: str, bid: Node, standing: placing.BidStanding, context: Context
) -> tuple[list[SourceOffer], list[FindingFacts]]:
    """The offers of a bid, and why it cannot be placed on a lot."""
    costs = _costs(bid, context)
    if not bid.at("lotValues").value:
        if context.lots != [parts.ONE_LOT]:
            return [], [placing.unplaced(f"it has no offer for one of the {len(context.lots)} lots", key)]
        if bid.has("value") or standing.counted:
            return [_offer(bid, parts.ONE_LOT, context, costs)], []
        return [], []
    offers: dict[str, SourceOffer] = {}
    findings = [*_broken_offers(key, bid)]
    for node in bid.each("lotValues"):
        lot = parts.reference(node, "lot", context.lots, "relatedLot")
        if lot is None or lot in offers:
            findings.append(_note_offer_without_lot(key, node, lot))
            continue
        of_offer = placing.standing_of(node, _COUNTED_OFFERS)
        offers[lot] = _offer(node, lot, context, costs, of_offer)
        finding = placing.finding_of(of_offer, _COUNTED_OFFERS, key, lot)
        findings += [finding] if finding else []
    return list(offers.values()), findings


def _broken_offers(key: str, bid: Node) -> Iterator[FindingFacts]:
    values = bid.at("lotValues").value
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        yield placing.unplaced("its lotValues are no list of offers", key)


def _note_offer_without_lot(key: str, node: Node, lot: str | None) -> FindingFacts:
    sentence = "The offer at {at} is for no lot of this tender, or for one that has an offer already; not used."
    node.book.note("offer-without-lot", node.pointer, sentence)
    if lot is not None:
        return placing.unplaced("it has two offers for the lot", key, lot)
    named = str(node.at("relatedLot").value)[:60]
    return placing.unplaced(f"an offer of it names lot '{named}', which the tender does not have", key)


def _offer(
    node: Node,
    lot: str,
    context: Context,
    costs: dict[str, Decimal | None],
    standing: placing.BidStanding | None = None,
) -> SourceOffer:
    """An offer from a lot value (with its own date and status), or without `standing` from a bid without lots."""
    value = node.at("value")
    comparable = vat_repeats(value, context.basis)
    amount, currency = parts.money(value, context.currency) if comparable else (None, context.currency)
    income = context.formula == "npv_income"
    cost_keys = {c.key for c in context.criteria if c.input == "cost" and lot in c.lots}
    return SourceOffer(
        lot=lot,
        price=amount,
        currency=currency,
        date=node.instant("date") if standing else None,
        status=standing.status if standing else "",
        counted=standing is None or standing.counted,
        quantities=_energy_service(value) if income else {},
        costs={key: cost for key, cost in costs.items() if key in cost_keys},
        stated=value.amount("amountPerformance") if income else node.amount("weightedValue", "amount"),
    )


def _energy_service(value: Node) -> dict[str, Fraction | None]:
    """What the net present value of an energy service is computed from, by the codes of its formula."""
    contract = value.at("contractDuration")
    terms = (contract.fraction("years"), contract.fraction("days"), value.fraction("yearlyPaymentsPercentage"))
    savings = value.fractions("annualCostsReduction")
    stated = dict(zip(ESCO_SAVINGS, savings, strict=False)) if len(savings) == len(ESCO_SAVINGS) else {}
    return {**dict(zip(ESCO_TERMS, terms, strict=True)), **{code: stated.get(code) for code in ESCO_SAVINGS}}


def _costs(bid: Node, context: Context) -> dict[str, Decimal | None]:
    """The life-cycle cost per criterion: the sum of the answers of one whole group; None if one is missing."""
    answered: dict[str, Decimal | None] = {}
    priced = {r.key for r in context.requirements if r.criterion}
    for answer in bid.each("requirementResponses"):
        key = str(answer.at("requirement", "id").value)
        if key in priced and key not in answered:
            answered[key] = answer.amount("value", text=True)
    costs: dict[str, Decimal | None] = {}
    for criterion in (c for c in context.criteria if c.input == "cost"):
        groups: dict[str, list[Decimal | None]] = {}
        for requirement in (r for r in context.requirements if r.criterion == criterion.key):
            groups.setdefault(requirement.group, []).append(answered.get(requirement.key))
        complete = [[cost for cost in group if cost is not None] for group in groups.values() if None not in group]
        costs[criterion.key] = sum(complete[0], Decimal(0)) if complete else None
    return costs


def _marks(bid: Node, context: Context, lots: set[str]) -> dict[str, Fraction | None]:
    """The parameters that are one of their feature's values; all others are None."""
    features = {c.key: c for c in context.criteria if c.input == "mark" and lots & set(c.lots)}
    marks: dict[str, Fraction | None] = dict.fromkeys(features)
    for key, parameter in parts.keyed(bid.each("parameters"), "parameter", "code"):
        known = {c.key for c in context.criteria if c.input == "mark"}
        if key not in known:
            bid.book.read.discard(parameter.at("code").pointer)
            parts.reference(parameter, "feature", known, "code")
            continue
        mark = parameter.fraction("value")
        if key not in features:
            continue
        if mark is None or mark in {level.value for level in features[key].levels}:
            marks[key] = mark
            continue
        bid.book.read.discard(parameter.at("value").pointer)
        sentence = (
            f"The mark at {{at}} is none of the values of feature {key}; it is kept as missing, and the bid waits."
        )
        bid.book.note("mark-not-on-scale", parameter.at("value").pointer, sentence, seen=parameter.at("value").value)
    return marks
