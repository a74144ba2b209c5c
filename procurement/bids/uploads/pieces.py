"""A piece of a file: from the socket through the cipher onto the disk, 64 KiB at a time."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import sealed_file
from core.sealed_file import Appending, End
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey
from procurement.bids.models import Bid, DraftFile
from procurement.bids.services import files
from procurement.bids.services.files import DraftFileRefused
from procurement.bids.uploads import answers, lines
from procurement.bids.uploads.lines import Line

READ = 64 * 1024


class DiskRefused(Exception):
    """The disk takes no more; what it took before stays."""


@sensitive_variables()
def take(
    request: HttpRequest, bid: Bid, draft_key: DraftKey, row: DraftFile, offset: int, line: Line, *, at: datetime
) -> HttpResponse:
    """Append what comes, if the file ends at this offset. Whoever calls is its only writer.

    Effects: the bytes are on the disk before the answer; a whole file counts. Raises WrongKey, DraftFileDamaged.
    """
    path, name = store.draft_path(row.pk), str(row.pk)
    try:
        end = _written(request, draft_key, row, offset, line)
    except DiskRefused:
        lines.remember_end(row.pk, None)
        kept = sealed_file.find_end(path, draft_key.raw, name).offset
        sentence = _("We have no room now. Nothing is lost; try again.")
        return answers.answer(HTTPStatus.INSUFFICIENT_STORAGE, sentence, Upload_Offset=str(kept))
    if end is None:
        true = sealed_file.find_end(path, draft_key.raw, name).offset
        return answers.answer(HTTPStatus.CONFLICT, Upload_Offset=str(true))
    lines.remember_end(row.pk, None if end.is_whole else end)
    files.keep_alive(row, at)
    if end.is_whole:
        try:
            files.finish_file(row=row, bid=bid, draft_key=draft_key)
        except DraftFileRefused as refused:
            return answers.refused(refused.reason, str(refused))
    return answers.answer(HTTPStatus.NO_CONTENT, Upload_Offset=str(end.offset), **answers.expiry(row))


@sensitive_variables()
def _written(request: HttpRequest, draft_key: DraftKey, row: DraftFile, offset: int, line: Line) -> End | None:
    """Where the file ends now; None if it did not end at this offset, and nothing was changed."""
    length, path = row.length or 0, store.draft_path(row.pk)
    try:
        with Appending(path, draft_key.raw, str(row.pk), known=lines.known_end(row.pk)) as file:
            if file.end.offset != offset:
                return None
            while file.end.offset < length:
                piece = _next_piece(request, min(READ, length - file.end.offset))
                if not piece:
                    break
                line.heard()
                file.write(piece, last=file.end.offset + len(piece) == length)
            file.sync()
            return file.end
    except OSError as error:
        raise DiskRefused from error


def _next_piece(request: HttpRequest, most: int) -> bytes:
    """What comes next; nothing at the end, and where the line broke, stood still or was ended."""
    try:
        return request.read(most)
    except OSError:
        return b""
