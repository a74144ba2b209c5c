"""Everything in what a tender says that stops its publication, section by section. Pure: no row, no clock.

Each section has one module with `findings(content)`, which may look at other sections, too. What a policy may explain
away is no finding here but a rule of `scoring.compliance`.
"""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks import (
    bidders,
    contract,
    criteria,
    interfaces,
    method,
    panel,
    performance,
    purchase,
    requirements,
    timetable,
)
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent

_CHECKS: Mapping[SectionKey, Callable[[TenderContent], Iterator[SectionFinding]]] = {
    SectionKey.PURCHASE: purchase.findings,
    SectionKey.BIDDERS: bidders.findings,
    SectionKey.REQUIREMENTS: requirements.findings,
    SectionKey.INTERFACES: interfaces.findings,
    SectionKey.CRITERIA: criteria.findings,
    SectionKey.METHOD: method.findings,
    SectionKey.PERFORMANCE: performance.findings,
    SectionKey.CONTRACT: contract.findings,
    SectionKey.TIMETABLE: timetable.findings,
    SectionKey.PANEL: panel.findings,
}


def findings_of(content: TenderContent) -> tuple[SectionFinding, ...]:
    """What stops a publication, in the order of the sections. A section that nobody has saved yet is one finding."""
    return tuple(finding for key in SectionKey for finding in findings_in(content, key))


def findings_in(content: TenderContent, key: SectionKey) -> tuple[SectionFinding, ...]:
    """What stops a publication in one section."""
    if key not in content.written:
        return (SectionFinding(key, "", _("Nobody has written this section yet.")),)
    return tuple(_CHECKS[key](content))


__all__ = ["SectionFinding", "findings_in", "findings_of"]
