"""Rows of tenders that a check of the database refuses, each otherwise valid."""

from uuid import UUID

from core.models import User
from procurement.tenders.models import TenderVersion
from tests.architecture.rows import AT, make

ITSELF = UUID(int=1)


def sent():
    return {"sent_by": make(User), "sent_at": AT}


CHECKS = {
    "clarification_state_known": [{"state": "lost"}],
    "clarification_published_whole": [{"state": "published"}, {"no": 1}, {"answer": "A."}],
    "clarification_refused_with_reason": [{"state": "refused", "why": ""}, {"why": "x"}],
    "clarification_has_text": [{"text_asked": ""}],
    "suspension_lifted_at_iff_by": [{"lifted_at": AT}, lambda: {"lifted_by": make(User)}],
    "suspension_gives_reason": [{"why": ""}],
    "cancellation_code_known": [{"code": "whim"}],
    "cancellation_gives_reason": [{"text": ""}],
    "reopening_gives_reason": [{"text": ""}],
    "amendment_state_known": [{"state": "lost"}],
    "amendment_published_with_version": [
        lambda: {"state": "published", "reason": "Why.", **sent()},
        lambda: {"version": make(TenderVersion)},
    ],
    "amendment_sent_with_reason": [lambda: {"state": "review", **sent()}, {"state": "review", "reason": "Why."}],
    "amendment_sent_at_iff_by": [{"sent_at": AT}, lambda: {"sent_by": make(User)}],
    "section_known": [{"section": "prices"}],
    "section_restores_an_earlier_save": [{"no": 2, "restored": 2}],
    "tender_document_numbered_from_one": [{"no": 0}, {"version": 0}],
    "lot_spec_or_fault": [{"fault": ""}, {"spec": "{}", "spec_sha": "a"}, {"fault": "", "spec": "{}"}],
    "version_after_the_first_gives_reason": [{"no": 2, "reason": ""}],
    "criterion_family_known": [{"family": "beauty"}],
    "criterion_is_not_its_parent": [{"id": ITSELF, "parent_id": ITSELF}],
    "criterion_kind_known": [{"kind": "guessed"}],
    "criterion_pass_fail_has_no_weight": [{"kind": "pass_fail", "weight": 10}],
    "criterion_weight_in_range": [{"weight": -1}, {"weight": 101}],
    "explanation_long_enough": [{"text": "x" * 79}],
    "explanation_reason_known": [{"reason": "whim"}],
    "explanation_refused_with_note": [{"approved": False, "note": ""}],
}
