"""The texts of the documents that a tender names, for the reader of specifications."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import texts
from core.documents.texts import TextOfFile
from procurement.tenders.sections import AttachedFile, TenderContent
from procurement.tenders.sections.facts import UncheckedUpload
from scoring.compliance import TextPart

UNITS = {"page": gettext_lazy("page"), "paragraph": gettext_lazy("paragraph"), "line": gettext_lazy("line")}
Unchecked = tuple[UncheckedUpload, ...]


def upload_texts(content: TenderContent) -> tuple[tuple[TextPart, ...], Unchecked]:
    """The text of each document by its parts, and the documents that have none. One query, none without documents.

    Equal documents are read once. A place is "files/2/page 7": of document 2 its seventh page.
    """
    attached = content.purchase.files
    read = texts.texts_of({file.sha256 for file in attached if texts.has_text(file.name)})
    parts = tuple(
        TextPart(file.name, f"files/{file.no}/{UNITS[read[file.sha256].unit]} {number}", text)
        for file in attached
        if file.sha256 in read and texts.has_text(file.name)
        for number, text in enumerate(read[file.sha256].parts, start=1)
        if text.strip()
    )
    without = (_unchecked(file, read) for file in attached)
    return parts, tuple(upload for upload in without if upload is not None)


def _unchecked(file: AttachedFile, read: Mapping[str, TextOfFile]) -> UncheckedUpload | None:
    name = {"name": file.name}
    if not texts.has_text(file.name):
        return UncheckedUpload(
            file.no, _("No machine reads the text of %(name)s: it is no PDF, DOCX, ODT or TXT.") % name
        )
    if file.sha256 not in read:
        sentence = _("The text of %(name)s is being read. Look again in a moment.") % name
        return UncheckedUpload(file.no, sentence, stops=True)
    why = read[file.sha256].sentence
    return UncheckedUpload(file.no, f"{file.name}: {why}") if why else None
