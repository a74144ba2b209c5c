"""Lines on which files arrive: one writer a file, and a dead line gives way. How many at once: `core/arrivals.py`.

The lock is the operating system's, on the file itself: it falls with the process. Who holds it in *this* process is
known with the connection and the moment of the last byte, so that a newcomer can end a line that went silent (a laptop
that slept sends no goodbye). In another process a silent line ends by itself after 5 s (`core/processes/web.py`).
"""

import contextlib
import os
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from core.sealed_file import End
from procurement.bids import store
from procurement.bids.store import InUse

__all__ = ["InUse", "Line", "known_end", "remember_end", "writer"]

SILENT = 3.0  # seconds after which a line may be taken over
PATIENCE = 1.0  # seconds in which a line that was ended leaves
STALL = 30.0  # seconds without a byte, where the server itself knows no limit
REMEMBERED = 1_000


@dataclass(slots=True)
class Line:
    """A connection on which a file arrives."""

    connection: Any = None
    last_at: float = field(default_factory=time.monotonic)

    def heard(self) -> None:
        self.last_at = time.monotonic()

    def is_silent(self) -> bool:
        return time.monotonic() - self.last_at > SILENT

    def end(self) -> None:
        """Let its thread read nothing more: it keeps what came and leaves."""
        if self.connection is not None:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RD)


_lines: dict[UUID, Line] = {}
_ends: OrderedDict[UUID, End] = OrderedDict()
_guard = threading.Lock()


@contextlib.contextmanager
def writer(file_id: UUID, path: Path, connection: Any = None) -> Iterator[Line]:
    """The only writer of a file. Raises InUse, FileNotFoundError for a file that is gone.

    A line that was silent is ended, and this one waits a moment for it to leave.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        _lock(descriptor, file_id)
        if not os.fstat(descriptor).st_nlink:  # removed between opening and locking
            raise FileNotFoundError(path.name)
        line = Line(connection)
        with _guard:
            _lines[file_id] = line
        try:
            with _patience(connection):
                yield line
        finally:
            with _guard:
                _lines.pop(file_id, None)
    finally:
        os.close(descriptor)


def known_end(file_id: UUID) -> End | None:
    """Where a file ended after the last piece that came to this process."""
    with _guard:
        return _ends.get(file_id)


def remember_end(file_id: UUID, end: End | None) -> None:
    """Keep it for the next piece, so that this one need not verify all that lies there; None forgets."""
    with _guard:
        _ends.pop(file_id, None)
        if end is not None:
            _ends[file_id] = end
            while len(_ends) > REMEMBERED:
                _ends.popitem(last=False)


def _lock(descriptor: int, file_id: UUID) -> None:
    if store.try_lock(descriptor):
        return
    with _guard:
        other = _lines.get(file_id)
    if other is None or not other.is_silent():
        raise InUse
    other.end()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if store.try_lock(descriptor):
            return
        time.sleep(0.02)
    raise InUse


@contextlib.contextmanager
def _patience(connection: Any) -> Iterator[None]:
    """A limit for each wait for a byte, where the server gives the connection; its own limit comes back."""
    if connection is None:
        yield
        return
    before = connection.gettimeout()
    connection.settimeout(STALL)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            connection.settimeout(before)
