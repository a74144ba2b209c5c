"""The receipt, the page that checks it and the change of keys: usable wide and narrow; checked without a script."""

import pytest
from django.urls import reverse

from core.clock import db_now
from procurement.reports import receipt_papers
from tests import builders
from tests.bids.keys import exchange_key_rows
from tests.bids.submitting import ready_bid, submitted
from tests.bids.submitting.conftest import a_week_before  # noqa: F401 -- the clock of that folder
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("a_week_before")]
PHONE = 390


def test_a_receipt_is_checked_on_a_phone_without_javascript(open_page, settings, tmp_path):
    settings.MFA_REQUIRED_ROLES = []
    revision = submitted(ready_bid())
    file = tmp_path / "receipt.json"
    file.write_text(revision.receipt.text)
    receipt_papers.request_receipt(version=revision, by=revision.sender, at=db_now())

    page = open_page(reverse("receipts:check"), width=PHONE, javascript=False)
    page.get_by_label("Receipt").set_input_files(file)
    page.get_by_role("button", name="Check it").click()

    assert page.get_by_role("heading", level=1).inner_text() == "The receipt is true"
    assert page.locator("#points > li").count() == 9
    stranger = open_page(reverse("receipts:check"))
    stranger.get_by_label("Or its text").fill(revision.receipt.text)
    stranger.get_by_role("button", name="Check it").click()
    assert_usable_wide_and_narrow_light_and_dark(stranger)
    receipt = open_page(reverse("bids:receipt", args=[revision.bid_id, 1]), user=revision.sender)
    assert_usable_wide_and_narrow_light_and_dark(receipt)
    authority = revision.bid.tender.authority
    officer = builders.person("officer", authority=authority, password=builders.PASSPHRASE)
    exchange_key_rows(authority)
    change = open_page(reverse("bids:keys-replace", args=[revision.bid.tender_id]), user=officer)
    assert change.get_by_role("heading", level=1).inner_text() == "Change the keys that open the bids?"
    assert_usable_wide_and_narrow_light_and_dark(change)
