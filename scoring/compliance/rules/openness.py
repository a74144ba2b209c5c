"""STD-1: the standards of the interface list are open."""

from collections.abc import Iterator

from scoring.compliance.facts import AskedInterface, TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, failed, passed, rule, spared
from scoring.compliance.severity import Severity

FACTS = ("royalty_free", "free_to_read", "open_participation")
_UNKNOWN = "unknown"


@rule(
    "STD-1",
    title="The standards asked for are open",
    principles=(9,),
    facts=("interfaces",),
    severity=Severity.EXPLAIN,
    source="comply or explain, as the Dutch list of open standards does",
    sentences={
        "met": "{about}: {standard} is free of royalties, free to read and open to take part in.",
        "closed": "{about}: {standard} is not fully open ({value}).",
        "unknown": "{about}: for {standard} it is not recorded whether it is {value}.",
        "no_openness": "{about}: openness of {standard} is not known: record a fact with its source, or decide the "
        "openness with a reason.",
        "none": "The interface list is empty.",
    },
)
def standards_are_open(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """Royalties, reading and taking part: a no or partly is explained, an unknown only told.

    An interface that weighs and whose openness is None blocks: nobody could say what it earns.
    """
    interfaces = known(facts.interfaces, "interfaces")
    if not interfaces:
        yield spared("none")
    for entry in interfaces:
        yield _judge(entry)


def _judge(entry: AskedInterface) -> Observation:
    about, standard = entry.code, entry.standard
    if entry.weight > 0 and entry.openness is None:
        return failed("no_openness", about=about, severity=Severity.BLOCK, standard=standard)
    answers = {fact: entry.answers.get(fact, _UNKNOWN) for fact in FACTS}
    closed = tuple(f"{_label(fact)}: {answer}" for fact, answer in answers.items() if answer in {"no", "partly"})
    if closed:
        return failed("closed", closed, about=about, standard=standard)
    unknown = tuple(_label(fact) for fact, answer in answers.items() if answer == _UNKNOWN)
    if unknown:
        return failed("unknown", unknown, about=about, severity=Severity.INFORM, standard=standard)
    return passed("met", about=about, standard=standard)


def _label(fact: str) -> str:
    return fact.replace("_", " ")
