"""The verbs of tus 1.0 on the files of a draft, for pages and for programs (ADR 0058).

OPTIONS what is spoken · POST a file is begun: 201, or 413, 503 and 507 before a byte of it · HEAD how much of it lies
here · PATCH a piece, from where the file ends: 204, or 409 with where that is · DELETE it. Besides: 403 no key or
another's · 404 · 410 given up · 412 · 415 · 423 it arrives on another line · 503 too many files at once; the last two
say when to come again. Source: tus-resumable-upload, protocol 1.0; UPLOADS §3.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import arrivals
from core.arrivals import Arrival, NoSlot
from core.models import User
from core.sealed_file import DraftFileDamaged, WrongKey
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.gather import files as readings
from procurement.bids.models import Bid, DraftFile, DraftFileState
from procurement.bids.services import files
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.files import MOST_BYTES, DraftFileRefused
from procurement.bids.uploads import answers, lines, pieces
from procurement.bids.uploads.answers import answer

EXTENSIONS = "creation,termination,expiration"
PIECE_TYPE = "application/offset+octet-stream"


class Refusal(Exception):
    """The request ends with this answer."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__(response.status_code)


def options() -> HttpResponse:
    """What is spoken here; needs no key."""
    spoken = {"Tus_Version": answers.VERSION, "Tus_Extension": EXTENSIONS, "Tus_Max_Size": str(MOST_BYTES)}
    return answer(HTTPStatus.NO_CONTENT, **spoken)


@sensitive_variables()
def create(
    request: HttpRequest, bid: Bid, draft_key: DraftKey | None, *, by: User, at: datetime
) -> tuple[HttpResponse, DraftFile | None]:
    """Begin a file; the caller adds its address. Refused before a byte of it is sent."""
    try:
        key = _key(request, draft_key)
    except Refusal as refusal:
        return refusal.response, None
    length = answers.number(request.headers.get("Upload-Length"))
    metadata = answers.metadata(request.headers.get("Upload-Metadata", ""))
    if length is None or metadata is None:
        return answer(HTTPStatus.BAD_REQUEST, _("Upload-Length and a file name in Upload-Metadata are missing.")), None
    place = metadata.get("belongs_to", readings.TECHNICAL)
    try:
        row = files.begin_file(
            bid=bid, draft_key=key, name=metadata["filename"], length=length, belongs_to=place, by=by, at=at
        )
    except DraftFileRefused as refused:
        return answers.refused(refused.reason, str(refused)), None
    except BidRefused as refused:
        return answer(HTTPStatus.CONFLICT, str(refused)), None
    return answer(HTTPStatus.CREATED, Upload_Offset="0", **answers.expiry(row)), row


@sensitive_variables()
def state(request: HttpRequest, bid: Bid, draft_key: DraftKey | None, pk: UUID, *, at: datetime) -> HttpResponse:
    """How much of a file lies here, by the file itself."""
    try:
        row, key = _entered(request, bid, draft_key, pk, at)
    except Refusal as refusal:
        return refusal.response
    offset = readings.arrived(key, row)
    if offset is None:
        return answers.gone()
    return answer(HTTPStatus.OK, Upload_Offset=str(offset), Upload_Length=str(row.length), **answers.expiry(row))


@sensitive_variables()
def append(request: HttpRequest, bid: Bid, draft_key: DraftKey | None, pk: UUID, *, at: datetime) -> HttpResponse:
    """Take a piece. What came before the line broke stays; the answer says how much lies here."""
    try:
        row, key = _entered(request, bid, draft_key, pk, at)
        offset = _required_offset(request, row)
        # A dead line gives way to the writer, and with it the slot of this sender is free.
        with lines.writer(pk, store.draft_path(pk), request.META.get("gunicorn.socket")) as line, _slot(request, bid):
            return pieces.take(request, bid, key, row, offset, line, at=at)
    except Refusal as refusal:
        return refusal.response
    except NoSlot:
        return answers.later(HTTPStatus.SERVICE_UNAVAILABLE, _("Many files arrive now. Yours goes on in a moment."))
    except lines.InUse:
        return answers.later(HTTPStatus.LOCKED, _("This file arrives on another line."))
    except (FileNotFoundError, DraftFileDamaged):
        return answers.gone()
    except WrongKey:
        return answers.forbidden()


@sensitive_variables()
def terminate(request: HttpRequest, bid: Bid, draft_key: DraftKey | None, pk: UUID, *, at: datetime) -> HttpResponse:
    """Remove a file, whole or not."""
    try:
        row, _opens = _entered(request, bid, draft_key, pk, at)
        remove(row)
    except Refusal as refusal:
        return refusal.response
    except lines.InUse:
        return answers.later(HTTPStatus.LOCKED, _("This file arrives on another line."))
    return answer(HTTPStatus.NO_CONTENT)


def remove(row: DraftFile) -> None:
    """Remove a file to which nobody writes. Raises InUse."""
    try:
        with lines.writer(row.pk, store.draft_path(row.pk)):
            files.drop_file(row)
    except FileNotFoundError:
        files.drop_file(row)
    lines.remember_end(row.pk, None)


def _key(request: HttpRequest, draft_key: DraftKey | None) -> DraftKey:
    """The key, of a request that speaks tus. Raises Refusal."""
    if not answers.speaks_tus(request):
        raise Refusal(answer(HTTPStatus.PRECONDITION_FAILED, Tus_Version=answers.VERSION))
    if draft_key is None:
        raise Refusal(answers.forbidden())
    return draft_key


def _entered(
    request: HttpRequest, bid: Bid, draft_key: DraftKey | None, pk: UUID, at: datetime
) -> tuple[DraftFile, DraftKey]:
    """The file of the request, which this key opens and which is not given up. One query. Raises Refusal."""
    key = _key(request, draft_key)
    row = files.row_of(bid, pk)
    if row is None:
        raise Refusal(answer(HTTPStatus.NOT_FOUND))
    if row.ends_at is not None and row.ends_at < at:
        raise Refusal(answers.gone())
    try:
        readings.name_of(key, row)
    except WrongDraftKey:
        raise Refusal(answers.forbidden()) from None
    return row, key


def _slot(request: HttpRequest, bid: Bid) -> AbstractContextManager[Arrival]:
    """The only one of this person and of this supplier; another may end it after its turn, and what came stays."""
    return arrivals.slot_for(request, f"supplier {bid.supplier_id}", resumes=True)


def _required_offset(request: HttpRequest, row: DraftFile) -> int:
    """Where the piece begins that is sent, if a piece may come at all. Raises Refusal before a byte of it is read."""
    if request.content_type != PIECE_TYPE:
        raise Refusal(answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, PIECE_TYPE))
    offset = answers.number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise Refusal(answer(HTTPStatus.BAD_REQUEST, "Upload-Offset"))
    if row.state == DraftFileState.STORED or row.length is None:
        raise Refusal(answer(HTTPStatus.CONFLICT, Upload_Offset=str(row.length or 0)))
    announced = answers.number(request.META.get("CONTENT_LENGTH")) or 0
    if offset + announced > row.length:
        raise Refusal(answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("This is more than the file was said to have.")))
    return offset
