"""Clients that stop in the middle, send slowly or take nothing of their answer: the site answers the others."""

import contextlib
import shutil
import socket
import threading
import time

import pytest

from tests.services import servers
from tests.services.conftest import Installation, environment
from tests.services.test_serve import answers, wait_for_line

pytestmark = pytest.mark.service
FORM = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nlogin="
FILE = b"GET /static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
PART = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.pdf"\r\n\r\n'
LARGE = (
    b"POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"t" * 32 + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000000\r\n\r\n"
    b'--x\r\nContent-Disposition: form-data; name="a"%s\r\n\r\n'
)
STALLED = {"sign-ins": FORM % (b"/accounts/login/", 500), "refused bodies": FORM % (b"/healthz", 500)}
SLOW = {
    "forms": FORM % (b"/accounts/login/", 2_000_000),
    "files of nobody": LARGE % (b"/our/facts/certificates/new/", b'; filename="a.pdf"'),
    "files for no view": LARGE % (b"/accounts/login/", b'; filename="a.pdf"'),
    "large forms": (LARGE % (b"/accounts/login/", b"")).replace(b"--x", b"  "),
}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory, migrated):
    """An installation for all tests here."""
    folder = tmp_path_factory.mktemp("stalled")
    shutil.copy(migrated, folder / "evenhand.sqlite3")
    installation = Installation(folder, environment(folder))
    yield installation
    installation.end()


@pytest.fixture(scope="module")
def serving(embedded):
    """The port of a site with four threads that work."""
    port = servers.free_port()
    embedded.serve("--port", str(port), "--broker", "none")
    wait_for_line(embedded, "Evenhand is at")
    return port


@pytest.fixture
def port(embedded, serving):
    """Afterwards the log of the site has no fault."""
    yield serving
    assert "Traceback" not in embedded.log_text("serve")


@contextlib.contextmanager
def clients_that_send(port, data, count=8, window=None):
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(count)]
        for client in clients:
            if window:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
            client.connect(("127.0.0.1", port))
            client.sendall(data)
        yield clients


def longest_wait(port, times=4):
    """Seconds, of an ordinary visitor who comes four times; a visit without an answer counts as its five seconds."""
    waits = []
    for _ in range(times):
        time.sleep(0.5)
        begun = time.monotonic()
        waits.append(time.monotonic() - begun if answers(port) == 200 else 5.0)
    return max(waits)


@pytest.mark.parametrize("what", STALLED)
def test_stalled_requests_hold_nobody(port, what):
    with clients_that_send(port, STALLED[what]):
        assert longest_wait(port) < 3


def test_answers_that_nobody_reads_hold_nobody(port):
    with clients_that_send(port, FILE * 6, window=4096):
        assert longest_wait(port) < 3


@pytest.mark.parametrize("what", SLOW)
def test_bodies_that_come_slowly_hold_nobody(port, what):
    over = threading.Event()

    def send(client):
        with contextlib.suppress(OSError):
            while not over.wait(0.5):
                client.sendall(b"a" * 10_000)

    with clients_that_send(port, SLOW[what]) as clients:
        senders = [threading.Thread(target=send, args=[client]) for client in clients]
        for sender in senders:
            sender.start()
        try:
            longest = longest_wait(port)
        finally:
            over.set()
            for sender in senders:
                sender.join()

    assert longest < 3
