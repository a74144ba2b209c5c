"""What the rules read of a tender: one field per fact, None where nobody has filled it in yet.

A stage gathers the facts it keeps; no rule reads a row. Amounts are in the currency and on the tax basis they name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from scoring.compliance.severity import Severity

T = TypeVar("T")

# Facts that no stage keeps yet. A stage that begins to keep some takes them out: `TenderFacts(unkept=UNKEPT - {...})`.
UNKEPT = frozenset({"systems", "platforms", "consultations", "funding"})


class FactMissing(Exception):
    """A rule needs a fact that is None. `fact` names it as `TenderFacts` does, `where` the part of the tender."""

    def __init__(self, fact: str, where: str = "") -> None:
        self.fact, self.where = fact, where
        super().__init__(f"{fact} {where}".strip())


def known(value: T | None, fact: str, where: str = "") -> T:
    """The value of a fact. Raises FactMissing for None, which the check turns into UNKNOWN."""
    if value is None:
        raise FactMissing(fact, where)
    return value


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated value as a range; `low` equals `high` where one amount is estimated. `basis`: net or gross."""

    low: Fraction
    high: Fraction
    currency: str
    basis: str


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot. Weights are points of 100 by family of criteria, `price_weight` those of price and cost alone.

    `turnover_floor`: the yearly turnover asked of a bidder in the estimate's currency, 0 if none is asked.
    """

    no: int
    title: str
    estimate: Estimate | None = None
    price_weight: Fraction | None = None
    family_weights: Mapping[str, Fraction] | None = None
    turnover_floor: Fraction | None = None


@dataclass(frozen=True, slots=True)
class AskedInterface:
    """An interface that a bid must meet, as the tender snapshots it. `system`: its code in the city's register.

    `answers`: what is recorded of its standard, {fact of openness: yes|partly|no|unknown}. `openness` 0 to 1, None if
    not known. `evidence_kind` "none": no file shows it; `acceptance_test` then says how a person tests it.
    """

    code: str
    standard: str
    role: str
    weight: Fraction
    system: str = ""
    profile_sha: str = ""
    evidence_kind: str = ""
    acceptance_test: str = ""
    openness: Fraction | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskedRequirement:
    """A requirement. `mandatory_confirmed`: a person has confirmed that a bid fails without it.

    `functional`: it says what is needed, not how it is built. `has_provenance`: it is traced to where it comes from.
    """

    key: str
    mandatory_confirmed: bool
    functional: bool | None = None
    has_provenance: bool | None = None


@dataclass(frozen=True, slots=True)
class BreakClause:
    """The authority may end the contract after `month` months with so many days' notice."""

    month: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """The firm term and the options in months. `renews_silently`: it goes on unless somebody ends it.

    `breaks` None: nobody says whether it can be ended early, as in a notice that is all there is of a past tender.
    """

    months: int
    options: tuple[int, ...] = ()
    breaks: tuple[BreakClause, ...] | None = ()
    renews_silently: bool = False

    @property
    def with_options(self) -> int:
        """Months from the first day to the end of the latest option."""
        return self.months + sum(self.options)


@dataclass(frozen=True, slots=True)
class AskedKpi:
    """An indicator that is measured and paid by. `measured_by`: supplier, authority, third_party, users.

    `has_bands`: cut-offs say which value earns which rating; `cap`: the most that it may cost, a share of the charges.
    """

    code: str
    unit: str = ""
    target: Fraction | None = None
    source: str = ""
    measured_by: tuple[str, ...] = ()
    has_bands: bool = False
    pay_rule: str = ""
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PastRecord:
    """How a supplier's past performance counts: points of 100 (0: not at all), and the mark of one without a record."""

    weight: Fraction
    neutral_mark: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FundingPart:
    """An amount of the funding plan, in the currency and on the basis of the tender's estimate."""

    kind: str
    amount: Fraction
    status: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text of the tender: the document it belongs to, the place in it, and its words."""

    document: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class LawFloors:
    """The figures that the tender's law profile sets; None where that law sets none. A policy may only be stricter.

    `submission_days`: the shortest lawful period in this case. `kpi_above` in the currency and on the basis of the
    policy. `brand_duty`, `standard_duty`: what a brand, or a standard, without "or equivalent" leads to.
    """

    profile: str
    submission_days: int | None = None
    turnover_factor: Fraction | None = None
    brand_duty: Severity = Severity.BLOCK
    standard_duty: Severity = Severity.BLOCK
    kpi_above: Fraction | None = None
    kpi_least: int | None = None


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """Everything the rules read of one tender version; None: not filled in yet, which is never taken as 0 or as no.

    `unkept`: facts that this site keeps nowhere; a rule that reads one is not applicable and says so. `checked_on`:
    the day of the check, by the clock of whoever gathers. `platforms`: codes of the platforms that the register has in
    the tender's domains. `consultations`: for each market consultation of the project, how many days it was open.
    `bidder_limits`: what limits consortia or subcontractors; `early_costs`: what a bidder must pay for before the
    award. `lots_single`: each lot may be bid for alone. `order_depends`: the formula's order of two bids depends on
    others. `submission_days`: from notice to deadline. `exit_days`: how long data can be fetched after the end.
    """

    checked_on: date | None = None
    policy_valid_on: date | None = None
    policy_review_on: date | None = None
    law: LawFloors | None = None
    estimate: Estimate | None = None
    lots: tuple[LotFacts, ...] | None = None
    lots_single: bool | None = None
    requirements: tuple[AskedRequirement, ...] | None = None
    interfaces: tuple[AskedInterface, ...] | None = None
    systems: tuple[str, ...] | None = None
    platforms: tuple[str, ...] | None = None
    texts: tuple[TextPart, ...] | None = None
    export_formats: tuple[str, ...] | None = None
    exit_days: int | None = None
    cost_kinds: tuple[str, ...] | None = None
    order_depends: bool | None = None
    alt_rule: str | None = None
    tie_chain: tuple[str, ...] | None = None
    term: ContractTerm | None = None
    kpis: tuple[AskedKpi, ...] | None = None
    past_record: PastRecord | None = None
    consultations: tuple[int, ...] | None = None
    bidder_limits: tuple[str, ...] | None = None
    early_costs: tuple[str, ...] | None = None
    submission_days: int | None = None
    variants_allowed: bool | None = None
    funding: tuple[FundingPart, ...] | None = None
    unkept: frozenset[str] = UNKEPT


# {fact: its name in a sentence}, in the order of the fields.
FACT_NAMES: Mapping[str, str] = {
    "checked_on": "the day of the check",
    "policy_valid_on": "the first day of the policy",
    "policy_review_on": "the review date of the policy",
    "law": "the law profile",
    "estimate": "the estimated value",
    "lots": "the lots with their weights",
    "lots_single": "whether a lot may be bid for alone",
    "requirements": "the requirements",
    "interfaces": "the interface list",
    "systems": "the systems touched",
    "platforms": "the platforms of the domain",
    "texts": "the texts of the specification",
    "export_formats": "the export formats",
    "exit_days": "the days for fetching data after the end",
    "cost_kinds": "the kinds of cost that are priced",
    "order_depends": "the price formula",
    "alt_rule": "the rule for abnormally low bids",
    "tie_chain": "the rules for ties",
    "term": "the term of the contract",
    "kpis": "the performance indicators",
    "past_record": "how a past record counts",
    "consultations": "the market consultations",
    "bidder_limits": "the limits on consortia and subcontractors",
    "early_costs": "what bidders pay before the award",
    "submission_days": "the submission period",
    "variants_allowed": "whether variants are allowed",
    "funding": "the funding plan",
}
