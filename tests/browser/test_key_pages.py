"""Opening keys on their pages in a real browser: made, proved, locked anew; nothing secret leaves the page."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from offline.sealing import opening_keys
from offline.sealing.opening_keys import PKCS8
from procurement.bids.models import KeyProof, OpeningKey
from tests import builders
from tests.bids.keys import holder
from tests.browser.conftest import ARGS, CHROMIUM, assert_usable, assert_usable_wide_and_narrow_light_and_dark, sign_in
from tests.offline.sealing.test_sheets import FORM

PHRASE = re.compile(r"^(\w{4}-){3}\w{4}$")


@pytest.fixture
def opener(site, settings):
    """An opener with a long name, who has no key yet."""
    settings.MFA_REQUIRED_ROLES = []
    authority = builders.authority("Wasser- und Schifffahrtsverwaltung der Freien Stadt Larkmouth")
    person = holder(authority=authority, name="Maximiliane Freifrau von Hohenstein-Larkmouth")
    person.set_password(builders.PASSPHRASE)  # who has nothing to confirm with is asked in vain
    person.save()
    return person


@pytest.fixture
def open_key(opener, open_page):
    """Opens a page of the key; what the browser sends by POST is in `page.sent`."""
    authority = opener.memberships.get().authority

    def open_at(name="key", **options):
        page = open_page(reverse(f"bids:{name}", args=[authority.pk]), user=opener, **options)
        page.sent = []
        page.on("request", lambda request: request.method == "POST" and page.sent.append(request.post_data or ""))
        return page

    return open_at


def make(page):
    """Press through step 1: the passphrase that stood there."""
    expect(page.locator("[data-phrase]")).to_have_text(PHRASE)
    phrase = page.locator("[data-phrase]").inner_text()
    page.get_by_role("button", name="I have it: make my key").click()
    expect(page.get_by_role("heading", name="Now type it from your paper")).to_be_visible()
    return phrase


def test_a_key_is_made_and_proved_by_keyboard_and_no_secret_leaves_the_page(open_key, opener):
    page = open_key()
    phrase = make(page)
    assert phrase not in page.content()
    page.keyboard.press("Tab")
    page.keyboard.type(phrase.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your key works")).to_be_visible()

    key = OpeningKey.objects.get(holder=opener)
    private = opening_keys.unwrap_key(opening_keys.read_wrapped_key(bytes(key.wrapped)), phrase)
    secrets = [phrase, phrase.replace("-", ""), phrase.lower(), PKCS8.hex(), private.private_bytes_raw().hex()]
    assert len([sent for sent in page.sent if sent]) == 2  # the halves, then the answers
    assert [secret for secret in secrets if secret in "\n".join(page.sent)] == []
    assert KeyProof.objects.filter(key=key).count() == 1
    assert page.complaints == []


# Keys are derived once the page is told to go on.
GATE = """
    const opened = new Promise((open) => { globalThis.goOn = open; });
    for (const name of ["deriveKey", "deriveBits"]) {
        const derive = crypto.subtle[name].bind(crypto.subtle);
        crypto.subtle[name] = async (...about) => { await opened; return derive(...about); };
    }
"""


def test_as_long_as_the_browser_makes_the_key_the_page_says_so(open_key):
    page = open_key()
    page.add_init_script(GATE)
    page.reload()

    expect(page.get_by_role("status")).to_have_text("Your browser makes the key. This takes some seconds.")
    expect(page.get_by_role("button", name="I have it: make my key")).to_be_disabled()
    assert_usable(page)
    page.evaluate("goOn()")

    expect(page.locator("[data-phrase]")).to_have_text(PHRASE)
    expect(page.get_by_role("button", name="I have it: make my key")).to_be_enabled()


def test_three_misses_name_the_group_and_end_in_a_new_key(open_key):
    page = open_key()
    phrase = make(page)
    field, prove = (
        page.get_by_role("textbox", name="Passphrase", exact=True),
        page.get_by_role("button", name="Prove it"),
    )
    for start, sentence in ((5, "second group. 2 tries left."), (15, "fourth group. 1 try left.")):
        wrong = "Z" if phrase[start] != "Z" else "Y"
        field.fill(phrase[:start] + wrong + phrase[start + 1 :])
        prove.click()
        expect(page.locator(".field-error")).to_have_text(
            f"That is not the passphrase just shown. Check the paper: {sentence}"
        )
        assert_usable(page)
    field.fill("0")
    prove.click()

    expect(page.locator("[data-problem]")).to_have_text(
        "That was not it three times. Make a new key; nothing is lost yet."
    )
    expect(prove).to_be_disabled()
    assert not KeyProof.objects.exists()
    page.get_by_role("link", name="I lost it: start again").click()
    expect(page.get_by_role("heading", name="Write this passphrase down")).to_be_visible()
    assert make(page) != phrase
    assert OpeningKey.objects.filter(retired_at=None).count() == 1


def test_later_a_wrong_passphrase_is_answered_without_a_hint_and_without_a_request(open_key):
    page = open_key()
    make(page)
    page = open_key("key-prove")
    page.get_by_role("textbox", name="Passphrase", exact=True).fill("7K3M 9Q2W A1B0 110Z")
    page.get_by_role("button", name="Prove it").click()

    expect(page.locator(".field-error")).to_contain_text("That is not the passphrase of the key made on")
    expect(page.locator(".field-error")).not_to_contain_text("group")
    assert page.sent == []


def test_another_key_file_is_told_apart(open_key, tmp_path):
    page = open_key()
    phrase = make(page)
    page = open_key("key-prove")
    (tmp_path / "other.key").write_bytes(FORM)
    page.get_by_text("Use a key file").click()
    page.get_by_label("Key file").set_input_files(tmp_path / "other.key")
    page.get_by_role("textbox", name="Passphrase", exact=True).fill(phrase)
    page.get_by_role("button", name="Prove it").click()

    expect(page.locator("[data-problem]")).to_contain_text("This file belongs to another key.")
    page.get_by_label("Key file").set_input_files([])
    page.get_by_role("button", name="Prove it").click()
    expect(page.get_by_role("heading", name="Your key works")).to_be_visible()


def test_the_passphrase_is_changed_and_the_key_stays(open_key, opener):
    page = open_key()
    phrase = make(page)
    key = OpeningKey.objects.get(holder=opener)
    before = key.public_key
    page = open_key("key-passphrase")
    page.get_by_role("textbox", name="Passphrase", exact=True).fill(phrase)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Write the new passphrase down")).to_be_visible()
    anew = page.locator("[data-phrase]").inner_text()
    page.get_by_role("button", name="I have it").click()
    page.get_by_role("textbox", name="New passphrase").fill(anew)
    page.get_by_role("button", name="Change it").click()
    page.wait_for_url("**/opening-keys/*-*/")

    key.refresh_from_db()
    wrapped = opening_keys.read_wrapped_key(bytes(key.wrapped))
    assert (key.public_key, anew == phrase) == (before, False)
    assert opening_keys.unwrap_key(wrapped, anew).public_key().public_bytes_raw().hex() == before


def test_without_javascript_nothing_can_be_sent_and_the_way_is_named(open_key):
    page = open_key(javascript=False)

    expect(page.get_by_role("heading", name="This step needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="I have it: make my key")).to_be_disabled()
    assert page.locator("#opening-key [name]").count() == 0
    assert page.locator("[data-phrase]").inner_text() == ""
    page.get_by_role("link", name="With the offline tool").last.click()
    expect(page.get_by_role("heading", name="Bring a key of the offline tool")).to_be_visible()


def test_an_address_of_the_local_network_without_https_gets_the_sentence(chromium, opener, site, settings):
    """The browser takes crypto.subtle away; the page says why and where to go."""
    settings.ALLOWED_HOSTS = ["*"]
    lan = site.replace("localhost", "city.lan").replace("127.0.0.1", "city.lan")
    arguments = [*ARGS, "--host-resolver-rules=MAP city.lan 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    try:
        context = browser.new_context()
        sign_in(context, lan, opener)
        page = context.new_page()
        page.goto(lan + reverse("bids:key", args=[opener.memberships.get().authority_id]))
        expect(page.locator("[data-problem]")).to_contain_text("This address is not secure (http)")
        expect(page.locator("[data-problem]")).to_contain_text("Open https://city.lan")
        expect(page.get_by_role("button", name="I have it: make my key")).to_be_disabled()
    finally:
        browser.close()


def test_the_pages_are_usable(open_key):
    page = open_key()
    expect(page.get_by_role("button", name="I have it: make my key")).to_be_enabled()
    assert_usable_wide_and_narrow_light_and_dark(page)
    phrase = make(page)
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.get_by_role("textbox", name="Passphrase", exact=True).fill(phrase)
    page.get_by_role("button", name="Prove it").click()
    expect(page.get_by_role("heading", name="Your key works")).to_be_visible()
    assert_usable_wide_and_narrow_light_and_dark(page)
    for name in ("key-prove", "key-passphrase", "key-sheet", "key-retire", "key-tool"):
        assert_usable_wide_and_narrow_light_and_dark(open_key(name))
