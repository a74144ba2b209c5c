"""The documents of a draft beside the form that names them: which version is meant, its size, and earlier ones."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.documents.uploads import UploadLimits
from core.pages import formats
from procurement.tenders import queries
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.models import Tender, TenderDocument


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A stored version: "version 1", its file's name, size and where it is saved from."""

    name: str
    version: str
    size: str
    brought: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the form. `current` is None where nobody brought its file. `fault`: of the file to replace it."""

    form: RowForm
    current: DocumentVersion | None
    earlier: tuple[DocumentVersion, ...]
    earlier_count: str
    replacement: str
    fault: str


@dataclass(frozen=True, slots=True)
class DocumentsPart:
    """`limits`: what is taken, in a sentence; `fault`: of new files."""

    rows: tuple[DocumentRow, ...]
    limits: str
    fault: str


def documents_part(form: SectionForm) -> DocumentsPart:
    """What the page shows of the documents of the form. One query, none without documents."""
    rows: Any = form.rows["files"].forms
    tender = form.editing.tender
    versions = list(queries.documents_of(tender)) if rows else []
    faults: dict[str, list[str]] = {}
    for fault in form.file_faults:
        faults.setdefault(fault.field, []).append(fault.sentence)
    return DocumentsPart(
        tuple(_row(tender, row, versions, faults) for row in rows),
        _limits(UploadLimits()),
        " ".join(faults.get("new_documents", [])),
    )


def _row(tender: Tender, row: RowForm, versions: list[TenderDocument], faults: dict[str, list[str]]) -> DocumentRow:
    no, version = (str(row[name].value() or "") for name in ("no", "version"))
    mine = [document for document in versions if str(document.no) == no]
    current = next((document for document in mine if str(document.version) == version), None)
    earlier = [document for document in mine if current and document.version < current.version]
    field = f"{row.prefix}-replacement"
    return DocumentRow(
        row,
        _version(tender, current) if current else None,
        tuple(_version(tender, document) for document in reversed(earlier)),
        ngettext("%(count)d earlier version", "%(count)d earlier versions", len(earlier)) % {"count": len(earlier)},
        field,
        " ".join(faults.get(field, [])),
    )


def _version(tender: Tender, document: TenderDocument) -> DocumentVersion:
    moment = formats.moment(document.at, tender.authority.zone)
    return DocumentVersion(
        document.file.name,
        _("version %(no)d") % {"no": document.version},
        formats.filesize(document.file.size),
        _("brought by %(name)s, %(when)s") % {"name": document.by, "when": moment},
        reverse("tenders:section-document", args=[tender.pk, document.no, document.version]),
    )


def _limits(limits: UploadLimits) -> str:
    return _("At most %(size)s a file, %(count)d files and %(together)s at once: %(listed)s.") % {
        "size": formats.filesize(limits.most_bytes),
        "count": limits.most_files,
        "together": formats.filesize(limits.together),
        "listed": limits.listed,
    }
