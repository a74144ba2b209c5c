"""What a contract publishes about pay beside its indicators, and what a statement must know of earlier periods."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class EarnBack:
    """`share` of a credit returns when its KPI met the target in each of the `periods` periods that followed."""

    periods: int
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class PayTerms:
    """Shares of a period's charges: `cap` and `at_risk` both limit all credits, `bonus_cap` all pay on top.

    None: not published; credits are then limited by the charges alone, and there is no bonus. Amounts are rounded once,
    to `places` decimals (`mode`: half_up, half_even, down).
    """

    cap: Fraction | None = None
    at_risk: Fraction | None = None
    bonus_cap: Fraction | None = None
    earn_back: EarnBack | None = None
    places: int = 2
    mode: str = "half_up"

    def limit(self, charges: Fraction) -> Fraction:
        """The most that all credits of a period may take, in money."""
        return charges * min(share for share in (Fraction(1), self.cap, self.at_risk) if share is not None)


@dataclass(frozen=True, slots=True)
class Past:
    """How a KPI fared `ago` periods before (1 = the one before). `failed` and `value` None: not rated then.

    `deducted` is the part of that period's deduction that fell on this KPI (`Line.deducted`).
    """

    kpi: str
    ago: int
    failed: bool | None
    value: Fraction | None = None
    deducted: Fraction = Fraction(0)
