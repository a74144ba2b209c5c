"""What to look at twice, as the page of an evaluation lists it, and the page on which an officer decides."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.pages import formats
from procurement.evaluations import access, queries
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.forms import DecisionForm
from procurement.evaluations.models import DecisionProposal, Evaluation
from procurement.evaluations.shapes.findings import FindingShape, FindingsShape
from scoring.findings import fingerprint


class FindingRow(TypedDict):
    """One finding; `waits` says what is proposed, `url` leads to the page where it is decided."""

    sentence: str
    bids: list[str]
    acts: str
    settled: str
    before: str
    waits: str
    known: str
    without: str
    url: str


class FindingsSection(TypedDict):
    """`empty` says that nothing was noticed; `note` what a list cannot say."""

    rows: list[FindingRow]
    later: list[FindingRow]
    empty: str
    note: str
    looked_for: Sequence[str]
    sha256: str


def findings_section(shape: FindingsShape, evaluation: Evaluation, user: Person) -> FindingsSection:
    """The list of a run, or of a lot that is not frozen yet. One query, and one for roles."""
    zone = evaluation.lot.tender.authority.zone
    may_decide = bool(access.may(user, EvaluationAction.DECIDE, evaluation))
    waiting = proposals_by_finding(evaluation)

    def rows(findings: Iterable[FindingShape]) -> list[FindingRow]:
        return [_row(finding, evaluation, waiting, zone, may_decide=may_decide) for finding in findings]

    noticed, later = rows(shape.noticed), rows((*shape.later, *shape.unlisted))
    return {
        "rows": noticed,
        "later": later,
        "empty": "" if noticed or later or not shape.listed else _("Nothing was noticed."),
        "note": _note(shape, noticed, later),
        "looked_for": shape.looked_for,
        "sha256": shape.sha256,
    }


def _note(shape: FindingsShape, noticed: Sequence[FindingRow], later: Sequence[FindingRow]) -> str:
    """What the list cannot say; that it was empty reassures nobody where something became known later."""
    if not shape.listed:
        return _("This run was frozen before such a list was kept with it; see what is known now.")
    if later and not noticed:
        return _("Nothing was noticed when the result was frozen; what is known since stands below.")
    return ""


def proposals_by_finding(evaluation: Evaluation) -> dict[str, DecisionProposal]:
    """What waits for a second officer, by the fingerprint of its finding. One query."""
    return {fingerprint(proposal.finding): proposal for proposal in queries.open_proposals_of(evaluation)}


def _row(
    finding: FindingShape,
    evaluation: Evaluation,
    waiting: Mapping[str, DecisionProposal],
    zone: str,
    *,
    may_decide: bool,
) -> FindingRow:
    decidable = finding.needs_decision and finding.settled is None
    proposal = waiting.get(finding.fingerprint)
    return {
        "sentence": finding.sentence,
        "bids": [bid.name if bid.name == bid.alias else f"{bid.alias} {bid.name}" for bid in finding.bids],
        "acts": finding.acts,
        "settled": finding.settled.sentence if finding.settled else "",
        "before": _decided_before(finding),
        "waits": _proposed(proposal) if proposal else "",
        "known": formats.moment(finding.known_at, zone) if finding.known_at else "",
        "without": finding.without,
        "url": _url(evaluation, finding) if decidable and may_decide else "",
    }


def _decided_before(finding: FindingShape) -> str:
    if finding.decided_before is None:
        return ""
    return _("Decided before, for other figures: %(sentence)s") % {"sentence": finding.decided_before.sentence}


def _url(evaluation: Evaluation, finding: FindingShape) -> str:
    return reverse("evaluations:finding", args=[evaluation.pk, finding.fingerprint])


def _proposed(proposal: DecisionProposal) -> str:
    return _("%(who)s proposes: %(decision)s. %(reason)s A second officer confirms.") % {
        "who": proposal.by,
        "decision": proposal.get_decision_display(),
        "reason": proposal.reason,
    }


class DecisionPage(TypedDict):
    finding: FindingShape
    before: str
    proposal: str
    own_proposal: bool
    confirm: str
    form: DecisionForm
    action: str
    back: str


def decision_page(
    evaluation: Evaluation, finding: FindingShape, proposal: DecisionProposal | None, user: Person, form: DecisionForm
) -> DecisionPage:
    """What an officer reads before proposing or confirming: the finding, the bids, what follows."""
    proposed_it = proposal is not None and proposal.by_id == user.pk
    return {
        "finding": finding,
        "before": _decided_before(finding),
        "proposal": _proposed(proposal) if proposal else "",
        "own_proposal": proposed_it,
        "confirm": reverse("evaluations:confirm", args=[evaluation.pk, proposal.pk])
        if proposal and not proposed_it
        else "",
        "form": form,
        "action": _url(evaluation, finding),
        "back": reverse("evaluations:detail", args=[evaluation.pk]),
    }
