"""What both examples share: asking the site with a token, and a folder that remembers how far a bid is.

Standard library only. A program that stopped anywhere is run again with the same folder: it goes on where it was.
"""

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PIECE = 1024 * 1024
TRIES = 30
AGAIN = {"running", "overtaken"}  # reasons for which the same request is sent again
LATER = {429, 503}  # statuses that say: later


class Refused(Exception):
    """The site refused; `problem` is its answer (RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any], wait: float) -> None:
        self.status, self.problem, self.wait = status, problem, wait
        lines = [problem.get("detail", ""), *problem.get("findings", ()), *map(str, problem.get("errors", ()))]
        super().__init__(f"{status}: " + "\n  ".join(dict.fromkeys(lines)))


class Site:
    """A site, and the token that somebody of your organisation made there under *API and tokens*."""

    def __init__(self, address: str, token: str) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1"}:
            raise SystemExit("The site is asked over https: token, key and bid go to it.")
        self.address, self._token = address.rstrip("/"), token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON that an address of the API answers, asked again where it says so. Raises Refused, URLError."""
        content = None if body is None else json.dumps(body).encode()
        for left in reversed(range(TRIES)):
            try:
                answer = self.send(method, f"/api/v1/{path}", content, Content_Type="application/json", **headers)
            except Refused as refused:
                if refused.status not in LATER or not left:
                    raise
                time.sleep(refused.wait)
            else:
                break
        return json.loads(answer) if answer else None

    def send(self, method: str, path: str, content: bytes | Iterable[bytes] | None = None, **headers: str) -> bytes:
        """The bytes that an address answers; content may come in pieces, with Content_Length. "_" stands for "-"."""
        return self._open(method, path, content, headers)[0]

    def location(self, method: str, path: str, **headers: str) -> str:
        """Where what was made can be reached."""
        return self._open(method, path, None, headers)[1]["Location"]

    def _open(self, method: str, path: str, content: Any, headers: dict[str, str]) -> tuple[bytes, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Token {self._token}"
        request = urllib.request.Request(self.address + path, data=content, headers=named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            problem = json.loads(text) if "json" in error.headers.get("Content-Type", "") else {"detail": text}
            raise Refused(error.code, problem, float(error.headers.get("Retry-After", 2))) from None


class Folder:
    """Where a bid's files are kept, for its owner alone: the draft's key and pass, receipt, slip."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path

    def write(self, name: str, pieces: Iterable[bytes]) -> Path:
        """A file, whole or not at all."""
        draft, place = self.path / f".{name}", self.path / name
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
        return place

    def begun(self, site: Site, bid: dict[str, Any], *, replace: bool) -> dict[str, str]:
        """The draft of this folder {id, draft_key, draft_pass, idempotency_key}; begun now if there is none yet.

        `replace`: what is submitted now is another version, so it has a key of its own.
        """
        place = self.path / "draft.json"
        if place.exists():
            draft = json.loads(place.read_text())
            if replace:
                (self.path / "bundle.sbb1").unlink(missing_ok=True)
                draft["idempotency_key"] = str(uuid.uuid4())
                self.write("draft.json", [json.dumps(draft).encode()])
            return draft
        about = {"supplier": bid["supplier"], "tender": bid["tender"], "lots": bid["lots"]}
        # The key is in no second answer: keep it, or begin again.
        draft = site.ask("POST", "bids/", about) | {"idempotency_key": str(uuid.uuid4())}
        self.write("draft.json", [json.dumps(draft).encode()])
        return draft


def confirm_facts(site: Site, bid: str) -> None:
    """Say that the facts of the organisation are still true for this bid, as they stand there now."""
    lead = next(party for party in site.ask("GET", f"bids/{bid}/")["parties"] if party["role"] == "lead")
    if lead["standing"] != "signed":
        site.ask("POST", f"bids/{bid}/facts/", {"terms": lead["terms"], "facts": lead["facts"]})


def send_file(site: Site, bid: str, key: str, path: Path, belongs_to: str) -> None:
    """Send a file of the draft by the verbs of tus, a piece at a time; after a broken line ask and go on."""
    named = {"filename": path.name, "belongs_to": belongs_to}
    metadata = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in named.items())
    common = {"Draft_Key": key, "Tus_Resumable": "1.0.0"}
    size = path.stat().st_size
    address = site.location("POST", f"/bids/{bid}/upload/", Upload_Length=str(size), Upload_Metadata=metadata, **common)
    place = urllib.parse.urlsplit(address).path
    with path.open("rb") as file:
        for offset in range(0, size, PIECE):
            headers = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
            site.send("PATCH", place, file.read(PIECE), **headers, **common)


def submitted(submit: Any) -> dict[str, Any]:
    """The version as which a bid was received. The same request is sent until there is an answer: it is one bid.

    `submit` sends it, each time with the same Idempotency-Key. Raises Refused for what no repeat mends.
    """
    for _try in range(TRIES):
        try:
            return submit()
        except Refused as refused:
            if refused.status not in LATER and refused.problem.get("reason") not in AGAIN:
                raise
            time.sleep(refused.wait)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(2)  # whether it came in, the repeat says
    raise SystemExit("No answer. Run this again: it asks with the same key.")
