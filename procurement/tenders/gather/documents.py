"""The documents of a tender: what its versions, or its draft, name."""

import re

from core.models import StoredFile
from procurement.tenders import queries
from procurement.tenders.gather.content import content_of
from procurement.tenders.gather.frozen import publication_in
from procurement.tenders.models import Origin, Tender
from procurement.tenders.sections import TenderContent
from procurement.tenders.states import UNPUBLISHED

_SHA256 = re.compile(r"[0-9a-f]{64}")


def document_of(tender: Tender, sha256: str) -> tuple[StoredFile, str] | None:
    """The stored file with these bytes, and the name under which the tender gives it out; None if it names none.

    Of a published tender the latest version counts that names it. Two queries.
    """
    if not _SHA256.fullmatch(sha256) or tender.origin == Origin.IMPORTED:
        return None
    content = content_of(tender) if tender.state in UNPUBLISHED else _published_with(tender, sha256)
    named = [file for file in content.purchase.files if file.sha256 == sha256]
    rows = queries.stored_files(named)
    return next(((rows[key], file.name) for file in named if (key := (file.sha256, file.name)) in rows), None)


def _published_with(tender: Tender, sha256: str) -> TenderContent:
    publication = publication_in(queries.version_with_file(tender, sha256))
    return publication.content if publication else TenderContent()
