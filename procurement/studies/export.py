"""A study as a long table: a number or a text a row, a number's exact value beside the decimal one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from procurement.studies.shapes import FrozenStudyShape, JudgedMethodShape, StudyMethodShape
from scoring import numbers

# candidate: its letter, empty for what holds for all. part, item, field: where the value stands. value: text, or a
# decimal number with at most six places. exact: the number as digits or numerator/denominator; empty for text.
HEAD = ("candidate", "part", "item", "field", "value", "exact")
PLACES = 6
Row = tuple[str, str, str, str, str, str]


def rows(study: FrozenStudyShape) -> list[Row]:
    """The table of a study, its head first."""
    return [HEAD, *_frame(study), *(row for candidate in study.candidates for row in _candidate(candidate))]


def _frame(study: FrozenStudyShape) -> Iterator[Row]:
    head = study.study
    texts = {"no": str(head.no), "title": head.title, "authority": head.authority, "at": head.at.isoformat()}
    for name, value in (texts | {"currency": head.currency}).items():
        yield _text("", "study", "", name, value)
    for name, number in (("price_points", head.price_points), ("seed", head.seed), ("tenders", head.tenders)):
        yield _number("", "study", "", name, number)
    for bid in study.bids:
        yield _number("", "bid", bid.id, "price", bid.price)
        yield _number("", "bid", bid.id, "quality", bid.quality)
    if choice := study.choice:
        yield _text("", "choice", str(choice.no), "candidate", choice.candidate)
        yield _text("", "choice", str(choice.no), "reason", choice.reason)


def _candidate(candidate: StudyMethodShape) -> Iterator[Row]:
    yield from _method(candidate)
    yield from _ranking(candidate)
    letter = candidate.id
    for loser in candidate.leaving:
        yield _text(letter, "leaving", loser.bid, "winner", loser.winner or "")
        yield _text(letter, "leaving", loser.bid, "order_changes", "yes" if loser.order_changes else "no")
    if counts := candidate.reversals:
        for name in ("tenders", "reversed", "undecided", "rate"):
            yield _number(letter, "reversals", "", name, getattr(counts, name))
    for price, figure in candidate.curve:
        yield _number_or_nothing(letter, "curve", str(price), "figure", figure)


def _method(candidate: StudyMethodShape) -> Iterator[Row]:
    letter = candidate.id
    for name in ("formula", "title", "sentence", "scaling"):
        yield _text(letter, "method", "", name, getattr(candidate, name))
    if candidate.quality_minimum is not None:
        yield _number(letter, "method", "", "quality_minimum", candidate.quality_minimum)
    for name, value in sorted(candidate.params.items()):
        yield from _parameter(letter, name, value)
    for warning in candidate.warnings:
        yield _text(letter, "warning", warning.key, "text", warning.text)


def _ranking(candidate: JudgedMethodShape) -> Iterator[Row]:
    letter = candidate.id
    for place in candidate.ranking:
        yield _number(letter, "ranking", place.bid, "place", place.place)
        if place.price_points is not None:
            yield _number(letter, "ranking", place.bid, "price_points", place.price_points)
        yield _number(letter, "ranking", place.bid, "figure", place.figure)
    for exclusion in candidate.excluded:
        yield _text(letter, "excluded", exclusion.bid, "why", exclusion.sentence)
    for gap in candidate.gaps:
        yield _text(letter, "gap", "", "why", gap)


def _parameter(letter: str, name: str, value: Any) -> Iterator[Row]:
    """A parameter: a number, a word, or a table of them."""
    if isinstance(value, Mapping):
        for key, amount in sorted(value.items()):
            yield _stored(letter, name, key, amount)
    elif isinstance(value, list):
        for end, share in value:
            yield _stored(letter, name, "rest" if end is None else f"below {end}", share)
    else:
        yield _stored(letter, name, "value", value)


def _stored(letter: str, name: str, field: str, text: str) -> Row:
    """A parameter as it is stored; what is no number, such as 'none', stays as it is."""
    if not numbers.is_number(text):
        return _text(letter, "parameter", name, field, text)
    return letter, "parameter", name, field, _decimal(Fraction(text)), text


def _text(letter: str, part: str, item: str, field: str, value: str) -> Row:
    return letter, part, item, field, value, ""


def _number_or_nothing(letter: str, part: str, item: str, field: str, value: Fraction | None) -> Row:
    return _text(letter, part, item, field, "") if value is None else _number(letter, part, item, field, value)


def _number(letter: str, part: str, item: str, field: str, value: Fraction | int) -> Row:
    """A number as decimal and exactly."""
    return letter, part, item, field, _decimal(Fraction(value)), str(value)


def _decimal(value: Fraction) -> str:
    return numbers.decimal_text(value, PLACES).rstrip("0").rstrip(".")
