"""What a tender that is run here says, section by section: of a draft as it is saved, else as it was published."""

from procurement.tenders import queries
from procurement.tenders.gather.frozen import publication_of
from procurement.tenders.models import Origin, Tender
from procurement.tenders.sections import SectionKey, TenderContent, content_from_sections


class NotReadable(LookupError):
    """A tender without sections: it was imported."""


def content_of(tender: Tender) -> TenderContent:
    """The sections of a draft as they are saved now, or those of the latest version of a published tender.

    One query. Raises NotReadable for an imported tender; SectionFault where a section cannot be read.
    """
    if tender.origin == Origin.IMPORTED:
        raise NotReadable
    if tender.publish_no is None:
        return content_from_sections(draft_sections(tender))
    publication = publication_of(tender)
    return publication.content if publication else TenderContent()


def draft_sections(tender: Tender) -> dict[SectionKey, str]:
    """The latest text of each section that is saved. One query."""
    return {key: saved.content for key, saved in queries.latest_saves(tender).items()}
