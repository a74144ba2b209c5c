"""A virus scanner at a socket of this machine, asked by clamd's protocol; none unless the settings name one.

A file goes to it piece by piece in clear and nowhere else: the socket is a file of this machine, never an address of a
network. If it does not answer, or answers anything but yes or no, the file is not taken (fail closed).
Source: clamd's manual, INSTREAM.
"""

import socket
import struct
from collections.abc import Callable
from typing import Self, TypeVar

from django.conf import settings

PREFIX = "unix:"
PATIENCE = 30.0  # seconds for a piece, and for the verdict
PATIENCE_AT_FIRST = 5.0  # seconds until it says that it is there
_ANSWER = 4096
Answer = TypeVar("Answer")


class ScannerDown(Exception):
    """No verdict; whatever was to be looked at is not taken."""


class Infected(Exception):
    """The scanner found something. Its name for it is not kept."""


class Scan:
    """One file on its way through the scanner: `look_at` each piece, then `verdict`.

    Without a scanner nothing happens. A context manager. Raises ScannerDown, Infected.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        if settings.SCANNER:
            self._connect(PATIENCE)
            self._do(lambda line: line.sendall(b"zINSTREAM\0"))
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def look_at(self, piece: bytes) -> None:
        if piece:
            self._do(lambda line: line.sendall(struct.pack(">I", len(piece)) + piece))

    def verdict(self) -> None:
        """Return if the file is clean, or if there is no scanner."""
        if self._socket is None:
            return
        self._do(lambda line: line.sendall(struct.pack(">I", 0)))
        answer = (self._do(lambda line: line.recv(_ANSWER)) or b"").rstrip(b"\0\n")
        if answer.endswith(b" FOUND"):
            raise Infected
        if answer != b"stream: OK":
            raise ScannerDown("The scanner gave no verdict.")

    def ping(self) -> None:
        """Ask whether it is there, instead of having it look at anything."""
        if settings.SCANNER:
            self._connect(PATIENCE_AT_FIRST)
            self._do(lambda line: line.sendall(b"zPING\0"))
            if (self._do(lambda line: line.recv(_ANSWER)) or b"").rstrip(b"\0\n") != b"PONG":
                raise ScannerDown("The scanner does not say that it is there.")

    def _connect(self, patience: float) -> None:
        if not settings.SCANNER.startswith(PREFIX):
            raise ScannerDown("SCANNER names no socket of this machine.")
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(patience)
        self._do(lambda line: line.connect(settings.SCANNER.removeprefix(PREFIX)))

    def _do(self, act: Callable[[socket.socket], Answer]) -> Answer | None:
        if self._socket is None:
            return None
        try:
            return act(self._socket)
        except OSError:
            self._socket.close()
            raise ScannerDown("The scanner does not answer.") from None


def require_answer() -> None:
    """Return if the scanner is there, or if there is none. Raises ScannerDown, before anything is sent for nothing."""
    scan = Scan()
    try:
        scan.ping()
    finally:
        scan.close()


def is_configured() -> bool:
    """Whether files are scanned here at all."""
    return bool(settings.SCANNER)
