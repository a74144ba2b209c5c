"""Energy services: net present value of the customer's income. Source: SCORING §5, ProzorroUKR/esculator (de028261).

21 periods from the announcement: d_0 days to 31 December, nineteen of 365, the last of 365 - d_0. Money is unrounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from scoring.errors import BadParameter
from scoring.numbers import fraction
from scoring.results import Sentence

PERIODS = 21
YEAR = 365


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its `days`, those `paid` for, and its money. `factor` discounts to the announcement."""

    days: int
    paid: int
    saving: Fraction
    payment: Fraction
    income: Fraction
    factor: Fraction

    @property
    def discounted(self) -> Fraction:
        """The income at the announcement."""
        return self.income * self.factor


@dataclass(frozen=True, slots=True)
class EnergyService:
    """What an offer is worth. `npv`: the customer's income, highest wins; `price`: the sum of all payments."""

    periods: tuple[Period, ...]

    @property
    def npv(self) -> Fraction:
        """Net present value of the customer's income."""
        return sum((period.discounted for period in self.periods), Fraction(0))

    @property
    def price(self) -> Fraction:
        """What the customer pays over the contract, not discounted."""
        return sum((period.payment for period in self.periods), Fraction(0))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every period with an income or a payment, then the two figures."""
        rows = tuple(_sentence(number, period) for number, period in enumerate(self.periods) if period.days)
        return *rows, Sentence("esco.total", {"price": self.price, "npv": self.npv})


def contract_days(years: int, days: int) -> int:
    """The length of a contract, with 365 days a year as the method has it."""
    return years * YEAR + days


def energy_service(
    savings: Sequence[Fraction], share: Fraction, rate: Fraction, announced: date, days: int
) -> EnergyService:
    """The offer by period. `savings`: cost reduction in each of the 21 periods; `share` of it is paid for `days` days.

    Announced on 31 December, period 0 has no days: nothing is paid or earned in it, whatever saving is stated.
    Raises BadParameter, FloatRefused.
    """
    exact = [fraction(saving, f"savings/{number}") for number, saving in enumerate(savings)]
    share, rate = fraction(share, "share"), fraction(rate, "rate")
    _refuse(exact, share, rate, announced, days)
    first = (date(announced.year, 12, 31) - announced).days
    flows = []
    factor, left = Fraction(1), days
    for number, length in enumerate([first, *[YEAR] * (PERIODS - 2), YEAR - first]):
        paid = min(left, length)
        left -= paid
        factor /= 1 + rate * length / YEAR
        flows.append(_period(number, length, paid, exact[number], share, factor))
    return EnergyService(tuple(flows))


def npv(savings: Sequence[Fraction], share: Fraction, rate: Fraction, announced: date, days: int) -> Fraction:
    """Net present value of the customer's income; see `energy_service`."""
    return energy_service(savings, share, rate, announced, days).npv


def price(savings: Sequence[Fraction], share: Fraction, announced: date, days: int) -> Fraction:
    """The sum of all payments, which no discount touches; see `energy_service`."""
    return energy_service(savings, share, Fraction(0), announced, days).price


def _period(number: int, days: int, paid: int, saving: Fraction, share: Fraction, factor: Fraction) -> Period:
    """The stated saving of period 0 is that of its days; that of every other period is a year's."""
    payment = share * saving * Fraction(paid, days) if days else Fraction(0)
    year = days if number == 0 else YEAR
    income = saving * Fraction(days, year) - payment if days else Fraction(0)
    return Period(days, paid, saving, payment, income, factor)


def _refuse(savings: Sequence[Fraction], share: Fraction, rate: Fraction, announced: date, days: int) -> None:
    if len(savings) != PERIODS or any(saving < 0 for saving in savings):
        raise BadParameter("savings", why=f"there are {PERIODS} savings, none below 0")
    if not 0 <= share <= 1:
        raise BadParameter("share", why="the share that is paid lies in 0..1")
    if rate <= -1:
        raise BadParameter("rate", why="a discount rate lies above -1")
    if isinstance(announced, datetime):
        raise BadParameter("announced", why="an announcement is a date without a time")
    if type(days) is not int or not 0 <= days <= YEAR * (PERIODS - 1):
        raise BadParameter("days", why=f"a contract lasts 0..{YEAR * (PERIODS - 1)} days")


def _sentence(number: int, period: Period) -> Sentence:
    values = {"number": number, "days": period.days, "paid": period.paid, "saving": period.saving}
    money = {"payment": period.payment, "income": period.income, "discounted": period.discounted}
    return Sentence("esco.period", {**values, **money})
