"""What each kind of leaf may hold: its facts by name, each as the pattern of its text."""

from core.models import LawProfileId, Role

SHA = "[0-9a-f]{64}"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NUMBER = r"\d+"
KEY = "[a-z_]+"
CODE = "noDemand|unFixable|forceMajeure|expensesCut"
INSTANT = r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"
RULE = "[A-Z]+-[0-9]+"
STATES = {"was": KEY, "now": KEY}
IMPORTED = {"file": SHA, "record": r"[\w/.-]*", "format": "[a-z0-9.-]+", "version": SHA}

# {kind: {fact: what all of its values look like}}; a secret is stored as its digest, and looks like one.
DECISION = {"finding": KEY, "bids": "B[0-9]+", "decision": "keep|exclude", "reason": SHA}
STANDARD_FACT = {
    "authority": UUID,
    "standard": "[a-z0-9.-]+",
    "fact": KEY,
    "value": "[a-z]*",
    "was": "[a-z]+",
    "source": SHA,
}
PROFILE = {"kind": "[a-z-]+", "files": NUMBER, "samples": NUMBER}
ADOPTED_POLICY = {**STATES, "settings": SHA, "review": r"\d{4}-\d\d-\d\d"}
FACTS = {
    "account.created": {},
    "profile.stored": PROFILE,
    "account.deactivated": {"reason": SHA},
    "account.reactivated": {"reason": SHA},
    "account.factor_reset_requested": {"reason": SHA},
    "account.factor_reset_withdrawn": {},
    "account.factor_reset": {"reason": SHA},
    "invitation.sent": {"authority": UUID, "roles": "|".join(Role.values), "email": SHA, "reason": SHA},
    "invitation.link_shown": {},
    "invitation.withdrawn": {},
    "invitation.accepted": {},
    "membership.granted": {"role": "|".join(Role.values), "authority": UUID, "reason": SHA},
    "membership.withdrawn": {"role": "|".join(Role.values), "authority": UUID, "reason": SHA},
    "authority.created": {},
    "authority.adopted": {"same_name_as": UUID, "reason": SHA},
    "authority.corrected": {},
    "authority.merged": {"into": UUID, "tenders": NUMBER, "reason": SHA},
    "authority.settled": {
        "zone": "[A-Za-z/_]+",
        "locale": "[a-z]{2}_[A-Z]{2}",
        "currency": "[A-Z]{3}",
        "basis": "net|gross",
    },
    "authority.law_chosen": {"profile": "|".join(LawProfileId.values), "digest": SHA},
    "authority.law_confirmed": {"profile": "|".join(LawProfileId.values), "digest": SHA, "lawyer": SHA},
    "calendar.started": {"country": "[A-Z]{2}", "parts": "[A-Z]{2,3}", "no": NUMBER},
    "calendar.year_added": {"year": NUMBER, "days": NUMBER, "list": r"holidays [\d.]+"},
    "calendar.year_confirmed": {"year": NUMBER, "days": NUMBER},
    "calendar.day_declared": {"day": r"\d{4}-\d\d-\d\d", "off": "True|False", "reason": SHA},
    "clock.moved": {"seconds": "-?" + NUMBER},
    "supplier.registered": STATES,
    "supplier.approved": STATES,
    "supplier.returned": {**STATES, "reason": SHA},
    "supplier.rejected": {**STATES, "reason": SHA},
    "tender.imported": IMPORTED,
    "tender.tenderers_corrected": {"tenderers": NUMBER},
    "tender.moved": {"was": UUID, "now": UUID, "version": SHA},
    "tender.drafted": {"authority": UUID, "beginning": "[a-z0-9_:-]+"},
    "tender.section_saved": {"section": KEY, "no": NUMBER, "digest": SHA},
    "tender.document_stored": {"no": NUMBER, "version": NUMBER, "sha256": SHA},
    "tender.method_referred": {"study": UUID, "inputs": SHA, "choice": NUMBER, "candidate": "[A-D]", "taken": KEY},
    "tender.explained": {"rule": RULE, "facts": SHA, "ground": KEY, "text": SHA},
    "tender.explanation_approved": {"rule": RULE, "facts": SHA, "explanation": UUID},
    "tender.explanation_refused": {"rule": RULE, "facts": SHA, "explanation": UUID, "note": SHA},
    "tender.sent_to_review": {**STATES, "sections": SHA},
    "tender.sent_back": {**STATES, "reason": SHA},
    "tender.published": {**STATES, "version": SHA, "sections": SHA},
    "tender.closed": STATES,
    "tender.opening_recorded": STATES,
    "tender.decided": {**STATES, "reason": SHA},
    "tender.completed": STATES,
    "tender.failed": {**STATES, "reason": SHA},
    "tender.cancelled": {**STATES, "code": CODE, "reason": SHA},
    "tender.cancellation_proposed": {"code": CODE, "reason": SHA},
    "tender.extended": {"was": INSTANT, "now": INSTANT, "version": SHA, "reason": SHA},
    "tender.suspended": {"remaining": NUMBER, "reason": SHA},
    "tender.lifted": {"was": INSTANT, "now": INSTANT, "version": SHA, "reason": SHA},
    "clarification.asked": {"text": SHA},
    "clarification.answered": {**STATES, "no": NUMBER, "question": SHA, "answer": SHA},
    "clarification.refused": {**STATES, "reason": SHA},
    "amendment.begun": {"base": SHA},
    "amendment.sent": {**STATES, "sections": SHA},
    "amendment.returned": {**STATES, "reason": SHA},
    "amendment.published": {
        **STATES,
        "version": SHA,
        "kinds": KEY,
        "deadline_was": INSTANT,
        "deadline": INSTANT,
        "reason": SHA,
    },
    "amendment.withdrawn": STATES,
    "bid.submitted": STATES,
    "bid.opened": STATES,
    "evaluation.started": STATES,
    "evaluation.consensus_opened": STATES,
    "evaluation.quality_locked": STATES,
    "evaluation.prices_opened": STATES,
    "evaluation.frozen": {
        **STATES,
        "run": NUMBER,
        "spec": SHA,
        "facts": SHA,
        "result": SHA,
        "annex": SHA,
        "findings": SHA,
    },
    "evaluation.decision_proposed": DECISION,
    "evaluation.decided": DECISION,
    "evaluation.rerun": {**STATES, "cause": KEY, "reason": SHA},
    "report.requested": {"variant": "pdf/a-3a|pdf/ua-1", "data": SHA, "again": "True"},
    "report.ready": {"sha256": SHA, "size": NUMBER},
    "policyreview.counted": {"policy": UUID, "from": r"\d{4}-\d\d-\d\d", "to": r"\d{4}-\d\d-\d\d", "figures": SHA},
    "report.repaired": {"sha256": SHA, "was": "missing|damaged|unreadable"},
    "method_study.repaired": {"sha256": SHA, "was": "missing|damaged|unreadable"},
    "policyversion.drafted": {"authority": UUID, "no": NUMBER, "settings": SHA},
    "policyversion.changed": {"settings": SHA},
    "policyversion.consultation_opened": {**STATES, "settings": SHA, "closes": r"[\dT:+-]+"},
    "policyversion.revised": STATES,
    "policyversion.adopted": ADOPTED_POLICY,
    "policyversion.adopted_unconsulted": ADOPTED_POLICY,
    "policyversion.superseded": STATES,
    "policycomment.commented": {"version": UUID, "rule": r"[A-Z]*-?\d*", "comment": SHA},
    "policycomment.answered": {"version": UUID, "verdict": "accepted|partly|declined", "answer": SHA},
    "standard_fact.recorded": STANDARD_FACT,
    "standard_fact.disputed": STANDARD_FACT,
    "standard_fact.withdrawn": STANDARD_FACT,
    "method_study.created": {"inputs": SHA, "result": SHA},
    "method_study.chosen": {
        "choice": NUMBER,
        "candidate": "[A-D]",
        "formula": KEY,
        "warnings": "[a-z_.]+",
        "inputs": SHA,
        "reason": SHA,
    },
}
# Facts that a leaf of the kind may lack.
OPTIONAL = {
    "authority.adopted": {"same_name_as", "reason"},
    "authority.merged": {"reason"},
    "membership.granted": {"reason"},  # that of the first administrator, and of a demonstration's accounts
    "tender.imported": {"version"},
    "tender.moved": {"version"},
    "amendment.published": {"deadline_was", "deadline"},
    "tender.sent_to_review": {"sections"},  # those of a demonstration have none
    "tender.published": {"sections"},
    "tender.decided": {"reason"},
    "tender.failed": {"reason"},
    "tender.cancelled": {"reason", "code"},
    "report.requested": {"again"},
}
SECRET = {"reason", "note", "lawyer", "source", "email", "comment", "text", "question", "answer"}
