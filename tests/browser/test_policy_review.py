"""A policy review in the browser: asked for on a page without JavaScript, its figures accessible on every screen."""

import pytest
from playwright.sync_api import expect

from core import jobs
from procurement.reports import services
from procurement.reports.models import Report
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.policies import policies
from tests.reports import period


@pytest.fixture(autouse=True)
def _no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def test_an_officer_asks_for_a_period_and_reads_its_figures(open_page):
    version = period.policy()
    period.tenders(version.authority, 10)
    officer = policies.officer(version.authority)
    page = open_page(f"/policies/{version.pk}/", user=officer, javascript=False)

    page.get_by_role("link", name="Review a period").click()
    page.get_by_label("First day").fill("2026-01-01")
    page.get_by_label("Last day").fill("2026-03-31")
    page.get_by_role("button", name="Ask for the review").click()

    expect(page.locator("main")).to_contain_text("A worker takes it up in a moment.")
    report = Report.objects.get()
    jobs.run(report.job_id, services.build_policy_review)
    page = open_page(f"/reports/{report.pk}/", user=officer, javascript=False)
    expect(page.get_by_role("heading", name="What counts")).to_be_visible()
    expect(page.locator("main")).to_contain_text("the middle half 40 to 40; 10 tenders")
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()


def test_pages_of_a_policy_review_are_usable(open_page):
    version = period.policy()
    period.tenders(version.authority, 10)
    report = period.finished(version)
    user = policies.officer(version.authority)

    for path in (f"/reports/{report.pk}/", f"/reports/of-policy/{version.pk}/", f"/policies/{version.pk}/"):
        page = open_page(path, user=user)
        assert (path, page.answer.status) == (path, 200)
        assert_usable_wide_and_narrow_light_and_dark(page)
