"""What both readers need: unique keys, references, prices, weights, and the words for what is missing."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from procurement.bids.states import SourceVerdict
from procurement.opendata.process import (
    AwardFacts,
    SourceAnswer,
    SourceBid,
    SourceCriterion,
    SourceLevel,
    SourceProcess,
    SourceRequirement,
)
from procurement.opendata.readers import placing
from procurement.opendata.readers.node import Book, Node

CONTACTS = "contact-points"  # contact persons stay in the stored file and are copied nowhere
REPEATS = "repeats"  # says again what another leaf of the record says
ONE_LOT = "1"  # the key of the lot of a tender that names none

_HUNDRED = Fraction(100)
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,6})?(?![\d.,])", re.ASCII)
_CPV = {"CPV", "ДК021", "DK021", "ДК 021"}


def keyed(nodes: Iterable[Node], what: str, key: str = "id") -> Iterator[tuple[str, Node]]:
    """(key, node) of each; one without a key or with a key seen before is noted and stays in the extras."""
    seen: set[str] = set()
    for node in nodes:
        value = node.at(key).value
        if value is None or isinstance(value, dict | list | bool) or value == "":
            code = "empty" if not node.value else "no-id"
            node.book.note(f"{code}-{what}", node.pointer, f"The {what} at {{at}} has no '{key}'; it is not used.")
        elif str(value) in seen:
            sentence = f"The {what} at {{at}} has the same '{key}' as an earlier one; the first is used."
            node.book.note("duplicate-id", node.at(key).pointer, sentence, seen=value)
        else:
            seen.add(str(value))
            yield node.text(key), node


def reference(node: Node, what: str, known: Collection[str], *keys: str) -> str | None:
    """The key there if it is known; a dangling one is noted, None, and stays in the extras."""
    target = node.at(*keys)
    if target.value is None:
        return None
    if isinstance(target.value, str | int) and str(target.value) in known:
        return target.text()
    sentence = f"{{at}} refers to {what} {target.value!r}, which the record does not have. Correct the reference."
    node.book.note(f"dangling-{what}", target.pointer, sentence, seen=target.value)
    return None


def has_identifier(node: Node) -> bool:
    """Whether an organisation has an identifier and the scheme it belongs to."""
    scheme, value = (node.at("identifier", key).value for key in ("scheme", "id"))
    return bool(isinstance(scheme, str) and scheme.strip() and isinstance(value, str | int) and str(value).strip())


def identifier(node: Node) -> tuple[str, str]:
    """(scheme, id) of an organisation, both or neither: one without the other names nobody and stays in the extras."""
    if not has_identifier(node):
        return "", ""
    return node.text("identifier", "scheme").strip(), node.text("identifier", "id").strip()


def money(node: Node, currency: str | None, field: str = "amount") -> tuple[Decimal | None, str | None]:
    """(amount, currency) of a value object; the amount is None where it, or a valid currency for it, is missing.

    A missing currency is the tender's (repaired). One that differs from the tender's is noted.
    """
    if node.at(field).value is None:
        return None, node.currency("currency") or currency
    if node.at("currency").value is not None:
        stated_currency = node.currency("currency")
        if stated_currency is None:
            return None, None
        if currency and stated_currency != currency:
            currencies = f"is in {stated_currency}, the tender in {currency}"
            sentence = f"The amount at {{at}} {currencies}; amounts are not converted here."
            node.book.note("currency-differs", node.at("currency").pointer, sentence, seen=stated_currency)
        return node.amount(field), stated_currency
    if currency:
        sentence = f"The amount at {{at}} names no currency; the tender's, {currency}, is used."
        node.book.note("no-currency", node.pointer, sentence, kept=currency, repaired=True)
    else:
        node.book.note("no-currency", node.pointer, "The amount at {at} names no currency; it is not used.")
        return None, None
    return node.amount(field), currency


def cpv_of(tender: Node, lots: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The CPV codes per lot: of its items, where an item without a lot counts for the only lot there is.

    A tender whose items have no code has one of its own, which is the code of every lot.
    """
    codes_by_lot: dict[str, dict[str, None]] = {lot: {} for lot in lots}
    for node in tender.each("items"):
        if node.at("classification", "scheme").value not in _CPV:
            continue
        named = node.at("relatedLot").value
        if named is not None:
            lot = reference(node, "lot", lots, "relatedLot")
        else:
            lot = next(iter(lots)) if len(lots) == 1 else None
        if lot is not None:
            node.text("classification", "scheme")
            codes_by_lot[lot][node.text("classification", "id")] = None
    codes = {lot: tuple(code for code in codes if code) for lot, codes in codes_by_lot.items()}
    if any(codes.values()) or tender.at("classification", "scheme").value not in _CPV:
        return codes
    tender.text("classification", "scheme")
    code = tender.text("classification", "id")
    return dict.fromkeys(lots, (code,) if code else ())


def requirements(
    criteria: Iterable[Node], lot_of: Callable[[Node], str | None], costs: Collection[str] = ()
) -> Iterator[SourceRequirement]:
    """All requirements of the groups of these criteria; those of a cost criterion name it."""
    rows = [
        (criterion, group, requirement)
        for criterion in criteria
        for group in criterion.each("requirementGroups")
        for requirement in group.each("requirements")
    ]
    homes = {requirement.pointer: (criterion, group) for criterion, group, requirement in rows}
    for key, requirement in keyed([requirement for _, _, requirement in rows], "requirement"):
        criterion, group = homes[requirement.pointer]
        criterion_id = str(criterion.at("id").value)
        yield SourceRequirement(
            key=key,
            text="\n".join(filter(None, (requirement.text("title"), requirement.text("description")))),
            lot=lot_of(criterion),
            group=" · ".join(filter(None, (criterion.text("title"), group.text("description")))),
            criterion=criterion_id if criterion_id in costs else None,
            datatype=requirement.text("dataType") or "string",
            minimum=requirement.optional("minValue"),
            maximum=requirement.optional("maxValue"),
            expected=requirement.optional("expectedValue"),
        )


def answers(bid: Node, asked: Iterable[SourceRequirement]) -> Iterator[SourceAnswer]:
    """A bid's answers to known requirements; of two to one the first."""
    texts = {requirement.key: requirement.text for requirement in asked}
    answered: set[str] = set()
    for answer in bid.each("requirementResponses"):
        key = reference(answer, "requirement", texts, "requirement", "id")
        if key is None:
            continue
        if key in answered:
            sentence = "The requirement is answered twice by this bid, at {at} again; the first answer is kept."
            bid.book.note("answered-twice", answer.pointer, sentence, seen=answer.at("value").value)
            continue
        answered.add(key)
        title = answer.at("requirement", "title").value
        if isinstance(title, str) and f"{texts[key]}\n".startswith(f"{title}\n"):
            answer.at("requirement", "title").ignore(REPEATS)
        yield SourceAnswer(key, answer.optional("value"), answer.text("description"))


def rising(levels: Iterable[SourceLevel]) -> tuple[SourceLevel, ...]:
    """Levels by value; several of one value become one level that names them all."""
    by_value: dict[Fraction, list[SourceLevel]] = {}
    for level in levels:
        by_value.setdefault(level.value, []).append(level)
    return tuple(
        SourceLevel(
            value,
            " / ".join(level.label for level in same if level.label),
            " / ".join(level.descriptor for level in same if level.descriptor),
        )
        for value, same in sorted(by_value.items())
    )


def weight_in(text: str) -> tuple[Fraction | None, tuple[Fraction, Fraction] | None]:
    """(weight, range) in percent of a weight in words: one number is the weight, two are a range, else neither."""
    numbers = [Fraction(n.replace(",", ".")) for n in _NUMBER.findall(text)]
    within = [n for n in numbers if n <= _HUNDRED]
    if len(numbers) == len(within) == 1:
        return within[0], None
    if (
        len(numbers) == len(within) == 2
        and within[0] < within[1]
        and re.search(r"\d\s*%?\s*(-|–|to|bis|до)\s*\d", text)
    ):
        return None, (within[0], within[1])
    return None, None


def ground_of(award: Node) -> str:
    """What a decision says of itself: its title and description, once where they are the same."""
    texts = dict.fromkeys((award.text("title").strip(), award.text("description").strip()))
    return "\n".join(filter(None, texts))


def check_weights(book: Book, criteria: Iterable[SourceCriterion], lot: str, pointer: str) -> None:
    """Note weights of a lot that are known and do not add up to 100; they are kept as they are."""
    weighed = [c for c in criteria if lot in c.lots and (c.weight is not None or c.input != "cost")]
    known = [c.weight for c in weighed if c.weight is not None]
    total = sum(known, Fraction(0))
    if weighed and len(known) == len(weighed) and total != _HUNDRED:
        sum_text = f"{float(total):.6g}"
        sentence = f"The weights at {{at}} add up to {sum_text}, not to 100; they are kept as they are, never rescaled."
        book.note("weights-not-100", pointer, sentence, seen=sum_text, kept=sum_text)


def check_awards(book: Book, awards: Iterable[AwardFacts], pointer: str) -> None:
    """Note each lot with more than one active award (OPENDATA REF-11)."""
    active: dict[str, list[str]] = {}
    for award in awards:
        if award.lot is not None and SourceVerdict.of(award.status) == SourceVerdict.AWARDED:
            active.setdefault(award.lot, []).append(award.key)
    for lot, keys in active.items():
        if len(keys) > 1:
            sentence = (
                f"Lot '{lot}' has {len(keys)} active awards at {{at}}: {', '.join(keys)}. Only one can hold; "
                f"{'both' if len(keys) == 2 else 'all'} are kept. Correct the source."
            )
            book.note("REF-11", pointer, sentence, seen=", ".join(keys))


def check_bids(book: Book, bids: Iterable[SourceBid], pointers: dict[str, str]) -> None:
    """Note for every bid which of price, tenderer and date the file does not give."""
    for bid in bids:
        priced = bool(bid.offers) and all(offer.price is not None for offer in bid.offers)
        dated = bid.date is not None or any(offer.date for offer in bid.offers)
        lacks = [("price", priced), ("tenderer", bool(bid.tenderers)), ("date", dated)]
        missing = [word for word, there in lacks if not there]
        if not missing:
            continue
        lacking = " and ".join([", no ".join(missing[:-1]), f"no {missing[-1]}"] if missing[1:] else missing)
        code = "bid-incomplete" if priced else "bid-without-price"
        left_out = bid.status in placing.LEFT_OUT
        what = "The source does not count it." if left_out else "It is evaluated only when the source gives them."
        sentence = f"Bid {bid.key} ({bid.status or 'no status'}) at {{at}} has no {lacking}. {what}"
        book.note(code, pointers[bid.key], sentence, seen=f"no {lacking}", kept="unknown")


def had_auction(tender: Node) -> bool:
    """Whether the file has an electronic auction, which rewrites the dates of bids. Marks nothing as read."""
    lots = tender.at("lots").value
    places = [tender.value, *(lots if isinstance(lots, list) else [])]
    if any(isinstance(place, dict) and (place.get("auctionPeriod") or place.get("auctionUrl")) for place in places):
        return True
    methods = tender.at("submissionMethod").value
    by_technique = tender.at("techniques", "hasElectronicAuction").value is True
    return by_technique or (isinstance(methods, list) and "electronicAuction" in methods)


def check_period(book: Book, process: SourceProcess, pointer: str, *, auction: bool) -> None:
    """Note a deadline before the start, and bids dated after it: late ones, unless an auction wrote their dates."""
    start, end = process.published_at, process.deadline_at
    if start and end and end < start:
        book.note("period-inverted", pointer, "The period at {at} ends before it starts; both dates are kept.")
    dates = [d for bid in process.bids if bid.counted for d in (bid.date, *(o.date for o in bid.offers)) if d]
    late = sum(1 for date in dates if end and date > end)
    if not late:
        return
    after = f"{late} dates of bids lie after the deadline at {{at}}. They are kept, and ties go by them"
    if auction:
        sentence = f"{after}: the file's electronic auction rewrote them, so they do not say when bids came in."
        book.note("dates-rewritten", pointer, sentence, seen=f"{late} dates")
    else:
        sentence = (
            f"{after}. The file has no auction that would have rewritten them: by these dates the bids came late."
        )
        book.note("dates-after-deadline", pointer, sentence, seen=f"{late} dates")
