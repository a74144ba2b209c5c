"""What stops a publication in the section `panel`."""

from collections.abc import Iterator

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import TenderContent


def findings(_content: TenderContent) -> Iterator[SectionFinding]:
    yield from ()
