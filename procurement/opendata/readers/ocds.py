"""OCDS releases: 1.1 with the lots, bids, requirements and awardCriteria extensions, as far as a file has them."""

from collections.abc import Iterator
from typing import Any

from procurement.opendata.process import SourceCriterion, SourceLot, SourceProcess
from procurement.opendata.readers import ocds_bids, ocds_method, parts, strict_json
from procurement.opendata.readers.node import Book, Node
from procurement.opendata.readers.ocds_parties import Parties

FORMAT = "ocds"
# OCDS has no field for it: Prozorro's releases mark a tender in test mode by the beginning of its title alone.
TEST_MARKS = ("[ТЕСТУВАННЯ]", "[ТЕСТИРОВАНИЕ]", "[TESTING]")


def read_process(record: dict[str, Any], book: Book) -> SourceProcess | None:
    """The process of one release or compiled release; None where an issue of level quarantine was noted."""
    node = Node(record, book)
    tender = node.at("tender")
    currency = _gate(node)
    if not book.usable:
        return None
    parties = Parties(node)
    lots = tuple(_lots(tender, currency))
    keys = [lot.key for lot in lots]
    criteria, method = ocds_method.read_method(tender, keys)
    context = _context(tender, keys, criteria, currency, parties)
    read = ocds_bids.read_bids(node, context)
    ocid = node.text("ocid")
    process = SourceProcess(
        source_format=FORMAT,
        source_id=ocid,
        zone=book.zone.key,
        ocid=ocid,
        release_id=_release_id(node),
        ref=tender.text("id") or ocid,
        title=tender.text("title") or tender.text("id") or ocid,
        description=tender.text("description"),
        status=tender.text("status"),
        is_test=tender.text("title").startswith(TEST_MARKS),
        buyer=parties.buyer(node),
        currency=currency,
        modified_at=node.instant("date"),
        published_at=tender.instant("tenderPeriod", "startDate"),
        deadline_at=tender.instant("tenderPeriod", "endDate"),
        method=method,
        lots=lots,
        criteria=criteria,
        requirements=context.requirements,
        bids=tuple(read.bids.values()),
        awards=tuple(ocds_bids.read_awards(node, read.bids, context)),
        findings=tuple(read.findings),
    )
    _check(book, node, process, read.pointers, parties)
    return process


def _context(
    tender: Node, lots: list[str], criteria: tuple[SourceCriterion, ...], currency: str | None, parties: Parties
) -> ocds_bids.ReleaseContext:
    """What a bid of the release is read against."""
    requirements = tuple(parts.requirements(tender.each("criteria"), lambda c: _lot_of_criterion(c, lots)))
    marked = {c.key: c.lots for c in criteria if c.input == "mark"}
    groups, count = ocds_bids.lot_groups(tender), ocds_bids.count_lots(tender)
    return ocds_bids.ReleaseContext(lots, currency, parties, requirements, marked, groups, count)


def _gate(node: Node) -> str | None:
    """Note what makes the release unusable; the tender's currency if nothing does."""
    if not isinstance(node.at("ocid").value, str) or not node.at("ocid").value:
        sentence = "The release has no ocid at {at}. Give it the identifier of its process."
        node.book.quarantine("no-ocid", "/ocid", sentence)
    elif not isinstance(node.at("tender").value, dict):
        sentence = "The release has no tender at {at}, so there is no tender to import."
        node.book.quarantine("no-tender", "/tender", sentence)
    return _currency(node) if node.book.usable else None


def _check(book: Book, node: Node, process: SourceProcess, pointers: dict[str, str], parties: Parties) -> None:
    parties.party(node.at("tender", "procuringEntity"))
    for number, lot in enumerate(process.lots):
        parts.check_weights(book, process.criteria, lot.key, f"/tender/lots/{number}/awardCriteria")
    parts.check_bids(book, process.bids, pointers)
    parts.check_awards(book, process.awards, "/awards")
    parts.check_period(book, process, "/tender/tenderPeriod/endDate", auction=parts.had_auction(node.at("tender")))
    if process.is_test:
        sentence = "The source marks this tender as a test (title) at {at}."
        book.note("test-mode", "/tender/title", sentence, seen=process.title)
    stated = node.at("tender", "numberOfTenderers")
    distinct = {tenderer.key for bid in process.bids for tenderer in bid.tenderers}
    if isinstance(stated.value, int) and process.bids and stated.value != len(distinct):
        sentence = f"{{at}} says {stated.value} tenderers, the bids name {len(distinct)}; the bids are used."
        book.note("tenderers-differ", stated.pointer, sentence, seen=stated.value, kept=str(len(distinct)))
    absent = [c for c in process.criteria if c.input == "mark"]
    if process.method.formula and absent and process.bids:
        names = ", ".join(f"'{criterion.title}'" for criterion in absent)
        sentence = (
            f"The bids at {{at}} carry no marks for {names}: OCDS has no field for them. They are missing, not 0."
        )
        book.note("no-marks", "/bids/details", sentence, seen="no marks", kept="missing")


def _release_id(node: Node) -> str:
    stated = node.text("id")
    if stated:
        return stated
    digest_id = f"sha-{strict_json.digest(node.value)[:16]}"
    node.book.note(
        "no-release-id",
        "/id",
        "The release has no id at {at}; one is made of its content.",
        kept=digest_id,
        repaired=True,
    )
    return digest_id


def _currency(node: Node) -> str | None:
    """The tender's currency: of its value, else its lots', else its bids'. An unknown code makes it unusable."""
    tender_value = node.at("tender", "value")
    places = [tender_value, *(lot.at("value") for lot in node.at("tender").each("lots"))]
    places += [bid.at("value") for bid in node.at("bids").each("details")]
    for place in places:
        code = place.at("currency")
        if code.value is None:
            continue
        if code.known_currency():
            return code.currency()
        if place is tender_value:
            sentence = (
                f"{code.value!r} at {{at}} is no ISO 4217 currency code. Write a code such as EUR and import again."
            )
            node.book.quarantine("unknown-currency", code.pointer, sentence, seen=code.value)
            return None
    return None


def _lots(tender: Node, currency: str | None) -> Iterator[SourceLot]:
    named = [str(lot.at("id").value) for lot in tender.each("lots")]
    if not named:
        estimate, code = parts.money(tender.at("value"), currency)
        cpv = parts.cpv_of(tender, [parts.ONE_LOT])[parts.ONE_LOT]
        yield SourceLot(parts.ONE_LOT, tender.text("title"), "", tender.text("status"), estimate, code, cpv)
        return
    cpv_by_lot = parts.cpv_of(tender, named)
    for key, lot in parts.keyed(tender.each("lots"), "lot"):
        estimate, code = parts.money(lot.at("value"), currency)
        texts = lot.text("title") or key, lot.text("description"), lot.text("status")
        yield SourceLot(key, *texts, estimate, code, cpv_by_lot[key])


def _lot_of_criterion(criterion: Node, lots: list[str]) -> str | None:
    related = criterion.at("relatedLots").value
    if isinstance(related, list) and len(related) == 1 and related[0] in lots:
        return criterion.texts("relatedLots")[0]
    return None
