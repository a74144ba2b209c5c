"""An officer says why a rule does not hold; another officer approves that, or asks for more (LIFECYCLE §1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from core.models import User
from procurement.tenders import notices, queries
from procurement.tenders.gate import AskedReason, ReasonState, gate_of
from procurement.tenders.models import (
    SHORTEST_EXPLANATION,
    Explanation,
    ExplanationVerdict,
    ReasonKind,
    Tender,
)
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.amendments import checked_amendment
from procurement.tenders.states import UNPUBLISHED, TenderLeafKind


class NotExplainable(ValueError):
    """A reason that cannot be taken, or not be judged; the sentence says why."""


@transaction.atomic
def explain(*, tender: Tender, rule: str, reason: str, text: str, by: User, at: datetime) -> Explanation:
    """Say why a rule does not hold for a tender that is not published yet, or for its amendment. Who: an officer.

    Effects: an Explanation of what the rule sees now, leaf tender.explained. A text that waits already is the same
    explanation; another text takes its place. Raises NotExplainable for a rule that asks for no reason now, so for one
    that blocks, for a text that is too short, and once a reason is approved.
    """
    asked = _asked(_locked(tender), rule, at)
    if reason not in set(ReasonKind):
        raise NotExplainable(_("Say what kind of reason it is."))
    if len(text.strip()) < SHORTEST_EXPLANATION:
        raise NotExplainable(_too_short(len(text.strip())))
    if asked.state is ReasonState.APPROVED:
        raise NotExplainable(_("Another officer has approved a reason already."))
    waiting = asked.explanation if asked.state is ReasonState.WAITING else None
    if waiting is not None and (waiting.text, waiting.reason, waiting.by_id) == (text.strip(), reason, by.pk):
        return waiting
    explanation = Explanation.objects.create(
        tender=tender, rule=rule, facts_digest=asked.digest, reason=reason, text=text.strip(), by=by, at=at
    )
    facts = {"rule": rule, "facts": asked.digest, "ground": reason}
    audit.record(TenderLeafKind.EXPLAINED, tender, by=by, at=at, facts=facts, secret={"text": explanation.text})
    return explanation


@transaction.atomic
def approve_explanation(*, explanation: Explanation, by: User, at: datetime) -> ExplanationVerdict:
    """Approve a reason. Who: another officer than who wrote it. Effects: its verdict, leaf tender.explanation_approved.

    Raises NotExplainable where it is void, judged already, so a second time, or the person's own.
    """
    return _judge(explanation, TenderLeafKind.EXPLANATION_APPROVED, "", by=by, at=at)


@transaction.atomic
def refuse_explanation(*, explanation: Explanation, note: str, by: User, at: datetime) -> ExplanationVerdict:
    """Ask for a better reason, with a note. Who: another officer than who wrote it.

    Effects: its verdict, leaf tender.explanation_refused, a notice to who wrote it. Raises NotExplainable as approving
    does, and without a note.
    """
    if not note.strip():
        raise NotExplainable(_("Say what the reason lacks."))
    verdict = _judge(explanation, TenderLeafKind.EXPLANATION_REFUSED, note.strip(), by=by, at=at)
    event = f"explanation-refused:{explanation.pk}"
    notices.tell(TenderNoticeKind.EXPLANATION_REFUSED, explanation.tender, [explanation.by], event=event, at=at)
    return verdict


def _judge(explanation: Explanation, kind: TenderLeafKind, note: str, *, by: User, at: datetime) -> ExplanationVerdict:
    tender = _locked(explanation.tender)
    asked = _asked(tender, explanation.rule, at)
    if explanation.by_id == by.pk:
        raise NotExplainable(_("You wrote it, so you cannot approve it."))
    if asked.explanation is None or asked.explanation.pk != explanation.pk:
        raise NotExplainable(_("Another reason was written meanwhile. Read that one."))
    if asked.state is ReasonState.VOID:
        raise NotExplainable(_("What it explains has changed since: it is void."))
    if asked.state is not ReasonState.WAITING:
        raise NotExplainable(_("An officer has judged this reason already."))
    verdict = ExplanationVerdict.objects.create(
        explanation=explanation, approved=kind is TenderLeafKind.EXPLANATION_APPROVED, note=note, by=by, at=at
    )
    facts = {"rule": explanation.rule, "facts": explanation.facts_digest, "explanation": str(explanation.pk)}
    audit.record(kind, tender, by=by, at=at, facts=facts, secret={"note": note} if note else None)
    return verdict


def _locked(tender: Tender) -> Tender:
    """The row; nobody publishes it, or its amendment, meanwhile."""
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.state not in UNPUBLISHED and queries.live_amendment(row) is None:
        raise NotExplainable(_("Reasons are given before the publication."))
    return row


def _asked(tender: Tender, rule: str, at: datetime) -> AskedReason:
    amendment = None if tender.state in UNPUBLISHED else queries.live_amendment(tender)
    gate = gate_of(tender, at) if amendment is None else checked_amendment(amendment, at=at)[1]
    asked = next((reason for reason in gate.reasons if reason.rule == rule), None)
    if asked is None:
        raise NotExplainable(_("This rule asks for no reason now. What stops a publication is mended, not explained."))
    return asked


def _too_short(letters: int) -> str:
    lacking = SHORTEST_EXPLANATION - letters
    return ngettext(
        "Write at least %(least)d letters: %(lacking)d is missing.",
        "Write at least %(least)d letters: %(lacking)d are missing.",
        lacking,
    ) % {"least": SHORTEST_EXPLANATION, "lacking": lacking}
