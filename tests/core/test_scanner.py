"""The scanner answers yes or no; whatever else it does, the file is not taken."""

import contextlib
import socket
import struct
import threading

import pytest

from core.scanner import Infected, Scan, ScannerDown, require_answer

VIRUS = b"a virus"


@contextlib.contextmanager
def daemon(path, answer, pong=b"PONG\0"):
    """A daemon that says that it is there as often as it is asked, then speaks INSTREAM for one file; what it received."""
    seen = bytearray()
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve():
        while not served(*server.accept()):
            pass

    def served(line, _address):
        """Whether a file came on this line."""
        with line, line.makefile("rb") as file:
            if file.read(6) == b"zPING\0":
                line.sendall(pong)
                return False
            assert file.read(4) == b"EAM\0"
            while size := struct.unpack(">I", file.read(4))[0]:
                seen.extend(file.read(size))
            line.sendall(answer(bytes(seen)))
            return True

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield seen
    thread.join(5)
    server.close()


def clamd(content):
    return b"stream: Test-Signature FOUND\0" if VIRUS in content else b"stream: OK\0"


def scanned(*pieces):
    with Scan() as scan:
        for piece in pieces:
            scan.look_at(piece)
        scan.verdict()


def test_a_clean_file_passes_and_was_seen_whole(tmp_path, settings):
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd) as seen:
        scanned(b"some ", b"", b"words")

    assert bytes(seen) == b"some words"


def test_what_it_finds_is_refused_even_across_pieces(tmp_path, settings):
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd), pytest.raises(Infected):
        scanned(b"in it: a vi", b"rus")


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK, perhaps\0", b"FOUND"])
def test_any_other_answer_is_none(tmp_path, settings, answer):
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", lambda _content: answer), pytest.raises(ScannerDown):
        scanned(b"words")


@pytest.mark.parametrize("address", ["unix:/nowhere/s", "tcp:scanner.example:3310", "/run/s"])
def test_without_its_socket_nothing_passes_and_no_network_is_asked(settings, address):
    settings.SCANNER = address

    with pytest.raises(ScannerDown):
        scanned(b"words")


def test_without_a_scanner_nothing_is_asked():
    scanned(b"words")


def test_it_is_asked_whether_it_is_there_before_anything_is_sent(tmp_path, settings):
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd) as seen:
        require_answer()
        require_answer()
        scanned(b"words")

    assert bytes(seen) == b"words"


def test_without_a_scanner_nobody_is_asked():
    require_answer()


@pytest.mark.parametrize("pong", [b"", b"ERROR\0", b"PONG?\0"])
def test_whoever_answers_anything_else_is_no_scanner(tmp_path, settings, pong):
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd, pong):
        with pytest.raises(ScannerDown):
            require_answer()
        scanned(b"")  # the daemon ends


@pytest.mark.parametrize("address", ["unix:/nowhere/s", "tcp:scanner.example:3310"])
def test_where_nobody_listens_it_is_known_before_anything_is_sent(settings, address):
    settings.SCANNER = address

    with pytest.raises(ScannerDown):
        require_answer()
