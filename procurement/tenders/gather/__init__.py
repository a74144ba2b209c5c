"""What a tender says becomes what is published and judged."""

from procurement.tenders.gather.advice import InterfaceAdvice, Proposal, interface_advice, profile_choices
from procurement.tenders.gather.amended import (
    Amended,
    amended,
    publication_of_version,
    texts_of,
    version_changes,
    work_content,
)
from procurement.tenders.gather.check import (
    AppliedPolicy,
    applied_policy,
    check_context,
    pinned_policy,
    policy_digest,
    standards_of,
    submission_case,
)
from procurement.tenders.gather.content import NotReadable, content_of, draft_sections
from procurement.tenders.gather.dates import date_rules
from procurement.tenders.gather.documents import document_of
from procurement.tenders.gather.frozen import (
    Publication,
    publication_from,
    publication_in,
    publication_of,
    sections_as_json,
)
from procurement.tenders.gather.imported import ImportedContent, imported_content, imported_findings
from procurement.tenders.gather.published import (
    Content,
    InterfaceFacts,
    draft_content,
    interfaces_to_json,
    outline_of,
    read_interfaces,
    read_spec,
    snapshot_of,
    spec_of,
)

__all__ = [
    "Amended",
    "AppliedPolicy",
    "Content",
    "ImportedContent",
    "InterfaceAdvice",
    "InterfaceFacts",
    "NotReadable",
    "Proposal",
    "Publication",
    "amended",
    "applied_policy",
    "check_context",
    "content_of",
    "date_rules",
    "document_of",
    "draft_content",
    "draft_sections",
    "imported_content",
    "imported_findings",
    "interface_advice",
    "interfaces_to_json",
    "outline_of",
    "pinned_policy",
    "policy_digest",
    "profile_choices",
    "publication_from",
    "publication_in",
    "publication_of",
    "publication_of_version",
    "read_interfaces",
    "read_spec",
    "sections_as_json",
    "snapshot_of",
    "spec_of",
    "standards_of",
    "submission_case",
    "texts_of",
    "version_changes",
    "work_content",
]
