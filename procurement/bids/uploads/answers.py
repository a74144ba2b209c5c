"""What the verbs of tus answer and read: headers, numbers, metadata. Nothing of what a file holds."""

import base64
import binascii
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from procurement.bids.models import DraftFile
from procurement.bids.services.files import FileReason

VERSION = "1.0.0"
SOON = "1"
LONGEST_NUMBER = 15
STATUS_OF = {
    FileReason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileReason.TOGETHER: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileReason.TOO_MANY: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileReason.NO_ROOM: HTTPStatus.INSUFFICIENT_STORAGE,
    FileReason.SCANNER: HTTPStatus.SERVICE_UNAVAILABLE,
    FileReason.EMPTY: HTTPStatus.BAD_REQUEST,
    FileReason.PLACE: HTTPStatus.BAD_REQUEST,
    FileReason.INFECTED: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def answer(status: HTTPStatus, content: str = "", **headers: str) -> HttpResponse:
    """An answer that no cache keeps; names of headers with "_" for "-"."""
    response = HttpResponse(content, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def later(status: HTTPStatus, sentence: str) -> HttpResponse:
    """The same request will do in a moment."""
    return answer(status, sentence, Retry_After=SOON)


def forbidden() -> HttpResponse:
    return answer(HTTPStatus.FORBIDDEN, _("This draft is locked. Enter the draft pass that you saved."))


def gone() -> HttpResponse:
    return answer(HTTPStatus.GONE, _("Of this file nothing lies here any more. Send it from its beginning."))


def refused(reason: FileReason, sentence: str) -> HttpResponse:
    """A file that is not taken."""
    return answer(STATUS_OF[reason], sentence)


def expiry(row: DraftFile) -> dict[str, str]:
    """When a file that only began to arrive is given up."""
    return {"Upload_Expires": http_date(row.ends_at.timestamp())} if row.ends_at else {}


def speaks_tus(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def number(text: str | None) -> int | None:
    """A whole number of bytes; None for anything else."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        return None
    return int(text)


def metadata(text: str) -> dict[str, str] | None:
    """{key: its text} of an Upload-Metadata header; None if it is none, or names no file."""
    read: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _blank, value = pair.partition(" ")
        try:
            read[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return None
    return read if read.get("filename") else None
