"""How a sentence becomes text: its template in the reader's language, each value written by what it is.

A template names the kind of a value behind a colon: `{price:money}`. Kinds: `number` (also without a kind), `percent`
(of 100), `points`, `in_points` (with the word), `signed` (points with their sign), `money` (in the sentence's
`currency`, without one where it names none), and `in_money` and `in_percent`, which texts of before leave without their
unit (`scoring.findings`). Text stays as it is; a list of texts is written as a list of the language.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from string import Formatter
from typing import Protocol

from scoring.expressions import MINUS, NO_BREAK, Number, Unit, number_text, rounded_text
from scoring.numbers import decimal_text, fraction, round_to
from scoring.results import Sentence
from scoring.sentences import TEMPLATES, Plural

PLACES, MOST_PLACES = 2, 6  # of points: at least, and at most where that is exact
KINDS = frozenset({"number", "percent", "points", "in_points", "signed", "money", "in_money", "in_percent"})
_WITH_UNIT = {"in_money": "money", "in_percent": "percent"}
_BARE = dict.fromkeys(_WITH_UNIT, "number")


class Writing(Protocol):
    """A language: its sentences, its plural forms and how it writes what counts. `units`: see the module."""

    units: bool

    def phrase(self, template: str) -> str:
        """The template in this language."""

    def plural(self, singular: str, other: str, count: int) -> str:
        """The form of the template for so many."""

    def number(self, value: Fraction) -> str:
        """A number without a unit: exact, or its first digits and "…"."""

    def percent(self, value: Fraction) -> str:
        """A percentage, of 100."""

    def points(self, value: Fraction) -> str:
        """Points that were earned."""

    def in_points(self, value: Fraction) -> str:
        """Points with the word: "1 point"."""

    def money(self, amount: Fraction, currency: str) -> str:
        """An amount; `currency` may be empty."""

    def listed(self, names: Sequence[str]) -> str:
        """Names one after the other: "A, B and C"."""


class English:
    """The English of the judge itself: for commands, stored studies and every reader without a language."""

    units = True

    def phrase(self, template: str) -> str:
        return template

    def plural(self, singular: str, other: str, count: int) -> str:
        return singular if count == 1 else other

    def number(self, value: Fraction) -> str:
        return number_text(Number(value))

    def percent(self, value: Fraction) -> str:
        """At most two decimals; never rounded to 0 or 100 what is neither."""
        near = round_to(value, PLACES)
        hides = near in {0, 100} and near != value
        return number_text(Number((value if hides else near) / 100, Unit.PERCENT))

    def points(self, value: Fraction) -> str:
        return rounded_text(value, places_of(value))

    def in_points(self, value: Fraction) -> str:
        places = places_of(value)
        count = number_text(Number(round_to(value, places)))
        return f"{count} point" if value == 1 else f"{count} points"

    def money(self, amount: Fraction, currency: str) -> str:
        near = round_to(amount, PLACES)
        text = number_text(Number(amount if near == 0 else near, Unit.MONEY))
        return f"{currency}{NO_BREAK}{text}" if currency else text

    def listed(self, names: Sequence[str]) -> str:
        *first, last = names or [""]
        return f"{', '.join(first)} and {last}" if first else last


class Frozen(English):
    """How texts were written that are stored with findings: a decision is about these bytes, so they never change."""

    units = False

    def plural(self, _singular: str, other: str, _count: int) -> str:
        return other

    def number(self, value: Fraction) -> str:
        near = decimal_text(value, 4)
        digits = near.rstrip("0").rstrip(".") if "." in near else near
        return digits if Fraction(digits) == value else f"about {digits}"

    def percent(self, value: Fraction) -> str:
        return f"{self.number(value)} %"

    def money(self, amount: Fraction, currency: str) -> str:
        return f"{self.number(amount)} {currency}"


ENGLISH, FROZEN = English(), Frozen()


def places_of(value: Fraction) -> int:
    """Two decimals, or as many as the points have where that is six or fewer."""
    exact = (places for places in range(PLACES, MOST_PLACES + 1) if (value * 10**places).denominator == 1)
    return next(exact, PLACES)


def text(sentence: Sentence, names: Mapping[str, str] | None = None, write: Writing = ENGLISH) -> str:
    """The sentence in words. `names` replaces ids of bids by what readers know them by."""
    names_by_id = names or {}
    filled: list[str] = []
    for literal, name, kind, _ in Formatter().parse(_template(sentence, write)):
        filled.append(literal)
        if name is not None:
            currency = str(sentence.values.get("currency", ""))
            filled.append(_value_text(sentence.values[name], kind or "number", currency, names_by_id, write))
    return "".join(filled)


def number(value: Fraction) -> str:
    """A number as English people read it: exact where it has up to six decimals, else its first digits and "…"."""
    return ENGLISH.number(value)


def _template(sentence: Sentence, write: Writing) -> str:
    template = TEMPLATES.get(sentence.key, sentence.key)
    if isinstance(template, Plural):
        return write.plural(template.singular, template.other, _count(sentence.values[template.by]))
    return write.phrase(template)


def _count(value: object) -> int:
    """The number that chooses a plural form; what is no whole number counts as more than one."""
    single = value[0] if isinstance(value, tuple | list) else value
    amount = abs(fraction(single))
    return amount.numerator if amount.denominator == 1 else 2


def _value_text(value: object, kind: str, currency: str, names: Mapping[str, str], write: Writing) -> str:
    if isinstance(value, tuple | list):
        texts = [_value_text(item, kind, currency, names, write) for item in value]
        return write.listed(texts) if all(isinstance(item, str) for item in value) else ", ".join(texts)
    if isinstance(value, Sentence):
        return text(value, names, write)
    if isinstance(value, Fraction | int):
        return _kind_text(Fraction(value), kind, currency, write)
    return names.get(str(value), str(value))


def _kind_text(value: Fraction, kind: str, currency: str, write: Writing) -> str:
    match (_WITH_UNIT if write.units else _BARE).get(kind, kind):
        case "money":
            return write.money(value, currency)
        case "percent":
            return write.percent(value)
        case "points":
            return write.points(value)
        case "in_points":
            return write.in_points(value)
        case "signed":
            return f"{MINUS if value < 0 else '+'}{write.points(abs(value))}"
        case _:
            return write.number(value)
