"""Who stops in the middle of a request is let go: the threads belong to those who go on (core.processes.web)."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.processes.web import UNREAD
from tests.services import servers

ROOT = Path(__file__).resolve().parents[3]
APP = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/file":
        start_response("200 OK", [("Content-Length", "3000000")])
        return environ["wsgi.file_wrapper"](open("file", "rb"), 4096)
    refused = environ["PATH_INFO"] == "/refused"
    try:
        got = b"" if refused else environ["wsgi.input"].read()
        status = "403 Forbidden" if refused else "200 OK"
    except OSError:
        got, status = b"", "408 Request Timeout"
    body = str(len(got)).encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
HEAD = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
STALLED = {
    "nothing": b"",
    "half a header": b"POST / HTTP/1.1\r\nHost: loc",
    "half a body": HEAD % b"/" + b"name=",
    "half a body that is refused": HEAD % b"/refused" + b"name=",
    "half of a large body that is refused": HEAD.replace(b"100", b"3000000") % b"/refused" + b"name=",
}
FILE = bytes(range(250)) * 12_000  # 3,000,000
THREADS, ATTACKERS = 4, 8


@contextlib.contextmanager
def served(folder, worker):
    """The port of a server with four threads of this class."""
    (folder / "app.py").write_text(APP)
    (folder / "file").write_bytes(FILE)
    port = servers.free_port()
    argv = [sys.executable, "-m", "gunicorn", "app:application", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    argv += ["--threads", str(THREADS), "--worker-class", worker, "--log-level", "warning"]
    with (folder / "log").open("wb") as log:
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        server = subprocess.Popen(argv, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        servers.wait_until(lambda: servers.listens(port), 30, "the server listens")
        yield port
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def port(tmp_path):
    with served(tmp_path, "core.processes.web.Worker") as port:
        yield port


def seconds_to_answer(port, patience):
    """How long an ordinary visitor waits; None where no answer came."""
    begun = time.monotonic()
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        visitor.request("GET", "/")
        assert visitor.getresponse().status == 200
        return time.monotonic() - begun
    except TimeoutError:
        return None
    finally:
        visitor.close()


@contextlib.contextmanager
def attack(port, data, count=ATTACKERS, window=None):
    """Clients that say this and then nothing more, and take no more of an answer than a small window."""
    with contextlib.ExitStack() as clients:
        stalled = [clients.enter_context(socket.socket()) for _ in range(count)]
        for client in stalled:
            if window:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
            client.connect(("127.0.0.1", port))
            client.sendall(data)
        time.sleep(0.2)
        yield stalled


@pytest.mark.slow
def test_gunicorn_s_own_threads_wait_for_ever(tmp_path):
    with served(tmp_path, "gthread") as port, attack(port, STALLED["half a body"]):
        assert seconds_to_answer(port, 14) is None


@pytest.mark.slow
@pytest.mark.parametrize("what", STALLED)
def test_eight_stalled_requests_on_four_threads_are_let_go(port, what):
    with attack(port, STALLED[what]):
        waited = seconds_to_answer(port, 14)

    assert waited is not None
    assert waited < {"nothing": 4, "half of a large body that is refused": 6}.get(what, 1)
    assert seconds_to_answer(port, 2) < 1


@pytest.mark.slow
def test_one_who_sends_a_byte_now_and_then_is_let_go_too(port):
    with attack(port, HEAD % b"/", count=1) as [client]:
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - begun < 20:
                client.sendall(b"x")
                client.settimeout(0.5)
                with contextlib.suppress(TimeoutError):
                    answer = client.recv(1000)
                    break

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun < 12


@pytest.mark.parametrize(
    ("what", "status"),
    [("half of a large body that is refused", b"403 Forbidden"), ("half a body", b"408 Request Timeout")],
)
def test_the_stalled_client_hears_why(port, what, status):
    with attack(port, STALLED[what], count=1) as [client]:
        client.settimeout(9)

        assert client.recv(1000).startswith(b"HTTP/1.1 %s\r\n" % status)


def test_bodies_that_come_slowly_hold_no_thread_that_works(port):
    """Each faster than the slowest that is let go, as a form of two megabytes in two minutes is."""
    over = threading.Event()

    def send(client):
        with contextlib.suppress(OSError):
            while not over.wait(0.5):
                client.sendall(b"a" * 10_000)

    with attack(port, HEAD.replace(b"100", b"2000000") % b"/") as clients, ThreadPoolExecutor(ATTACKERS) as senders:
        for client in clients:
            senders.submit(send, client)
        try:
            waited = [seconds_to_answer(port, 4) for _ in range(4) if not over.wait(0.7)]
        finally:
            over.set()

    assert [seconds is not None and seconds < 1 for seconds in waited] == [True] * 4


def test_answers_that_nobody_takes_hold_no_thread_that_works(port):
    with attack(port, b"GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n" * 6, window=4096):
        time.sleep(1)
        waited = seconds_to_answer(port, 4)

    assert waited is not None
    assert waited < 1


@pytest.mark.slow
def test_who_takes_nothing_of_an_answer_is_let_go(port):
    with attack(port, b"GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n", count=1, window=4096) as [client]:
        time.sleep(UNREAD + 3)
        client.settimeout(5)
        came = b"".join(iter(lambda: client.recv(100_000), b""))

    assert 0 < len(came) < 1_000_000


def test_a_file_arrives_whole_at_who_reads_slowly(port):
    with attack(port, b"GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n", count=1, window=4096) as [client]:
        client.settimeout(5)
        came = client.recv(1000)
        while len(came.partition(b"\r\n\r\n")[2]) < len(FILE):
            time.sleep(0.01)
            came += client.recv(60_000)

    assert came.partition(b"\r\n\r\n")[2] == FILE


def test_a_slow_but_steady_body_arrives_whole(port):
    body = b"x" * 100
    with attack(port, HEAD % b"/", count=1) as [client]:
        for start in range(0, 100, 25):
            client.sendall(body[start : start + 25])
            time.sleep(0.3)
        client.settimeout(5)

        assert client.recv(1000).endswith(b"\r\n\r\n100")


def test_a_connection_is_kept_for_the_next_request(port):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as visitor:
        answers = []
        for body in (b"x" * 3, b"x" * 3_000_000, b""):
            visitor.request("POST", "/", body)
            answers.append(visitor.getresponse().read())

    assert answers == [b"3", b"3000000", b"0"]
