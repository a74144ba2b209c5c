"""The form of what is sealed for a lot: its types, its JSON, and the strict reading of that.

Every number is text, and money never goes through a binary fraction. The opening reads what strangers have written, so
nothing of it is taken that is not exactly of this form.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from offline.sealing.headers import EnvelopeKind
from procurement.bids.rules.claims import LONGEST_STANDARD, LONGEST_VERSION
from procurement.bids.rules.readings import LONGEST_TEXT, is_decimal, number_text

Entry = TypeVar("Entry")

FORM = "bid-answers@v1"
LONGEST_NUMBER = 200  # letters
LONGEST_NAME = 500
MOST_ENTRIES = 10_000
_NUMBER = re.compile(r"-?\d+(\.\d+|/[1-9]\d*)?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class UnreadableAnswers(ValueError):
    """What was opened is not of this form. The text names the place, never what stands there."""


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """An answer to a requirement as text: a number in digits, a day as ISO, yes as "true"; `files` by sha256."""

    key: str
    value: str | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedPrice:
    """The price of one unit and how many are compared. `amount` is what the price table says: their product."""

    code: str
    price: Fraction
    quantity: Fraction

    @property
    def amount(self) -> Fraction:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """The level offered for an indicator, or a number that the formula reads, by its code."""

    code: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class SealedClaim:
    """What is stated about an interface, of which standard; the files that show it by sha256."""

    code: str
    standard: str
    version: str
    statement: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LotAnswers:
    """One half of a bid for a lot. The technical one has answers, offers and claims; that of prices the other two."""

    lot: int
    kind: EnvelopeKind
    currency: str
    basis: str
    answers: tuple[SealedAnswer, ...] = ()
    offers: tuple[SealedNumber, ...] = ()
    claims: tuple[SealedClaim, ...] = ()
    prices: tuple[SealedPrice, ...] = ()
    numbers: tuple[SealedNumber, ...] = ()


def answers_to_json(answers: LotAnswers) -> Mapping[str, Any]:
    """What `read_answers` reads: equal answers give equal JSON."""
    common = {
        "form": FORM,
        "lot": answers.lot,
        "kind": answers.kind.value,
        "currency": answers.currency,
        "basis": answers.basis,
    }
    if answers.kind is EnvelopeKind.PRICE:
        prices = [
            {"element": line.code, "price": number_text(line.price), "quantity": number_text(line.quantity)}
            for line in answers.prices
        ]
        return {**common, "prices": prices, "numbers": _numbers_to_json(answers.numbers)}
    return {
        **common,
        "answers": [{"key": entry.key, "value": entry.value, "files": [*entry.files]} for entry in answers.answers],
        "performance": _numbers_to_json(answers.offers),
        "claims": [
            {
                "interface": claim.code,
                "standard": claim.standard,
                "version": claim.version,
                "statement": claim.statement,
                "files": [*claim.files],
            }
            for claim in answers.claims
        ],
    }


def _numbers_to_json(numbers: Sequence[SealedNumber]) -> list[dict[str, str]]:
    return [{"code": number.code, "value": number_text(number.value)} for number in numbers]


_COMMON = ("form", "lot", "kind", "currency", "basis")


def read_answers(payload: object) -> LotAnswers:
    """The half of a bid that `answers_to_json` wrote. Raises UnreadableAnswers with the place that is not of it."""
    kind = payload.get("kind") if isinstance(payload, dict) else None
    if kind == EnvelopeKind.PRICE:
        table = _table(payload, "", (*_COMMON, "prices", "numbers"))
        half: dict[str, Any] = {
            "prices": _each(table, "prices", _read_price),
            "numbers": _each(table, "numbers", _read_number),
        }
    elif kind == EnvelopeKind.TECHNICAL:
        table = _table(payload, "", (*_COMMON, "answers", "performance", "claims"))
        half = {
            "answers": _each(table, "answers", _read_answer),
            "offers": _each(table, "performance", _read_number),
            "claims": _each(table, "claims", _read_claim),
        }
    else:
        raise UnreadableAnswers("kind")
    if table["form"] != FORM:
        raise UnreadableAnswers("form")
    if type(table["lot"]) is not int or table["lot"] < 1:
        raise UnreadableAnswers("lot")
    return LotAnswers(
        lot=table["lot"],
        kind=EnvelopeKind(kind),
        currency=_text(table, "currency", "", LONGEST_NAME),
        basis=_text(table, "basis", "", LONGEST_NAME),
        **half,
    )


# --- entries ---


def _read_answer(entry: object, where: str) -> SealedAnswer:
    table = _table(entry, where, ("key", "value", "files"))
    value = None if table["value"] is None else _text(table, "value", where, LONGEST_TEXT)
    return SealedAnswer(_name(table, "key", where), value, _files(table, where))


def _read_price(entry: object, where: str) -> SealedPrice:
    table = _table(entry, where, ("element", "price", "quantity"))
    price, quantity = _number(table, "price", where), _number(table, "quantity", where)
    if price < 0 or not is_decimal(price):
        raise UnreadableAnswers(f"{where}/price")
    if quantity <= 0:
        raise UnreadableAnswers(f"{where}/quantity")
    return SealedPrice(_name(table, "element", where), price, quantity)


def _read_number(entry: object, where: str) -> SealedNumber:
    table = _table(entry, where, ("code", "value"))
    return SealedNumber(_name(table, "code", where), _number(table, "value", where))


def _read_claim(entry: object, where: str) -> SealedClaim:
    table = _table(entry, where, ("interface", "standard", "version", "statement", "files"))
    return SealedClaim(
        code=_name(table, "interface", where),
        standard=_text(table, "standard", where, LONGEST_STANDARD),
        version=_text(table, "version", where, LONGEST_VERSION),
        statement=_text(table, "statement", where, LONGEST_TEXT),
        files=_files(table, where),
    )


# --- values ---


def _table(value: object, where: str, keys: Iterable[str]) -> Mapping[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(value, dict) or set(value) != set(keys):
        raise UnreadableAnswers(where or "form")
    return value


def _each(table: Mapping[str, Any], name: str, read: Callable[[object, str], Entry]) -> tuple[Entry, ...]:
    """The entries of a list; none answers the same thing twice."""
    entries = table[name]
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise UnreadableAnswers(name)
    read_entries = tuple(read(entry, f"{name}/{number}") for number, entry in enumerate(entries))
    names = [getattr(entry, "key", None) or getattr(entry, "code", None) for entry in read_entries]
    if len(set(names)) != len(names):
        raise UnreadableAnswers(name)
    return read_entries


def _text(table: Mapping[str, Any], key: str, where: str, longest: int) -> str:
    value = table[key]
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise UnreadableAnswers(f"{where}/{key}")
    return value


def _name(table: Mapping[str, Any], key: str, where: str) -> str:
    name = _text(table, key, where, LONGEST_NAME)
    if not name:
        raise UnreadableAnswers(f"{where}/{key}")
    return name


def _number(table: Mapping[str, Any], key: str, where: str) -> Fraction:
    text = _text(table, key, where, LONGEST_NUMBER)
    if not _NUMBER.fullmatch(text):
        raise UnreadableAnswers(f"{where}/{key}")
    return Fraction(text)


def _files(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    files = table["files"]
    if not isinstance(files, list) or len(files) > MOST_ENTRIES:
        raise UnreadableAnswers(f"{where}/files")
    if not all(isinstance(sha256, str) and _SHA256.fullmatch(sha256) for sha256 in files):
        raise UnreadableAnswers(f"{where}/files")
    return tuple(files)
