"""Policies in the browser without JavaScript: from the ready policy to one in force; each page is accessible and fits."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from core.clock import db_now
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.policies import policies


@pytest.fixture(autouse=True)
def _no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def test_one_officer_begins_and_changes_a_policy_and_a_second_one_adopts_it(open_page):
    city = policies.city()
    page = open_page("/policies/", user=policies.officer(city), javascript=False)
    page.get_by_role("button", name="Begin with the ready policy").click()
    page.get_by_label("What the policy says").fill("Open by default.")
    page.get_by_label("Most points of 100 for price").fill("50")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("main")).to_contain_text("Most points of 100 for price: 50 points")

    path = urlsplit(page.url).path
    page = open_page(path, user=policies.officer(city), javascript=False)
    page.get_by_role("link", name="Check and adopt").click()
    page.get_by_role("button", name="Adopt").click()

    expect(page.locator("main")).to_contain_text("In force")
    expect(page.locator("main")).to_contain_text("Adopted without a consultation")


def test_pages_of_a_policy_are_usable(open_page):
    now = db_now()
    version = policies.in_consultation(closes_at=now + timedelta(days=30), at=now)
    entry = policies.comment(version, at=now)
    officer = policies.officer(version.authority)
    draft = policies.next_draft(policies.city("Second city"))
    writer = policies.officer(draft.authority)
    paths = {f"/policies/{version.pk}/": officer, f"/policies/{version.pk}/adopt/": officer}
    paths |= {f"/policies/comments/{entry.pk}/": officer, f"/policies/{version.pk}/comment/": builders.person()}
    paths |= {f"/policies/{draft.pk}/{page}/": writer for page in ("change", "consultation", "differences")}

    for path, user in {"/policies/": officer, **paths}.items():
        page = open_page(path, user=user)
        assert (path, page.answer.status) == (path, 200)
        assert_usable_wide_and_narrow_light_and_dark(page)
