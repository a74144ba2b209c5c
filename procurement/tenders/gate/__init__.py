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
from procurement.tenders.gather import Amended, AppliedPolicy
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.sections import TenderContent

__all__ = ["AskedReason", "GateFinding", "GateGroup", "ReasonState", "TenderGate", "gate_of", "gate_of_amendment"]


def gate_of(tender: Tender, at: datetime) -> TenderGate:
    """What stands between a tender and its publication at this moment, with the reasons that were written.

    Eight queries, and those of registered guards. Raises NotReadable for an imported tender, SectionFault where a
    section cannot be read.
    """
    content, guards = gather.content_of(tender), states.findings(tender, "publish")
    return _gate(tender, content, gather.applied_policy(tender), guards, at)


def gate_of_amendment(amendment: Amendment, amended: Amended, at: datetime) -> TenderGate:
    """What stands between an amendment and its publication: the same checks over the amended tender, by the policy and
    from the day of its publication; no published date is moved back, and none that stays has to be ahead.

    Seven queries, and those of registered guards of `publish_amendment`.
    """
    tender, guards = amendment.tender, states.findings(amendment, "publish_amendment")
    policy = gather.pinned_policy(tender)
    return _gate(tender, amended.content, policy, guards, at, published=amended.before)


def _gate(
    tender: Tender,
    content: TenderContent,
    policy: AppliedPolicy | None,
    guards: list[str],
    at: datetime,
    published: TenderContent | None = None,
) -> TenderGate:
    gate = joined(
        content,
        gather.check_context(tender, content, policy, at=at),
        policy.settings if policy else None,
        queries.latest_explanations(tender),
        guards=guards,
        ref=tender.ref,
        at=at,
        published=published,
    )
    return replace(gate, policy_no=policy.version.no if policy else None)
