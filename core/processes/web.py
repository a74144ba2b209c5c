"""The web process: gunicorn's threads, with an end to waiting (`--worker-class core.processes.web.Worker`).

Two kinds of threads. A *waiting* one carries bytes from and to a client; there are many, and they hold nothing but a
connection. A *working* one runs the site, as many as `--threads` says, each with a connection to the database. A
request gets a working thread when its body is here, and a waiting one sends its answer: so a client that sends slowly,
or does not read, holds back nobody. Only bodies that are too large for that, and pieces of files, are read by the
working thread; the site says how many of those at once (`core/arrivals.py`).

Waiting, too, has limits, and who is let go cannot hold the loop that accepts the others. A proxy that buffers requests
does the same; nothing here relies on one (ADR 0007). Free of Django.
"""

import contextlib
import errno
import io
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from core.processes import dumps

FIRST_BYTE = 0.5  # seconds that a thread waits for a request to begin; then the loop waits for it
STALL = 5.0  # seconds without a byte of a request
UNREAD = 10.0  # seconds in which a client takes nothing of its answer
GRACE, RATE = 10.0, 16_000  # waiting for one direction may take 10 s, and a second more for each 16,000 bytes that went
SEND_BUFFER = 128 * 1024  # bytes that lie in the kernel for a client: what is there counts as taken
THREADS = "EVENHAND_WEB_THREADS"  # the variable by which the site learns how many requests it serves at once
WAITING = 64  # threads that carry bytes
AHEAD = 2 * 1024 * 1024 + 64 * 1024  # bytes of a body that is read before it is worked on: a form without large files
PIECES = "application/offset+octet-stream"  # of files: never read ahead, what came counts though the line breaks
STEP = 64 * 1024
LEFTOVER = 0.5  # seconds for the rest of a body that nobody reads


@dataclass(slots=True)
class Pace:
    """How long one direction of a request was waited for, in seconds, and how many bytes went."""

    waited: float = 0.0
    moved: int = 0

    def left(self) -> float:
        """Seconds of waiting that are left; below zero, too."""
        return GRACE + self.moved / RATE - self.waited

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.waited += time.monotonic() - begun


class PatientSocket(socket.socket):
    """A socket that waits, but not for ever. What is not sent in time counts as a broken connection."""

    receiving: Pace
    sending: Pace

    def begin(self) -> None:
        """A request begins."""
        self.receiving, self.sending = Pace(), Pace()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        if self.gettimeout() == 0.0:  # the loop never waits
            return super().recv(size, flags)
        with self._limited(self.receiving, STALL):
            chunk = super().recv(size, flags)
        self.receiving.moved += len(chunk)
        return chunk

    def send(self, data: Any, flags: int = 0, /) -> int:
        with self._limited(self.sending, UNREAD):
            sent = super().send(data, flags)
        self.sending.moved += sent
        return sent

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self.send(rest, flags) :]

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """As the standard's, which asks for one limit in all, and here every piece has its own."""
        file.seek(offset)
        sent = 0
        while piece := file.read(STEP if count is None else min(STEP, count - sent)):
            self.sendall(piece)
            sent += len(piece)
        return sent

    @contextlib.contextmanager
    def _limited(self, pace: Pace, silence: float) -> Iterator[None]:
        """Within it, a call waits as long as this direction may: then the connection counts as reset."""
        limit = self.gettimeout()
        try:
            self.settimeout(max(0.001, min(silence, pace.left(), limit or silence)))
            with pace.waiting():
                yield
        except TimeoutError:
            if limit:  # somebody else's limit, who knows what to do
                raise
            raise ConnectionResetError(errno.ECONNRESET, "The client goes on too slowly, or not at all.") from None
        finally:
            self.settimeout(limit)


class WorkingThreads:
    """The application, on threads of its own, which a request takes once its body is here."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="working")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            read_ahead(environ)
        except OSError:
            start_response("408 Request Timeout", [("Content-Length", "0")])
            return []
        return self.pool.submit(self._answer, environ, start_response).result()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What is sent. A page is complete and its request ended here; a file is read by the thread that sends it."""
        answer = self.application(environ, start_response)
        if isinstance(answer, environ["wsgi.file_wrapper"]) or getattr(answer, "streaming", False):
            return answer
        try:
            return list(answer)
        finally:
            getattr(answer, "close", lambda: None)()


def read_ahead(environ: dict[str, Any]) -> None:
    """Have the body of a request here, unless it is large or a piece of a file. Raises OSError: it does not come."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if environ.get("CONTENT_TYPE", "") == PIECES or not length.isdecimal() or not 0 < int(length) <= AHEAD:
        return
    body, missing = io.BytesIO(), int(length)
    while piece := environ["wsgi.input"].read(min(STEP, missing)):
        missing -= body.write(piece)
    body.seek(0)
    environ["wsgi.input"] = body


class Connection(TConn):
    def wait_for_data(self, timeout: float) -> bool:
        return bool(super().wait_for_data(min(timeout, FIRST_BYTE)))


class Worker(ThreadWorker):
    def init_process(self) -> None:
        """As gunicorn's, with no image of its memory on a disk; and say how many threads there are to share."""
        dumps.leave_none()
        os.environ[THREADS] = str(self.cfg.threads)
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.cfg.threads + WAITING, thread_name_prefix="waiting")

    def load_wsgi(self) -> None:
        """As gunicorn's; what it then calls is the site on threads that work."""
        super().load_wsgi()
        self.wsgi: Any = WorkingThreads(self.wsgi, self.cfg.threads)

    def accept(self, listener: socket.socket) -> None:
        """As gunicorn's, with a socket that has limits."""
        try:
            plain, address = listener.accept()
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK}:
                raise
            return
        self.nr_conns += 1
        patient = PatientSocket(fileno=plain.detach())
        patient.begin()
        patient.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.enqueue_req(Connection(self.cfg, patient, address, listener.getsockname()))

    def handle(self, conn: Connection) -> Any:
        conn.sock.begin()
        keep = super().handle(conn)
        if keep is False:
            let_go(conn.sock)
        return keep

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Whether the connection serves another request: not if a body lies in it that nobody reads."""
        return bool(keepalive) and bool(conn.parser.finish_body(deadline=time.monotonic() + LEFTOVER))


def let_go(sock: socket.socket) -> None:
    """Say goodbye here and not in the loop: end the answer, take what is still coming for a moment, stop listening.

    Closed with bytes unread, the connection would be reset, and the client could lose the answer.
    """
    until = time.monotonic() + 2.0
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        while time.monotonic() < until:
            sock.settimeout(LEFTOVER)
            if not sock.recv(65_536):
                break
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RD)
