"""What is measured: an indicator with its target, cut points and pay rule, and one measurement of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from scoring.errors import ScoringError
from scoring.results import Sentence
from scoring.types import Band

GOOD, APPROACHING, IMPROVE, INADEQUATE = "good", "approaching_target", "requires_improvement", "inadequate"
# From best to worst. Source: PA 2023 s.71, regs 2024 reg. 39.
RATINGS = (GOOD, APPROACHING, IMPROVE, INADEQUATE)
OTHER = "other"
DIRECTIONS = ("up", "down", "range")

Limits = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class RatingBand:
    """`rating` for values from `low` (inclusive, None = unbounded) up to `high` (exclusive, None = unbounded)."""

    rating: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """An indicator as published, or as the winner's offer made it; `bands` cover every value once.

    `target` is met at the target itself: at least it (up), at most it (down), or from it to `target_to` (range). Beyond
    `minimum` (range: outside `minimum`..`minimum_to`) a failure is severe; None: never. `weight` 0..1. Below
    `min_sample` observations nothing is rated. `excuses` are the published ones. `cap` and `bonus` (by value) are
    shares of the charges. `repeat` multiplies the credit of a failure that follows a failure; 1: by nothing.
    """

    code: str
    unit: str
    target: Fraction
    minimum: Fraction | None
    direction: str
    weight: Fraction
    min_sample: int
    bands: tuple[RatingBand, ...]
    pay_rule: "PayRule | None" = None
    excuses: tuple[str, ...] = ()
    cap: Fraction | None = None
    repeat: Fraction = Fraction(2)
    bonus: tuple[Band, ...] = ()
    target_to: Fraction | None = None
    minimum_to: Fraction | None = None
    title: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.code

    @property
    def wanted(self) -> Limits:
        """The values from .. to that meet the target, both inclusive."""
        return self._limits(self.target, self.target_to)

    def shortfall(self, value: Fraction) -> Fraction:
        """By how much `value` misses the target, in the KPI's unit; 0 where it is met."""
        return _outside(value, self.wanted)

    def severe(self, value: Fraction) -> bool:
        """Whether `value` lies beyond the minimum."""
        return self.minimum is not None and _outside(value, self._limits(self.minimum, self.minimum_to)) > 0

    def quantity(self, value: Fraction) -> Sentence:
        """A value with its unit."""
        return (
            Sentence("pay.quantity", {"value": value, "unit": self.unit})
            if self.unit
            else Sentence("pay.number", {"value": value})
        )

    def target_said(self) -> Sentence:
        """The target in words."""
        low, high = self.wanted
        limits = {"low": low, "high": high}
        return Sentence(
            f"pay.target.{self.direction}", {key: self.quantity(v) for key, v in limits.items() if v is not None}
        )

    def _limits(self, low: Fraction, high: Fraction | None) -> Limits:
        return (None, low) if self.direction == "down" else (low, high)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was found in a period; `value` None: nothing. `sample`: how many observations, None: not counted.

    `excused` names one of the KPI's excuses: the measurement is then left out. `incidents` are the ids of the events
    behind a failure, so that one event is not charged at several KPIs.
    """

    kpi: str
    period: str
    value: Fraction | None
    sample: int | None = None
    excused: str = ""
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A missed target, with what a rule needs to price it. `charges` and `at_risk` are money of the period."""

    kpi: Kpi
    value: Fraction
    previous: Fraction | None
    charges: Fraction
    at_risk: Fraction

    @property
    def shortfall(self) -> Fraction:
        """By how much the target is missed."""
        return self.kpi.shortfall(self.value)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a rule asks for a failure, unrounded, and why."""

    amount: Fraction
    sentence: Sentence


class PayRule(Protocol):
    """A credit rule. Its amount never falls while a value gets worse in one direction."""

    @property
    def needs_at_risk(self) -> bool:
        """Whether the terms must put a share of the charges at risk."""

    def charge(self, failure: Failure, /) -> Charge:
        """The credit of a failure, 0 or more, before repeat and caps."""

    def bonus(self, value: Fraction, /) -> Fraction:
        """What is paid on top for a measured value, in money, before the bonus cap."""

    def problems(self, kpi: Kpi, where: str, /) -> Iterable[ScoringError]:
        """For what `check` refuses the rule on this KPI."""


def share_at(bands: Iterable[Band], value: Fraction) -> Fraction:
    """The share of the band that holds `value`; the bands cover every value."""
    return next(band.share for band in bands if holds(band.low, band.high, value))


def holds(low: Fraction | None, high: Fraction | None, value: Fraction) -> bool:
    """Whether `value` lies in the half-open band: lower bound inclusive, upper exclusive, None open."""
    return (low is None or low <= value) and (high is None or value < high)


def _outside(value: Fraction, limits: Limits) -> Fraction:
    low, high = limits
    below = Fraction(0) if low is None else low - value
    above = Fraction(0) if high is None else value - high
    return max(Fraction(0), below, above)
