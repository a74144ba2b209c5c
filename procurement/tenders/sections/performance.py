"""What is measured during the contract and paid by."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class BandEntry:
    """A rating from `start` on (inclusive), as good as the direction says; the best band has no further bound.

    `share`: what a value in it costs of the charges (steps) or of the amount at risk (pool), or earns of a fee.
    """

    rating: str
    start: Fraction | None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class KpiEntry:
    """An indicator. `minimum` and `best`: the offers that earn nothing and everything; `target`: what is agreed.

    `direction`: up or down. `measured_by`: supplier, authority, third_party, users. `credit_rule`: a rule of pay of the
    judge, in its own form; `cap`: the most it may cost, a share of the charges of a period. `bands`: from the best on.
    `repeat`: how many times as much a miss costs that follows a miss, None: as much; `excuses`: events for which a
    measurement is left out.
    """

    code: str
    title: str = ""
    criterion: str = ""
    lot: int | None = None
    unit: str = ""
    direction: str = "up"
    target: Fraction | None = None
    minimum: Fraction | None = None
    best: Fraction | None = None
    weight: Fraction | None = None
    source: str = ""
    measured_by: tuple[str, ...] = ()
    frequency: str = "month"
    min_sample: int | None = None
    bands: tuple[BandEntry, ...] = ()
    credit_rule: str = ""
    credit_step: Fraction | None = None
    credit_share: Fraction | None = None
    cap: Fraction | None = None
    repeat: Fraction | None = None
    excuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Performance:
    """`cap`: the most that all indicators together may cost, a share of the charges of a period.

    `at_risk`: the share that rules of a pool draw on. `bonus_cap`: the most that is paid on top. `earn_back_periods`:
    after so many periods on target in a row `earn_back_share` of what a miss cost is paid back; None: nothing.
    """

    kpis: tuple[KpiEntry, ...] = ()
    cap: Fraction | None = None
    at_risk: Fraction | None = None
    bonus_cap: Fraction | None = None
    earn_back_periods: int | None = None
    earn_back_share: Fraction | None = None
