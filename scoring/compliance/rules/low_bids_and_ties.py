"""ALT-1: what happens to a low bid and to a tie is fixed before any bid is read."""

from collections.abc import Iterator

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, failed, passed, rule
from scoring.compliance.severity import Severity

DRAW = "draw"


@rule(
    "ALT-1",
    title="Low bids and ties are settled in advance",
    principles=(7,),
    facts=("alt_rule", "tie_chain"),
    severity=Severity.BLOCK,
    law="TCA Sul, case 707/20.6BELRA",
    sentences={
        "met": "The rule for abnormally low bids is fixed, and ties end in a draw.",
        "no_rule": "No rule says when a bid is abnormally low.",
        "no_draw": "The rules for ties do not end in a draw: {value}.",
        "no_chain": "There are no rules for ties; they end in a draw.",
    },
)
def low_bids_and_ties_are_settled(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """A rule for abnormally low bids is named, and the chain for ties ends in a draw."""
    faults = []
    if not known(facts.alt_rule, "alt_rule"):
        faults.append(failed("no_rule"))
    chain = known(facts.tie_chain, "tie_chain")
    if chain[-1:] != (DRAW,):
        faults.append(failed("no_draw" if chain else "no_chain", chain, DRAW))
    yield from faults or [passed("met", chain, DRAW)]
