"""What to look at twice: one shape on page, paper and API."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FindingBidShape:
    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class FindingSettledShape:
    """What two officers decided about a finding."""

    decision: str = field(metadata={"choices": ("keep", "exclude")})
    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingShape:
    """Something to look at twice; `known_at` is null if it was known when the run was frozen."""

    kind: str
    fingerprint: str = field(metadata={"help": "Of kind, bids and figures: what a decision is about."})
    bids: tuple[FindingBidShape, ...]
    sentence: str
    acts: str = field(metadata={"help": "Who acts on it."})
    needs_decision: bool = field(metadata={"help": "Whether two officers decide before a result is frozen."})
    settled: FindingSettledShape | None
    decided_before: FindingSettledShape | None = field(
        metadata={"help": "What was decided when the figures were others; it does not settle this."}
    )
    known_at: datetime | None
    without: str = field(
        default="", metadata={"help": "Which places stay without the bids of a decision that is open; else empty."}
    )


@dataclass(frozen=True, slots=True)
class FindingsShape:
    """What to look at twice: the list frozen with the run, what became known later, and what was looked for.

    `listed` is false for a run that was frozen before such a list was kept: then `noticed` is empty and says nothing.
    `unlisted` is what is noticed now and stands in neither list yet; the next review of the run says it.
    """

    listed: bool = False
    noticed: tuple[FindingShape, ...] = ()
    later: tuple[FindingShape, ...] = ()
    unlisted: tuple[FindingShape, ...] = ()
    looked_for: tuple[str, ...] = ()
    sha256: str = ""
