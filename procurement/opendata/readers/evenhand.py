"""A past tender in our own form: method, families, interfaces, indicators and agreed marks, which no open form holds.

For a tender that was run elsewhere and is to be evaluated here by its own method (docs/administrators.md). Exact
numbers are text. What is no value of its field is noted and stays in the extras, as in every other form.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from procurement.opendata.process import (
    AwardFacts,
    FindingFacts,
    MethodFacts,
    SourceAnswer,
    SourceBid,
    SourceCriterion,
    SourceInterface,
    SourceKpi,
    SourceLevel,
    SourceLot,
    SourceOffer,
    SourceParty,
    SourceProcess,
    SourceRequirement,
)
from procurement.opendata.readers import parts, placing
from procurement.opendata.readers.node import Book, Node

FORMAT = "evenhand"

_NOTHING = Decimal(0)
_SIZES = {"micro", "small", "medium", "large"}
_COUNTED = ("", "active")
_CHOICES = {
    "family": {"interoperability", "open_standards", "value_for_money", "performance"},
    "kind": {"scored", "machine", "formula", "pass_fail"},
    "input": {"price", "cost", "mark", "verdict", "offer", ""},
    "direction": {"provides", "consumes"},
    "role": {"must_meet", "plugs_into", "extends"},
    "better": {"up", "down"},
    "basis": {"net", "gross"},
    "panel": {"consensus", "mean", "median"},
}


def read_process(record: dict[str, Any], book: Book) -> SourceProcess | None:
    """The process of one tender; None where an issue of level quarantine was noted."""
    node = Node(record, book)
    node.text("format")
    ref = node.text("ref")
    if not ref:
        book.quarantine("no-id", "/ref", "The tender at {at} has no ref, so nothing can refer to it.")
        return None
    process, pointers = _read(node, ref, book)
    parts.check_bids(book, process.bids, pointers)
    parts.check_awards(book, process.awards, "/awards")
    parts.check_period(book, process, "/deadline", auction=False)
    return process


def _read(node: Node, ref: str, book: Book) -> tuple[SourceProcess, dict[str, str]]:
    """The process of a record that has a reference, and where each bid stands in the file."""
    currency = node.currency("currency")
    lots = tuple(_lots(node, currency))
    keys = [lot.key for lot in lots]
    criteria = tuple(_criteria(node, keys))
    known = {c.key for c in criteria}
    requirements = tuple(_requirements(node))
    interfaces = tuple(_interfaces(node))
    kpis = tuple(_kpis(node, known))
    read = _Bids(keys, currency, criteria, requirements, interfaces, kpis).read(node)
    buyer = SourceParty(node.text("buyer", "name"), node.text("buyer", "scheme"), node.text("buyer", "id"))
    process = SourceProcess(
        source_format=FORMAT,
        source_id=f"{buyer.id_scheme}:{buyer.id_value}:{ref}"[:300],
        zone=book.zone.key,
        ref=ref,
        title=node.text("title") or ref,
        description=node.text("description"),
        status=node.text("status"),
        buyer=buyer,
        currency=currency,
        vat_basis=_choice(node, "basis") or None,
        modified_at=node.instant("modified"),
        published_at=node.instant("published"),
        deadline_at=node.instant("deadline"),
        method=_method(node.at("method")),
        lots=lots,
        criteria=criteria,
        requirements=requirements,
        interfaces=interfaces,
        kpis=kpis,
        bids=tuple(read.bids.values()),
        awards=tuple(_awards(node, keys, read.bids, currency)),
        findings=tuple(read.findings),
    )
    return process, read.pointers


def _choice(node: Node, key: str, name: str = "") -> str:
    """The word there if it is one of those of its field; another is noted and stays in the extras."""
    target = node.at(key)
    if target.value is None:
        return ""
    choices = _CHOICES[name or key]
    if isinstance(target.value, str) and target.value in choices:
        return target.text()
    accepted = ", ".join(sorted(filter(None, choices)))
    node.book.note("unknown-word", target.pointer, f"{{at}} is none of {accepted}; it is not used.", seen=target.value)
    return ""


def _exact(node: Node, *keys: str) -> Fraction | None:
    """The number there, as text a/b or 1.5; None where there is none."""
    target = node.at(*keys)
    value = target.value
    if isinstance(value, str) and value.count("/") == 1:
        over, _, under = value.partition("/")
        if over.isdecimal() and under.isdecimal() and int(under):
            target.mark()
            return Fraction(int(over), int(under))
    exact = node.number(*keys, text=True)
    return None if exact is None else Fraction(exact)


def _texts(node: Node, key: str) -> dict[str, str]:
    """The texts of the object there, by their keys."""
    target = node.at(key)
    names = [str(name) for name in target.value] if isinstance(target.value, dict) else []
    return {name: text for name in names if (text := target.text(name))}


def _method(node: Node) -> MethodFacts:
    formula = node.text("formula")
    stage, mode = node.text("rounding", "stage"), node.text("rounding", "mode")
    places = node.number("rounding", "places")
    return MethodFacts(
        formula=formula or None,
        source=node.text("source") or "Evenhand",
        why="" if formula else "The file names no price formula.",
        params=_texts(node, "params"),
        tie_chain=node.texts("ties"),
        panel=_choice(node, "panel"),
        rounding={} if not stage or places is None else {"stage": stage, "places": int(places), "mode": mode},
    )


def _lots(node: Node, currency: str | None) -> Iterator[SourceLot]:
    for key, lot in parts.keyed(node.each("lots"), "lot"):
        estimate = lot.amount("estimate", text=True)
        texts = lot.text("title") or key, lot.text("description"), lot.text("status")
        yield SourceLot(key, *texts, estimate, currency, lot.texts("cpv"))


def _criteria(node: Node, lots: list[str]) -> Iterator[SourceCriterion]:
    seen: set[str] = set()
    for key, criterion in parts.keyed(node.each("criteria"), "criterion"):
        parent = parts.reference(criterion, "criterion", seen, "parent") or ""
        named = criterion.texts("lots")
        seen.add(key)
        yield SourceCriterion(
            key=key,
            title=criterion.text("title") or key,
            input=_choice(criterion, "input"),
            lots=tuple(lot for lot in lots if not named or lot in named),
            text=criterion.text("text"),
            weight=_exact(criterion, "weight"),
            levels=parts.rising(_levels(criterion)),
            parent=parent,
            family=_choice(criterion, "family"),
            kind=_choice(criterion, "kind"),
            element=criterion.text("element"),
            minimum=_exact(criterion, "minimum"),
        )


def _levels(criterion: Node) -> Iterator[SourceLevel]:
    for level in criterion.each("levels"):
        value = _exact(level, "value")
        if value is not None:
            yield SourceLevel(value, level.text("label"), level.text("descriptor"))


def _requirements(node: Node) -> Iterator[SourceRequirement]:
    for key, row in parts.keyed(node.each("requirements"), "requirement"):
        yield SourceRequirement(key=key, text=row.text("text"), group=row.text("group"))


def _interfaces(node: Node) -> Iterator[SourceInterface]:
    for code, row in parts.keyed(node.each("interfaces"), "interface"):
        rung = row.number("rung", text=True)
        yield SourceInterface(
            code=code,
            title=row.text("title") or code,
            direction=_choice(row, "direction") or "provides",
            role=_choice(row, "role") or "must_meet",
            standard=row.text("standard"),
            standard_title=row.text("standardTitle"),
            standard_version=row.text("version"),
            evidence_kind=row.text("evidence"),
            weight=_exact(row, "weight"),
            rung=int(rung) if rung is not None and 0 <= rung <= 9 else 0,
            openness=_exact(row, "openness"),
            strength=_exact(row, "strength"),
            facts=_texts(row, "facts"),
        )


def _kpis(node: Node, criteria: Collection[str]) -> Iterator[SourceKpi]:
    for code, row in parts.keyed(node.each("indicators"), "indicator"):
        criterion = parts.reference(row, "criterion", criteria, "criterion")
        minimum, best, weight = _exact(row, "minimum"), _exact(row, "best"), _exact(row, "weight")
        if criterion is None or minimum is None or best is None or weight is None:
            sentence = "The indicator at {at} has no criterion, minimum, best value or weight; it is not used."
            row.book.note("indicator-incomplete", row.pointer, sentence)
            continue
        better = _choice(row, "better") or "up"
        texts = row.text("title") or code, criterion, row.text("unit"), better
        yield SourceKpi(code, *texts, minimum, best, weight, row.text("creditRule"))


class _Bids:
    """What bids are read against: everything that the tender asks."""

    def __init__(
        self,
        lots: list[str],
        currency: str | None,
        criteria: tuple[SourceCriterion, ...],
        requirements: tuple[SourceRequirement, ...],
        interfaces: tuple[SourceInterface, ...],
        kpis: tuple[SourceKpi, ...],
    ) -> None:
        self.lots, self.currency = lots, currency
        self.marked = {c.key: c for c in criteria if c.input == "mark" or c.kind == "pass_fail"}
        self.asked = {row.key for row in requirements}
        self.interfaces, self.kpis = {row.code for row in interfaces}, {row.code for row in kpis}

    def read(self, node: Node) -> placing.PlacedBids:
        read = placing.PlacedBids()
        for key, bid in placing.identified(node.each("bids")):
            if not key:
                read.findings += filter(None, [placing.without_id(bid)])
            elif key in read.bids:
                read.findings.append(placing.unplaced("its id stands twice", key))
            else:
                read.nodes[key] = bid
                read.bids[key], findings = self._bid(key, bid)
                read.findings += findings
        return read

    def _bid(self, key: str, node: Node) -> tuple[SourceBid, list[FindingFacts]]:
        standing = placing.standing_of(node, _COUNTED)
        finding = placing.finding_of(standing, _COUNTED, key)
        offers = tuple(self._offers(node))
        findings = [finding] if finding else [] if offers else [placing.unplaced("it offers nothing for a lot", key)]
        marks = {name: _exact(node, "marks", name, "mark") for name in self.marked}
        bid = SourceBid(
            key=node.text("id"),
            status=standing.status,
            counted=not findings,
            date=node.instant("received"),
            tenderers=tuple(_party(party) for party in node.each("tenderers")),
            offers=offers,
            answers=tuple(SourceAnswer(name, text) for name, text in _known(node, "answers", self.asked).items()),
            marks={name: self._on_scale(node, name, mark) for name, mark in marks.items()},
            reasons={name: node.text("marks", name, "reason") for name in self.marked},
            claims=_known(node, "claims", self.interfaces),
            targets={name: value for name in sorted(self.kpis) if (value := _exact(node, "offers", name)) is not None},
        )
        return bid, findings

    def _on_scale(self, node: Node, name: str, mark: Fraction | None) -> Fraction | None:
        """A mark that stands on its scale, or is 0 or 1 for pass or fail; another one is noted and missing."""
        levels = {level.value for level in self.marked[name].levels} or {Fraction(0), Fraction(1)}
        if mark is None or mark in levels:
            return mark
        pointer = node.at("marks", name, "mark").pointer
        sentence = "The mark at {at} is none of the values of its scale; it is missing."
        node.book.read.discard(pointer)
        node.book.note("mark-not-on-scale", pointer, sentence)
        return None

    def _offers(self, node: Node) -> Iterator[SourceOffer]:
        prices = node.at("prices")
        named = prices.value if isinstance(prices.value, dict) else {}
        for lot in (lot for lot in self.lots if isinstance(named.get(lot), dict)):
            elements = {str(name): prices.amount(lot, str(name), text=True) for name in named[lot]}
            total = None if None in elements.values() else sum(filter(None, elements.values()), start=_NOTHING)
            yield SourceOffer(lot, total, self.currency, elements=elements)


def _known(node: Node, key: str, names: Collection[str]) -> dict[str, str]:
    """The texts there whose keys the tender knows; others stay in the extras."""
    return {name: text for name in sorted(names) if (text := node.text(key, name))}


def _party(node: Node) -> SourceParty:
    size = node.text("size") if node.at("size").value in _SIZES else None
    share = node.amount("share", text=True)
    return SourceParty(node.text("name"), node.text("scheme"), node.text("id"), size, node.text("country"), share)


def _awards(node: Node, lots: list[str], bids: Mapping[str, SourceBid], currency: str | None) -> Iterator[AwardFacts]:
    for key, award in parts.keyed(node.each("awards"), "award"):
        yield AwardFacts(
            key=key,
            status=award.text("status"),
            bid=parts.reference(award, "bid", bids, "bid"),
            lot=parts.reference(award, "lot", lots, "lot"),
            date=award.instant("date"),
            amount=award.amount("amount", text=True),
            currency=currency,
            note=award.text("ground"),
        )
