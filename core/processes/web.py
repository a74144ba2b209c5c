"""The web process: gunicorn's threads, with an end to waiting (`--worker-class core.processes.web.Worker`).

A thread serves one request at a time, and a client that stops in the middle of one would hold it for ever: four such
clients, and the site is gone. So every wait for a client has a limit, and who is let go cannot hold the loop that
accepts the others. A proxy that buffers requests does the same; nothing here relies on one. Free of Django.
"""

import contextlib
import errno
import os
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from core.processes import dumps

FIRST_BYTE = 0.5  # seconds that a thread waits for a request to begin; then the loop waits for it
STALL = 5.0  # seconds without a byte of a request
GRACE, RATE = 10.0, 8_000  # a request may take 10 s, and a second more for each 8,000 bytes that came
SEND = 60.0  # seconds for one piece of an answer
THREADS = "EVENHAND_WEB_THREADS"  # the variable by which the site learns how many requests it serves at once
LEFTOVER = 0.5  # seconds for the rest of a body that nobody reads


class PatientSocket(socket.socket):
    """A socket that waits, but not for ever. What is not sent in time counts as a broken connection."""

    began = 0.0
    received = 0

    def begin(self) -> None:
        """A request begins."""
        self.began, self.received = time.monotonic(), 0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        limit = self.gettimeout()
        if limit == 0.0:  # the loop never waits
            return super().recv(size, flags)
        left = self.began + GRACE + self.received / RATE - time.monotonic()
        try:
            self.settimeout(max(0.001, min(STALL, left, limit or STALL)))
            chunk = super().recv(size, flags)
        except TimeoutError:
            if limit:  # somebody else's limit, who knows what to do
                raise
            raise ConnectionResetError(errno.ECONNRESET, "The client sends nothing any more.") from None
        finally:
            self.settimeout(limit)
        self.received += len(chunk)
        return chunk

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        limit = self.gettimeout()
        try:
            self.settimeout(SEND)
            super().sendall(data, flags)
        finally:
            self.settimeout(limit)


class Connection(TConn):
    def wait_for_data(self, timeout: float) -> bool:
        return bool(super().wait_for_data(min(timeout, FIRST_BYTE)))


class Worker(ThreadWorker):
    def init_process(self) -> None:
        """As gunicorn's, with no image of its memory on a disk; and say how many threads there are to share."""
        dumps.leave_none()
        os.environ[THREADS] = str(self.cfg.threads)
        super().init_process()

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
