"""What two officers decide about something to look at twice: one proposes, another confirms."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Role, User
from core.notices import queries as notice_queries
from core.notices import services as notices
from procurement.evaluations import queries, services
from procurement.evaluations.models import Admission, DecisionProposal, Evaluation, FindingAnswer, FindingDecision
from procurement.evaluations.states import EvaluationLeafKind, EvaluationNotice
from procurement.evaluations.summary.findings import LABELS
from scoring.findings import NEEDS_DECISION, Finding


class NotDecidable(ValueError):
    """A decision cannot be proposed or confirmed; the sentence says why."""


@transaction.atomic
def propose(
    *, evaluation: Evaluation, finding: Finding, answer: str, reason: str, by: User, at: datetime
) -> DecisionProposal:
    """Propose what is to be done about a finding that two officers decide. An officer of the authority.

    Effects: the proposal, which replaces an earlier one for the same finding; leaf evaluation.decision_proposed; a
    notice to the other officers. The same proposal by the same person, while it waits, comes back as it is. Raises
    NotDecidable where the finding does not stand with these figures.
    """
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    require_finding(evaluation, finding)
    for waiting in queries.open_proposals_of(evaluation):
        if (waiting.finding, waiting.decision, waiting.reason, waiting.by_id) == (finding, answer, reason, by.pk):
            return waiting
    proposal = DecisionProposal.objects.create(
        evaluation=evaluation,
        kind=finding.kind,
        bids=list(finding.bids),
        values={name: list(texts) for name, texts in finding.values.items()},
        decision=FindingAnswer(answer),
        reason=reason,
        by=by,
        at=at,
    )
    _record(EvaluationLeafKind.DECISION_PROPOSED, proposal, by=by, at=at)
    _notify_second_officers(proposal, by=by, at=at)
    return proposal


def _notify_second_officers(proposal: DecisionProposal, *, by: User, at: datetime) -> None:
    """Tell the other officers of the authority that a decision waits for one of them; not what it is about."""
    lot = proposal.evaluation.lot
    others = notice_queries.people_with(lot.tender.authority, Role.OFFICER).exclude(pk=by.pk)
    facts = {"id": str(proposal.evaluation_id), "tender": lot.tender.ref, "lot": str(lot.no)}
    event = f"{EvaluationNotice.DECISION_PROPOSED}:{proposal.pk}"
    notices.notify(EvaluationNotice.DECISION_PROPOSED, list(others), event=event, facts=facts, at=at)


@transaction.atomic
def confirm(*, proposal: DecisionProposal, by: User, at: datetime) -> FindingDecision:
    """Confirm what another officer proposed. A second officer of the authority.

    Effects: the decision; where the bids are excluded, an Admission for each, by both officers; leaf
    evaluation.decided. A frozen run stays as it is until it is evaluated again. Raises NotDecidable for one's own
    proposal, one that was replaced or confirmed meanwhile, and where the finding does not stand any more.
    """
    evaluation = queries.with_relations().select_for_update(of=("self",)).get(pk=proposal.evaluation_id)
    if proposal.by_id == by.pk:
        raise NotDecidable(_("A second officer confirms: you proposed this yourself."))
    if proposal not in queries.open_proposals_of(evaluation):
        raise NotDecidable(_("This proposal was replaced or confirmed meanwhile. Read it again."))
    require_finding(evaluation, proposal.finding)
    decision = FindingDecision.objects.create(
        evaluation=evaluation,
        proposal=proposal,
        kind=proposal.kind,
        bids=proposal.bids,
        values=proposal.values,
        decision=proposal.decision,
        reason=proposal.reason,
        by_first=proposal.by,
        by_second=by,
        at=at,
    )
    if decision.decision == FindingAnswer.EXCLUDE:
        _exclude(evaluation, decision)
    _record(EvaluationLeafKind.DECIDED, proposal, by=by, at=at)
    return decision


def decidable_findings(evaluation: Evaluation) -> tuple[Finding, ...]:
    """What stands now and is for two officers to decide, decided or not."""
    noticed = services.noticed(services.judge(evaluation.lot)) or ()
    return tuple(finding for finding in noticed if finding.kind in NEEDS_DECISION)


def require_finding(evaluation: Evaluation, finding: Finding) -> None:
    """Raises NotDecidable unless this finding stands now, with the same figures, and is for two officers to decide."""
    if finding not in decidable_findings(evaluation):
        raise NotDecidable(_("This is not noticed any more, or with other figures. Read the evaluation again."))


def _exclude(evaluation: Evaluation, decision: FindingDecision) -> None:
    bids = evaluation.lot.bids.filter(alias__in=decision.bids)
    Admission.objects.bulk_create(
        Admission(
            bid=bid,
            lot=evaluation.lot,
            verdict="excluded",
            ground=str(LABELS[decision.kind]),
            reason=decision.reason,
            by=decision.by_first,
            second_by=decision.by_second,
            at=decision.at,
        )
        for bid in bids
    )


def _record(kind: EvaluationLeafKind, proposal: DecisionProposal, *, by: User, at: datetime) -> None:
    facts = {"finding": proposal.kind, "bids": proposal.bids, "decision": str(proposal.decision)}
    audit.record(kind, proposal.evaluation, by=by, at=at, facts=facts, secret={"reason": proposal.reason})
