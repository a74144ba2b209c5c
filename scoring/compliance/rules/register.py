"""REG: the tender stands in the city's register of systems."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, passed, rule, spared
from scoring.compliance.severity import Severity

_ONTO_PLATFORM = {"plugs_into", "extends"}


@rule(
    "REG-1",
    title="The systems touched are named",
    principles=(1,),
    facts=("systems",),
    severity=Severity.EXPLAIN,
    params={"least": Parameter("Fewest systems named", Fraction(1), "systems", "higher")},
    sentences={
        "met": "The tender names the systems that it touches: {systems}.",
        "missed": "Systems of the register named: {value}; at least {limit} are asked.",
    },
)
def systems_are_named(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """So many systems of the register are named."""
    systems = known(facts.systems, "systems")
    least = bounds.number("least")
    yield compared(len(systems) >= least, len(systems), least, systems=systems)


@rule(
    "REG-2",
    title="The platform of the domain is used",
    principles=(2,),
    facts=("platforms", "interfaces"),
    severity=Severity.EXPLAIN,
    sentences={
        "met": "The tender plugs into or extends the platform of its domain: {value}.",
        "missed": "The city has a platform in this domain ({limit}); no interface plugs into it or extends it.",
        "none": "The register has no platform in this domain.",
    },
)
def platform_is_used(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """At least one interface plugs into, or extends, a platform that the register has in the tender's domains."""
    platforms = known(facts.platforms, "platforms")
    if not platforms:
        yield spared("none")
        return
    interfaces = known(facts.interfaces, "interfaces")
    used = {entry.system for entry in interfaces if entry.role in _ONTO_PLATFORM} & set(platforms)
    yield passed("met", tuple(sorted(used)), platforms) if used else failed("missed", "", platforms)
