"""What a tender says becomes what is published and judged."""

from procurement.tenders.gather.content import NotReadable, content_of, draft_sections
from procurement.tenders.gather.dates import date_rules
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
    "Content",
    "InterfaceFacts",
    "NotReadable",
    "content_of",
    "date_rules",
    "draft_content",
    "draft_sections",
    "interfaces_to_json",
    "outline_of",
    "read_interfaces",
    "read_spec",
    "snapshot_of",
    "spec_of",
]
