"""Bids and awards of an OCDS release. A bid stands for the lots that it names, or for the one lot there is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from procurement.opendata.process import AwardFacts, FindingFacts, SourceBid, SourceOffer, SourceRequirement
from procurement.opendata.readers import parts, placing
from procurement.opendata.readers.node import Node
from procurement.opendata.readers.ocds_parties import Parties

_COUNTED = ("", "valid", "pending")
_CANONICAL = "/bids/details"
_RULE = "OCDS keeps bids as the list bids.details."


@dataclass(frozen=True, slots=True)
class ReleaseContext:
    """What the release says that its bids are read against. `groups`: the lots of each group of lots."""

    lots: list[str]
    currency: str | None
    parties: Parties
    requirements: tuple[SourceRequirement, ...]
    marked: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    named_lots: int

    @property
    def only_lot(self) -> str | None:
        """The lot of a bid that names none; None if there may be others."""
        return self.lots[0] if len(self.lots) == 1 and self.named_lots <= 1 else None


def lot_groups(tender: Node) -> dict[str, tuple[str, ...]]:
    """The lots of each group of lots, by the id of the group."""
    return {str(group.at("id").value): group.texts("relatedLots") for group in tender.each("lotGroups")}


def count_lots(tender: Node) -> int:
    """How many lots the tender may have: entries that cannot be read count, too."""
    lots = tender.at("lots").value
    return len(lots) if isinstance(lots, list) else int(bool(lots)) * 2


def read_bids(node: Node, context: ReleaseContext) -> placing.PlacedBids:
    """The bids. Every mark is missing: no field of OCDS holds one."""
    read = placing.PlacedBids()
    read.findings += placing.stray(node.value, _CANONICAL, _RULE)
    bids = node.at("bids")
    details = bids.each("details") if isinstance(bids.value, dict) else ()
    if bids.value is not None and not isinstance(bids.value, dict):
        sentence = "An object with details is expected at {at}; it is kept as an extra, unused."
        node.book.note("wrong-type", bids.pointer, sentence)
    for key, bid in placing.identified(details):
        if not key:
            read.findings += filter(None, [placing.without_id(bid)])
        elif key in read.bids:
            _read_again(key, bid, read, context)
        else:
            read.nodes[key] = bid
            read.bids[key], findings = _bid(key, bid, context)
            read.findings += findings
    return read


def _read_again(key: str, bid: Node, read: placing.PlacedBids, context: ReleaseContext) -> None:
    """A second entry with an id: the same again, the bid's offer for another lot, or nobody knows what."""
    if bid.value == read.nodes[key].value:
        sentence = "The bid at {at} has the same 'id' as an earlier one and is equal to it; the first is used."
        bid.book.note("duplicate-id", bid.at("id").pointer, sentence, seen=key)
        return
    second, findings = _bid(key, bid, context)
    both = placing.joined(read.bids[key], second)
    if both is None:
        sentence = "The bid at {at} has the same 'id' as an earlier one and differs from it; the first is used."
        bid.book.note("duplicate-id", bid.at("id").pointer, sentence, seen=key)
        read.findings.append(placing.unplaced("its id stands twice, with different content", key))
    else:
        sentence = "The bid at {at} has the id of an earlier one and is for another lot; both are one bid."
        bid.book.note("bid-in-parts", bid.at("id").pointer, sentence, seen=key, repaired=True)
        read.bids[key] = both
        read.findings += findings


def _bid(key: str, bid: Node, context: ReleaseContext) -> tuple[SourceBid, list[FindingFacts]]:
    standing = placing.standing_of(bid, _COUNTED)
    lots, findings = _lots_of(key, bid, context)
    by_status = placing.finding_of(standing, _COUNTED, key)
    if by_status:
        findings = [by_status]
    offers = tuple(_offers(bid, lots, context.currency))
    source_bid = SourceBid(
        key=bid.text("id"),
        status=standing.status,
        counted=not findings,
        date=bid.instant("date"),
        tenderers=tuple(p for t in bid.each("tenderers") if (p := context.parties.party(t))),
        offers=offers,
        answers=tuple(parts.answers(bid, context.requirements)),
        marks={key: None for key, where in context.marked.items() if set(lots) & set(where)},
    )
    return source_bid, findings


def _lots_of(key: str, bid: Node, context: ReleaseContext) -> tuple[list[str], list[FindingFacts]]:
    """The lots that a bid is for, and why it cannot be placed on all that it names."""
    listed = _listed(bid, "relatedLots")
    group = next((str(item.value) for item in listed if str(item.value) in context.groups), None)
    if group is not None:
        return _lots_of_group(key, group, context)
    if not listed:
        if context.only_lot is not None:
            return [context.only_lot], []
        return [], [placing.unplaced(f"it names no lot, and the tender has {context.named_lots}", key)]
    lots = related(bid, "lot", context.lots, "relatedLots")
    unknown = [str(item.value)[:60] for item in listed if str(item.value) not in lots]
    if unknown:
        return lots, [placing.unplaced(f"it names lot '{unknown[0]}', which the tender does not have", key)]
    if len(lots) > 1 and bid.at("value", "amount").value is not None:
        why = f"its one amount is for lots {', '.join(lots)}, and how it divides is not known"
        return lots, [placing.unplaced(why, key, lot) for lot in lots]
    return lots, []


def _lots_of_group(key: str, group: str, context: ReleaseContext) -> tuple[list[str], list[FindingFacts]]:
    lots = [lot for lot in context.groups[group] if lot in context.lots]
    why = f"it is for the group '{group}' of lots, and how its amount divides among them is not known"
    blocked: list[str | None] = list(lots) or [None]
    return lots, [placing.unplaced(why, key, lot) for lot in blocked]


def _offers(bid: Node, lots: list[str], currency: str | None) -> Iterator[SourceOffer]:
    if len(lots) > 1 and bid.at("value").value is not None:
        sentence = "The one amount at {at} is for several lots; how it divides is unknown, so none of them has a price."
        bid.book.note("price-for-several-lots", bid.at("value").pointer, sentence)
        yield from (SourceOffer(lot, None, currency) for lot in lots)
        return
    for lot in lots:
        price, code = parts.money(bid.at("value"), currency)
        yield SourceOffer(lot, price, code)


def read_awards(node: Node, bids: Collection[str], context: ReleaseContext) -> Iterator[AwardFacts]:
    """The source's decisions; one that names no lot is about the only lot there is."""
    for key, award in parts.keyed(node.each("awards"), "award"):
        amount, code = parts.money(award.at("value"), context.currency)
        its_bids = related(award, "bid", bids, "relatedBids")
        its_lots = related(award, "lot", context.lots, "relatedLots")
        if not award.at("relatedBids").value and bids:
            award.book.note(
                "award-without-bid", award.pointer, f"Award {key} at {{at}} names no bid; it is kept as it is."
            )
        yield AwardFacts(
            key=key,
            status=award.text("status"),
            bid=its_bids[0] if len(its_bids) == 1 else None,
            lot=its_lots[0] if len(its_lots) == 1 else None if award.at("relatedLots").value else context.only_lot,
            date=award.instant("date"),
            amount=amount,
            currency=code,
            suppliers=tuple(p for s in award.each("suppliers") if (p := context.parties.party(s))),
            note=parts.ground_of(award),
        )


def related(node: Node, what: str, known: Collection[str], field: str) -> list[str]:
    """The known keys of a list of references; a dangling one is noted and stays in the extras."""
    keys = (parts.reference(item, what, known) for item in _listed(node, field))
    return list(dict.fromkeys(key for key in keys if key is not None))


def _listed(node: Node, field: str) -> list[Node]:
    """The references of a field: of a list, or the one that stands there alone."""
    target = node.at(field)
    if isinstance(target.value, list):
        items = enumerate(target.value)
        return [Node(item, node.book, f"{target.pointer}/{number}") for number, item in items]
    return [target] if target.value not in (None, "", {}) else []
