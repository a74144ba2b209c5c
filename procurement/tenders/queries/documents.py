"""Reads of the files that officers brought to a draft."""

from collections.abc import Collection

from django.db.models import QuerySet

from procurement.tenders.models import Tender, TenderDocument
from procurement.tenders.sections import AttachedFile


def documents_of(tender: Tender) -> QuerySet[TenderDocument]:
    """Every version of every document with its file and who brought it, in their order. One query."""
    rows = TenderDocument.objects.filter(tender=tender).select_related("file", "by")
    return rows.order_by("no", "version")


def document_of(tender: Tender, no: int, version: int) -> TenderDocument | None:
    """A version of a document with its file; None if there is none. One query."""
    return documents_of(tender).filter(no=no, version=version).first()


def unknown_files(tender: Tender, files: Collection[AttachedFile]) -> list[AttachedFile]:
    """Those of a section that nobody brought to the tender as this version. One query, none without files."""
    if not files:
        return []
    rows = TenderDocument.objects.filter(tender=tender)
    known = set(rows.values_list("no", "version", "file__sha256", "file__name"))
    return [file for file in files if (file.no, file.version, file.sha256, file.name) not in known]
