"""One event is charged once, however many indicators it spoils."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class CreditClaim:
    """What a failed KPI would cost, repeat and its own cap included, and the incidents behind the failure."""

    credit: Fraction
    incidents: tuple[str, ...]


def charged(claims: Mapping[str, CreditClaim]) -> frozenset[str]:
    """The KPIs whose credit stands, so that every incident is charged at one KPI at most, as dearly as that allows.

    A single incident therefore counts at its dearest KPI (of equals, the first by code), and a KPI with an incident of
    its own keeps its credit. Without incidents a credit always stands. Taking the dearest KPI first, and moving
    incidents between those already taken, gives the greatest total (what can be charged together is a transversal
    matroid), so that a worse value never lowers it: "drop what shares an incident" would. Source: SCORING §11; ours.
    """
    owner: dict[str, str] = {}

    def takes(code: str, tried: set[str]) -> bool:
        for incident in sorted(set(claims[code].incidents) - tried):
            tried.add(incident)
            if incident not in owner or takes(owner[incident], tried):
                owner[incident] = code
                return True
        return False

    free = {code for code, claim in claims.items() if not claim.incidents}
    rest = sorted(claims.keys() - free, key=lambda code: (-claims[code].credit, code))
    return frozenset(free | {code for code in rest if takes(code, set())})
