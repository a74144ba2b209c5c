"""What of a filled bid is sealed for a lot.

What was read of a text is sealed, not the text: whoever opens a bid needs no rule of reading, and nobody can read it
differently. The form itself, and how it is read back, is that of `answers_json`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from offline.sealing.headers import EnvelopeKind
from procurement.bids.outline import BidOutline, KpiQuestion, LotOutline, OfferedNumber
from procurement.bids.rules.answers import NO, YES
from procurement.bids.rules.answers_json import (
    LotAnswers,
    SealedAnswer,
    SealedClaim,
    SealedNumber,
    SealedPrice,
    UnreadableAnswers,
    answers_to_json,
    read_answers,
)
from procurement.bids.rules.claims import read_claim
from procurement.bids.rules.fields import Asked, WritingPlace, read_field
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.readings import Reading, number_text

__all__ = [
    "LotAnswers",
    "UnreadableAnswers",
    "UnreadyBid",
    "lot_answers",
    "payload_answers",
    "read_answers",
]


class UnreadyBid(ValueError):
    """A bid that is not complete: a field of it cannot be sealed. The text names the field, never what is in it."""


def payload_answers(outline: BidOutline, filled: FilledBid, lot: int, kind: EnvelopeKind) -> Mapping[str, Any]:
    """The JSON that is sealed for a lot and kind. What is not answered and need not be is left out.

    Raises UnreadyBid where a field cannot be read (`completeness.missing_of` says so before), LookupError for a lot
    that the bid is not for.
    """
    return answers_to_json(lot_answers(outline, filled, lot, kind))


def lot_answers(outline: BidOutline, filled: FilledBid, lot: int, kind: EnvelopeKind) -> LotAnswers:
    """What a filled bid says for a lot. Raises as `payload_answers`."""
    asked = outline.lot(lot)
    if kind is EnvelopeKind.PRICE:
        return LotAnswers(
            lot=asked.no,
            kind=kind,
            currency=outline.currency,
            basis=outline.basis,
            prices=tuple(_prices(outline, asked, filled)),
            numbers=tuple(_numbers(outline, asked.numbers, filled.prices)),
        )
    return LotAnswers(
        lot=asked.no,
        kind=kind,
        currency=outline.currency,
        basis=outline.basis,
        answers=tuple(_answers(outline, asked, filled)),
        offers=tuple(_numbers(outline, asked.kpis, filled.performance)),
        claims=tuple(_claims(asked, filled)),
    )


def _prices(outline: BidOutline, asked: LotOutline, filled: FilledBid) -> Iterator[SealedPrice]:
    for row in asked.prices:
        number = _read(outline, row, row.field, filled.prices).number
        if number is None:
            raise UnreadyBid(row.field)
        yield SealedPrice(row.code, number, row.times)


def _read(outline: BidOutline, asked: Asked, name: str, texts: Mapping[str, str]) -> Reading:
    reading = read_field(asked, texts.get(name, ""), WritingPlace(outline.currency))
    if reading.fault:
        raise UnreadyBid(name)
    return reading


def _answers(outline: BidOutline, asked: LotOutline, filled: FilledBid) -> Iterator[SealedAnswer]:
    for question in asked.questions:
        files = tuple(file.sha256 for file in filled.files_of(question.place))
        reading = _read(outline, question, question.field, filled.answers)
        if reading.value is not None or files:
            yield SealedAnswer(question.key, _value_text(reading), files)
        elif question.mandatory:
            raise UnreadyBid(question.field)


def _value_text(reading: Reading) -> str | None:
    match reading.value:
        case bool() as yes:
            return YES if yes else NO
        case Fraction() as number:
            return number_text(number)
        case date() as day:
            return day.isoformat()
        case value:
            return value


def _numbers(
    outline: BidOutline, asked: Sequence[OfferedNumber | KpiQuestion], texts: Mapping[str, str]
) -> Iterator[SealedNumber]:
    for entry in asked:
        number = _read(outline, entry, entry.field, texts).number
        if number is None:
            raise UnreadyBid(entry.field)
        yield SealedNumber(entry.code, number)


def _claims(asked: LotOutline, filled: FilledBid) -> Iterator[SealedClaim]:
    for interface in asked.interfaces:
        claim = read_claim(interface, filled.claims)
        if claim.fault or (interface.must_state and not claim.is_stated):
            raise UnreadyBid(interface.code)
        if claim.is_stated:
            files = tuple(file.sha256 for file in filled.files_of(interface.place))
            yield SealedClaim(interface.code, claim.standard, claim.version, str(claim.statement.value), files)
