"""What stops a publication in the sections of a tender."""

from procurement.tenders.sections import SectionKey, TenderContent
from procurement.tenders.sections.checks import SectionFinding, findings_in, findings_of


def test_a_section_that_nobody_has_written_stops_the_publication():
    content = TenderContent()

    seen = findings_of(content)

    assert [(finding.section, finding.place) for finding in seen] == [(key, "") for key in SectionKey]


def test_findings_of_one_section_are_those_of_it_alone():
    content = TenderContent()

    seen = findings_in(content, SectionKey.METHOD)

    assert seen == (SectionFinding(SectionKey.METHOD, "", "Nobody has written this section yet."),)
