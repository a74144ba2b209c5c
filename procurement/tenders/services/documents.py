"""An officer brings a file to a draft: a new document, or the next version of one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.documents import files, texts
from core.models import StoredFile, User
from procurement.tenders.models import Tender, TenderDocument
from procurement.tenders.sections import AttachedFile
from procurement.tenders.services.writable import written_into
from procurement.tenders.states import TenderLeafKind

MOST_DOCUMENTS = 500  # versions of all documents of a tender


class DocumentRefused(ValueError):
    """A file that is not kept with a tender; the text is a sentence for people."""


def store_document(
    *, tender: Tender, file: File, name: str, replaces: int = 0, by: User, at: datetime
) -> TenderDocument:
    """Bring a file to a draft or an amendment. Who: an officer. `replaces`: the number of the document it follows on.

    Effects: the file is stored (core/documents); a TenderDocument, leaf tender.document_stored; a job that reads its
    text. Suppliers read it once the section of the purchase that names it is published. The bytes that a document has
    now, or a new document's bytes under their name again, store nothing and answer the row that is there. Earlier
    versions stay. Raises checks.FileRefused, DocumentRefused, NotADraft. Reads the file: call it outside a transaction.
    """
    written_into(tender)
    stored = files.store_file(file=file, name=name, by=by, at=at)
    with transaction.atomic():
        row = Tender.objects.select_for_update().get(pk=tender.pk)
        written_into(row)
        return _keep(row, stored, replaces, by=by, at=at)


def _keep(tender: Tender, stored: StoredFile, replaces: int, *, by: User, at: datetime) -> TenderDocument:
    rows = list(TenderDocument.objects.filter(tender=tender).order_by("no", "version"))
    latest = {row.no: row for row in rows}
    if replaces and replaces not in latest:
        raise DocumentRefused(_("There is no such document."))
    same = (row for row in latest.values() if row.file_id == stored.pk and row.no == (replaces or row.no))
    if present := next(same, None):
        return present
    if len(rows) >= MOST_DOCUMENTS:
        raise DocumentRefused(_("A tender keeps at most %(most)d files.") % {"most": MOST_DOCUMENTS})
    no = replaces or max(latest, default=0) + 1
    version = latest[no].version + 1 if replaces else 1
    return _create(tender, stored, no, version, by=by, at=at)


def _create(tender: Tender, stored: StoredFile, no: int, version: int, *, by: User, at: datetime) -> TenderDocument:
    document = TenderDocument.objects.create(tender=tender, no=no, version=version, file=stored, by=by, at=at)
    facts = {"no": no, "version": version, "sha256": stored.sha256}
    audit.record(TenderLeafKind.DOCUMENT_STORED, tender, by=by, at=at, facts=facts)
    texts.request_text(stored, by=by, at=at)
    return document


def take_over(*, tender: Tender, attached: Iterable[AttachedFile], by: User, at: datetime) -> tuple[AttachedFile, ...]:
    """Give a new draft the documents of the tender that it copies, each as a first version. Who: an officer.

    Effects: a TenderDocument and a leaf for each whose file is stored here; others are left out. The caller says that
    the person may read them, and runs a transaction.
    """
    taken: list[AttachedFile] = []
    for entry in attached:
        stored = StoredFile.objects.filter(sha256=entry.sha256, name=entry.name).first()
        if stored is not None:
            no = len(taken) + 1
            _create(tender, stored, no, 1, by=by, at=at)
            taken.append(replace(entry, no=no, version=1))
    return tuple(taken)
