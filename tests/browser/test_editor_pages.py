"""The pages on which a tender is written, in the browser: accessible at 1280 and 390, and the keyboard after a save."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from procurement.tenders import queries, services
from procurement.tenders.sections import Contract, Purchase, SectionKey
from tests import builders
from tests.browser.conftest import assert_accessible, assert_fits, assert_target_sizes
from tests.tenders import written
from tests.tenders.test_documents import attached, brought, read_texts

SIZES = ((1280, 900), (390, 844))


@pytest.fixture
def draft(settings):
    """A draft with content in every section, and a document with an earlier version."""
    settings.MFA_REQUIRED_ROLES = []
    tender = written.with_reason()
    brought(tender, b"Plans of the old town", "plan.txt")
    plan = brought(tender, b"Plans of the whole town", 'Plan "Süd" – 地図.txt', replaces=1)
    read_texts()
    written.save(tender, written.changed(Purchase, files=(attached(plan, title="Plan of the lanterns"),)))
    return tender


@pytest.fixture
def officer(draft):
    return builders.person("officer", authority=draft.authority, name="Ada Officer")


def assert_usable(page):
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert_accessible(page)
        assert_fits(page)
        assert_target_sizes(page)
    assert page.complaints == []


def address(draft, key):
    return reverse("tenders:section", args=[draft.pk, key])


@pytest.mark.parametrize("name", ["edit", "gate", "preview"])
def test_pages_of_the_draft_are_usable(name, open_page, draft, officer):
    assert_usable(open_page(reverse(f"tenders:{name}", args=[draft.pk]), user=officer))


@pytest.mark.parametrize("key", list(SectionKey))
def test_every_section_is_usable_folded_and_opened(key, open_page, draft, officer):
    page = open_page(address(draft, key), user=officer)

    assert_usable(page)
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
    assert_usable(page)


def test_saves_are_usable(open_page, draft, officer):
    assert_usable(open_page(reverse("tenders:saves", args=[draft.pk, "purchase"]), user=officer))


def test_a_save_leads_the_keyboard_to_the_heading(open_page, draft, officer):
    page = open_page(address(draft, "contract"), user=officer)

    page.get_by_label("Firm term").fill("40")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.locator("h1")).to_be_focused()
    assert queries.saves_of(draft, SectionKey.CONTRACT).first().value.months == 40


def test_two_versions_are_usable_and_the_keyboard_begins_at_what_is_to_choose(open_page, draft, officer):
    page = open_page(address(draft, "contract"), user=officer)
    contract = queries.saves_of(draft, SectionKey.CONTRACT).first()
    theirs = written.changed(Contract, months=24)
    services.save(tender=draft, value=theirs, after=contract.no, by=contract.by, at=written.AT)

    page.get_by_label("Firm term").fill("40")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.locator("h1")).to_contain_text("saved this section")
    expect(page.locator("#choice-0-theirs")).to_be_focused()
    page.complaints.clear()  # the answer is a conflict (409), which a browser writes into its console
    assert_usable(page)


def test_a_file_is_brought_and_a_code_found_without_javascript(open_page, draft, officer, tmp_path):
    file = tmp_path / "terms.txt"
    file.write_text("Terms of the contract")
    page = open_page(address(draft, "purchase"), user=officer, javascript=False)

    page.get_by_label("Find a code by words, or by its beginning: Lot 1").fill("parking meter")
    page.locator('button[value="find:lots:0"]').click()
    page.locator('button[value="code:lots:0:38730000-1"]').click()
    page.get_by_label("Add documents").set_input_files(str(file))
    page.get_by_role("button", name="Save", exact=True).last.click()

    purchase = queries.saves_of(draft, SectionKey.PURCHASE).first().value
    assert purchase.lots[0].cpv == ("34928500-3", "38730000-1")
    assert [(entry.name, entry.no) for entry in purchase.files][1] == ("terms.txt", 2)


def test_codes_are_offered_while_somebody_types(open_page, draft, officer):
    page = open_page(address(draft, "purchase"), user=officer)

    page.get_by_label("Find a code by words, or by its beginning: Lot 2").press_sequentially("parking meter")

    expect(page.get_by_role("button", name="Add 38730000-1")).to_be_visible()
    assert_usable(page)
