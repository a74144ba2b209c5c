"""The credit rules. Each prices a missed target, unrounded; a met target costs nothing and reaches no rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from scoring.errors import BadParameter, ScoringError
from scoring.numbers import fraction, mean
from scoring.pay import bands
from scoring.pay.kpi import Charge, Failure, Kpi, share_at
from scoring.results import Sentence
from scoring.types import Band


class _Rule:
    """What most rules share: no pool, no pay on top."""

    __slots__ = ()

    @property
    def needs_at_risk(self) -> bool:
        return False

    def bonus(self, value: Fraction) -> Fraction:
        return value * 0


@dataclass(frozen=True, slots=True)
class Points(_Rule):
    """Service points: `minor`, or `severe` beyond the KPI's minimum; each costs `rate` of the charges."""

    rate: Fraction
    minor: Fraction = Fraction(1)
    severe: Fraction = Fraction(3)

    def charge(self, failure: Failure) -> Charge:
        severe = failure.kpi.severe(failure.value)
        points = self.severe if severe else self.minor
        how = Sentence("pay.severity.severe" if severe else "pay.severity.minor")
        return _charge(
            failure, points * self.rate * failure.charges, "points", points=points, severity=how, rate=self.rate * 100
        )

    def problems(self, _kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from _share(self.rate, f"{where}/rate")
        if not 0 <= fraction(self.minor, where) <= fraction(self.severe, where):
            yield BadParameter(where, why="a severe failure costs at least as many points as a minor one")


@dataclass(frozen=True, slots=True)
class Shortfall(_Rule):
    """`rate` of the charges for each unit by which the target is missed; `full_points`: for each full unit only.

    With a target in percent, the default takes the shortfall itself as percent of the charges.
    """

    rate: Fraction = Fraction(1, 100)
    full_points: bool = False

    def charge(self, failure: Failure) -> Charge:
        missed = Fraction(floor(failure.shortfall)) if self.full_points else failure.shortfall
        key = "full_points" if self.full_points else "shortfall"
        return _charge(failure, missed * self.rate * failure.charges, key, missed=missed, rate=self.rate * 100)

    def problems(self, _kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from _share(self.rate, f"{where}/rate")


@dataclass(frozen=True, slots=True)
class StepPay(_Rule):
    """A share of the charges by value. `mean`: by the mean with the value of the period before, where there is one."""

    bands: tuple[Band, ...]
    mean: bool = False

    def charge(self, failure: Failure) -> Charge:
        before = [failure.previous] if self.mean and failure.previous is not None else []
        value = mean([failure.value, *before])
        share = share_at(self.bands, value)
        key = "steps_mean" if before else "steps"
        return _charge(failure, share * failure.charges, key, step=failure.kpi.quantity(value), rate=share * 100)

    def problems(self, kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from bands.shares(self.bands, kpi, f"{where}/bands")
        if self.mean and kpi.direction == "range":
            yield BadParameter(f"{where}/mean", why="a mean hides values on both sides of a range")


@dataclass(frozen=True, slots=True)
class Pool(_Rule):
    """`share` of the amount at risk, times the share that the level reached costs."""

    share: Fraction
    bands: tuple[Band, ...]

    @property
    def needs_at_risk(self) -> bool:
        return True

    def charge(self, failure: Failure) -> Charge:
        return _pooled(failure, self.share, share_at(self.bands, failure.value), "pool")

    def problems(self, kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from _share(self.share, f"{where}/share")
        yield from bands.shares(self.bands, kpi, f"{where}/bands")


@dataclass(frozen=True, slots=True)
class AwardFee(_Rule):
    """`share` of the amount at risk is a fee; the level reached earns a share of it, the rest is withheld."""

    share: Fraction
    bands: tuple[Band, ...]

    @property
    def needs_at_risk(self) -> bool:
        return True

    def charge(self, failure: Failure) -> Charge:
        return _pooled(failure, self.share, 1 - share_at(self.bands, failure.value), "award_fee")

    def problems(self, kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from _share(self.share, f"{where}/share")
        yield from bands.shares(self.bands, kpi, f"{where}/bands", rewards=True)
        if kpi.repeat != 1:
            yield BadParameter(f"{where}/repeat", why="a fee can be withheld once only: repeat is 1")


@dataclass(frozen=True, slots=True)
class Factor(_Rule):
    """The KPI's weight in the amount at risk, for any failure."""

    @property
    def needs_at_risk(self) -> bool:
        return True

    def charge(self, failure: Failure) -> Charge:
        return _pooled(failure, failure.kpi.weight, Fraction(1), "factor")

    def problems(self, kpi: Kpi, where: str) -> Iterator[ScoringError]:
        if kpi.weight == 0:
            yield BadParameter(where, why="a KPI without weight has no share of the amount at risk")


@dataclass(frozen=True, slots=True)
class OutcomePay(_Rule):
    """`share` of a verified saving is paid on top. The measured value is money; a loss pays and costs nothing."""

    share: Fraction

    def charge(self, failure: Failure) -> Charge:
        return _charge(failure, Fraction(0), "nothing")

    def bonus(self, value: Fraction) -> Fraction:
        return self.share * max(value, Fraction(0))

    def problems(self, kpi: Kpi, where: str) -> Iterator[ScoringError]:
        yield from _share(self.share, f"{where}/share")
        if kpi.direction != "up":
            yield BadParameter(where, why="a verified saving is better when it is larger")


def _charge(failure: Failure, amount: Fraction, key: str, **values: object) -> Charge:
    kpi = failure.kpi
    facts = {"kpi": kpi.name, "value": kpi.quantity(failure.value), "target": kpi.target_said(), "credit": amount}
    return Charge(amount, Sentence(f"pay.rule.{key}", {**facts, **values}))


def _pooled(failure: Failure, share: Fraction, level: Fraction, key: str) -> Charge:
    amount = failure.at_risk * share * level
    return _charge(failure, amount, key, at_risk=failure.at_risk, share=share * 100, level=level * 100)


def _share(value: Fraction, where: str) -> Iterator[ScoringError]:
    if not 0 <= fraction(value, where) <= 1:
        yield BadParameter(where, why="a share lies in 0..1")
