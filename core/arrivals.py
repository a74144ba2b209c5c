"""Large bodies that arrive: on at most half of the threads that work, one for each sender, and a slow one gives way.

What is small is read before a thread works on it (`core/processes/web.py`). What is large, or a piece of a file, holds
a thread for as long as its sender takes. So whoever finds all places taken ends the slowest of those that had their
turn: a piece of a file, which goes on later from what came, after ten seconds; a body that would be lost, only if it is
slow besides. All of this is of one process.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

THREADS = "EVENHAND_WEB_THREADS"  # set by core.processes.web
USUAL_THREADS = 4
MOST = max(1, int(os.environ.get(THREADS, USUAL_THREADS)) // 2)
TURN = 10.0  # seconds in which nobody is ended
FAIR = 100_000  # bytes a second; at this pace a body that would be lost is not ended
PATIENCE = 1.0  # seconds in which one that was ended leaves


class NoSlot(Exception):
    """As many large bodies arrive as may at once, or another one of this sender."""


@dataclass(slots=True, eq=False)
class Arrival:
    """A large body that arrives. `whose`: whoever counts as its sender. `length`: bytes, as announced."""

    whose: frozenset[str]
    connection: Any = None
    length: int = 0
    resumes: bool = False
    is_ended: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def pace(self) -> float:
        """Bytes a second, so far."""
        return self._moved() / max(time.monotonic() - self.began, 0.001)

    def may_be_ended(self) -> bool:
        """Whether it had its turn, and still comes."""
        if self.is_ended or time.monotonic() - self.began < TURN or self._moved() >= self.length:
            return False
        return self.resumes or self.pace < FAIR

    def end(self) -> None:
        """Let its thread read nothing more."""
        self.is_ended = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RD)

    def _moved(self) -> int:
        """Bytes that came; where the server counts none, all, so that nobody ends it."""
        receiving = getattr(self.connection, "receiving", None)
        return receiving.moved if receiving is not None else self.length


_arrivals: list[Arrival] = []
_changed = threading.Condition()


@contextlib.contextmanager
def slot(*whose: str, connection: Any = None, length: int = 0, resumes: bool = False) -> Iterator[Arrival]:
    """A thread for a body that arrives. Raises NoSlot where none is free and nobody gives way."""
    arrival = Arrival(frozenset(whose), connection, length, resumes)
    _enter(arrival)
    try:
        yield arrival
    finally:
        with _changed:
            _arrivals.remove(arrival)
            _changed.notify_all()


def slot_for(request: HttpRequest, *others: str, resumes: bool = False) -> contextlib.AbstractContextManager[Arrival]:
    """The slot of the person of a request, and of `others` who send with it: for whom one arrives, too."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return slot(
        f"person {request.user.pk}",
        *others,
        connection=request.META.get("gunicorn.socket"),
        length=int(length) if length.isdecimal() else 0,
        resumes=resumes,
    )


def _enter(arrival: Arrival) -> None:
    with _changed:
        if not _is_free(arrival) and (slow := _who_gives_way(arrival)):
            slow.end()
            _changed.wait_for(lambda: _is_free(arrival), PATIENCE)
        if not _is_free(arrival):
            raise NoSlot
        _arrivals.append(arrival)


def _is_free(arrival: Arrival) -> bool:
    return len(_arrivals) < MOST and not any(other.whose & arrival.whose for other in _arrivals)


def _who_gives_way(arrival: Arrival) -> Arrival | None:
    """The slowest that had its turn. Of the same sender only a piece of a file: what it would lose, it keeps."""
    same = [other for other in _arrivals if other.whose & arrival.whose]
    candidates = [other for other in same if other.resumes] if same else _arrivals
    return min((other for other in candidates if other.may_be_ended()), key=lambda each: each.pace, default=None)
