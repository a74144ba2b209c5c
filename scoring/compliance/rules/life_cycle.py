"""VFM-3: what use and exit cost is priced."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, failed, passed, rule, spared
from scoring.compliance.severity import Severity

COSTS = ("use", "exit")


@rule(
    "VFM-3",
    title="Use and exit are priced",
    principles=(7,),
    facts=("term", "cost_kinds"),
    severity=Severity.EXPLAIN,
    law="Directive 2014/24/EU art. 68",
    params={"months": Parameter("Longest term without it", Fraction(24), "months", "lower")},
    sentences={
        "met": "Bidders price use and exit for a term of {months} months.",
        "missed": "The term is {months} months and bidders do not price: {value}.",
        "short": "The term of {value} months is not above {limit}.",
    },
)
def use_and_exit_are_priced(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Above so many months, options counted, the price asks for the cost of use and of leaving."""
    months, limit = known(facts.term, "term").with_options, bounds.number("months")
    if months <= limit:
        yield spared("short", months, limit)
        return
    kinds = known(facts.cost_kinds, "cost_kinds")
    lacking = tuple(cost for cost in COSTS if cost not in kinds)
    yield failed("missed", lacking, COSTS, months=months) if lacking else passed("met", COSTS, COSTS, months=months)
