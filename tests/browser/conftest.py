"""A real Chromium against a live server: `open_page`, `axe`, `sign_in`.

Playwright's event loop makes Django believe that it runs async, hence DJANGO_ALLOW_ASYNC_UNSAFE, here only.
"""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from allauth.account.internal.userkit import user_id_to_str
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WIDTHS = (1280, 360)
PATIENCE = 60_000  # milliseconds that a page may take on a busy machine before a test fails
SCHEMES = ("light", "dark")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


_RUNNING = []


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run, also for walks elsewhere that import this fixture."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        _RUNNING.append(browser)
        yield browser
        _RUNNING.clear()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(settings, live_server, monkeypatch):
    """The address of the live server, with the style guide among its pages.

    A database in memory has one connection, which all threads of the server share: there it answers one by one, or two
    requests of a page (what saves itself, and the button that is pressed) would meet in one transaction.
    """
    settings.ROOT_URLCONF = "tests.browser.urls"
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        answer, one_by_one = WSGIHandler.__call__, threading.Lock()

        def answer_alone(*about):
            with one_by_one:
                return answer(*about)

        monkeypatch.setattr(WSGIHandler, "__call__", answer_alone)
    return live_server.url


@pytest.fixture
def open_page(chromium, site):
    """`open_page(path, width=…, scheme=…, user=…)` opens a page; what it complains of is in `page.complaints`."""
    contexts = {}

    def open_at(path, *, width=1280, scheme="light", user=None, javascript=True):
        person = (user.pk if user else f"stranger {len(contexts)}", scheme, javascript)  # each stranger is a new one
        if person not in contexts:
            contexts[person] = chromium.new_context(color_scheme=scheme, java_script_enabled=javascript)
            contexts[person].set_default_timeout(PATIENCE)
        if user:
            sign_in(contexts[person], site, user)
        page = contexts[person].new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.complaints = []
        page.on(
            "console", lambda line: page.complaints.append(line.text) if line.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: complain_of_request(page, request))
        page.answer = page.goto(site + path)
        return page

    yield open_at
    for context in contexts.values():
        context.close()


def complain_of_request(page, request):
    """A page that is left while its picture still loads ends that request itself: nothing failed."""
    if request.failure != "net::ERR_ABORTED":
        page.complaints.append(f"failed: {request.url} ({request.failure})")


def sign_in(context, site, user):
    """Put a session of this person into the browser, as signing in would."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # As if the password had just been given again, so that pages which ask for it open.
    authentication = {"method": "password", "at": time.time(), "email": user.email, "reauthenticated": True}
    session["account_authentication_methods"] = [authentication]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}])


def assert_accessible(page):
    """Nothing that axe knows may be wrong with the page. Its script is put into a page once; it lists faults alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in violations] == []


def assert_fits(page):
    """Nothing sticks out at the right: the page does not scroll sideways. No caption stands in a column of its own."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    narrow = page.evaluate(
        """[...document.querySelectorAll('caption')]
        .filter(node => node.offsetWidth > 1 && node.offsetWidth < 0.9 * node.parentElement.offsetWidth)
        .map(node => node.textContent)"""
    )
    assert narrow == []


def assert_target_sizes(page):
    """Buttons and fields are at least 44 px high (WCAG 2.2 asks for 24)."""
    small = page.evaluate(
        """[...document.querySelectorAll('.button, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])')]
        .filter(node => node.getBoundingClientRect().height && node.getBoundingClientRect().height < 43.9)
        .map(node => node.outerHTML.slice(0, 120))"""
    )
    assert small == []


def assert_usable(page):
    """Accessible, within the screen, big enough to touch."""
    assert_accessible(page)
    assert_fits(page)
    assert_target_sizes(page)


def assert_usable_wide_and_narrow_light_and_dark(page):
    """Usable wide and light, narrow and dark, and without a complaint of the browser. The page is opened once.

    Colours are the same at each width and sizes in each scheme, so these two looks see what four would.
    """
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way between two schemes
        assert_usable(page)
    assert page.complaints == []
