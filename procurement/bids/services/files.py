"""Files of a draft: begun, finished, named, dropped. Who: the team of the bid's lead; the caller asked at the door.

None of this leaves a leaf: whoever reads a tender's log before the opening would count files by it. Content never
passes through here but to be hashed and, where there is a scanner, looked at.
"""

import hashlib
import mimetypes
import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import scanner, sealed_file
from core.models import User
from core.pages import formats
from core.scanner import Infected, Scan, ScannerDown
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, Purpose
from procurement.bids.gather.files import TECHNICAL, FileFacts, facts_of, sealed_facts, stored_files
from procurement.bids.models import Bid, DraftFile, DraftFileState
from procurement.bids.queries import drafts, files
from procurement.bids.services.drafting import require_open
from procurement.bids.services.errors import BidRefused

__all__ = ["begin_file", "change_file", "drop_file", "finish_file", "keep_alive", "kept_name", "stored_files"]

MEGABYTE = 1_000_000
MOST_BYTES = 50 * MEGABYTE
MOST_TOGETHER = 200 * MEGABYTE
MOST_FILES = 100
UNCLAIMED = timedelta(hours=1)  # a form that streams: its request ends long before
RESUMABLE = timedelta(hours=24)  # since the last piece came
LONGEST_NAME = 255  # letters
_PLACE = re.compile(r"technical|price|(claim|question):[\w.:-]{1,100}", re.ASCII)


class FileReason(StrEnum):
    """Why a file was not taken."""

    TOO_LARGE = "too_large"
    TOGETHER = "together"
    TOO_MANY = "too_many"
    NO_ROOM = "no_room"
    EMPTY = "empty"
    PLACE = "place"
    SCANNER = "scanner"
    INFECTED = "infected"


class DraftFileRefused(BidRefused):
    """A file that is not taken; the text is a sentence with its cure."""

    def __init__(self, reason: FileReason, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)


@sensitive_variables()
def begin_file(
    *, bid: Bid, draft_key: DraftKey, name: str, length: int | None, belongs_to: str = TECHNICAL, by: User, at: datetime
) -> DraftFile:
    """A file of which nothing has come yet. `length`: its bytes, None where a form streams it.

    Effects: its row, then an empty sealed file on the disk; both are taken back where the disk refuses. It expires
    unless it is finished or kept alive. Raises DraftFileRefused, also where the scanner would refuse it at the end
    since it is down; BidRefused after the deadline, StoreRefused.
    """
    require_open(bid.tender, at)
    require_scanner()
    store.open_store()
    facts = FileFacts(type_of(name), _required_place(belongs_to))
    if length is not None:
        require_size(length)
    if not store.has_room(MOST_BYTES if length is None else length):
        raise no_room()
    pk = uuid4()
    with transaction.atomic():
        drafts.locked_draft(bid)
        require_place_for(bid, length or 0, one_more=True)
        row = DraftFile.objects.create(
            pk=pk,
            draft_id=bid.pk,
            sealed_name=sealed_file.seal_name(draft_key.raw, str(pk), kept_name(name)),
            sealed_facts=sealed_facts(bid, draft_key, pk, facts),
            length=length,
            by=by,
            at=at,
            ends_at=at + (UNCLAIMED if length is None else RESUMABLE),
        )
    try:
        sealed_file.create(store.draft_path(pk), draft_key.raw, str(pk))
    except OSError:
        drop_file(row)
        raise no_room() from None
    return row


@sensitive_variables()
def finish_file(*, row: DraftFile, bid: Bid, draft_key: DraftKey, belongs_to: str | None = None) -> None:
    """Count a file that has come whole. A second call changes nothing.

    Effects: its digest, made over what lies on the disk, sealed in the row; its state; its place, if one is named. A
    scanner reads it on the way; what that refuses is dropped. Raises DraftFileRefused, DraftFileDamaged.
    """
    path = store.draft_path(row.pk)
    end = sealed_file.find_end(path, draft_key.raw, str(row.pk))
    try:
        digest = _digest(row, draft_key, end.offset)
        with transaction.atomic():
            drafts.locked_draft(bid)
            require_size(end.offset)
            require_place_for(bid, end.offset - (row.length or 0), one_more=False)
            row.sealed_digest = draft_key.seal(Purpose.DIGEST, bid.pk, str(row.pk), digest)
            row.length, row.state, row.ends_at = end.offset, DraftFileState.STORED, None
            facts = replace(facts_of(bid, draft_key, row), is_scanned=scanner.is_configured())
            if belongs_to is not None:
                facts = replace(facts, belongs_to=_required_place(belongs_to))
            row.sealed_facts = sealed_facts(bid, draft_key, row.pk, facts)
            row.save(update_fields=["sealed_digest", "length", "state", "ends_at", "sealed_facts"])
    except DraftFileRefused:
        drop_file(row)
        raise


@sensitive_variables()
def change_file(
    *, row: DraftFile, bid: Bid, draft_key: DraftKey, name: str | None = None, belongs_to: str | None = None
) -> None:
    """Call a file otherwise, or have it belong elsewhere. Raises DraftFileRefused for a place that there is not."""
    facts = facts_of(bid, draft_key, row)
    if name is not None:
        row.sealed_name = sealed_file.seal_name(draft_key.raw, str(row.pk), kept_name(name))
        facts = replace(facts, type=type_of(name))
    if belongs_to is not None:
        facts = replace(facts, belongs_to=_required_place(belongs_to))
    row.sealed_facts = sealed_facts(bid, draft_key, row.pk, facts)
    row.save(update_fields=["sealed_name", "sealed_facts"])


def keep_alive(row: DraftFile, at: datetime) -> None:
    """A piece came: it expires a day later. What is whole does not expire."""
    row.ends_at = at + RESUMABLE
    DraftFile.objects.filter(pk=row.pk, state=DraftFileState.ARRIVING).update(ends_at=row.ends_at)


def drop_file(row: DraftFile) -> None:
    """Remove a file for good: its row, then its bytes. What lies between the two is collected later."""
    DraftFile.objects.filter(pk=row.pk).delete()
    with suppress(OSError):
        store.remove(store.draft_path(row.pk))


def kept_name(text: str) -> str:
    """The name of a file as it is kept: exactly, but for control characters and half characters; cut at 255 letters."""
    plain = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
    return plain[:LONGEST_NAME].strip() or _("Without a name")


def type_of(name: str) -> str:
    """What the ending of a name says; nothing is looked into."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def place_of(text: str) -> str:
    """The place that a text names; the technical part where it names none."""
    return text if _PLACE.fullmatch(text) else TECHNICAL


def require_size(length: int) -> None:
    """Raises DraftFileRefused for one file that is empty or too large."""
    if length == 0:
        raise DraftFileRefused(FileReason.EMPTY, _("Not taken: the file is empty."))
    if length > MOST_BYTES:
        size, most = formats.filesize(length), formats.filesize(MOST_BYTES)
        sizes = {"size": _("more than %(most)s") % {"most": most} if size == most else size, "most": most}
        raise DraftFileRefused(
            FileReason.TOO_LARGE, _("Not taken: %(size)s; a file may have %(most)s. Split it in two.") % sizes
        )


def require_place_for(bid: Bid, more: int, *, one_more: bool) -> None:
    """Raises DraftFileRefused where the files of a bid would be too many or too large together. One query."""
    count, size = files.weight_of(bid)
    if one_more and count >= MOST_FILES:
        sentence = _("Not taken: a bid has at most %(most)s files. Remove one, or put several into one.")
        raise DraftFileRefused(FileReason.TOO_MANY, sentence % {"most": MOST_FILES})
    if size + more > MOST_TOGETHER:
        sentence = _("Not taken: the files of a bid have at most %(most)s together. Remove one first.")
        raise DraftFileRefused(FileReason.TOGETHER, sentence % {"most": formats.filesize(MOST_TOGETHER)})


def require_scanner() -> None:
    """Raises DraftFileRefused where a scanner is configured and does not answer: no file would be taken."""
    try:
        scanner.require_answer()
    except ScannerDown:
        raise _scanner_down() from None


def _scanner_down() -> DraftFileRefused:
    sentence = _(
        "Files cannot be checked for viruses now, so none is taken. The draft stays. Try again in some minutes."
    )
    return DraftFileRefused(FileReason.SCANNER, sentence)


def no_room() -> DraftFileRefused:
    """The disk is full, or would be."""
    return DraftFileRefused(
        FileReason.NO_ROOM, _("We have no room for this file now. What you sent before is safe; try again.")
    )


def _required_place(belongs_to: str) -> str:
    if not _PLACE.fullmatch(belongs_to):
        raise DraftFileRefused(FileReason.PLACE, _("A file belongs to a part, a claim or a question of the bid."))
    return belongs_to


@sensitive_variables()
def _digest(row: DraftFile, draft_key: DraftKey, length: int) -> bytes:
    """SHA-256 of a whole file, which a scanner saw on the way, if there is one."""
    hasher = hashlib.sha256()
    try:
        with Scan() as scan:
            for piece in sealed_file.read(store.draft_path(row.pk), draft_key.raw, str(row.pk), length=length):
                hasher.update(piece)
                scan.look_at(piece)
            scan.verdict()
    except ScannerDown:
        raise _scanner_down() from None
    except Infected:
        sentence = _("Not taken: the virus scanner refuses this file. Look at it on your side, and send it again.")
        raise DraftFileRefused(FileReason.INFECTED, sentence) from None
    return hasher.digest()


def row_of(bid: Bid, pk: UUID) -> DraftFile | None:
    """A file of this bid by its id. One query."""
    return files.file_of(bid, pk)
