"""Files that come with the form of a section: stored at once, and written into the form as if they had been typed.

Nothing is attached by it: the section names a file once it is saved. So a file is not chosen again because something
else in the form was wrong.
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from core import clock
from core.documents import uploads
from core.documents.checks import FileRefused
from core.documents.uploads import UploadLimits
from procurement.tenders import services
from procurement.tenders.forms.editing import UploadFault
from procurement.tenders.models import TenderDocument
from procurement.tenders.pages.drafting import DraftInWork
from procurement.tenders.sections import SectionKey
from procurement.tenders.views.doors import number_of

UPLOAD = "upload"  # the button that only stores
_REPLACED = re.compile(r"files-(\d{1,3})-replacement")
LIMITS = {SectionKey.PURCHASE: UploadLimits()}


@dataclass(frozen=True, slots=True)
class Received:
    """What the form says once its files are stored, and why some are not."""

    data: QueryDict
    faults: tuple[UploadFault, ...] = ()


def received(request: HttpRequest, draft: DraftInWork, key: SectionKey) -> Received:
    """Store the files of the request. Who: an officer who writes the draft. Raises NotADraft."""
    if key not in LIMITS:
        return Received(request.POST)
    data = request.POST.copy()
    faults = [UploadFault(fault.field, str(fault)) for fault in uploads.faults_of(request)]
    for field in request.FILES:
        for file in uploads.files_of(request, field):
            replaced = _REPLACED.fullmatch(field)
            row = replaced[1] if replaced else _row_of_next(data)
            replaces = number_of(data.get(f"files-{row}-no", "")) if replaced else 0
            try:
                document = services.store_document(
                    tender=draft.tender,
                    file=file,
                    name=file.name or "",
                    replaces=replaces,
                    by=draft.user,
                    at=clock.db_now(),
                )
            except (FileRefused, services.DocumentRefused) as refused:
                faults.append(UploadFault(field, str(refused)))
            else:
                _write(data, row, document)
    return Received(data, tuple(faults))


def _row_of_next(data: QueryDict) -> str:
    return str(number_of(data.get("files-TOTAL_FORMS", "")))


def _write(data: QueryDict, row: str, document: TenderDocument) -> None:
    """The document in its row; a new one becomes a row, unless one has it already."""
    total = number_of(data.get("files-TOTAL_FORMS", ""))
    if int(row) == total:
        if any(data.get(f"files-{no}-no") == str(document.no) for no in range(total)):
            return
        data["files-TOTAL_FORMS"] = data["files-INITIAL_FORMS"] = str(total + 1)
        data[f"files-{row}-title"] = data[f"files-{row}-lot"] = ""
    values = {"sha256": document.file.sha256, "name": document.file.name, "no": document.no}
    for name, value in {**values, "version": document.version}.items():
        data[f"files-{row}-{name}"] = str(value)
