"""Firms that bid at a running site as browsers do, over HTTP: they write, send files, submit and keep their receipt."""

import base64
import http.client
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.services import servers
from tests.services.conftest import ROOT, Installation

TOKEN = "t" * 32
FORM = "application/x-www-form-urlencoded"
PIECE = "application/offset+octet-stream"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def place(self) -> str:
        """Where it leads."""
        return self.headers.get("Location") or ""


class Web:
    """One web process of four threads on an installation. It starts again when its worker is killed."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self.port = installation, servers.free_port()
        options = ["--workers", "1", "--worker-class", "core.processes.web.Worker", "--threads", "4"]
        bind = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket", "--log-level", "info", "--timeout", "120"]
        self.process = installation.start(
            "-m", "gunicorn", "tests.services.site:application", *options, *bind, "--access-logfile", "-", log="web"
        )
        servers.wait_until(lambda: servers.listens(self.port), 60, "the site listens")

    def worker(self) -> int | None:
        """The process that serves, child of the one that was started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, cookies: dict[str, str], **headers: Any
    ) -> Answer:
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        cookie = "; ".join(f"{name}={value}" for name, value in {**cookies, "csrftoken": TOKEN}.items())
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        try:
            there.request(method, path, body, {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": TOKEN} | named)
            answer = there.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            there.close()


@dataclass
class Bidder:
    """The team of one bid, with a browser that has the draft key."""

    web: Web
    bid: str
    cookies: dict[str, str]
    fields: dict[str, dict[str, str]]
    key: str

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: Any) -> Answer:
        return self.web.ask(method, f"/bids/{self.bid}/{path}", body, cookies=self.cookies, **headers)

    def save(self, section: str, texts: dict[str, str]) -> Answer:
        body = urlencode({**texts, "seen": "0"}).encode()
        return self.ask("POST", f"{section}/", body, Content_Type=FORM, Accept="application/json")

    def upload(self, name: str, content: bytes, place: str = "technical") -> Answer:
        """A file, by the verbs of tus."""
        about = ",".join(
            f"{what} {base64.b64encode(text.encode()).decode()}" for what, text in self._about(name, place)
        )
        begun = self.ask("POST", "upload/", Tus_Resumable="1.0.0", Upload_Length=len(content), Upload_Metadata=about)
        assert begun.status == 201, begun.content
        piece = begun.place.partition(f"/bids/{self.bid}/")[2]
        return self.ask("PATCH", piece, content, Tus_Resumable="1.0.0", Content_Type=PIECE, Upload_Offset=0)

    @staticmethod
    def _about(name: str, place: str) -> tuple[tuple[str, str], ...]:
        return ("filename", name), ("belongs_to", place)

    def press(self, key: str) -> Answer:
        """Press "Submit now" once."""
        return self.ask("POST", "submit/", urlencode({"idem_key": key}).encode(), Content_Type=FORM)

    def receipt(self, number: int) -> Answer:
        return self.ask("GET", f"receipt/{number}/receipt.json")


def tell(installation: Installation, module: str, **command: Any) -> dict[str, Any]:
    """What a process of its own answers to one command."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(command),
        env=installation.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def bidders_of(web: Web, begun: dict[str, Any]) -> list[Bidder]:
    return [Bidder(web=web, **each) for each in begun["bids"]]


def received_number(answer: Answer) -> int | None:
    """The number of the version that a press led to; None where it came to nothing."""
    parts = answer.place.strip("/").split("/")
    with suppress(ValueError):
        return int(parts[-1]) if answer.status == 302 and parts[-2:-1] == ["receipt"] else None
    return None
