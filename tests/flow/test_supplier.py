"""A supplier in Chromium on a phone, by links and buttons: an account, an organisation, its facts, a colleague, a
consortium of three. The officer approves in between. Keyboard and a browser without JavaScript go part of the way.
"""

import os
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.people import mails
from suppliers import queries
from suppliers.models import Consortium, PartyConsent, Supplier
from tests import builders
from tests.browser.conftest import assert_usable, chromium, open_page, site
from tests.suppliers import making

__all__ = ["chromium", "open_page", "site"]  # fixtures of the browser, used here

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 390
ADDRESS = "nadia@berg.example"


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def look(page, name):
    """With SUPPLIER_PICTURES set a picture at each width; usable on a phone in any case."""
    assert_usable(page)
    if folder := os.environ.get("SUPPLIER_PICTURES"):
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/flow-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": PHONE, "height": 800})


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(text))


def make_account(open_page, mailoutbox):
    """From the sign-in page to Home, by the mailed link."""
    page = open_page("/accounts/login/", width=PHONE)
    page.get_by_role("link", name="Suppliers make their own").click()
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    press(page, "Mail the link")
    heading(page, "Look into your mailbox")
    page.goto(re.search(r"http://\S+/people/join/\S+", mailoutbox[-1].body)[0])
    page.get_by_label("Your name").fill("Nadia Berg")
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    page.get_by_label("Passphrase, again").fill(builders.PASSPHRASE)
    press(page, "Make the account")
    return page


def register(page):
    """Three short forms and a page to check; a mistyped number is said beside its field."""
    page.get_by_role("link", name="Register your organisation").click()
    look(page, "register")
    page.get_by_label("Name of the organisation").fill("Berg & Sohn GmbH")
    page.get_by_label("Country of its seat").select_option("DE")
    press(page, "Go on")
    page.get_by_label("Register", exact=True).select_option("DE-VAT")
    page.get_by_label("Its number there").fill("DE136695977")
    expect(page.locator("#id_value_checked")).to_contain_text("check digit")
    press(page, "Go on")
    expect(page.locator("#id_id_value_error")).to_contain_text("check digit")
    look(page, "number")
    page.get_by_label("Its number there").fill("DE136695976")
    press(page, "Go on")
    page.get_by_label("Small: fewer than 50 people", exact=False).check()
    press(page, "Go on")
    heading(page, "Is this right?")
    look(page, "check")
    press(page, "Register the organisation")
    heading(page, "Berg & Sohn GmbH is registered")
    look(page, "registered")


def approve(open_page):
    """An officer finds it on Home and approves it."""
    officer = builders.person("officer", name="Orla Finch")
    page = open_page("/", user=officer, width=PHONE)
    page.get_by_role("link", name="Look at it").click()
    look(page, "officer")
    page.get_by_role("link", name="Approve", exact=True).click()
    press(page, "Approve")
    expect(page.locator(".answer .tag").first).to_have_text("Approved")


def declare(page):
    """The grounds for exclusion, topic by topic, each filled by one button and then signed."""
    page.goto(page.url)
    while (link := page.get_by_role("link", name=re.compile("^Declare"))).count():
        link.first.click()
        press(page, "None of these applies to us")
        press(page, "Sign and save")
        page.wait_for_url("**/our/facts/declarations/")
    heading(page, "All 24 grounds for exclusion are declared")
    look(page, "declarations")


def put_in_certificate(page):
    page.get_by_role("link", name="Our facts").first.click()
    page.get_by_role("link", name="Certificates").click()
    page.get_by_role("link", name="Put in a certificate").click()
    page.get_by_label("What it certifies").fill("ISO/IEC 27001")
    page.get_by_label("True until").fill("2031-03-02")
    page.get_by_label("Document that shows it").set_input_files(
        {"name": "iso.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    )
    press(page, "Sign and save")
    heading(page, "It is true today")
    look(page, "certificates")


def invite(open_page, nadia, mailoutbox):
    """A colleague comes by the mailed link and sees the same facts."""
    page = open_page(reverse("our:members"), user=nadia, width=PHONE)
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("E-mail address").fill("jan@berg.example")
    press(page, "Invite")
    expect(page.get_by_text("jan@berg.example").last).to_be_visible()
    look(page, "members")
    [invitation] = queries.waiting_invitations(Supplier.objects.get(), builders.AT)
    page = open_page(mails.invitation_path(mails.secret_of(invitation)), width=PHONE)
    page.get_by_label("Your name").fill("Jan Sohn")
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    page.get_by_label("Passphrase, again").fill(builders.PASSPHRASE)
    press(page, "Make the account")
    page.get_by_label("E-mail address").fill("jan@berg.example")
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    press(page, "Sign in")
    page.get_by_role("link", name="Our facts").first.click()
    heading(page, "All 25 facts are true")
    look(page, "facts")


def test_from_nobody_to_an_approved_organisation_with_facts_a_colleague_and_a_consortium_of_three(
    open_page, mailoutbox
):
    page = make_account(open_page, mailoutbox)
    register(page)
    approve(open_page)
    page.get_by_role("link", name="Declare the grounds for exclusion", exact=True).click()
    declare(page)
    put_in_certificate(page)
    supplier = Supplier.objects.get()
    nadia = supplier.members.get().user
    invite(open_page, nadia, mailoutbox)
    bid_together(open_page, supplier)

    facts = queries.facts_of(supplier)
    assert (supplier.state, supplier.size, supplier.id_value) == ("approved", "small", "DE136695976")
    assert (len(facts.declarations), facts.certificates[0].evidence.name) == (24, "iso.pdf")
    assert {(row.user.name, row.role) for row in supplier.members.all()} == {
        ("Nadia Berg", "manager"),
        ("Jan Sohn", "member"),
    }
    assert page.complaints == []


def firm(name, person):
    row = making.supplier(
        members=[builders.person(name=person, email=f"{person.split()[0].lower()}@firms.example")], name=name
    )
    making.declare(row, by=manager_of(row))
    return row


def manager_of(supplier):
    return supplier.members.get(role="manager").user


def ask(open_page, consortium, lead, supplier, share):
    """The lead asks a firm in, by the address of its person."""
    page = open_page(reverse("consortia:detail", args=[consortium.pk]), user=lead, width=PHONE)
    page.get_by_role("link", name="Ask a firm in").first.click()
    page.get_by_label("By mail").check()
    page.get_by_label("E-mail address").fill(manager_of(supplier).email)
    page.get_by_label("Name of the firm", exact=False).fill(supplier.name)
    page.get_by_label("Member", exact=False).first.check()
    page.get_by_label("Share in percent").fill(share)
    page.locator("form .button").first.click()
    expect(page.get_by_text(f"{supplier.name} has not signed its part.")).to_be_visible()


def sign(open_page, supplier, consortium):
    """A member reads its part on Home's way and signs it."""
    person = manager_of(supplier)
    page = open_page(reverse("consortia:list"), user=person, width=PHONE)
    page.get_by_role("link", name=consortium.name).first.click()
    if page.get_by_role("link", name="Your part").count():
        page.get_by_role("link", name="Your part").first.click()
    look(page, f"sign-{supplier.name.split()[0].lower()}")
    press(page, f"Sign as {person.name}")
    expect(page.get_by_text("Take it back")).to_be_visible()


def bid_together(open_page, lead):
    """A firm leads a consortium with two others; each signs its part."""
    by = manager_of(lead)
    second, third = firm("Openstreet", "Sanne Visser"), firm("Lab", "Ciara Doyle")
    page = open_page(reverse("consortia:list"), user=by, width=PHONE)
    page.get_by_role("link", name="Form a consortium").click()
    page.get_by_label("Name", exact=False).first.fill("Flood watch")
    page.get_by_label("Share in percent").fill("55")
    page.locator("form .button").first.click()
    heading(page, "Flood watch|missing|Missing")
    consortium = Consortium.objects.get()
    for supplier, share in ((second, "25"), (third, "20")):
        ask(open_page, consortium, by, supplier, share)

    for supplier in (lead, second, third):
        sign(open_page, supplier, consortium)

    assert {consent.by.name for consent in PartyConsent.objects.all()} == {by.name, "Sanne Visser", "Ciara Doyle"}
    page = open_page(reverse("consortia:detail", args=[consortium.pk]), user=by, width=PHONE)
    look(page, "consortium")


def test_facts_are_put_in_by_keyboard_alone(open_page):
    jonas = builders.person(name="Jonas Wray")
    supplier = making.supplier(members=[jonas])
    page = open_page(reverse("our:new", args=["certificates"]), user=jonas)
    page.get_by_label("What it certifies").focus()

    page.keyboard.type("ISO 9001")
    page.keyboard.press("Enter")

    page.wait_for_url("**/our/facts/certificates/")
    assert [row.name for row in queries.facts_of(supplier).certificates] == ["ISO 9001"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"


def test_everything_works_without_javascript(open_page):
    jonas = builders.person(name="Jonas Wray")
    page = open_page(reverse("our:register"), user=jonas, javascript=False, width=PHONE)
    page.get_by_label("Name of the organisation").fill("Wray Ltd")
    page.get_by_label("Country of its seat").select_option("IE")
    press(page, "Go on")
    page.get_by_label("Register", exact=True).select_option("other")
    page.get_by_text("The register is not in the list").click()
    page.get_by_label("Name of another register").fill("IE-X")
    page.get_by_label("Its number there").fill("77")
    press(page, "Go on")
    page.get_by_label("Micro: fewer", exact=False).check()
    press(page, "Go on")
    press(page, "Register the organisation")
    page.get_by_role("link", name="Declare the grounds for exclusion", exact=True).click()
    page.get_by_role("link", name=re.compile("^Declare ?: Criminal")).click()
    press(page, "None of these applies to us")
    press(page, "Sign and save")
    page.wait_for_url("**/our/facts/declarations/")

    [supplier] = queries.acted_for_by(jonas)
    assert (supplier.id_scheme, supplier.state, len(queries.facts_of(supplier).declarations)) == (
        "IE-X",
        "submitted",
        6,
    )
