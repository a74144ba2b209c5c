"""Files of a bid in a browser: they go on where the line broke, and arrive without a script, too."""

import contextlib
import os
import socket
import threading

import pytest
from django.urls import reverse

from core import sealed_file
from procurement.bids.gather.files import stored_files
from procurement.bids.views.drafting import cookie_name
from tests.bids import written
from tests.bids.files import sent
from tests.browser.conftest import assert_fits, assert_usable_wide_and_narrow_light_and_dark, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = os.urandom(20_000_000)


HEAR = """new MutationObserver(() => {
    for (const node of document.querySelectorAll(".said")) console.log(node.textContent);
}).observe(document.querySelector("#files"), {subtree: true, childList: true})"""


class CuttingProxy:
    """Passes bytes on to the site, and breaks the line after each of these numbers of bytes."""

    def __init__(self, port, cuts):
        self.target, self.cuts, self.sent = port, list(cuts), 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port, self.broken = self.server.getsockname()[1], 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self.server.accept()
                upstream = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._pass, args=(client, upstream, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(upstream, client, False), daemon=True).start()

    def _pass(self, source, target, counted):
        with contextlib.suppress(OSError):
            while chunk := source.recv(65_536):
                target.sendall(chunk)
                self.sent += len(chunk) if counted else 0
                if counted and self.cuts and self.sent >= self.cuts[0]:
                    self.cuts.pop(0)
                    self.broken += 1
                    break
        for line in (source, target):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


@pytest.fixture
def team(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES, settings.BIDS_FREE_BYTES = [], 0
    monkeypatch.setattr("core.clock.db_now", lambda: written.AT)
    return sent.team()


def opened(open_page, site, team, **options):
    """The page of files on a device that has the pass."""
    page = open_page("/healthz", **options)
    sign_in(page.context, site, team.bid.begun_by)
    page.context.add_cookies([{"name": cookie_name(team.bid), "value": team.key.raw.hex(), "url": site}])
    page.goto(site + reverse("bids:files", args=[team.bid.pk]))
    page.complaints.clear()
    return page


def content_of(team):
    [stored] = stored_files(team.bid, team.key)
    return stored.name, b"".join(sealed_file.read(stored.path, team.key.raw, str(stored.id), length=stored.size))


def test_the_page_is_usable_with_a_file_of_each_state(open_page, site, team):
    team.sent(b"content", name="Prüfbericht Pegelschnittstelle (endgültig) – 2026-11-30.pdf", place="claim:IF-1")
    url = team.begun(212_000, name="relevés-hiver-2025–26-" + "sehrlang" * 12 + ".zip")
    team.patch(url, 0, b"x" * 96_000)

    page = opened(open_page, site, team)
    assert page.locator("h1").inner_text() == "1 file has not come whole"
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/files-390.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=f"{folder}/files-1280.png", full_page=True)


def test_twenty_megabytes_arrive_whole_over_a_line_that_breaks(open_page, site, team, tmp_path):
    proxy = CuttingProxy(int(site.rpartition(":")[2]), [3_000_000, 11_000_000, 17_000_000])
    file = tmp_path / "figures.bin"
    file.write_bytes(CONTENT)

    page = opened(open_page, f"http://localhost:{proxy.port}", team)
    page.set_input_files("#id_files", str(file))
    page.evaluate(HEAR)
    lines = []
    page.on("console", lambda line: lines.append(line.text))
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("h1", has_text="1 file is stored").wait_for()

    assert proxy.broken == 3
    assert [line for line in lines if line.startswith("Resumed at ") and "MB after the line broke." in line] != []
    assert content_of(team) == ("figures.bin", CONTENT)


def test_after_a_new_start_of_the_page_it_goes_on(open_page, site, team, tmp_path):
    file = tmp_path / "figures.bin"
    file.write_bytes(CONTENT)
    page = opened(open_page, site, team)
    page.route("**/upload/*/", lambda route: route.abort() if _offset(route) >= 8_000_000 else route.continue_())
    page.set_input_files("#id_files", str(file))
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".said", has_text="The line is broken.").wait_for()
    page.unroute("**/upload/*/")
    page.reload()
    assert page.locator("h1").inner_text() == "1 file has not come whole"

    page.set_input_files("#id_files", str(file))
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("h1", has_text="1 file is stored").wait_for()

    assert content_of(team) == ("figures.bin", CONTENT)


def test_a_file_that_is_too_large_is_not_sent(open_page, site, team, tmp_path):
    file = tmp_path / "large.bin"
    with file.open("wb") as sparse:
        sparse.truncate(51_000_000)

    page = opened(open_page, site, team)
    page.set_input_files("#id_files", str(file))
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".said", has_text="51 MB; a file may have 50 MB. Split it in two.").wait_for()

    assert sent.on_disk() == set()


def test_without_a_script_the_form_sends_it(open_page, site, team, tmp_path):
    file = tmp_path / "offer.pdf"
    file.write_bytes(CONTENT[:3_000_000])

    page = opened(open_page, site, team, javascript=False)
    page.set_input_files("#id_files", str(file))
    page.get_by_role("button", name="Send", exact=True).click()

    assert page.locator("h1").inner_text() == "1 file is stored"
    assert content_of(team) == ("offer.pdf", CONTENT[:3_000_000])
    page.get_by_role("button", name="Remove offer.pdf").click()
    assert page.locator("h1").inner_text() == "No file yet"


def _offset(route):
    return int(route.request.headers.get("upload-offset", "0"))
