"""Files that come with the form of a section: stored at once, and written into the form as if they had been typed.

Nothing is attached by it: the section names a file once it is saved. So a file is not chosen again because something
else in the form was wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core import clock
from core.documents import uploads
from core.documents.checks import FileRefused
from core.documents.uploads import UploadLimits
from procurement.planning.profiles import ProfileKind, ProfileRefused, ProfileSample, ReferenceFile
from procurement.planning.services import store_profile
from procurement.tenders import services
from procurement.tenders.forms.editing import UploadFault
from procurement.tenders.forms.interfaces import PROFILE_LIMITS
from procurement.tenders.models import TenderDocument
from procurement.tenders.pages.drafting import DraftInWork
from procurement.tenders.sections import SectionKey
from procurement.tenders.views.doors import number_of

UPLOAD = "upload"  # the button that only stores
LIMITS = {
    SectionKey.PURCHASE: UploadLimits(),
    SectionKey.INTERFACES: PROFILE_LIMITS,
}
_REPLACED = re.compile(r"files-(\d{1,3})-replacement")
_OF_PROFILE = re.compile(r"profile-(\d{1,3})-(main|more|passing|failing)")


@dataclass(frozen=True, slots=True)
class Received:
    """What the form says once its files are stored, and why some are not. `row`: the interface that got files."""

    data: QueryDict
    faults: tuple[UploadFault, ...] = ()
    row: int | None = None


def received(request: HttpRequest, draft: DraftInWork, key: SectionKey) -> Received:
    """Store the files of the request. Who: an officer who writes the draft. Raises NotADraft."""
    if key not in LIMITS:
        return Received(request.POST)
    data = request.POST.copy()
    faults = [UploadFault(fault.field, str(fault)) for fault in uploads.faults_of(request)]
    files = [(field, file) for field in request.FILES for file in uploads.files_of(request, field)]
    if key == SectionKey.PURCHASE:
        return Received(data, (*faults, *_documents(data, draft, files)))
    rows = sorted({int(match[1]) for field, _file in files if (match := _OF_PROFILE.fullmatch(field))})
    refused = {fault.field.rpartition("-")[0] for fault in faults}
    for row in rows:
        if f"profile-{row}" not in refused:  # a profile is whole or not at all
            faults += _profile(data, draft, row, _files_of_row(files, row))
    return Received(data, tuple(faults), rows[0] if rows else None)


# --- documents ---


def _documents(data: QueryDict, draft: DraftInWork, files: list[tuple[str, UploadedFile]]) -> Iterator[UploadFault]:
    for field, file in files:
        replaced = _REPLACED.fullmatch(field)
        row = int(replaced[1]) if replaced else number_of(data.get("files-TOTAL_FORMS", ""))
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
            yield UploadFault(field, str(refused))
        else:
            _write(data, row, document)


def _write(data: QueryDict, row: int, document: TenderDocument) -> None:
    """The document in its row; a new one becomes a row, unless one has it already."""
    total = number_of(data.get("files-TOTAL_FORMS", ""))
    if row == total:
        if any(data.get(f"files-{no}-no") == str(document.no) for no in range(total)):
            return
        data["files-TOTAL_FORMS"] = data["files-INITIAL_FORMS"] = str(total + 1)
        data[f"files-{row}-title"] = data[f"files-{row}-lot"] = ""
    values = {"sha256": document.file.sha256, "name": document.file.name, "no": document.no}
    for name, value in {**values, "version": document.version}.items():
        data[f"files-{row}-{name}"] = str(value)


# --- test files of an interface ---


def _files_of_row(files: list[tuple[str, UploadedFile]], row: int) -> dict[str, list[UploadedFile]]:
    """{main, more, passing, failing: the files of an interface}"""
    parts: dict[str, list[UploadedFile]] = {part: [] for part in ("main", "more", "passing", "failing")}
    for field, file in files:
        match = _OF_PROFILE.fullmatch(field)
        if match and int(match[1]) == row:
            parts[match[2]].append(file)
    return parts


def _profile(
    data: QueryDict, draft: DraftInWork, row: int, files: dict[str, list[UploadedFile]]
) -> Iterator[UploadFault]:
    """Store the profile of an interface and choose it in its row; every fault of it where it is refused."""
    kind = data.get(f"profile-{row}-kind", "")
    if not files["main"]:
        yield UploadFault(f"profile-{row}-main", _("Choose the main file, too: the others belong to it."))
        return
    try:
        profile = store_profile(
            kind=kind if kind in set(ProfileKind) else ProfileKind.JSON_SCHEMA,
            files=[ReferenceFile(file.name or "", file.read()) for file in (*files["main"], *files["more"])],
            samples=[
                ProfileSample(file.name or "", file.read(), passes=part == "passing")
                for part in ("passing", "failing")
                for file in files[part]
            ],
            by=draft.user,
            at=clock.db_now(),
        )
    except ProfileRefused as refused:
        for fault in refused.faults:
            yield UploadFault(f"profile-{row}-main", fault.sentence)
    else:
        data[f"entries-{row}-profile_sha"] = profile.sha256
