"""Files in a form: each piece is sealed as it comes from the socket. No temporary file, no plain byte on a disk.

The framework reads the form where the token is checked, before the view. So the handler itself knows the draft key, and
nothing that it stored counts before the view has said so: `drop` takes the rest away, whatever happened (ADR 0058).
"""

from contextlib import suppress
from datetime import datetime
from typing import Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.documents.uploads import name_of_form
from core.models import User
from core.pages import formats
from core.sealed_file import Appending
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey
from procurement.bids.models import Bid, DraftFile
from procurement.bids.services import files
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.files import MOST_BYTES, DraftFileRefused, FileReason


class SealHandler(FileUploadHandler):
    """Seals the files of a form into the draft. `faults`: (name, why) of those that were read past and not kept.

    `failed`: the number of the disk's error that ended the reading, or None. `arrived`: files that came whole.
    """

    def __init__(self, request: HttpRequest, *, bid: Bid, draft_key: DraftKey, by: User, at: datetime) -> None:
        super().__init__(request)
        self.arrived: list[DraftFile] = []
        self.faults: list[tuple[str, str]] = []
        self.failed: int | None = None
        self._begun: list[DraftFile] = []
        self._bid, self._key, self._by, self._at = bid, draft_key, by, at
        self._open: Appending | None = None
        self._last, self._size, self._name = b"", 0, ""

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        self._name, self._size, self._last = name_of_form(file_name), 0, b""
        try:
            row = files.begin_file(
                bid=self._bid, draft_key=self._key, name=self._name, length=None, by=self._by, at=self._at
            )
        except DraftFileRefused as refused:
            if refused.reason == FileReason.NO_ROOM:
                self._stop(0)
            self._pass_over(str(refused))
        except BidRefused as refused:
            self._pass_over(str(refused))
        self._begun.append(row)
        self._open = Appending(store.draft_path(row.pk), self._key.raw, str(row.pk))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 -- the framework's signature
        """Keep the piece before this one: only at the end of the file is it known which is the last."""
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self._drop_current()
            sentence = _("Not taken: a file may have %(most)s. Split it in two.")
            self._pass_over(sentence % {"most": formats.filesize(MOST_BYTES)})
        self._write(self._last)
        self._last = raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        if self._open is None:
            return
        if not self._size:
            self._drop_current()
            self.faults.append((self._name, _("Not taken: the file is empty.")))
            return
        self._write(self._last, last=True)
        self._close()
        self.arrived.append(self._begun[-1])

    def upload_interrupted(self) -> None:
        """The line broke."""
        self._close_quietly()

    def finish(self, belongs_to: str) -> list[DraftFile]:
        """Count what came whole; the others stay to be dropped. What is refused now is in `faults`."""
        finished = []
        for row in self.arrived:
            try:
                files.finish_file(row=row, bid=self._bid, draft_key=self._key, belongs_to=belongs_to)
            except DraftFileRefused as refused:
                self.faults.append(("", str(refused)))
                continue
            finished.append(row)
            self._begun.remove(row)
        return finished

    @property
    def has_rest(self) -> bool:
        """Whether something was begun that does not count (yet)."""
        return bool(self._begun)

    def drop(self) -> None:
        """Take away whatever does not count. Called at the end of every request, however it ended."""
        self._close_quietly()
        for row in self._begun:
            files.drop_file(row)
        self._begun, self.arrived = [], []

    def _write(self, content: bytes, *, last: bool = False) -> None:
        if self._open is None:
            return
        try:
            self._open.write(content, last=last)
            if last:
                self._open.sync()
        except OSError as error:
            self._stop(error.errno or 0)

    def _close(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None

    def _close_quietly(self) -> None:
        with suppress(OSError):  # what it still wanted to write is dropped
            self._close()
        self._open = None

    def _drop_current(self) -> None:
        self._close_quietly()
        files.drop_file(self._begun.pop())

    def _pass_over(self, sentence: str) -> NoReturn:
        self.faults.append((self._name, sentence))
        raise SkipFile

    def _stop(self, number: int) -> NoReturn:
        self.failed = number
        self._close_quietly()
        raise StopUpload(connection_reset=True)
