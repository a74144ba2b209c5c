"""Calculations as data: small trees of exact numbers that evaluate to the exact figure and print as the line of it.

Evaluation: Fractions throughout; a power with an exponent that is no whole number, and a quotient of logarithms, is the
12-decimal value that `scoring.numbers` makes of it, so that the tree gives what the judge gives.

Printing has one rule: a number is printed exactly, as the shortest decimal, where it ends within six decimals (money
within two, a percentage within two); else its true first digits stand there, four decimals or four digits from the
first that is not 0 (two of money and percentages), with "…" behind them. Thousands have commas, minus is U+2212, money
has cents where it has any. Brackets stand only where the reading would change without them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor, prod

from scoring import numbers
from scoring.results import Sentence

MINUS, ELLIPSIS, NO_BREAK = "\u2212", "…", "\u00a0"
_EXACT, _CUT, _CENTS = 6, 4, 2
_MOST = 24  # decimals that are looked at for the first digit that is not 0


class Unit(StrEnum):
    """What a number counts. It changes how it prints, never its value: a percentage of 1/4 is 25 %."""

    PLAIN = "plain"
    POINTS = "points"
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was published, offered, marked or computed before."""

    value: Fraction
    unit: Unit = Unit.PLAIN


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum of its terms."""

    terms: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """`start` less `less`."""

    start: "Expression"
    less: "Expression"


@dataclass(frozen=True, slots=True)
class Times:
    """The product of its factors."""

    factors: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Over:
    """`top` divided by `bottom`."""

    top: "Expression"
    bottom: "Expression"


@dataclass(frozen=True, slots=True)
class Power:
    """`base` to the power of `exponent`, by `numbers.power`."""

    base: "Expression"
    exponent: "Expression"


@dataclass(frozen=True, slots=True)
class LogRatio:
    """ln(`value`) divided by ln(`base`), at 12 decimals."""

    value: "Expression"
    base: "Expression"


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of its parts: a cap that binds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Most:
    """The largest of its parts: a floor that binds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A figure rounded where the method publishes it. It prints as what is rounded; the result stands beside it."""

    inner: "Expression"
    places: int
    mode: str = "half_up"


Expression = Number | Plus | Minus | Times | Over | Power | LogRatio | Least | Most | Rounded
Write = Callable[[Number], str]


@dataclass(frozen=True, slots=True)
class WorkingStep:
    """One line before the last: `what` it gives, and the calculation of it. `unit` is that of its result."""

    what: Sentence
    expression: Expression
    unit: Unit = Unit.PLAIN


@dataclass(frozen=True, slots=True)
class Working:
    """How one figure comes about: steps in their order, then the expression; `why` names the case where it is one."""

    expression: Expression
    steps: tuple[WorkingStep, ...] = ()
    why: Sentence | None = None


# --- making ---


def plus(terms: Iterable[Expression]) -> Expression:
    """The sum; of one term the term, of none 0."""
    listed = tuple(terms)
    return listed[0] if len(listed) == 1 else Plus(listed) if listed else Number(Fraction(0))


def times(*factors: Expression) -> Expression:
    """The product, products inside it opened: order and brackets change nothing exact."""
    flat: list[Expression] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Times) else (factor,)
    return flat[0] if len(flat) == 1 else Times(tuple(flat))


def mean_of(values: Sequence[Fraction], unit: Unit = Unit.PLAIN) -> Expression:
    """Their sum divided by their number."""
    terms = plus(Number(value, unit) for value in values)
    return terms if len(values) == 1 else Over(terms, Number(Fraction(len(values))))


def capped(expression: Expression, most: Number) -> Expression:
    """The expression, and the cap only where it binds."""
    return Least((most, expression)) if evaluate(expression) > most.value else expression


def floored(expression: Expression, least: Number) -> Expression:
    """The expression, and the floor only where it binds."""
    return Most((least, expression)) if evaluate(expression) < least.value else expression


# --- evaluating ---


def evaluate(expression: Expression) -> Fraction:
    """The exact value."""
    match expression:
        case Number(value=value):
            return value
        case Plus(terms=terms):
            return sum(map(evaluate, terms), Fraction(0))
        case Minus(start=start, less=less):
            return evaluate(start) - evaluate(less)
        case Times(factors=factors):
            return prod(map(evaluate, factors), start=Fraction(1))
        case Over(top=top, bottom=bottom):
            return evaluate(top) / evaluate(bottom)
        case _:
            return _evaluate_rest(expression)


def _evaluate_rest(expression: Expression) -> Fraction:
    if isinstance(expression, Power):
        return numbers.power(evaluate(expression.base), evaluate(expression.exponent))
    if isinstance(expression, LogRatio):
        return numbers.quantise(numbers.log_ratio(evaluate(expression.value), evaluate(expression.base)))
    if isinstance(expression, Rounded):
        return numbers.round_to(evaluate(expression.inner), expression.places, expression.mode)
    assert isinstance(expression, Least | Most)
    values = map(evaluate, expression.parts)
    return min(values) if isinstance(expression, Least) else max(values)


# --- printing ---

# How tightly a form binds: brackets stand around a looser one inside a tighter one.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def text(expression: Expression, write: Write | None = None) -> str:
    """The line, without its result. `write` prints one number; by default `number_text`."""
    return _text(expression, number_text if write is None else write)


def _text(expression: Expression, write: Write) -> str:
    match expression:
        case Number():
            return write(expression)
        case Plus(terms=terms):
            return " + ".join(_inside(term, _SUM, write, later=index > 0) for index, term in enumerate(terms))
        case Minus(start=start, less=less):
            return f"{_inside(start, _SUM, write)} {MINUS} {_inside(less, _PRODUCT, write, later=True)}"
        case Times(factors=factors):
            return " × ".join(_inside(part, _PRODUCT, write, later=index > 0) for index, part in enumerate(factors))
        case Over(top=top, bottom=bottom):
            return f"{_inside(top, _PRODUCT, write)} ÷ {_inside(bottom, _POWER, write, later=True)}"
        case _:
            return _text_of_rest(expression, write)


def _text_of_rest(expression: Expression, write: Write) -> str:
    if isinstance(expression, Power):
        return f"{_inside(expression.base, _ATOM, write, later=True)}^{_inside(expression.exponent, _ATOM, write)}"
    if isinstance(expression, LogRatio):
        return f"ln({_text(expression.value, write)}) ÷ ln({_text(expression.base, write)})"
    if isinstance(expression, Rounded):
        return _text(expression.inner, write)
    assert isinstance(expression, Least | Most)
    name = "min" if isinstance(expression, Least) else "max"
    return f"{name}({'; '.join(_text(part, write) for part in expression.parts)})"


def _inside(part: Expression, tightness: int, write: Write, *, later: bool = False) -> str:
    """A part in its place; a negative number stands in brackets unless it comes first."""
    printed = _text(part, write)
    loose = _tightness(part) < tightness or (later and printed.startswith(MINUS) and isinstance(part, Number))
    return f"({printed})" if loose else printed


def _tightness(part: Expression) -> int:
    if isinstance(part, Rounded):
        return _tightness(part.inner)
    if isinstance(part, Plus | Minus):
        return _SUM
    if isinstance(part, Times | Over | LogRatio):
        return _PRODUCT
    return _POWER if isinstance(part, Power) else _ATOM


def number_text(number: Number) -> str:
    """One number by the rule of this module."""
    if number.unit == Unit.PERCENT:
        return f"{_decimal(number.value * 100, _CENTS, _CENTS)}{NO_BREAK}%"
    if number.unit == Unit.MONEY:
        no_cents = number.value.denominator == 1
        return rounded_text(number.value, 0) if no_cents else _decimal(number.value, _CENTS, _CENTS, shortest=False)
    return _decimal(number.value, _EXACT, _CUT)


def prints_exactly(number: Number) -> bool:
    """Whether the printed number is the number."""
    return ELLIPSIS not in number_text(number)


def rounded_text(value: Fraction, places: int, mode: str = "half_up") -> str:
    """A result at so many decimals, rounded as published."""
    written = numbers.decimal_text(numbers.round_to(value, places, mode), places)
    digits, point, rest = written.lstrip("-").partition(".")
    sign = MINUS if written.startswith("-") and any(digit not in "0." for digit in written[1:]) else ""
    return f"{sign}{int(digits):,}{point}{rest}"


def _decimal(value: Fraction, exact: int, cut: int, *, shortest: bool = True) -> str:
    if (value * 10**exact).denominator == 1:
        printed = rounded_text(value, exact)
        return printed.rstrip("0").rstrip(".") if shortest else printed
    size = abs(value)
    places = cut
    while size * 10 ** (places - cut + 1) < 1 and places < _MOST:
        places += 1
    return (
        f"{rounded_text(Fraction(floor(size * 10**places) * (1 if value > 0 else -1), 10**places), places)}{ELLIPSIS}"
    )
