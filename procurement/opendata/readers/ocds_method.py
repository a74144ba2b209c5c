"""By which method an OCDS release ranks bids: its awardCriteria extension, else tender.awardCriteria."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from procurement.opendata.process import MethodFacts, SourceCriterion, SourceLevel
from procurement.opendata.readers import parts
from procurement.opendata.readers.node import Node

_MEAT = "Prozorro MEAT"
_PRICE_ONLY = {"priceOnly", "lowestCost", "lowestPrice"}
_PERCENT_OF = {"percentageExact": 1, "decimalExact": 100}
_INPUTS = {"price": "price", "cost": "cost"}


@dataclass(frozen=True, slots=True)
class _LotMethod:
    formula: str | None
    source: str
    why: str = ""
    tie_chain: tuple[str, ...] = ()


def read_method(tender: Node, lots: list[str]) -> tuple[tuple[SourceCriterion, ...], MethodFacts]:
    """The award criteria of all lots, equal ones once, and the one method of the tender if its lots agree."""
    declared = tender.text("awardCriteria")
    nodes = {str(lot.at("id").value): lot for lot in tender.each("lots")}
    merged: dict[SourceCriterion, list[str]] = {}
    methods: dict[str, _LotMethod] = {}
    for lot in lots:
        award = nodes[lot].at("awardCriteria") if lot in nodes else Node(None, tender.book, tender.pointer)
        criteria = tuple(_criteria(award))
        methods[lot] = _lot_method(award, criteria, declared)
        if methods[lot].formula == "lowest_price" and not criteria:
            criteria = (SourceCriterion("1", "Price", "price", (), weight=Fraction(100)),)
        elif methods[lot].formula == "lowest_price":
            criteria = tuple(_weighing_all(criterion) for criterion in criteria)
        if methods[lot].formula == "features":
            criteria = tuple(_with_levels(criterion, award) for criterion in criteria)
        for criterion in criteria:
            merged.setdefault(criterion, []).append(lot)
    named = tuple(
        replace(c, key=f"{c.input}-{number}", lots=tuple(evaluated))
        for number, (c, evaluated) in enumerate(merged.items(), start=1)
    )
    return named, _tender_method(list(methods.values()), declared)


def _weighing_all(criterion: SourceCriterion) -> SourceCriterion:
    """The only criterion, which weighs 100 where the file gives it no weight."""
    return replace(criterion, weight=Fraction(100)) if criterion.weight is None else criterion


def _tender_method(methods: list[_LotMethod], declared: str) -> MethodFacts:
    formulas = {method.formula for method in methods}
    if not methods:
        return MethodFacts(None, "OCDS", "The file has no lots that could be evaluated.")
    if len(formulas) > 1:
        names = ", ".join(sorted(formula or "none" for formula in formulas))
        return MethodFacts(None, "OCDS", f"The file names no price formula for all lots: they differ ({names}).")
    first = methods[0]
    source = f"{first.source} (tender.awardCriteria {declared or 'not given'})"
    return MethodFacts(first.formula, source, first.why, {}, first.tie_chain)


def _lot_method(award: Node, criteria: tuple[SourceCriterion, ...], declared: str) -> _LotMethod:
    weighting = str(award.at("weightingDescription").value or "")
    if weighting.startswith(_MEAT):
        award.text("weightingDescription")
        source = f"OCDS awardCriteria.weightingDescription: {weighting}; ties: the earlier bid, as Prozorro sorts"
        return _LotMethod("features", source, tie_chain=("earlier_submission",))
    if len(criteria) == 1 and criteria[0].input == "price":
        return _LotMethod(
            "lowest_price", "OCDS awardCriteria of the lots: price is the only criterion; no rule for ties"
        )
    if not criteria and declared in _PRICE_ONLY:
        return _LotMethod("lowest_price", "OCDS tender.awardCriteria; no rule for ties")
    if criteria:
        what = "criteria with weights" if all(c.weight is not None for c in criteria) else "criteria"
        why = (
            f"The file names no price formula: it lists {len(criteria)} {what} and does not say how a price and marks "
            "become points."
        )
    elif declared:
        why = f"The file names no price formula: tender.awardCriteria is {declared!r} and its lots list no criteria."
    else:
        why = "The file names no price formula: it gives neither tender.awardCriteria nor criteria of its lots."
    return _LotMethod(None, "OCDS", why)


def _criteria(award: Node) -> Iterator[SourceCriterion]:
    in_words = []
    for number, node in enumerate(award.each("criteria"), start=1):
        weight, weight_text = _weight(node)
        text = node.text("description")
        bounds = None
        if weight is None and not weight_text and text:
            weight, bounds = parts.weight_in(text)
            weight_text = text if weight is not None or bounds else ""
            in_words += [node] if weight_text else []
        yield SourceCriterion(
            key=str(number),
            title=node.text("name") or node.text("type") or text,
            input=_INPUTS.get(node.text("type"), "mark"),
            lots=(),
            text=text,
            weight=weight,
            weight_text=weight_text,
            weight_range=bounds,
        )
    if in_words:
        sentence = "The weights at {at} are given in words only; one number is taken as the weight, a range is none."
        award.book.note("weight-as-text", award.pointer, sentence, seen=f"{len(in_words)} weights", repaired=True)


def _weight(criterion: Node) -> tuple[Fraction | None, str]:
    """(weight in percent, words) from `numbers`; the words say what a number that is no exact weight was called."""
    for number in criterion.each("numbers"):
        kind = number.at("weight").value
        if kind is None:
            continue
        value = number.at("number")
        if not value.is_number():
            sentence = "The weight at {at} is not a number; it is kept as unknown. Write one number such as 40."
            criterion.book.note("weight-not-a-number", value.pointer, sentence, seen=value.value)
            return None, str(value.value)
        exact = value.fraction()
        weight_text = number.text("weight")
        if exact is not None and weight_text in _PERCENT_OF:
            return exact * _PERCENT_OF[weight_text], ""
        return None, f"{value.text()} ({weight_text})"
    return None, ""


def _with_levels(criterion: SourceCriterion, award: Node) -> SourceCriterion:
    """The values of a feature, which the file lists in words: 'label=0.3; label=0'."""
    if criterion.input != "mark":
        return criterion
    levels = []
    for part in criterion.text.split("; "):
        label, _, value = part.rpartition("=")
        try:
            levels.append(SourceLevel(Fraction(value.strip()), label.strip()))
        except (ValueError, ZeroDivisionError):
            sentence = f"The values of '{criterion.title}' at {{at}} cannot be read from its description."
            award.book.note("levels-unreadable", award.pointer, sentence, seen=criterion.text)
            return criterion
    return replace(criterion, levels=parts.rising(levels))
