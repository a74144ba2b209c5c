"""From measurements to the five statutory ratings, and from ratings to a supplier's record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import BadParameter, BandsDontCover
from scoring.numbers import fraction
from scoring.pay.kpi import APPROACHING, GOOD, IMPROVE, INADEQUATE, OTHER, Kpi, Measurement, holds
from scoring.results import Sentence

# What a rating is worth in a record where nothing else is published; ours, in equal steps.
WORTH = {GOOD: Fraction(1), APPROACHING: Fraction(2, 3), IMPROVE: Fraction(1, 3), INADEQUATE: Fraction(0)}


@dataclass(frozen=True, slots=True)
class Rated:
    """A KPI's rating in a period and why. `value` is None where the rating is Other: nothing follows from it then."""

    kpi: str
    rating: str
    value: Fraction | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """Past performance 0..1 over `periods` rated periods; `share` None where there is none (no record is no zero)."""

    share: Fraction | None
    periods: int

    @property
    def sentence(self) -> Sentence:
        """The record in words."""
        if self.share is None:
            return Sentence("record.none")
        return Sentence("record.share", {"share": self.share * 100, "periods": self.periods})


def rate(kpi: Kpi, measurement: Measurement | None) -> Rated:
    """The rating of a measurement by the KPI's published bands; lower bounds are inclusive, the top band is open.

    Other, with the reason, where it is excused, has no value, or has fewer observations than `min_sample` (also where
    they were not counted). Raises BadParameter for an excuse that is not published, BandsDontCover, FloatRefused.
    """
    where = f"measurements/{kpi.code}"
    if measurement is None or (measurement.value is None and not measurement.excused):
        return _other(kpi, "unmeasured")
    if measurement.excused:
        if measurement.excused not in kpi.excuses:
            raise BadParameter(where, why=f"{measurement.excused!r} is no published excuse")
        return _other(kpi, "excused", excuse=measurement.excused)
    value = fraction(measurement.value, where)
    if (measurement.sample or 0) < kpi.min_sample:
        return _other(kpi, "small_sample", sample=measurement.sample or 0, minimum=kpi.min_sample)
    for band in kpi.bands:
        if holds(band.low, band.high, value):
            values = {"kpi": kpi.name, "value": kpi.quantity(value), "rating": Sentence(f"rating.{band.rating}")}
            return Rated(kpi.code, band.rating, value, Sentence("rate.band", values))
    raise BandsDontCover(f"kpis/{kpi.code}/bands", at=str(value))


def period_share(
    kpis: Iterable[Kpi], ratings: Mapping[str, str], worth: Mapping[str, Fraction] = WORTH
) -> Fraction | None:
    """A period's performance 0..1: the worth of each rated KPI by weight; None where none with a weight is rated."""
    weighted = [(kpi.weight, worth[ratings[kpi.code]]) for kpi in kpis if ratings.get(kpi.code, OTHER) != OTHER]
    return _weighted(weighted)


def record(shares: Sequence[Fraction | None], factors: Sequence[Fraction]) -> RatingRecord:
    """The record over periods, newest first: sum f(k)*share_k / sum f(k), f(k) = factors[k] and 0 beyond them.

    A period of None keeps its age and counts in neither sum. Raises BadParameter for a share outside 0..1 or a factor
    below 0, FloatRefused.
    """
    rated = [
        (fraction(factor, "factors"), fraction(share, "shares"))
        for factor, share in zip(factors, shares, strict=False)
        if share is not None
    ]
    if any(factor < 0 or not 0 <= share <= 1 for factor, share in rated):
        raise BadParameter("record", why="a share lies in 0..1 and a factor is not negative")
    return RatingRecord(_weighted(rated), sum(factor > 0 for factor, _ in rated))


def _weighted(weighted: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    total = sum((weight for weight, _ in weighted), Fraction(0))
    return sum((weight * share for weight, share in weighted), Fraction(0)) / total if total else None


def _other(kpi: Kpi, key: str, **values: object) -> Rated:
    return Rated(kpi.code, OTHER, None, Sentence(f"rate.{key}", {"kpi": kpi.name, **values}))
