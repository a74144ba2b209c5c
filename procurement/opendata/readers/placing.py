"""Every bid of a record is placed on its lots, left out by the source, or named as one that could not be placed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from procurement.bids.states import SourceFindingKind
from procurement.opendata.process import FindingFacts, SourceBid
from procurement.opendata.readers import strict_json
from procurement.opendata.readers.node import Node

LEFT_OUT = ("withdrawn", "disqualified", "invited", "deleted")
_BIDS = "/bids"
_NAMED = 3  # bids that a sentence names; the others are counted


@dataclass(frozen=True, slots=True)
class BidStanding:
    """Whether a status counts a bid, leaves it out, or (neither) is not known here."""

    status: str
    counted: bool
    left_out: bool


class PlacedBids:
    """The bids of a record so far by id, where each stands in it, and why one is not ranked."""

    def __init__(self) -> None:
        self.bids: dict[str, SourceBid] = {}
        self.nodes: dict[str, Node] = {}
        self.findings: list[FindingFacts] = []

    @property
    def pointers(self) -> dict[str, str]:
        return {key: node.pointer for key, node in self.nodes.items()}


def standing_of(node: Node, counted: Collection[str]) -> BidStanding:
    """What the status of a bid or of its offer says; a known one in other letters is taken (repaired)."""
    status_node = node.at("status")
    if status_node.value is not None and not isinstance(status_node.value, str):
        return BidStanding(strict_json.dumps(status_node.value)[:60], counted=False, left_out=False)
    stated = status_node.text()
    status = stated.strip().lower()
    if status not in counted and status not in LEFT_OUT:
        return BidStanding(stated, counted=False, left_out=False)
    if status != stated:
        sentence = f"The status {stated!r} at {{at}} is read as {status!r}."
        node.book.note("status-letters", status_node.pointer, sentence, seen=stated, kept=status, repaired=True)
    return BidStanding(status, counted=status in counted, left_out=status in LEFT_OUT)


def finding_of(
    standing: BidStanding, counted: Collection[str], bid: str, lot: str | None = None
) -> FindingFacts | None:
    """Why a bid with this standing is not ranked; None for one that is counted."""
    if standing.counted:
        return None
    if standing.left_out:
        sentence = left_out_sentence(standing.status)
        return FindingFacts(SourceFindingKind.LEFT_OUT, sentence, bid, lot)
    listed = f"counted are {_listed(filter(None, counted))}; left out are {_listed(LEFT_OUT)}"
    if not standing.status:
        return unplaced(f"it has no status ({listed})", bid, lot)
    return unplaced(f"its status {standing.status!r} is none that is known here ({listed})", bid, lot)


def left_out_sentence(status: str) -> str:
    return f"The source does not count this bid: its status is '{status}'."


def unplaced(why: str, bid: str, lot: str | None = None) -> FindingFacts:
    return FindingFacts(SourceFindingKind.UNPLACED, f"{{bid}} could not be placed: {why}.", bid, lot)


def stray(record: Any, canonical: str, rule: str) -> Iterator[FindingFacts]:
    """Bids that stand where none are read: anywhere but as objects of the list at the pointer `canonical`."""
    for pointer, value in _containers(record, canonical):
        items = value if isinstance(value, list) else [value]
        sentence = f"{_names(items)} could not be placed: {pointer} is no place where bids are read. {rule}"
        yield FindingFacts(SourceFindingKind.UNPLACED, sentence)


def elsewhere(listed_here: Any, by_place: Mapping[str, Any]) -> Iterator[FindingFacts]:
    """Bids of a process, listed by the place of each record about it, that the record at hand does not have."""
    present = set(_ids(listed_here))
    for place, listed in by_place.items():
        items = listed if isinstance(listed, list) else []
        absent = [item for item in items if isinstance(item, dict) and str(item.get("id")) not in present]
        counted = [item for item in absent if str(item.get("status")).strip().lower() not in LEFT_OUT]
        if counted:
            sentence = (
                f"{_names(counted)} could not be placed: another record of this process, at {place.rstrip(': ')}, "
                "has what this one lacks. Keep one record with every bid."
            )
            yield FindingFacts(SourceFindingKind.UNPLACED, sentence)


def _ids(listed: Any) -> Iterator[str]:
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict):
            yield str(item.get("id"))


def identified(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """(id, node) of each bid, the id "" where it has none (noted); an empty stub is noted. No id counts as read."""
    for node in nodes:
        value = node.at("id").value
        if not node.value:
            node.book.note("empty-bid", node.pointer, "The bid at {at} has no 'id'; it is not used.")
        elif value is None or isinstance(value, dict | list | bool) or value == "":
            node.book.note("no-id-bid", node.pointer, "The bid at {at} has no 'id'; it is not used.")
            yield "", node
        else:
            yield str(value), node


def without_id(node: Node) -> FindingFacts | None:
    """A bid that cannot be named; None if the source leaves it out."""
    if str(node.at("status").value).strip().lower() in LEFT_OUT:
        return None
    where = node.book.place + node.pointer
    return FindingFacts(SourceFindingKind.UNPLACED, f"The bid at {where} could not be placed: it has no id.")


def joined(first: SourceBid, second: SourceBid) -> SourceBid | None:
    """One bid of two entries with one id that are for different lots; None if anything else differs."""
    lots = {offer.lot for offer in first.offers}, {offer.lot for offer in second.offers}
    same = first.tenderers == second.tenderers and first.status == second.status
    if not (same and all(lots) and lots[0].isdisjoint(lots[1])):
        return None
    dated = [replace(offer, date=offer.date or bid.date) for bid in (first, second) for offer in bid.offers]
    new_answers = [a for a in second.answers if a.requirement not in {b.requirement for b in first.answers}]
    return replace(
        first,
        counted=first.counted and second.counted,
        offers=tuple(dated),
        answers=(*first.answers, *new_answers),
        marks={**first.marks, **second.marks},
    )


def _containers(record: Any, canonical: str) -> Iterator[tuple[str, Any]]:
    """Lists and objects where a bid may stand and is not read, the outermost of each branch."""
    last = None
    for pointer, value in strict_json.walk(record):
        if not value or not isinstance(value, dict | list) or (last and pointer.startswith(f"{last}/")):
            continue
        if _is_stray(pointer, value, canonical):
            last = pointer
            yield pointer, value


def _is_stray(pointer: str, value: Any, canonical: str) -> bool:
    parent, _, key = pointer.rpartition("/")
    if pointer == canonical:
        return not isinstance(value, list)
    if parent == canonical:
        return not isinstance(value, dict)
    if pointer == _BIDS:
        return not isinstance(value, dict)
    if parent == _BIDS:
        return key != "statistics"
    return key.lower() in {"bids", "bid"} and not pointer.startswith(f"{canonical}/")


def _names(items: list[Any]) -> str:
    ids = [str(item["id"]) for item in items if isinstance(item, dict) and item.get("id")]
    if not ids:
        return "What may be a bid"
    rest = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"Bid {ids[0]}" if len(ids) == 1 else f"Bids {', '.join(ids[:_NAMED])}{rest}"


def _listed(statuses: Iterable[str]) -> str:
    return ", ".join(sorted(statuses))
