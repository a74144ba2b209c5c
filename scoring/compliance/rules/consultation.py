"""CON: suppliers and users were heard, and the requirements are traced to where they come from."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, percent, rule, spared, undecidable
from scoring.compliance.severity import Severity

_PERCENT = 100


@rule(
    "CON-1",
    title="The market was consulted",
    principles=(5,),
    facts=("consultations", "estimate"),
    severity=Severity.EXPLAIN,
    params={
        "above": Parameter("Estimated value from which it is asked", Fraction(250_000), "money", "lower"),
        "days": Parameter("Fewest days that one was open", Fraction(14), "days", "higher"),
    },
    sentences={
        "met": "A market consultation was open for {value} days.",
        "missed": "The longest market consultation was open for {value} days; {limit} are asked above {above}.",
        "small": "The estimated value of {value} is not above {limit}.",
        "currency": "The estimated value is in {value}; the limit is in {limit}.",
    },
)
def market_was_consulted(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Above an estimated value one consultation at least was open for so many days."""
    estimate, above, least = known(facts.estimate, "estimate"), bounds.number("above"), bounds.number("days")
    if not bounds.compares(estimate):
        yield undecidable("currency", f"{estimate.currency} {estimate.basis}", f"{bounds.currency} {bounds.basis}")
    elif estimate.high <= above:
        yield spared("small", bounds.money(estimate.high), bounds.money(above))
    else:
        longest = max(known(facts.consultations, "consultations"), default=0)
        yield compared(longest >= least, longest, least, above=bounds.money(above))


@rule(
    "CON-2",
    title="Mandatory requirements have a provenance",
    principles=(5,),
    facts=("requirements",),
    severity=Severity.EXPLAIN,
    params={"least": Parameter("Smallest share with a provenance", Fraction(100), "percent", "higher")},
    sentences={
        "met": "All mandatory requirements that count are traced to where they come from ({traced} of {count}).",
        "missed": "{traced} of {count} mandatory requirements are traced to where they come from; missing: {lacking}.",
        "none": "No requirement is confirmed as mandatory.",
    },
)
def requirements_have_provenance(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """The share of requirements with a provenance, of those that a person confirmed as mandatory; no others count."""
    counted = [entry for entry in known(facts.requirements, "requirements") if entry.mandatory_confirmed]
    if not counted:
        yield spared("none")
        return
    traced = {entry.key: known(entry.has_provenance, "the provenance", entry.key) for entry in counted}
    share, least = Fraction(_PERCENT * sum(traced.values()), len(traced)), bounds.number("least")
    lacking = tuple(key for key, is_traced in traced.items() if not is_traced)
    yield compared(
        share >= least, percent(share), percent(least), traced=sum(traced.values()), count=len(traced), lacking=lacking
    )
