"""The gate of a tender as the API shows it: what stops a publication, what asks for a reason, what is to know."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from procurement.tenders.gate import AskedReason, GateFinding, ReasonState, TenderGate
from procurement.tenders.models import Explanation


@dataclass(frozen=True, slots=True)
class GateFindingShape:
    """One thing that a check says, with the field that is meant. `check` is empty for sections and the judge."""

    check: str
    section: str | None
    place: str
    sentence: str
    cure: str


@dataclass(frozen=True, slots=True)
class ExplanationShape:
    """The latest reason that was written for a rule; `approved` is null until another officer judged it."""

    id: UUID
    reason: str
    text: str
    by: str
    at: datetime
    approved: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class AskedReasonShape:
    """A rule that asks for a reason, and the reason as far as there is one."""

    rule: str
    title: str
    state: ReasonState
    facts_digest: str = field(metadata={"help": "What the rule sees now; a reason of other facts is void."})
    findings: tuple[GateFindingShape, ...]
    explanation: ExplanationShape | None


@dataclass(frozen=True, slots=True)
class GateShape:
    """Everything that is checked before a publication, in the three groups of the page and the counts of all five."""

    digest: str = field(metadata={"help": "Of all sections: what was checked is exactly what has it."})
    policy_no: int | None
    stops: tuple[GateFindingShape, ...]
    reasons: tuple[AskedReasonShape, ...]
    tells: tuple[GateFindingShape, ...]
    guards: tuple[str, ...]
    stops_count: int
    asks_count: int
    tells_count: int
    passed_count: int
    not_made_count: int
    refuses_sending: tuple[str, ...] = field(metadata={"help": "Why it cannot be sent to review; empty if it can."})
    refuses_publication: tuple[str, ...] = field(metadata={"help": "Why it cannot be published; empty if it can."})


def gate_shape(gate: TenderGate) -> GateShape:
    """The gate as it was computed. No query."""
    return GateShape(
        digest=gate.digest,
        policy_no=gate.policy_no,
        stops=tuple(map(_finding, gate.stops)),
        reasons=tuple(map(_reason, gate.reasons)),
        tells=tuple(map(_finding, gate.tells)),
        guards=tuple(map(str, gate.guards)),
        **{f"{group.value}_count": count for group, count in gate.counts.items()},
        refuses_sending=tuple(map(str, gate.refuses_sending)),
        refuses_publication=tuple(map(str, gate.refuses_publication)),
    )


def _finding(finding: GateFinding) -> GateFindingShape:
    section = finding.section.value if finding.section else None
    return GateFindingShape(finding.check, section, finding.place, str(finding.sentence), str(finding.cure))


def _reason(asked: AskedReason) -> AskedReasonShape:
    return AskedReasonShape(
        rule=asked.rule,
        title=str(asked.title),
        state=asked.state,
        facts_digest=asked.digest,
        findings=tuple(map(_finding, asked.findings)),
        explanation=_explanation(asked.explanation) if asked.explanation else None,
    )


def _explanation(explanation: Explanation) -> ExplanationShape:
    verdict = getattr(explanation, "verdict", None)
    return ExplanationShape(
        id=explanation.pk,
        reason=explanation.reason,
        text=explanation.text,
        by=str(explanation.by),
        at=explanation.at,
        approved=verdict.approved if verdict else None,
        note=verdict.note if verdict else "",
    )
