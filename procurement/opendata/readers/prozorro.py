"""Tenders of Prozorro, as its API writes them: bare or in `data` (OPENDATA §6)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from procurement.opendata.process import MethodFacts, SourceCriterion, SourceLevel, SourceLot, SourceProcess
from procurement.opendata.readers import parts, prozorro_bids
from procurement.opendata.readers.node import Book, Node

FORMAT = "prozorro"
ZONE = "Europe/Kiev"
COST_PREFIX = "CRITERION.OTHER.LIFE_CYCLE_COST"
PRICE = "price"

_TIE = ("earlier_submission",)
_TIE_RULE = "ties: the earlier date of the bid's value, as Prozorro's awarding sorts (price, date)"


def read_process(record: dict[str, Any], book: Book) -> SourceProcess | None:
    """The process of one tender record; None where an issue of level quarantine was noted."""
    node = Node(record, book)
    currency = _gate(node)
    if not book.usable:
        return None
    ref = node.text("tenderID") or node.text("id")
    basis = {True: "gross", False: "net"}.get(node.flag(_value_key(node), "valueAddedTaxIncluded"))  # type: ignore[arg-type]
    lots = tuple(_lots(node, currency, basis))
    keys = [lot.key for lot in lots]
    criteria, method = _method(node, keys)
    costs = {c.key for c in criteria if c.input == "cost"}
    requirements = tuple(parts.requirements(node.each("criteria"), lambda c: _lot_of_criterion(c, keys), costs))
    context = prozorro_bids.Context(keys, currency, basis, criteria, requirements, method.formula)
    read = prozorro_bids.read_bids(node, context)
    process = SourceProcess(
        source_format=FORMAT,
        source_id=ref,
        zone=book.zone.key,
        ref=ref,
        title=node.text("title") or ref,
        description=node.text("description"),
        status=node.text("status"),
        is_test=node.at("mode").value == "test",
        buyer=prozorro_bids.party(node.at("procuringEntity")),
        currency=currency,
        vat_basis=basis,
        modified_at=node.instant("dateModified"),
        published_at=node.instant("tenderPeriod", "startDate"),
        deadline_at=node.instant("tenderPeriod", "endDate"),
        method=method,
        lots=lots,
        criteria=criteria,
        requirements=requirements,
        bids=tuple(read.bids.values()),
        awards=tuple(prozorro_bids.read_awards(node, context, read.bids)),
        findings=tuple(read.findings),
    )
    _check(book, node, process, read.pointers)
    return process


def _gate(node: Node) -> str | None:
    """Note what makes the tender unusable; its currency if nothing does."""
    if not (node.at("tenderID").value or node.at("id").value):
        sentence = "The tender at {at} has no tenderID and no id, so nothing can refer to it."
        node.book.quarantine("no-id", "/tenderID", sentence)
    return _currency(node) if node.book.usable else None


def _check(book: Book, node: Node, process: SourceProcess, pointers: dict[str, str]) -> None:
    for number, lot in enumerate(process.lots):
        named = node.at("lots").value
        parts.check_weights(book, process.criteria, lot.key, f"/lots/{number}" if named else "/features")
    parts.check_bids(book, process.bids, pointers)
    parts.check_awards(book, process.awards, "/awards")
    parts.check_period(book, process, "/tenderPeriod/endDate", auction=parts.had_auction(node))
    for key in ("questions", "complaints"):
        for item in node.each(key):
            item.at("author", "contactPoint").ignore(parts.CONTACTS)
    for award in node.each("awards"):
        for item in award.each("complaints"):
            item.at("author", "contactPoint").ignore(parts.CONTACTS)
    for contract in node.each("contracts"):
        for item in contract.each("suppliers"):
            item.at("contactPoint").ignore(parts.CONTACTS)
    if process.is_test:
        book.note(
            "test-mode", "/mode", "The source marks this tender as a test (mode) at {at}.", seen=node.text("mode")
        )


def _value_key(node: Node) -> str:
    return "value" if node.has("value") else "minValue"


def _currency(node: Node) -> str | None:
    """The tender's currency: of its value, else its lots', else its bids'. An unknown code makes it unusable."""
    value_node = node.at(_value_key(node))
    places = [value_node, *(lot.at("value") for lot in node.each("lots"))]
    for bid in node.each("bids"):
        places += [bid.at("value"), *(offer.at("value") for offer in bid.each("lotValues"))]
    for place in places:
        code = place.at("currency")
        if code.value is None:
            continue
        if code.known_currency():
            return code.currency()
        if place is value_node:
            sentence = (
                f"{code.value!r} at {{at}} is no ISO 4217 currency code. Write a code such as UAH and import again."
            )
            node.book.quarantine("unknown-currency", code.pointer, sentence, seen=code.value)
            return None
    return None


def _lots(node: Node, currency: str | None, basis: str | None) -> Iterator[SourceLot]:
    named = [lot.at("id").value for lot in node.each("lots")]
    if not named:
        estimate, code = parts.money(node.at(_value_key(node)), currency)
        cpv = parts.cpv_of(node, [parts.ONE_LOT])[parts.ONE_LOT]
        yield SourceLot(parts.ONE_LOT, node.text("title"), "", node.text("status"), estimate, code, cpv)
        return
    cpv_by_lot = parts.cpv_of(node, [str(key) for key in named if key])
    for key, lot in parts.keyed(node.each("lots"), "lot"):
        estimate, code = parts.money(lot.at("value"), currency)
        prozorro_bids.vat_repeats(lot.at("value"), basis)
        texts = lot.text("title"), lot.text("description"), lot.text("status")
        yield SourceLot(key, *texts, estimate, code, cpv_by_lot[key])


# --- method ---


def _method(node: Node, lots: list[str]) -> tuple[tuple[SourceCriterion, ...], MethodFacts]:
    """The award criteria and the rule that the file names, by Prozorro's own order of evaluation."""
    features = tuple(_features(node, lots))
    costs = tuple(_cost_criteria(node, lots))
    declared = node.text("awardCriteria")
    esco = node.at("procurementMethodType").value == "esco"
    if esco:
        node.text("procurementMethodType")
    formula, why = _formula(declared, esco=esco, features=bool(features), costs=bool(costs))
    title = "Net present value of the customer's income" if formula == "npv_income" else "Price"
    rule = {
        "lowest_price": "Prozorro: the lowest price wins",
        "features": "Prozorro: evaluated price = price / (1 + sum F / VP), VP = 1 - sum of the features' maxima",
        "price_plus_cost": "Prozorro: evaluated price = price + the life-cycle costs answered",
        "npv_income": "Prozorro energy service: the highest net present value of the customer's income wins",
        None: "Prozorro",
    }[formula]
    source = f"{rule} (awardCriteria {declared or 'not given'}); {_TIE_RULE}"
    prices = _price_criteria(features, lots, title)
    params = _energy_terms(node) if formula == "npv_income" else {}
    return (*prices, *features, *costs), MethodFacts(formula, source, why, params, _TIE)


def _energy_terms(node: Node) -> dict[str, str]:
    """The day of the announcement where the tender was published, and the bank's yearly discount rate."""
    announced, rate = node.instant("noticePublicationDate"), node.fraction("NBUdiscountRate")
    day = "" if announced is None else announced.astimezone(node.book.zone).date().isoformat()
    terms = {"announced": day, "rate": "" if rate is None else str(rate)}
    return {name: text for name, text in terms.items() if text}


def _formula(declared: str, *, esco: bool, features: bool, costs: bool) -> tuple[str | None, str]:
    if esco and (features or costs):
        return None, "The energy service tender also has features or costs; how they combine is not built here."
    if esco:
        return "npv_income", ""
    if features and costs:
        return None, "The file has features and life-cycle costs at once; no method here combines the two."
    if costs:
        return "price_plus_cost", ""
    if features:
        return "features", ""
    if declared == "lowestCost":
        return "lowest_price", ""
    stated = f"says awardCriteria is {declared!r}" if declared else "does not give awardCriteria"
    return (
        None,
        f"The file {stated} and lists neither features nor life-cycle costs, so it names no price formula.",
    )


def _price_criteria(features: tuple[SourceCriterion, ...], lots: list[str], title: str) -> Iterator[SourceCriterion]:
    """One price criterion for all lots, or one per weight where the features of lots differ."""
    by_weight: dict[Fraction, list[str]] = {}
    for lot in lots:
        taken = sum((f.weight for f in features if lot in f.lots and f.weight is not None), Fraction(0))
        by_weight.setdefault(100 - taken, []).append(lot)
    for number, (weight, its_lots) in enumerate(by_weight.items()):
        yield SourceCriterion(
            PRICE if number == 0 else f"{PRICE}-{number + 1}", title, PRICE, tuple(its_lots), weight=weight
        )


def _features(node: Node, lots: list[str]) -> Iterator[SourceCriterion]:
    for key, feature in parts.keyed(node.each("features"), "feature", "code"):
        levels = parts.rising(_levels(feature))
        yield SourceCriterion(
            key=key,
            title=feature.text("title") or key,
            text=feature.text("description"),
            input="mark",
            lots=_lots_of_feature(node, feature, lots),
            weight=levels[-1].value * 100 if levels else None,
            levels=levels,
        )


def _levels(feature: Node) -> Iterator[SourceLevel]:
    for option in feature.each("enum"):
        value = option.fraction("value")
        if value is not None:
            yield SourceLevel(value, option.text("title"), option.text("description"))


def _lots_of_feature(node: Node, feature: Node, lots: list[str]) -> tuple[str, ...]:
    kind = feature.text("featureOf")
    if kind not in {"", "tenderer", "lot", "item"}:
        sentence = "{at} is none of tenderer, lot and item; the feature is used for all lots."
        feature.book.note("unknown-feature-of", feature.at("featureOf").pointer, sentence, seen=kind, kept="tenderer")
        return tuple(lots)
    if kind in {"", "tenderer"} or len(lots) == 1:
        if kind == "item":
            items = {str(item.at("id").value) for item in node.each("items")}
            parts.reference(feature, "item", items, "relatedItem")
        return tuple(lots)
    if kind == "lot":
        lot = parts.reference(feature, "lot", lots, "relatedItem")
        return (lot,) if lot else ()
    by_item = {str(i.at("id").value): str(i.at("relatedLot").value) for i in node.each("items")}
    item = parts.reference(feature, "item", by_item, "relatedItem")
    return (by_item[item],) if item and by_item[item] in lots else ()


def _is_cost(criterion: Node) -> bool:
    return str(criterion.at("classification", "id").value or "").startswith(COST_PREFIX)


def _cost_criteria(node: Node, lots: list[str]) -> Iterator[SourceCriterion]:
    for criterion in node.each("criteria"):
        if _is_cost(criterion) and criterion.at("id").value:
            criterion.text("classification", "id")
            related = parts.reference(criterion, "lot", lots, "relatedItem") if criterion.has("relatedItem") else None
            yield SourceCriterion(
                key=criterion.text("id"),
                title=criterion.text("title"),
                text=criterion.text("description"),
                input="cost",
                lots=(related,) if related else tuple(lots),
            )


def _lot_of_criterion(criterion: Node, lots: list[str]) -> str | None:
    if criterion.at("relatesTo").value == "lot" and criterion.at("relatedItem").value in lots:
        return criterion.text("relatedItem")
    return None
