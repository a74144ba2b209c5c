"""What a rule for abnormally low tenders is: it measures every bid against a threshold, asks, and never excludes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.errors import BadParameter, ScoringError
from scoring.expressions import Number, Unit, Working, WorkingStep, mean_of
from scoring.numbers import fraction
from scoring.results import Sentence
from scoring.types import Params


@dataclass(frozen=True, slots=True)
class Flag:
    """A bid that is to be asked about its price, and why.

    `value` stands against `threshold` in the unit of the rule: share (0..1 below something), money (a price against a
    limit) or percent (a rebate). `margin` is how far beyond the threshold it lies, 0 at the threshold. `inputs` are the
    numbers that gave both.
    """

    bid: str
    rule: str
    inputs: Mapping[str, object]
    threshold: Fraction
    value: Fraction
    margin: Fraction


@dataclass(frozen=True, slots=True)
class Round:
    """What a rule sees: prices by bid, as evaluated and as opened, the ranking, best first, and the parameters."""

    prices: Mapping[str, Fraction]
    opening: Mapping[str, Fraction]
    order: Sequence[str]
    params: Params

    def number(self, name: str) -> Fraction:
        """A parameter that is a number."""
        return fraction(self.params[name], name)

    def known(self, name: str) -> Fraction | None:
        """An optional number; None where it is not published."""
        return None if self.params[name] == "" else self.number(name)

    def word(self, name: str) -> str:
        """A parameter that is a word."""
        return str(self.params[name])


# Every bid measured (`flags` keeps those beyond the threshold), or why there is no threshold.
Measured = list[Flag] | Sentence
Measure = Callable[[Round], Measured]


@dataclass(frozen=True, slots=True)
class FlagWorking:
    """How a flag comes about: `value` evaluates to the flag's value, `limit` to its threshold, each after its steps."""

    value: Working
    limit: Working


Explain = Callable[[Round, Flag], FlagWorking]


def above(bid: str, rule: str, value: Fraction, threshold: Fraction, **inputs: object) -> Flag:
    """A bid measured by a rule that asks from `threshold` upwards."""
    return Flag(bid, rule, inputs, threshold, value, value - threshold)


def below(bid: str, rule: str, price: Fraction, limit: Fraction, **inputs: object) -> Flag:
    """A bid measured by a rule that asks from a price of `limit` downwards."""
    return Flag(bid, rule, inputs, limit, price, limit - price)


# --- calculations ---


def money(amount: Fraction) -> Number:
    """A price or a limit."""
    return Number(amount, Unit.MONEY)


def published_share(flag: Flag) -> Working:
    """A limit that is the published share itself."""
    return Working(Number(flag.threshold, Unit.PERCENT))


def mean_step(values: Sequence[Fraction], unit: Unit) -> WorkingStep:
    """The mean of what a rule keeps."""
    return WorkingStep(Sentence("step.mean_kept", {"count": len(values)}), mean_of(values, unit), unit)


# --- parameters ---


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of a rule. `kind`: share (above 0, below 1), money (above 0), count (whole, from `least` to
    `most`) or word.

    Without a `default` it must be published; a default of "" makes it optional. `keywords` are allowed beside numbers.
    """

    title: str
    kind: str = "share"
    default: str | None = None
    keywords: tuple[str, ...] = ()
    least: int = 0
    most: int = 10_000

    def faults(self, name: str, value: object, where: str) -> Iterator[ScoringError]:
        """What is wrong with the value given; nothing where it can be used."""
        if value is None:
            yield BadParameter(where, why=f"'{name}' ({self.title}) must be published")
        elif (isinstance(value, str) and value in self.keywords) or (value == "" and self.default == ""):
            return
        elif self.kind == "word":
            yield BadParameter(where, why=f"{value!r} is not one of {', '.join(self.keywords)}")
        else:
            yield from self._number_faults(value, where)

    def _number_faults(self, value: object, where: str) -> Iterator[ScoringError]:
        try:
            number = fraction(value, where)
        except ScoringError as error:
            yield error
            return
        if self.kind == "share" and not 0 < number < 1:
            yield BadParameter(where, why=f"{self.title} lies between 0 and 1")
        if self.kind == "money" and number <= 0:
            yield BadParameter(where, why=f"{self.title} is above 0")
        if self.kind == "count" and (number.denominator != 1 or not self.least <= number <= self.most):
            yield BadParameter(where, why=f"{self.title} is a whole number from {self.least} to {self.most}")


def choice(title: str, *keywords: str) -> Setting:
    """A parameter that is one of some words, the first by default."""
    return Setting(title, "word", keywords[0], keywords)


BASE = Setting("the published base price", "money")


# --- rules ---

# What is wrong between parameters that are each in order: the parameter to change, and why.
Together = Callable[[Params], Iterable[tuple[str, str]]]


def _nothing(_: Params) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the registry.

    `unit` of value, threshold and margin: share, money or percent. `bids` are compared by default at least, `least` are
    the fewest with which the arithmetic works. `at_threshold`: whether a bid exactly at the threshold is flagged (flag)
    or not (pass), where the tender does not say otherwise. `ranks`: it compares a bid with the next in the ranking.
    `working` gives a flag of the rule as a calculation. `together` checks parameters against each other.
    `source`: where the rule is written.
    """

    id: str
    title: str
    unit: str
    measure: Measure
    working: Explain
    source: str
    params: Mapping[str, Setting] = field(default_factory=dict)
    bids: int = 1
    least: int = 1
    at_threshold: str = "flag"
    ranks: bool = False
    together: Together = _nothing

    def settings(self) -> dict[str, Setting]:
        """Every parameter that may be published, the common ones included."""
        other = "pass" if self.at_threshold == "flag" else "flag"
        return {
            **self.params,
            "min_bids": Setting("the fewest bids that are compared", "count", str(self.bids), least=self.least),
            "at_threshold": choice("what a bid at the threshold is", self.at_threshold, other),
            "recompute": choice("whether a later exclusion moves the threshold", "yes", "no"),
        }

    def filled(self, params: Params) -> dict[str, object]:
        """The parameters with the defaults of those not published."""
        published = {name: value for name, value in params.items() if value is not None}
        return {name: published.get(name, setting.default) for name, setting in self.settings().items()}

    def faults(self, params: Params, where: str) -> Iterator[ScoringError]:
        """Every fault of the parameters: unknown, missing, no number, out of range."""
        settings, filled = self.settings(), self.filled(params)
        for name in sorted(set(params) - set(settings)):
            yield BadParameter(f"{where}/{name}", why=f"'{self.id}' has no parameter '{name}'")
        for name, setting in settings.items():
            yield from setting.faults(name, filled[name], f"{where}/{name}")
        for name, why in self.together(filled):
            yield BadParameter(f"{where}/{name}", why=why)
