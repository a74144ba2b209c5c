"""Open standards: how open the standards are by which evidenced interfaces speak. share = sum w*O*E / sum w."""

from fractions import Fraction

from scoring.families import interoperability
from scoring.families.judged import LeafJudgement, of_shares
from scoring.types import InterfaceMark, Leaf
from scoring.view import View


def judge(leaf: Leaf, view: View, bids: tuple[str, ...]) -> LeafJudgement:
    """Shares 0..1 over the leaf's interfaces: openness O of the claimed standard times evidence E.

    Openness nobody has stated is a gap, unless nothing is evidenced (E = 0). Strength is shown, never mixed in.
    Raises Blocked. Source: SCORING §6, EVIDENCE §6.
    """
    return of_shares(
        leaf, view, bids, "openness_evidence", lambda bid: interoperability.interface_findings(leaf, view, bid, _worth)
    )


def _worth(mark: InterfaceMark, evidence: Fraction) -> Fraction | None:
    if evidence == 0:
        return evidence
    return None if mark.openness is None else mark.openness * evidence
