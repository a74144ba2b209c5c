"""Writing a bid in a browser: it saves itself, loses nothing, and works without the script, too."""

import pytest
from django.urls import reverse

from procurement.bids.gather.drafts import part_of
from procurement.bids.views.drafting import cookie_name
from tests.bids import written
from tests.bids.sections.conftest import MORE
from tests.browser.conftest import assert_accessible, assert_fits, assert_usable_wide_and_narrow_light_and_dark

pytestmark = pytest.mark.django_db(transaction=True)
SECTIONS = ["answers", "prices", "performance", "claims"]


@pytest.fixture
def begun(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr("core.clock.db_now", lambda: written.AT)
    return written.begun_bid(tender=written.open_tender(MORE))


@pytest.fixture
def write(open_page, site, begun):
    """`write(section)` opens it on a device that has the pass."""

    def opened(section, **options):
        page = open_page("/healthz", user=begun.bid.begun_by, **options)
        key = {"name": cookie_name(begun.bid), "value": begun.draft_key.raw.hex(), "url": site}
        page.context.add_cookies([key])
        page.goto(site + reverse(f"bids:{section}", args=[begun.bid.pk]))
        page.complaints.clear()
        return page

    return opened


def texts(begun, section):
    return dict(part_of(begun.bid, begun.draft_key, section).fields)


def status(page, text):
    page.locator("[data-status]", has_text=text).wait_for()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_usable_with_what_is_wrong_in_it(write, begun, section):
    written.saved(begun, "prices", {"1/lamp": "420", "1/power": "95.000"})
    written.saved(begun, "answers", {"R1": "false", "R2": "many"})

    page = write(section)
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)


def test_prices_save_themselves_and_the_server_adds_them_up(write, begun):
    page = write("prices")
    page.get_by_label("Lanterns").fill("420")
    status(page, "Saved by itself at 13:00.")

    assert texts(begun, "prices") == {"1/lamp": "420"}
    assert page.locator("[data-total='1']").inner_text() == "€2,100,000.00"
    assert page.locator("[data-total-label='1']").inner_text() == "Total of 1 of 3 prices"
    assert page.locator("h1").inner_text() == "2 prices are missing"
    assert page.locator("#prices-1-note").inner_text() == "read as €420.00"
    assert page.complaints == []


def test_which_of_two_readings_is_meant_is_asked_and_saved(write, begun):
    page = write("prices")
    page.get_by_label("Lanterns").fill("95.000")
    page.get_by_label("€95,000", exact=True).check()
    page.locator("[data-total='1']", has_text="€475,000,000.00").wait_for()

    assert texts(begun, "prices") == {"1/lamp": "95000"}
    assert page.get_by_label("Lanterns").input_value() == "95000"
    assert_accessible(page)


def test_yes_and_a_choice_save_themselves(write, begun):
    page = write("answers")
    page.get_by_label("Yes").check()
    page.get_by_label("R5. The radio.").select_option("NB-IoT")
    page.locator("h1", has_text="All answers are there").wait_for()
    page.get_by_label("R6. The first day.").fill("2026-09-01")
    status(page, "Saving")
    status(page, "Saved by itself")

    assert texts(begun, "answers") == {"R1": "true", "R5": "NB-IoT", "R6": "2026-09-01"}


def test_two_texts_for_one_field_are_shown_and_the_rest_is_saved(write, begun):
    page = write("prices")
    written.saved(begun, "prices", {"1/lamp": "100"})
    page.get_by_label("Lanterns").fill("200")
    page.get_by_label("Electricity").fill("3")
    status(page, "two people wrote the same field")
    page.locator("[data-total-label='1']", has_text="2 of 3").wait_for()

    assert texts(begun, "prices") == {"1/lamp": "100", "1/power": "3"}
    assert page.get_by_label("Lanterns").input_value() == "200"
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    page.get_by_role("button", name="Keep yours").click()
    status(page, "Saved by itself")
    assert texts(begun, "prices") == {"1/lamp": "200", "1/power": "3"}


def test_the_text_of_the_other_can_be_taken(write, begun):
    page = write("answers")
    written.saved(begun, "answers", {"R3": "Theirs."})
    page.get_by_label("R3. Tell us").fill("Mine.")
    page.get_by_role("button", name="Take the other:").click()

    assert page.get_by_label("R3. Tell us").input_value() == "Theirs."
    assert texts(begun, "answers") == {"R3": "Theirs."}


def test_without_a_connection_it_says_so_keeps_what_is_typed_and_tries_again(write, begun):
    page = write("answers")
    page.context.set_offline(True)
    page.get_by_label("R3. Tell us").fill("Typed on a train.")
    status(page, "the connection is gone")

    assert (page.get_by_label("R3. Tell us").input_value(), texts(begun, "answers")) == ("Typed on a train.", {})
    page.context.set_offline(False)
    status(page, "Saved by itself")
    assert texts(begun, "answers") == {"R3": "Typed on a train."}


def test_who_is_signed_out_keeps_what_is_typed(write, begun):
    page = write("answers")
    page.context.clear_cookies()
    page.get_by_label("R3. Tell us").fill("Typed too late.")
    status(page, "Sign in again in another window")

    assert page.get_by_label("R3. Tell us").input_value() == "Typed too late."
    stores = "JSON.stringify([localStorage, sessionStorage])"
    assert "Typed" not in page.evaluate(stores)


def test_without_the_script_everything_can_be_written(write, begun):
    page = write("prices", javascript=False, width=390)
    page.get_by_label("Lanterns").fill("95.000")
    page.get_by_label("Electricity").fill("3")
    page.get_by_role("button", name="Save and go back").click()
    page.get_by_label("€95,000", exact=True).check()
    page.get_by_role("button", name="Save and go back").click()

    assert texts(begun, "prices") == {"1/lamp": "95000", "1/power": "3"}
