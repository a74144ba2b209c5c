"""What a check of a tender reads beside its sections: the policy in force, the law, openness of its standards."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from core.law import days
from core.law.periods import SubmissionCase
from core.law.strictness import Setting
from procurement.planning import gather as planning_gather
from procurement.planning import queries as planning_queries
from procurement.planning.catalogue import catalogue
from procurement.policies import gather as policy_gather
from procurement.policies import queries as policy_queries
from procurement.policies.models import PolicyVersion
from procurement.tenders.floors import LawFacts, law_facts
from procurement.tenders.gather.uploads import upload_texts
from procurement.tenders.models import Tender
from procurement.tenders.sections import TenderContent
from procurement.tenders.sections.facts import CheckContext, StandardOpenness
from scoring.compliance import PolicySettings


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """The policy in force, and what it sets."""

    version: PolicyVersion
    settings: PolicySettings
    law_figures: dict[str, Setting]


def applied_policy(tender: Tender) -> AppliedPolicy | None:
    """The policy of the tender's authority; None while none is in force. One query."""
    version = policy_queries.in_force(tender.authority)
    return None if version is None else _applied(version)


def pinned_policy(tender: Tender) -> AppliedPolicy | None:
    """The policy under which a tender was published: it holds for its amendments, too. At most one query."""
    return None if tender.policy_version is None else _applied(tender.policy_version)


def _applied(version: PolicyVersion) -> AppliedPolicy:
    figures = {field: policy_gather.law_setting(text) for field, text in version.law_figures.items()}
    known = {field: figure for field, figure in figures.items() if figure is not None}
    return AppliedPolicy(version, policy_gather.settings_of(version), known)


def policy_digest(policy: AppliedPolicy) -> str:
    """The sha256 of what the policy says and sets, in hex."""
    version = policy.version
    return policy_gather.digest_of(version.settings, version.law_figures, version.text)


def check_context(
    tender: Tender, content: TenderContent, policy: AppliedPolicy | None, *, at: datetime
) -> CheckContext:
    """What the rules read beside the sections. Four queries.

    The texts of documents are one query more where there are any. The period for bids is counted from the planned day
    of publication, or from today once that has passed; of a published tender from its publication.
    """
    law = _law(tender, content, policy, at=at)
    uploads, unchecked = upload_texts(content)
    return CheckContext(
        checked_on=days.day_of(at, tender.authority.zone),
        policy_valid_on=policy.version.valid_date if policy else None,
        policy_review_on=policy.version.review_date if policy else None,
        law=law.law,
        submission_days=law.submission_days,
        standards=standards_of(tender, content),
        uploads=uploads,
        unchecked=unchecked,
    )


def standards_of(tender: Tender, content: TenderContent) -> dict[str, StandardOpenness]:
    """{id: openness} of every standard of the interface list, as it counts for the authority now. One query."""
    entries = planning_queries.latest_facts(tender.authority)
    listed = {entry.standard for entry in content.interfaces.entries} & set(catalogue().standards)
    measures = {}
    for standard in sorted(listed):
        entry = catalogue().standards[standard]
        measure = planning_gather.measure_of(entry, entries)
        answers = planning_gather.answers_of(entry, entries)
        measures[standard] = StandardOpenness(measure.openness, measure.strength, answers)
    return measures


def submission_case(content: TenderContent) -> SubmissionCase:
    """What decides how long the period for bids must be."""
    timetable = content.timetable
    return SubmissionCase(
        electronic=timetable.electronic,
        documents_online=timetable.documents_online,
        prior_notice=timetable.prior_notice,
        urgent=bool(timetable.urgent_why.strip()),
    )


def _law(tender: Tender, content: TenderContent, policy: AppliedPolicy | None, *, at: datetime) -> LawFacts:
    planned = content.timetable.publish_on
    sent = tender.published_at or (max(at, days.start_of(planned, tender.authority.zone)) if planned else at)
    dated = copy(tender)  # law_facts reads a tender with its deadline, which a draft has in its sections
    dated.deadline_at = content.timetable.deadline
    return law_facts(dated, sent=sent, case=submission_case(content), policy=policy.law_figures if policy else {})
