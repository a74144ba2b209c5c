"""One report, one fork of the warm worker: limited, without database or open files, ended by its pid (PERFORMANCE §4).

The child gets a callable and what it closes over, and answers through a pipe: `p` percent and words, `r` the bytes, `e`
an error. The parent never waits without saying that it lives.
"""

import gc
import json
import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from django.db import connections
from django.utils.translation import gettext as _

from core import child_main, jobs

Say = Callable[[int, str], None]
Work = Callable[[Say], bytes]

MEBIBYTE = 1024 * 1024
MOST_DESCRIPTORS = 65_536  # where the system names no limit


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of computing, seconds on the clock, bytes of address space, seconds between two signs of life.

    `room`: so many bytes more than its parent has are the child's in any case, since a fork begins with all of them.
    """

    cpu: int = 60
    wall: float = 300.0
    memory: int = 1536 * MEBIBYTE
    turn: float = 0.5
    room: int = 0


LIMITS = Limits(room=768 * MEBIBYTE)


class ChildFailed(Exception):
    """The child ended with an error of ours, or without a word; for the worker's log."""


def run(work: Work, *, say: Say, beat: Callable[[], None], limits: Limits = LIMITS) -> bytes:
    """Do `work` in a fork and return what it made; `say` hears its progress, `beat` is called while it works.

    Raises Unfit when a limit ended it, Interrupted when the system did, ChildFailed when it failed; whatever `say` and
    `beat` raise ends the child, too.
    """
    reader, writer = Pipe(duplex=False)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_the_child(work, writer, limits, parent)
    writer.close()
    status = None
    try:
        document = _listen(reader, say, beat, limits)
        if document is None:
            status = _wait(pid)
            raise _ended(status, limits)
        return document
    finally:
        reader.close()
        if status is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            _wait(pid)


def _listen(reader: Connection, say: Say, beat: Callable[[], None], limits: Limits) -> bytes | None:
    """What the child made; None when the pipe ended before."""
    until = time.monotonic() + limits.wall
    while True:
        if reader.poll(limits.turn):
            try:
                message = reader.recv_bytes()
            except EOFError:
                return None
            if message[:1] == b"r":
                return message[1:]
            if message[:1] == b"e":
                raise _failure_of(message[1:].decode(), limits)
            say(*json.loads(message[1:]))
        beat()
        if time.monotonic() > until:
            raise jobs.Unfit(
                _("The review was stopped after %(seconds)d seconds. Retry when the machine is less busy.")
                % {"seconds": limits.wall}
            )


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _ended(status: int, limits: Limits) -> Exception:
    """Why the child ended without an answer."""
    if status == -signal.SIGXCPU:
        return jobs.Unfit(
            _("The review needs more than %(seconds)d seconds of computing and was stopped. Its data is in the API.")
            % {"seconds": limits.cpu}
        )
    if status == -signal.SIGKILL:
        return jobs.Interrupted(
            _("The system ended the review each time, most likely for lack of memory. Retry when there is more.")
        )
    return ChildFailed(f"The rendering process ended with {status}.")


def _failure_of(error: str, limits: Limits) -> Exception:
    if error.startswith("MemoryError"):
        return jobs.Unfit(
            _("The review needs more than %(size)d MiB of memory and was stopped. Its data is in the API.")
            % {"size": limits.memory // MEBIBYTE}
        )
    return ChildFailed(error)


# --- in the child ---


def _be_the_child(work: Work, writer: Connection, limits: Limits, parent: int) -> NoReturn:
    """Never returns into the parent's code, whatever happens."""
    try:
        child_main.die_with(parent)
        _give_up_what_is_the_parents(writer)
        _limit(limits)
        gc.disable()  # 0.75 to 0.83 of the time; the process ends before garbage counts
        pdf = work(lambda percent, step: writer.send_bytes(b"p" + json.dumps([percent, step]).encode()))
        writer.send_bytes(b"r" + pdf)
    except BaseException as error:  # noqa: BLE001 -- the parent decides what it means
        with suppress(BaseException):
            writer.send_bytes(b"e" + f"{type(error).__name__}: {error}".encode()[:2000])
    finally:
        os._exit(0)


def _give_up_what_is_the_parents(writer: Connection) -> None:
    """No signal handlers, no descriptors but the pipe and the log, no database: its sockets stay the parent's."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    for connection in connections.all(initialized_only=True):
        connection.execute_wrappers.append(_refuse)
    pipe = writer.fileno()
    os.closerange(3, pipe)
    os.closerange(pipe + 1, max(os.sysconf("SC_OPEN_MAX"), MOST_DESCRIPTORS))


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise RuntimeError("A review is rendered from its frozen dictionary alone: no query here.")


def _address_space() -> int:
    """Bytes of address space that this process has; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _limit(limits: Limits) -> None:
    """The kernel ends the child: SIGXCPU at the limit, SIGKILL a second later; no core file."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    memory = max(limits.memory, _address_space() + limits.room) if limits.room else limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
