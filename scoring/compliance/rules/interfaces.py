"""IFC: the interface list, and what shows that an interface is met."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import AskedInterface, TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, passed, rule, spared
from scoring.compliance.severity import Severity

NO_FILE = "none"


@rule(
    "IFC-1",
    title="The interface list is not empty",
    principles=(3, 8),
    facts=("interfaces",),
    severity=Severity.BLOCK,
    params={"least": Parameter("Fewest interfaces", Fraction(1), "interfaces", "higher")},
    sentences={
        "met": "Interfaces in the list: {value}.",
        "missed": "Interfaces in the list: {value}; at least {limit} are needed.",
    },
)
def interfaces_are_listed(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """So many interfaces stand in the list."""
    count, least = len(known(facts.interfaces, "interfaces")), bounds.number("least")
    yield compared(count >= least, count, least)


@rule(
    "IFC-2",
    title="Every interface has a profile and a kind of evidence",
    principles=(3, 8),
    facts=("interfaces",),
    severity=Severity.BLOCK,
    sentences={
        "met": "Every interface has what a bid can be checked against ({value}).",
        "profile": "{about}: no interface profile is attached.",
        "kind": "{about}: no kind of evidence is chosen.",
        "by_person": "{about}: no file can show it, so it must be met, weigh 0 and have an acceptance test in words.",
        "none": "The interface list is empty.",
    },
)
def interfaces_can_be_checked(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """All have the hash of a profile and a kind of evidence.

    Where no file can show it (kind `none`), the interface must be met, weighs nothing and has an acceptance test.
    """
    interfaces = known(facts.interfaces, "interfaces")
    faults = [(entry.code, fault) for entry in interfaces if (fault := _fault(entry))]
    yield from (failed(fault, about=code) for code, fault in faults)
    if not faults:
        yield passed("met", len(interfaces)) if interfaces else spared("none")


def _fault(entry: AskedInterface) -> str:
    if not entry.evidence_kind:
        return "kind"
    if entry.evidence_kind == NO_FILE:
        is_tested = entry.role == "must_meet" and entry.weight == 0 and bool(entry.acceptance_test.strip())
        return "" if is_tested else "by_person"
    return "" if entry.profile_sha else "profile"
