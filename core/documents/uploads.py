"""Files inside a request: only a view that says so reads any, each streamed to a temporary file within limits.

Source: UPLOADS §1, §2. The form's token stands before its files, and the view's form says `multipart/form-data`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.documents.checks import MEGABYTE, MOST_BYTES, FileRefused
from core.documents.kinds import KINDS
from core.documents.names import clean_name, split_name
from core.pages import formats

MOST_FILES = 20
MOST_TOGETHER = 200 * MEGABYTE
FORM_ROOM = 64 * 1024  # the other fields of the form, and the lines between files
_FAULTS = "document_faults"

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What a view takes: bytes of a file, files of a request, bytes of all together, endings of names."""

    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    together: int = MOST_TOGETHER
    endings: Collection[str] = tuple(KINDS)

    @property
    def listed(self) -> str:
        """The endings as a sentence lists them."""
        return ", ".join(ending[1:] for ending in self.endings)


USUAL = UploadLimits()


class DocumentUploadHandler(TemporaryFileUploadHandler):
    """Writes each file to a temporary one as it comes. What is not taken is read past, not written, and noted."""

    def __init__(self, request: HttpRequest, limits: UploadLimits) -> None:
        super().__init__(request)
        self.faults: list[FileRefused] = []
        self._limits = limits
        self._files = self._size = 0
        setattr(request, _FAULTS, self.faults)

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, name_of_form(file_name), *args, **kwargs)
        self._files, self._size = self._files + 1, 0
        name = clean_name(self.file_name or "")
        if self._files > self._limits.most_files:
            self._pass_over(FileRefused("too_many", name, count=self._limits.most_files))
        if split_name(name)[1].lower() not in self._limits.endings:
            self._pass_over(FileRefused("ending", name, listed=self._limits.listed))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > self._limits.most_bytes:
            self._pass_over(FileRefused("too_large", clean_name(self.file_name or ""), most=self._limits.most_bytes))
        super().receive_data_chunk(raw_data, start)

    def _pass_over(self, refused: FileRefused) -> NoReturn:
        refused.field = self.field_name or ""
        self.faults.append(refused)
        self.file.close()  # and removes the temporary file
        raise SkipFile


def name_of_form(name: str) -> str:
    """The name of a file as it was before a browser wrote it into a form: a quote and a newline have codes there.

    Source: HTML, multipart/form-data encoding algorithm. A name that held such a code itself is read wrongly.
    """
    return name.replace("%22", '"').replace("%0D", "").replace("%0A", "")


def accept_files(request: HttpRequest, limits: UploadLimits = USUAL) -> bool:
    """Have the files of this request read; False if it says itself that it is larger than all of them may be.

    Before anything of the request is read: for views of the API, which no decorator covers.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > limits.together + FORM_ROOM:
        return False
    request.upload_handlers = [DocumentUploadHandler(request, limits)]
    return True


def takes_files(limits: UploadLimits = USUAL) -> Callable[[View], View]:
    """Let a view take files. The limits are set before the check of the form's token reads the form.

    A request that is too large as a whole is answered 413 before any of it is read. Files that are not taken are not in
    `request.FILES`; `faults_of(request)` says why, and `store_file` checks the others.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not accept_files(request, limits):
                return _too_large(request, limits.together)
            return protected(request, *args, **kwargs)

        return csrf_exempt(taking)

    return decorate


def faults_of(request: HttpRequest) -> list[FileRefused]:
    """Files of the request that were read past, each with its sentence. Reads the form."""
    request.FILES  # noqa: B018 -- reading it fills the list
    return list(getattr(request, _FAULTS, []))


def files_of(request: HttpRequest, field: str) -> list[UploadedFile]:
    """The files of a field that were taken, in their order."""
    return list(request.FILES.getlist(field))


def _too_large(request: HttpRequest, together: int) -> HttpResponse:
    limit = {"most": formats.filesize(together)}
    return render(request, "413.html", limit, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
