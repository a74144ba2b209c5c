"""Redis stops, as documented settings name it: the site answers, and its limits still limit."""

import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.services import servers
from tests.services.conftest import ROOT
from tests.services.test_serve import wait_for_line

pytestmark = pytest.mark.service
DOCS = Path(ROOT / "docs" / "administrators.md").read_text()
PASSPHRASE = "four plain words for tests"
MAKE = f"""
from core.models import User
from knox.models import get_token_model
user = User.objects.create_user("ada@city.example", {PASSPHRASE!r})
print(get_token_model().objects.create(user=user)[1])
"""


class Visitor:
    """A browser that keeps cookies, and how long its requests took."""

    def __init__(self, port):
        self.port, self.cookies, self.longest, self.patience = port, {}, 0.0, 20

    def ask(self, method, path, fields=None, **headers):
        begun = time.monotonic()
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        there.request(method, path, urlencode(fields or {}), headers)
        answer = there.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        there.close()
        self.longest = max(self.longest, time.monotonic() - begun)
        return answer.status, text

    def sign_in(self, passphrase):
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", "/accounts/login/")[1])[1]
        fields = {"login": "ada@city.example", "password": passphrase, "csrfmiddlewaretoken": token}
        return self.ask("POST", "/accounts/login/", fields)


def test_api_and_sign_in_answer_while_redis_is_stopped_and_limits_hold(embedded, redis):
    documented = re.search(r"^CACHE_URL=redis://[\w.]+:\d+(/\d)$", DOCS, re.MULTILINE)
    embedded.env["CACHE_URL"] = redis.url.removesuffix("/0") + documented[1]
    token = embedded.manage("shell", "--no-imports", "--command", MAKE).strip()
    port = servers.free_port()
    embedded.serve("--port", str(port), "--broker", "none")
    wait_for_line(embedded, "Evenhand is at")
    visitor = Visitor(port)
    api = ("GET", "/api/v1/tenders/")
    assert visitor.ask(*api, Authorization=f"Token {token}")[0] == 200

    redis.stop()

    assert [visitor.ask(*api, Authorization=f"Token {token}")[0] for _ in range(3)] == [200] * 3
    assert visitor.sign_in(PASSPHRASE)[0] == 302
    assert visitor.longest < 5
    stranger = Visitor(port)
    pages = [stranger.sign_in(f"not the passphrase {number}")[1] for number in range(6)]
    assert ["Too many" in page for page in pages] == [False] * 5 + [True]
    assert "the database stands in for it" in embedded.log_text("serve")

    redis.start()
    time.sleep(11)
    assert visitor.ask(*api, Authorization=f"Token {token}")[0] == 200
