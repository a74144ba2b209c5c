"""What bands must satisfy: cover every value once, and never make a worse value the better one."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from scoring.errors import BadParameter, BandsDontCover, ScoringError
from scoring.numbers import fraction
from scoring.pay.kpi import Kpi, RatingBand
from scoring.types import Band


def cover(bands: Sequence[Band] | Sequence[RatingBand], where: str) -> Iterator[ScoringError]:
    """Nothing where the bands, in rising order, hold every value exactly once; else where they do not."""
    for cut in (cut for band in bands for cut in (band.low, band.high) if cut is not None):
        fraction(cut, where)
    ends = [None, *(band.high for band in bands)]
    starts = [*(band.low for band in bands), None]
    for end, start in zip(ends, starts, strict=True):
        if end != start:
            yield BandsDontCover(where, at=str(start if end is None else end))
    inner = [band.high for band in bands[:-1] if band.high is not None]
    if not bands or len(inner) != len(bands) - 1 or inner != sorted(set(inner)):
        yield BandsDontCover(where, at="the cut points, which must rise")


def never_cheaper(bands: Sequence[Band] | Sequence[RatingBand], cost: Sequence[Fraction], kpi: Kpi) -> bool:
    """Whether `cost`, one for each band, never falls as values get worse; in a range, on either side of it."""
    low, high = kpi.wanted
    costed = list(zip([(band.low, band.high) for band in bands], cost, strict=True))
    if kpi.direction == "range" and low is not None and high is not None:
        below = [amount for (start, _), amount in costed if start is None or start < low]
        above = [amount for (_, end), amount in costed if end is None or end > high]
    else:
        below, above = (list(cost), []) if kpi.direction == "up" else ([], list(cost))
    return all(far >= near for far, near in pairwise(below)) and all(near <= far for near, far in pairwise(above))


def shares(bands: Sequence[Band], kpi: Kpi, where: str, *, rewards: bool = False) -> Iterator[ScoringError]:
    """The problems of bands with shares: of a credit, which rises as values worsen, or (`rewards`) of a reward."""
    yield from cover(bands, where)
    fractions = [fraction(band.share, where) for band in bands]
    if any(not 0 <= share <= 1 for share in fractions):
        yield BadParameter(where, why="the share of a band lies in 0..1")
    if not never_cheaper(bands, [1 - share for share in fractions] if rewards else fractions, kpi):
        yield BadParameter(where, why="a worse value must never be the better one for the supplier")
