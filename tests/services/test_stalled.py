"""Eight clients stop in the middle of signing in, or of a body that was refused: the site answers the others."""

import contextlib
import socket
import time

import pytest

from tests.services import servers
from tests.services.test_serve import answers, wait_for_line

pytestmark = pytest.mark.service
FORM = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nlogin="
STALLED = {"sign-ins": FORM % (b"/accounts/login/", 500), "refused bodies": FORM % (b"/healthz", 500)}


@pytest.mark.parametrize("what", STALLED)
def test_stalled_requests_hold_nobody_for_long(embedded, what):
    port = servers.free_port()
    embedded.serve("--port", str(port), "--broker", "none")
    wait_for_line(embedded, "Evenhand is at")

    with contextlib.ExitStack() as clients:
        for _ in range(8):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(STALLED[what])
        time.sleep(0.2)
        begun = time.monotonic()
        status = servers.wait_until(lambda: answers(port), 30, "the site answers")

    assert (status, time.monotonic() - begun < 15) == (200, True)
    assert "Traceback" not in embedded.log_text("serve")
