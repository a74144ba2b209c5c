"""A study as a long table: one number or word a row, with its exact value beside the decimal one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from core.fields import exact_text
from core.rest.shapes import to_json
from procurement.studies.shapes import StudyMethodShape, StudyShape
from scoring import numbers

# candidate: its letter, empty for what holds for all. part, item, field: where the value stands. value: words, or a
# decimal number with at most six places. exact: the number as digits or numerator/denominator; empty for words.
HEAD = ("candidate", "part", "item", "field", "value", "exact")
PLACES = 6
Row = tuple[str, str, str, str, str, str]


def rows(study: StudyShape) -> list[Row]:
    """The table of a study, its head first."""
    return [HEAD, *_frame(study), *(row for candidate in study.candidates for row in _candidate(candidate))]


def _frame(study_shape: StudyShape) -> Iterator[Row]:
    study = to_json(study_shape.study)
    for name in ("no", "title", "authority", "at", "currency"):
        yield _text_row("", "study", "", name, str(study[name]))
    for name in ("price_points", "seed", "tenders"):
        yield _number("", "study", "", name, str(study[name]))
    for bid in study_shape.bids:
        yield _number("", "bid", bid.id, "price", exact_text(bid.price))
        yield _number("", "bid", bid.id, "quality", exact_text(bid.quality))
    if choice := study_shape.choice:
        yield _text_row("", "choice", str(choice.no), "candidate", choice.candidate)
        yield _text_row("", "choice", str(choice.no), "reason", choice.reason)


def _candidate(candidate: StudyMethodShape) -> Iterator[Row]:
    yield from _method(candidate)
    yield from _ranking(candidate)
    letter = candidate.id
    for loser in candidate.leaving:
        yield _text_row(letter, "leaving", loser.bid, "winner", loser.winner or "")
        yield _text_row(letter, "leaving", loser.bid, "order_changes", "yes" if loser.order_changes else "no")
    for name, count in (to_json(candidate.reversals) or {}).items():
        yield _number(letter, "reversals", "", name, str(count))
    for price, figure in candidate.points():
        yield _number(letter, "curve", exact_text(price), "figure", "" if figure is None else exact_text(figure))


def _method(candidate: StudyMethodShape) -> Iterator[Row]:
    letter = candidate.id
    for name in ("formula", "title", "sentence", "scaling"):
        yield _text_row(letter, "method", "", name, getattr(candidate, name))
    if candidate.quality_minimum is not None:
        yield _number(letter, "method", "", "quality_minimum", exact_text(candidate.quality_minimum))
    for name, value in sorted(candidate.params.items()):
        yield from _parameter(letter, name, value)
    for found in candidate.warnings:
        yield _text_row(letter, "warning", found.key, "text", found.text)


def _ranking(candidate: StudyMethodShape) -> Iterator[Row]:
    letter = candidate.id
    for place in candidate.ranking:
        yield _number(letter, "ranking", place.bid, "place", str(place.place))
        for name in ("price_points", "figure"):
            if (value := getattr(place, name)) is not None:
                yield _number(letter, "ranking", place.bid, name, exact_text(value))
    for out in candidate.excluded:
        yield _text_row(letter, "excluded", out.bid, "why", out.sentence)
    for gap in candidate.gaps:
        yield _text_row(letter, "gap", "", "why", gap)


def _parameter(letter: str, name: str, value: Any) -> Iterator[Row]:
    """A parameter: a number, a word, or a table of them."""
    if isinstance(value, Mapping):
        for key, amount in sorted(value.items()):
            yield _number(letter, "parameter", name, key, amount)
    elif isinstance(value, list):
        for end, share in value:
            yield _number(letter, "parameter", name, "rest" if end is None else f"below {end}", share)
    else:
        yield _number(letter, "parameter", name, "value", value)


def _text_row(letter: str, part: str, item: str, field: str, value: str) -> Row:
    return letter, part, item, field, value, ""


def _number(letter: str, part: str, item: str, field: str, exact: str) -> Row:
    """A number as decimal and exactly; what is none, such as 'none' or nothing, stays as it is."""
    if not numbers.is_number(exact):
        return _text_row(letter, part, item, field, exact)
    decimal = numbers.decimal_text(Fraction(exact), PLACES).rstrip("0").rstrip(".")
    return letter, part, item, field, decimal, exact
