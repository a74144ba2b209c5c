"""Interoperability: how well the interfaces a lot needs are evidenced. share = sum w*E / sum w. Source: SCORING §6."""

from collections.abc import Callable
from fractions import Fraction

from scoring.families.judged import LeafFinding, LeafJudgement, of_shares
from scoring.results import Caution, Gap
from scoring.types import OUTCOMES, Interface, InterfaceMark, Leaf
from scoring.view import View

# absent, declared, parsed, valid, proven. Source: EVIDENCE §1.
EVIDENCE = {outcome: Fraction(rung, 4) for rung, outcome in enumerate(OUTCOMES)}
Worth = Callable[[InterfaceMark, Fraction], Fraction | None]


def judge(leaf: Leaf, view: View, bids: tuple[str, ...]) -> LeafJudgement:
    """Shares 0..1 over the leaf's interfaces; an unclaimed interface counts as absent and stays in the divisor.

    Of several claims for an interface the best counts. An undecided one is a gap. Raises Blocked.
    """
    return of_shares(
        leaf, view, bids, "evidence", lambda bid: interface_findings(leaf, view, bid, lambda _, evidence: evidence)
    )


def interface_findings(leaf: Leaf, view: View, bid: str, worth: Worth) -> LeafFinding | list[Gap]:
    """The weighted share of a bid's interfaces, each worth `worth(mark, E)`; None there is a gap."""
    total, weights = Fraction(0), Fraction(0)
    gaps: list[Gap] = []
    inputs: list[str] = []
    for interface in of_leaf(leaf, view):
        weights += interface.weight
        best, missing, sources = _best(view, bid, interface, worth)
        inputs += sources
        total += interface.weight * best
        if missing:
            gaps.append(Gap(bid, leaf.id, "missing", f"{missing}:{interface.id}"))
    share = total / weights
    return gaps or LeafFinding(share, share, tuple(inputs))


def of_leaf(leaf: Leaf, view: View) -> list[Interface]:
    """The interfaces the leaf reads: those it names, or all of the lot."""
    return [interface for interface in view.spec.interfaces if not leaf.interfaces or interface.id in leaf.interfaces]


def outcome_of(view: View, bid: str, mark: InterfaceMark) -> str | None:
    """The outcome in force: the ruled one, else the machine's."""
    ruling = view.ruling("set_evidence", bid, mark.interface)
    return mark.outcome if ruling is None else ruling.text


def _best(view: View, bid: str, interface: Interface, worth: Worth) -> tuple[Fraction, str, list[str]]:
    """(worth of the best claim, what is missing or "", inputs)."""
    claims = [mark for mark in view.bids[bid].interfaces if mark.interface == interface.id]
    ruling = view.ruling("set_evidence", bid, interface.id)
    if ruling is not None and not claims:
        claims = [InterfaceMark(interface.id, ruling.text)]
    best, missing = Fraction(0), ""
    sources: list[str] = [] if claims else [f"evidence:{interface.id}=absent"]
    for mark in claims:
        outcome = outcome_of(view, bid, mark)
        if outcome is None:
            missing = "evidence"
            continue
        value = worth(mark, EVIDENCE[outcome])
        if value is None:
            missing = missing or "openness"
        else:
            best = max(best, value)
        sources.append(f"evidence:{interface.id}={outcome}")
        sources += [f"verdict:{digest}" for digest in mark.verdict_digests]
    if ruling is not None:
        sources.append(f"ruling:{ruling.id}")
        sources += [f"before:{interface.id}={mark.outcome or 'undecided'}" for mark in claims]
    return best, missing, sources


def questions(view: View, bids: tuple[str, ...]) -> list[Caution]:
    """Each bid and interface below the published rung: a question to two officers, never an exclusion by itself."""
    asked = []
    for bid in bids:
        for interface in view.spec.interfaces:
            if interface.min_rung == 0:
                continue
            marks = [mark for mark in view.bids[bid].interfaces if mark.interface == interface.id]
            rungs = [OUTCOMES.index(outcome_of(view, bid, mark) or "absent") for mark in marks]
            ruling = view.ruling("set_evidence", bid, interface.id)
            rungs += [] if ruling is None else [OUTCOMES.index(ruling.text)]
            if max(rungs, default=0) < interface.min_rung:
                asked.append(Caution("below_min_rung", f"{bid}/{interface.id}"))
    return asked
