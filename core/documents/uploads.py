"""Files inside a request: only a view that says so reads any, each streamed to a temporary file within limits.

Source: UPLOADS §1, §2. The form's token stands before its files, and the view's form says `multipart/form-data`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn

from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParser
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core import arrivals
from core.arrivals import NoSlot
from core.documents.checks import MEGABYTE, MOST_BYTES, FileRefused
from core.documents.kinds import KINDS
from core.documents.names import clean_name, split_name
from core.pages import formats
from core.uploads import FORM_ROOM, is_large, nothing

MOST_FILES = 20
MOST_TOGETHER = 200 * MEGABYTE
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
        self._has_slot = False
        setattr(request, _FAULTS, self.faults)

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> Any:  # noqa: N803
        """Read what is large where it has a slot, and of nobody who is not signed in.

        Raises NoSlot where none is free, and where it gave way.
        """
        if self._has_slot or self.request is None or not is_large(content_length):
            return None
        if not self.request.user.is_authenticated:
            return nothing()
        self._has_slot, encoding = True, args[1] if len(args) > 1 else None
        with arrivals.slot_for(self.request) as arrival:
            fields, sent = MultiPartParser(META, input_data, [self], encoding).parse()
        if arrival.is_ended:
            for _field, came in sent.lists():
                for file in came:
                    file.close()  # and removes the temporary file
            raise NoSlot
        return fields, sent

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

    A request that is too large as a whole is answered 413 before any of it is read; where too many large ones arrive,
    503. Who is not signed in and sends a large one signs in first. Files that are not taken are not in
    `request.FILES`; `faults_of(request)` says why, and `store_file` checks the others.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return protected(request, *args, **kwargs)
            if not accept_files(request, limits):
                return _too_large(request, limits.together)
            if is_large(request.META.get("CONTENT_LENGTH")) and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                return protected(request, *args, **kwargs)
            except NoSlot:
                request._mark_post_parse_error()  # type: ignore[attr-defined]  # noqa: SLF001 -- as the framework does
                return _busy(request)

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


def _busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = "5"
    return response
