"""What a law profile says: its rows are in `core/law/profiles.py`.

None: the law sets no figure. A limit is an amount with its currency and whether tax is in it, never a number.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.models import PriceBasis


class Count(StrEnum):
    """How days are counted: `core/law/days.py`."""

    AFTER = "after"
    FROM = "from"
    BACK = "back"


class DayUnit(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class Ends(StrEnum):
    """When a period that a deadline must respect is over: at 24:00 of its last day, or on that day at the deadline."""

    DAY_END = "day_end"
    DEADLINE_DAY = "deadline_day"


class DutyLevel(StrEnum):
    """What breaking a rule leads to, the mildest first."""

    INFORM = "inform"
    EXPLAIN = "explain"
    BLOCK = "block"


class DifferentMoney(ValueError):
    """Two amounts of different currency or basis: neither is more than the other."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of money. Currency and basis are None where the authority sets them (profile own/1)."""

    amount: Decimal
    currency: str | None
    basis: PriceBasis | None

    def completed(self, currency: str, basis: PriceBasis) -> "Limit":
        """The limit with the authority's currency and basis where the law has none."""
        return Limit(self.amount, self.currency or currency, self.basis or basis)

    def is_below(self, amount: Decimal, currency: str | None, basis: PriceBasis | None) -> bool:
        """Whether this amount is above the limit. Raises DifferentMoney: 200,000 net is not comparable with gross."""
        self.require_kind(currency, basis)
        return amount > self.amount

    def require_kind(self, currency: str | None, basis: PriceBasis | None) -> None:
        """Raise DifferentMoney unless the limit is in this currency and on this basis."""
        if (self.currency, self.basis) != (currency, basis):
            raise DifferentMoney(f"{currency} {basis} is not comparable with a limit in {self.currency} {self.basis}.")


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """Whose holidays count. `parts`: one place, the `land` of the authority, or the `union` of all parts."""

    country: str | None
    parts: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above these the law applies in full; `notifiable_below`: a notice is due from here on."""

    works: Limit
    sub_central: Limit
    central: Limit | None = None
    social: Limit | None = None
    light_touch: Limit | None = None
    notifiable_below: Limit | None = None


@dataclass(frozen=True, slots=True)
class OtherMeans:
    """Days where the letters were not sent electronically."""

    from_sent: int
    or_from_receipt: int | None = None


@dataclass(frozen=True, slots=True)
class Standstill:
    """The time between the letters, or the notice, and the contract."""

    trigger: str
    days: int
    unit: DayUnit
    count: Count
    roll: bool
    summary: str
    exempt: tuple[str, ...]
    min_working_days_warn: int | None = None
    other_means: OtherMeans | None = None
    roll_disputed: bool | None = None
    letter_states_period: bool | None = None
    notice_states_end: bool | None = None
    voluntary_min_days: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a complaint suspends, and until when. Days are calendar days."""

    authority_first: str
    suspends_from: str
    independent_body: str | None = None
    after_reply_days: int | None = None
    after_reply_days_other_means: int | None = None
    complaint_days: int | None = None
    application_after_refusal_days: int | None = None
    claim_days: int | None = None


@dataclass(frozen=True, slots=True)
class PriorNoticeWindow:
    """How long before the notice an earlier one must have been sent to shorten the period."""

    min_days: int
    max_months: int


@dataclass(frozen=True, slots=True)
class Submission:
    """The shortest periods for tenders and requests to participate, in calendar days."""

    count: Count
    trigger: str
    roll: bool
    ends: Ends
    open: int
    request: int
    open_urgent: int
    open_electronic: int | None = None
    open_one_missing: int | None = None
    open_electronic_all_documents: int | None = None
    open_prior_notice: int | None = None
    request_urgent: int | None = None
    tender: int | None = None
    tender_electronic: int | None = None
    tender_prior_notice: int | None = None
    tender_urgent: int | None = None
    tender_sub_central_default: int | None = None
    tender_preselected: int | None = None
    tender_dynamic_market: int | None = None
    documents_not_online_plus: int | None = None
    prior_notice_window: PriorNoticeWindow | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Whole days between the last answer to a question and the deadline."""

    days_before: int
    days_before_urgent: int
    count: Count
    extension: str


@dataclass(frozen=True, slots=True)
class LowBids:
    """What is asked of an abnormally low bid, and when it may or must be rejected."""

    ask: str
    reject_unexplained: str
    reject_social_breach: str
    reply_days: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """Which change of a contract is published, and how."""

    additional: str | None = None
    unforeseen: str | None = None
    all_but_small: str | None = None


@dataclass(frozen=True, slots=True)
class Modification:
    """How far a contract may be changed. `pct`: percent of `base`; `test`: below (lt) or not more than (le)."""

    de_minimis_pct: Decimal
    de_minimis_works_pct: Decimal
    test: str
    sum: str
    and_below_threshold: bool
    additional_pct: Decimal
    unforeseen_pct: Decimal
    pct_applies: str
    base: str
    reasons: tuple[str, ...]
    notice: ChangeNotice
    social_services_pct: Decimal | None = None
    known_risk_pct: Decimal | None = None
    term_change_pct: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years records are kept, counted from an event."""

    start: str
    years: int
    and_not_before: str | None = None


@dataclass(frozen=True, slots=True)
class ExclusionYears:
    optional: int
    mandatory: int | None = None


@dataclass(frozen=True, slots=True)
class KpiDuty:
    """Above this value a contract has at least so many KPIs; so many of them are published, every so many months."""

    above: Limit
    min: int
    published: int | None = None
    every_months: int | None = None


@dataclass(frozen=True, slots=True)
class ContractCopy:
    """Above this value a copy of the contract is published within these days."""

    above: Limit
    days: int
    days_light_touch: int


@dataclass(frozen=True, slots=True)
class LawProfile:
    """The rules of one law, with its version in the id; a tender pins it. `digest` in `core/law/profiles.py`."""

    id: str
    calendar: CalendarRule
    currency: str | None
    basis: PriceBasis | None
    threshold: Threshold | None
    standstill: Standstill
    review: Review
    submission: Submission
    answers: Answers | None
    turnover_factor: Decimal | None
    brand_without_equivalent: DutyLevel
    standard_without_equivalent: DutyLevel
    abnormally_low: LowBids
    modification: Modification
    termination_by_law: tuple[str, ...]
    reasons_on_request_days: int | None
    result_notice_days: int
    retention: Retention
    withhold: tuple[str, ...]
    exclusion_years: ExclusionYears
    kpi: KpiDuty | None
    valid_from: date | None = None
    valid_to: date | None = None
    state: str | None = None
    result_notice_days_light_touch: int | None = None
    result_notice_count: Count | None = None
    contract_copy: ContractCopy | None = None
    opening_persons_min: int | None = None
    termination_hear_first: bool | None = None
    termination_notice_days: int | None = None
    performance_breach_notice_days: int | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether its figures hold on that day; a profile without dates always does."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)
