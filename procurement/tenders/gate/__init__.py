"""The gate: everything that is checked before a publication, joined once for page, API and services.

Joined are what sections lack, what the judge cannot judge, the rules of the policy in force, the reader of texts, and
the guards of later stages. Only `gate_of` reads rows.
"""

from dataclasses import replace
from datetime import datetime

from core import states
from procurement.tenders import gather, queries
from procurement.tenders.gate.join import joined
from procurement.tenders.gate.types import AskedReason, GateFinding, GateGroup, ReasonState, TenderGate
from procurement.tenders.models import Tender

__all__ = ["AskedReason", "GateFinding", "GateGroup", "ReasonState", "TenderGate", "gate_of"]


def gate_of(tender: Tender, at: datetime) -> TenderGate:
    """What stands between a tender and its publication at this moment, with the reasons that were written.

    Eight queries, and those of registered guards. Raises NotReadable for an imported tender, SectionFault where a
    section cannot be read.
    """
    content = gather.content_of(tender)
    policy = gather.applied_policy(tender)
    gate = joined(
        content,
        gather.check_context(tender, content, policy, at=at),
        policy.settings if policy else None,
        queries.latest_explanations(tender),
        guards=states.findings(tender, "publish"),
        ref=tender.ref,
        at=at,
    )
    return replace(gate, policy_no=policy.version.no if policy else None)
