"""Against a real server: lines that break, a worker that is killed, many at once, and no plain byte anywhere."""

import base64
import contextlib
import copy
import http.client
import json
import os
import random
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tests.bids.files.sent import PIECE, coded
from tests.services import servers
from tests.services.canaries import hits, spellings
from tests.services.conftest import ROOT, Installation, environment

pytestmark = pytest.mark.service
SIZE = 4_000_000
CANARY = b"the price is 87654.32 EUR, canary of the tests. "
CONTENT = (CANARY * (SIZE // len(CANARY) + 1))[:SIZE]
TOKEN = "t" * 32


class Site:
    """One web process of four threads that work, a team that sends to it, and two other teams."""

    def __init__(self, installation):
        self.installation, self.port = installation, servers.free_port()
        argv = [sys.executable, "-m", "tests.bids.files.a_team", "Clear Air", "Slow Air", "Still Air"]
        done = subprocess.run(argv, cwd=ROOT, env=installation.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.team, *self.others = json.loads(done.stdout)
        self.start()

    def start(self):
        options = ["--workers", "1", "--worker-class", "core.processes.web.Worker", "--threads", "4"]
        bind = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket", "--log-level", "warning", "--timeout", "120"]
        self.process = self.installation.start(
            "-m", "gunicorn", "tests.bids.files.site:application", *options, *bind, log="web"
        )
        servers.wait_until(lambda: servers.listens(self.port), 60, "the site listens")

    def seen_by(self, team):
        """The same site, to which another team sends."""
        site = copy.copy(self)
        site.team = team
        return site

    def worker(self):
        """The process that serves, child of the one that was started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def headers(self, **more):
        cookies = self.team["cookies"] | {"csrftoken": TOKEN}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": TOKEN, "Tus-Resumable": "1.0.0"} | {
            name.replace("_", "-"): str(value) for name, value in more.items()
        }

    def ask(self, method, path, body=None, **more):
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=150)
        try:
            there.request(method, path, body, self.headers(**more))
            answer = there.getresponse()
            answer.read()
            return answer.status, answer.headers
        finally:
            there.close()

    def begin(self, length, name="price-87654.32.pdf"):
        answer_text = f"filename {coded(name)},belongs_to {coded('price')}"
        path = f"/bids/{self.team['bid']}/upload/"
        status, headers = self.ask("POST", path, Upload_Length=length, Upload_Metadata=answer_text)
        assert status == 201, self.installation.log_text("web")
        return headers["Location"]

    def patch(self, path, offset, content):
        return self.ask("PATCH", path, content, Content_Type=PIECE, Upload_Offset=offset)

    def offset(self, path):
        status, headers = self.ask("HEAD", path)
        assert status == 200
        return int(headers["Upload-Offset"])

    def broken(self, path, offset, content, sent, *, reset=False):
        """A piece of which only the beginning is sent before the line breaks."""
        head = self.headers(Content_Type=PIECE, Upload_Offset=offset, Content_Length=len(content))
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        client = socket.create_connection(("127.0.0.1", self.port))
        client.sendall("\r\n".join(lines).encode() + content[:sent])
        if reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return client

    def send_content(self, path, content):
        """Send what is missing, piece by piece."""
        for _turn in range(200):
            offset = self.offset(path)
            if offset == len(content):
                return
            status, headers = self.patch(path, offset, content[offset:])
            if status == 423:
                time.sleep(1)
            elif status in {204, 409}:
                assert status == 409 or int(headers["Upload-Offset"]) > offset
        pytest.fail("it never came whole")

    def saved(self, path):
        file = path.rstrip("/").rpartition("/")[2]
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=150)
        there.request("GET", f"/bids/{self.team['bid']}/files/{file}/", headers=self.headers())
        content = there.getresponse().read()
        there.close()
        return content


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker):
    """On a copy of the tests' own database, which is empty."""
    if connection.vendor != "sqlite":
        pytest.skip("its database is a file")
    data = tmp_path_factory.mktemp("installation")
    more = {"BIDS_FREE_BYTES": "0", "TMPDIR": str(data / "tmp"), "DEBUG": "", "EVENHAND_DEMO": "1"}
    (data / "tmp").mkdir()
    installation = Installation(data, environment(data, **more))
    installation.env["DJANGO_SETTINGS_MODULE"] = "procurement.settings"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(data / "evenhand.sqlite3")])
    site = Site(installation)
    yield site
    installation.end()


def test_a_line_that_breaks_at_any_byte_costs_nothing_that_was_kept(site):
    chance = random.Random(7)
    path, kept = site.begin(SIZE), [0]
    for number in range(20):
        offset = site.offset(path)
        sent = chance.randrange(1, 150_000)
        site.broken(path, offset, CONTENT[offset:], sent, reset=number % 2 == 1).close()
        until = time.monotonic() + 8
        while site.offset(path) == offset and sent > 70_000 and time.monotonic() < until:
            time.sleep(0.02)
        kept.append(site.offset(path))

    site.send_content(path, CONTENT)

    assert kept == sorted(kept)
    assert site.saved(path) == CONTENT


def test_a_worker_that_is_killed_in_the_middle_loses_nothing_that_it_acknowledged(site):
    path, acknowledged = site.begin(SIZE), 0
    for _turn in range(5):
        status, headers = site.patch(path, acknowledged, CONTENT[acknowledged : acknowledged + 100_000])
        assert status == 204
        acknowledged = int(headers["Upload-Offset"])
        client = site.broken(path, acknowledged, CONTENT[acknowledged:], 120_000)
        time.sleep(0.1)
        killed = site.worker()
        os.kill(killed, signal.SIGKILL)
        client.close()
        servers.wait_until(lambda gone=killed: site.worker() not in {gone, None}, 150, "another worker")
        offset = site.offset(path)
        assert offset >= acknowledged
        acknowledged = offset

    site.send_content(path, CONTENT)

    assert site.saved(path) == CONTENT


def test_of_twenty_at_once_one_writes(site):
    path = site.begin(SIZE)
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _number: site.patch(path, 0, CONTENT)[0], range(20)))

    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423, 503}
    assert site.saved(path) == CONTENT


def test_a_silent_line_gives_way_and_the_site_goes_on(site):
    path = site.begin(SIZE)
    stalled = [site.broken(path, 0, CONTENT, 70_000) for _number in range(8)]
    begun = time.monotonic()
    status, _headers = site.ask("GET", "/healthz")
    waited = time.monotonic() - begun
    site.send_content(path, CONTENT)
    for client in stalled:
        client.close()

    assert (status, waited < 15) == (200, True)
    assert site.saved(path) == CONTENT


def test_two_slow_lines_give_way_and_keep_what_came(site):
    """Each sends 50 MB, faster than the slowest that is let go: it would last for most of an hour."""
    over, lines = threading.Event(), []
    for other in map(site.seen_by, site.others):
        path = other.begin(50_000_000)
        lines.append((other, path, other.broken(path, 0, bytes(50_000_000), 70_000)))

    def send(client):
        with contextlib.suppress(OSError):
            while not over.wait(0.5):
                client.sendall(bytes(12_000))

    with ThreadPoolExecutor(2) as senders:
        for _other, _path, client in lines:
            senders.submit(send, client)
        try:
            path, begun, status = site.begin(1000), time.monotonic(), None
            while status != 204 and time.monotonic() - begun < 25:
                time.sleep(1)
                status, _headers = site.patch(path, 0, bytes(1000))
            waited = time.monotonic() - begun
            answer = next(client.recv(1000) for _o, _p, client in lines if select.select([client], [], [], 0.5)[0])
        finally:
            over.set()
    kept = [other.offset(path) for other, path, _client in lines]
    for _other, _path, client in lines:
        client.close()

    assert (status, waited < 15) == (204, True)
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert min(kept) >= 65_536


def test_no_plain_byte_is_anywhere(site):
    """Content, name and place of a file, and the key of the draft: data folder with database and log, temporary files."""
    data = site.installation.data
    path = site.begin(SIZE)
    client = site.broken(path, 0, CONTENT, 300_000)
    time.sleep(0.3)
    os.kill(site.worker(), signal.SIGKILL)
    client.close()
    servers.wait_until(lambda: site.worker() is not None, 150, "another worker")
    site.send_content(path, CONTENT)
    key = site.team["key"]
    secrets = [b"87654.32", b"price-87654", bytes.fromhex(key), key.encode(), key.upper().encode()]
    control = data / "control"
    control.write_bytes(b"... " + base64.b64encode(b"zz87654.32 EUR"))
    seen = sum(1 for file in data.rglob("*") if file.is_file())

    hits_here = hits([data], set().union(*(spellings(secret) for secret in secrets)))
    control.unlink()

    assert (seen > 5, set(hits_here)) == (True, {"control"})
    assert list((data / "tmp").iterdir()) == [
        item for item in (data / "tmp").iterdir() if item.name.startswith("wgunicorn")
    ]


def test_figures(site, capsys):
    """Not a law: how fast, and with how much memory."""
    content = os.urandom(50_000_000)
    path = site.begin(len(content))
    begun = time.monotonic()
    status, _headers = site.patch(path, 0, content)
    seconds = time.monotonic() - begun
    memory = Path(f"/proc/{site.worker()}/status").read_text()
    peak = next(line for line in memory.splitlines() if line.startswith("VmHWM"))
    with capsys.disabled():
        print(f"\n50 MB in {seconds:.2f} s, {50 / seconds:.0f} MB/s; {peak}")

    assert status == 204
    site.ask("DELETE", path)
