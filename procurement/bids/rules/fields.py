"""Every field of a bid by its name: what it asks, what a text in it means, and which text of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.pages.numbers import Marks
from procurement.bids.outline import (
    CLAIM_FIELDS,
    BidOutline,
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
)
from procurement.bids.rules.answers import read_answer
from procurement.bids.rules.performance import read_offer
from procurement.bids.rules.prices import read_offered, read_price
from procurement.bids.rules.readings import Reading, read_text, sure_text

Asked = Question | PriceRow | OfferedNumber | KpiQuestion | InterfaceQuestion


@dataclass(frozen=True, slots=True)
class WritingPlace:
    """Where a text is written: the currency of the tender, and how its authority writes numbers ("" unknown)."""

    currency: str = ""
    locale: str = ""


def asked_by_field(outline: BidOutline, section: DraftSection) -> Mapping[str, Asked]:
    """{name of a field: what it asks} of a section, in its order."""
    asked: list[Asked]
    match section:
        case DraftSection.ANSWERS:
            asked = [question for question in outline.questions if question.datatype != "file"]
        case DraftSection.PRICES:
            asked = [entry for lot in outline.lots for entry in lot.priced]
        case DraftSection.PERFORMANCE:
            asked = list(outline.kpis)
        case DraftSection.CLAIMS:
            asked = [interface for interface in outline.interfaces for _field in CLAIM_FIELDS]
    return dict(zip(outline.fields(section), asked, strict=True))


def read_field(asked: Asked, text: str, place: WritingPlace, marks: Marks | None = None) -> Reading:
    """What a text means in a field. `marks`: which of two readings its writer chose."""
    match asked:
        case Question():
            return read_answer(asked, text, currency=place.currency, locale=place.locale, marks=marks)
        case PriceRow():
            return read_price(text, currency=place.currency, locale=place.locale, marks=marks)
        case OfferedNumber():
            return read_offered(asked, text, currency=place.currency, locale=place.locale, marks=marks)
        case KpiQuestion():
            return read_offer(asked, text, locale=place.locale, marks=marks)
        case InterfaceQuestion():
            return read_text(text)


def kept_text(asked: Asked, text: str, place: WritingPlace, marks: Marks | None = None) -> str:
    """The text of a field that is kept: as it was typed; plain digits where it could be read as another number.

    So what is kept means the same in whatever place it is read. One that nobody has decided stays as it was typed.
    """
    reading = read_field(asked, text, place, marks)
    if reading.number is None:
        return text
    doubtful = read_field(asked, text, WritingPlace(place.currency)).two is not None
    return sure_text(reading.number) if doubtful else text
