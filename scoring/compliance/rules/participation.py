"""SME-2 and SME-3: who may take part, and what it costs before the award."""

from collections.abc import Iterator

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, failed, passed, rule
from scoring.compliance.severity import Severity


@rule(
    "SME-2",
    title="Consortia and subcontractors are welcome",
    principles=(6,),
    facts=("bidder_limits",),
    severity=Severity.BLOCK,
    sentences={
        "met": "Nothing limits consortia or subcontractors.",
        "missed": "Consortia or subcontractors are limited: {value}.",
    },
)
def groups_are_welcome(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """No limit on the members of a consortium, its form, or the share of subcontractors."""
    limits = known(facts.bidder_limits, "bidder_limits")
    yield failed("missed", limits) if limits else passed("met")


@rule(
    "SME-3",
    title="A bid costs nothing before the award",
    principles=(9,),
    facts=("early_costs",),
    severity=Severity.EXPLAIN,
    source="bid bonds and insurance at bid time keep small firms away; Procurement Act 2023 s. 22 bars the insurance",
    sentences={
        "met": "No bond, insurance or certificate is to be paid for before the award.",
        "missed": "Bidders pay before the award for: {value}.",
    },
)
def bidding_is_free(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """No bid bond, no insurance, no certificate with costs before the award."""
    costs = known(facts.early_costs, "early_costs")
    yield failed("missed", costs) if costs else passed("met")
