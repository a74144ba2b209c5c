"""What must be right before indicators and pay terms are published."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.errors import BadParameter, DuplicateMark, ScoringError
from scoring.numbers import fraction
from scoring.pay import bands
from scoring.pay.kpi import DIRECTIONS, RATINGS, Kpi
from scoring.pay.terms import PayTerms

_MODES = ("half_up", "half_even", "down")
_MOST_PLACES = 12


def check(kpis: Sequence[Kpi], terms: PayTerms) -> list[ScoringError]:
    """All problems, in the order of the parts; empty where they can be published. Raises FloatRefused."""
    faults = [*_of_terms(terms)]
    codes = [kpi.code for kpi in kpis]
    faults += [DuplicateMark("kpis", what=code) for code in sorted({code for code in codes if codes.count(code) > 1})]
    for kpi in kpis:
        where = f"kpis/{kpi.code}"
        frame = [*_frame(kpi, where)]
        faults += frame or [*_bands(kpi, where), *_pay(kpi, terms, where)]  # the rest relies on direction and target
    return faults


def _of_terms(terms: PayTerms) -> Iterator[ScoringError]:
    for name, share in (("cap", terms.cap), ("at_risk", terms.at_risk), ("bonus_cap", terms.bonus_cap)):
        yield from _share(share, f"terms/{name}")
    if type(terms.places) is not int or not 0 <= terms.places <= _MOST_PLACES:
        yield BadParameter("terms/places", why=f"a number of decimals lies in 0..{_MOST_PLACES}")
    if terms.mode not in _MODES:
        yield BadParameter("terms/mode", why=f"{terms.mode!r} is none of {', '.join(_MODES)}")
    if terms.earn_back is not None:
        yield from _share(terms.earn_back.share, "terms/earn_back/share")
        if type(terms.earn_back.periods) is not int or terms.earn_back.periods < 1:
            yield BadParameter("terms/earn_back/periods", why="a credit is earned back over at least one period")


def _frame(kpi: Kpi, where: str) -> Iterator[ScoringError]:
    if kpi.direction not in DIRECTIONS:
        yield BadParameter(f"{where}/direction", why=f"{kpi.direction!r} is none of {', '.join(DIRECTIONS)}")
        return
    if (kpi.direction == "range") != (kpi.target_to is not None):
        yield BadParameter(f"{where}/target_to", why="a range, and only a range, has a second target")
        return
    bounded = kpi.minimum is not None
    if (bounded and kpi.direction == "range") != (kpi.minimum_to is not None):
        yield BadParameter(f"{where}/minimum_to", why="a range with a minimum, and only that, has a second minimum")
        return
    rising = [kpi.minimum, kpi.target, kpi.target_to, kpi.minimum_to]
    limits = [fraction(limit, where) for limit in rising if limit is not None]
    if sorted(limits, reverse=kpi.direction == "down") != limits:
        yield BadParameter(f"{where}/minimum", why="the target must not lie beyond the minimum")


def _bands(kpi: Kpi, where: str) -> Iterator[ScoringError]:
    where = f"{where}/bands"
    yield from bands.cover(kpi.bands, where)
    if any(band.rating not in RATINGS for band in kpi.bands):
        yield BadParameter(where, why=f"a band gives one of {', '.join(RATINGS)}")
        return
    rank = [Fraction(RATINGS.index(band.rating)) for band in kpi.bands]
    if not bands.never_cheaper(kpi.bands, rank, kpi):
        yield BadParameter(where, why="a worse value must not have a better rating")


def _pay(kpi: Kpi, terms: PayTerms, where: str) -> Iterator[ScoringError]:
    yield from _share(kpi.weight, f"{where}/weight")
    yield from _share(kpi.cap, f"{where}/cap")
    if type(kpi.min_sample) is not int or kpi.min_sample < 0:
        yield BadParameter(f"{where}/min_sample", why="a sample is a whole number from 0")
    if fraction(kpi.repeat, f"{where}/repeat") < 1:
        yield BadParameter(f"{where}/repeat", why="a repeated failure costs at least as much as the first")
    rule = kpi.pay_rule
    if rule is not None:
        yield from rule.problems(kpi, f"{where}/pay_rule")
        if rule.needs_at_risk and terms.at_risk is None:
            yield BadParameter("terms/at_risk", why=f"'{kpi.name}' draws on an amount at risk, none is published")
    yield from _bonus(kpi, terms, where)


def _bonus(kpi: Kpi, terms: PayTerms, where: str) -> Iterator[ScoringError]:
    if kpi.bonus:
        yield from bands.shares(kpi.bonus, kpi, f"{where}/bonus", rewards=True)
    pays = kpi.bonus or (kpi.pay_rule is not None and kpi.pay_rule.bonus(Fraction(1)) > 0)
    if pays and terms.bonus_cap is None:
        yield BadParameter("terms/bonus_cap", why=f"'{kpi.name}' may earn a bonus, no cap is published")


def _share(share: Fraction | None, where: str) -> Iterator[ScoringError]:
    if share is not None and not 0 <= fraction(share, where) <= 1:
        yield BadParameter(where, why="a share lies in 0..1")
