"""What every family gives back: exact raw values and shares of the points, by bid, and from what they came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.results import Gap, Vector
from scoring.types import Leaf
from scoring.vectors import vector
from scoring.view import Blocked, View


@dataclass(frozen=True, slots=True)
class LeafJudgement:
    """A leaf judged for `bids`, before any rounding. `top`: the mark worth a share of 1, None where raw is no mark."""

    leaf: Leaf
    bids: tuple[str, ...]
    raw: Vector
    share: Vector
    rule: str
    top: Fraction | None = None
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeafFinding:
    """One bid's share of a leaf, the value behind it where there is one number, and its inputs."""

    raw: Fraction | None
    share: Fraction
    inputs: tuple[str, ...]


def of_shares(
    leaf: Leaf, view: View, bids: tuple[str, ...], rule: str, find: Callable[[str], LeafFinding | list[Gap]]
) -> LeafJudgement:
    """The leaf judged bid by bid; a ruling `mark_is` stands before what `find` finds, which stays among the inputs.

    Raises Blocked with every gap.
    """
    gaps: list[Gap] = []
    findings: dict[str, LeafFinding] = {}
    for bid in bids:
        finding = find(bid)
        ruling = view.ruling("mark_is", bid, leaf.id)
        if ruling is not None and ruling.value is not None:
            before = () if isinstance(finding, list) else (f"before:{finding.share}", *finding.inputs)
            findings[bid] = LeafFinding(None, ruling.value, (f"ruling:{ruling.id}", *before))
        elif isinstance(finding, list):
            gaps += finding
        else:
            findings[bid] = finding
    if gaps:
        raise Blocked(gaps)
    return LeafJudgement(
        leaf=leaf,
        bids=bids,
        raw=vector([findings[bid].raw for bid in bids]),
        share=vector([findings[bid].share for bid in bids]),
        rule=rule,
        inputs={bid: findings[bid].inputs for bid in bids},
    )
