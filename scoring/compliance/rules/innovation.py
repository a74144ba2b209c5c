"""INN-1: requirements leave room for new solutions."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, passed, percent, rule, spared
from scoring.compliance.severity import Severity

_PERCENT = 100


@rule(
    "INN-1",
    title="Functional requirements or variants",
    principles=(10,),
    facts=("requirements", "variants_allowed"),
    severity=Severity.INFORM,
    params={"least": Parameter("Smallest share of functional requirements", Fraction(50), "percent", "higher")},
    sentences={
        "variants": "Variants are allowed.",
        "met": "{value} of the requirements say what is needed, not how it is built.",
        "missed": "{value} of the requirements say what is needed, not how it is built ({limit} are looked for), "
        "and variants are not allowed.",
        "none": "There are no requirements.",
    },
)
def new_solutions_fit(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Variants are allowed, or so many of the requirements are functional."""
    if known(facts.variants_allowed, "variants_allowed"):
        yield passed("variants")
        return
    functional = [
        known(entry.functional, "whether it is functional", entry.key)
        for entry in known(facts.requirements, "requirements")
    ]
    if not functional:
        yield spared("none")
        return
    share, least = Fraction(_PERCENT * sum(functional), len(functional)), bounds.number("least")
    yield compared(share >= least, percent(share), percent(least))
