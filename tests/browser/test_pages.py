"""The real pages in a real browser: for each role accessible, narrow enough, by keyboard alone and without JavaScript."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import jobs
from core.models import Job, User
from procurement.evaluations.models import Evaluation
from procurement.tenders.models import Tender
from suppliers import services as supplier_services
from tests import builders
from tests.browser.conftest import assert_accessible, assert_usable
from tests.planning.profiles import stored as stored_profile

ROLES = ("officer", "auditor", "supplier", "administrator")
NARROWEST = 320
REPORT = re.compile(r"/reports/[0-9a-f-]{36}/$")
PDF = b"%PDF-1.7\n%%EOF\n"

STANDARDS = {
    "standards": "/standards/?domain=ev-charging",
    "standard": "/standards/datex-ii/",
    "need": "/standards/advice/",
    "codes": "/codes/cpv/?q=lighting",
}


@dataclass
class City:
    """People and addresses by what they are."""

    people: dict[str, User] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    priced: Evaluation | None = None
    frozen: Evaluation | None = None
    waiting: Job | None = None


@pytest.fixture
def city(site, settings):
    """A city with something in every state that a page knows."""
    settings.MFA_REQUIRED_ROLES = []
    owner = builders.authority("City of Larkmouth", zone="Europe/Dublin")
    now = datetime.now(UTC)
    built = City()
    built.people = {role: builders.person(role, authority=owner) for role in ("officer", "auditor", "administrator")}
    built.people["supplier"] = builders.person(name="Jonas Wray")
    about = {"name": "Tidewater", "id_scheme": "XX", "id_value": "1", "country": "IE", "size": "small"}
    supplier_services.create(members=[built.people["supplier"]], at=now, **about)
    draft = builders.tender_at("draft", authority=owner, title="Waste bins")
    running = builders.tender_at("open", authority=owner, lots=2, title="Flood sensors", at=now + timedelta(days=9))
    built.priced = builders.evaluation_at("priced", authority=owner, title="Air quality")
    panel = builders.evaluation_at("individual", authority=owner, title="Ferries")
    report = builders.finished_report(content=PDF, authority=owner, title="Street lamps and an urban data platform")
    built.frozen = report.run.lot.evaluation
    failed = builders.failed_report(run=report.run, variant="pdf/ua-1", why="PDF reviews need Pango.")
    waiting = builders.requested_report(authority=owner, title="Buses")
    built.waiting = waiting.job
    built.urls = STANDARDS | {
        "home": "/",
        "tenders": "/tenders/",
        "sorted": "/tenders/?sort=value&origin=own",
        "nothing found": "/tenders/?q=nothing+like+it",
        "wrong filter": "/tenders/?state=lost&q=lamps",
        "draft": reverse("tenders:detail", args=[draft.pk]),
        "open": reverse("tenders:detail", args=[running.pk]),
        "opened": reverse("tenders:detail", args=[built.frozen.lot.tender_id]),
        "panel at work": reverse("tenders:detail", args=[panel.lot.tender_id]),
        "priced": reverse("evaluations:detail", args=[built.priced.pk]),
        "frozen": reverse("evaluations:detail", args=[built.frozen.pk]),
        "reviews": "/reports/",
        "methods": "/tenders/studies/",
        "ready": reverse("reports:detail", args=[report.pk]),
        "failed": reverse("reports:detail", args=[failed.pk]),
        "waiting": reverse("reports:detail", args=[waiting.pk]),
        "profile": reverse("profiles:detail", args=[stored_profile(by=built.people["officer"]).pk]),
        "nowhere": "/there-is-no-such-page",
    }
    return built


LISTS = ("tenders", "sorted", "nothing found", "wrong filter", "reviews")
PUBLIC = ("home", *LISTS, "standards", "standard", "codes", "open", "opened")
INSIDE = (*PUBLIC, "methods", "need", "profile", "panel at work", "priced", "frozen", "ready", "failed", "waiting")
SEES = {
    "officer": (*INSIDE, "draft"),
    "auditor": INSIDE,
    "supplier": PUBLIC,
    "administrator": PUBLIC,
}
REFUSED = {"auditor": {"draft": 404}, "supplier": {"draft": 404, "frozen": 403, "ready": 404}}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_accessible_and_fits_wide_and_narrow_light_and_dark(open_page, city, role):
    for name in SEES[role]:
        page = open_page(city.urls[name], user=city.people[role])
        assert (name, page.answer.status, page.complaints) == (name, 200, [])
        assert page.locator("h1").count() == 1
        assert_usable(page)

        page.set_viewport_size({"width": NARROWEST, "height": 640})
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour half-way between two schemes
        assert_usable(page)


@pytest.mark.parametrize("role", sorted(REFUSED))
def test_a_refusal_is_accessible_and_says_what_it_is(open_page, city, role):
    for name, status in REFUSED[role].items():
        page = open_page(city.urls[name], user=city.people[role])

        assert (name, page.answer.status) == (name, status)
        assert_usable(page)


def test_opened_details_are_accessible_too(open_page, city):
    for name in ("tenders", "reviews", "open", "frozen", "ready"):
        page = open_page(city.urls[name], user=city.people["officer"])
        page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")

        assert_usable(page)


# --- by keyboard alone ---


def tab_to(page, label):
    """Press Tab until the focus is on a link or button with this label; fails when it never is."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == label:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"nobody sees that {label} has the focus"
            return
    raise AssertionError(f"{label} is not reached by the keyboard")


def test_an_officer_evaluates_and_asks_for_a_review_by_keyboard(open_page, city):
    page = open_page("/", user=city.people["officer"])
    tab_to(page, "Air quality")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{city.urls['priced']}")
    tab_to(page, "Check, then evaluate and freeze")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check before it is frozen")
    tab_to(page, "Evaluate and freeze")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Evaluated and frozen.")

    tab_to(page, "Ask for a review")
    page.keyboard.press("Enter")

    expect(page).to_have_url(REPORT)
    city.priced.refresh_from_db()
    assert city.priced.state == "frozen"
    assert_usable(page)


def test_a_reader_skips_to_the_content_of_every_page(open_page, city):
    for name in ("home", "tenders", "open", "frozen", "ready"):
        page = open_page(city.urls[name], user=city.people["officer"])
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")

        expect(page.locator("#main"), name).to_be_focused()


# --- without JavaScript ---


def test_an_officer_s_work_is_done_without_javascript(open_page, city):
    page = open_page(city.urls["priced"], user=city.people["officer"], javascript=False)

    page.get_by_role("link", name="Check, then evaluate and freeze").click()
    page.get_by_role("button", name="Evaluate and freeze").click()
    expect(page.locator("main")).to_contain_text("Evaluated and frozen.")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page).to_have_url(REPORT)

    report = city.priced.lot.runs.get().reports.get()
    assert page.url.endswith(reverse("reports:detail", args=[report.pk]))
    job = jobs.claim(report.job_id, at=datetime.now(UTC))
    jobs.finish(job, jobs.JobProduct(PDF, "review.pdf", "application/pdf"), at=datetime.now(UTC))
    page.get_by_role("link", name="Show how far it is").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename == "review.pdf"


def test_tenders_are_searched_without_javascript(open_page, city):
    page = open_page("/tenders/", user=city.people["supplier"], javascript=False)

    page.fill("#id_q", "flood")
    page.get_by_role("button", name="Show").click()

    rows = page.locator("#results tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Flood sensors")
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(Tender.objects.exclude(state="draft").count())


def test_a_failed_review_is_tried_again_without_javascript(open_page, city):
    page = open_page(city.urls["failed"], user=city.people["auditor"], javascript=False)
    expect(page.locator("main")).to_contain_text("PDF reviews need Pango.")

    page.get_by_role("button", name="Retry").click()

    expect(page.locator("main")).not_to_contain_text("PDF reviews need Pango.")
    assert Job.objects.filter(state="failed").count() == 0


def test_a_person_signs_out_without_javascript(open_page, city):
    page = open_page("/", user=city.people["supplier"], javascript=False)

    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_have_count(1)


# --- with it, less waiting ---


def test_results_follow_what_somebody_types(open_page, city):
    page = open_page("/tenders/", user=city.people["supplier"])

    page.fill("#id_q", "flood")

    expect(page.locator("#count")).to_have_text("1 tender")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#id_q")).to_be_focused()
    expect(page).to_have_url(re.compile("q=flood"))
    assert page.complaints == []
    assert_accessible(page)


def test_a_review_that_gets_ready_shows_itself(open_page, city):
    page = open_page(city.urls["waiting"], user=city.people["auditor"])
    expect(page.get_by_role("link", name="Download the PDF")).to_have_count(0)

    job = jobs.claim(city.waiting.pk, at=datetime.now(UTC))
    jobs.Progress(job).say(40, "Drawing the pages")
    expect(page.locator("main")).to_contain_text("Drawing the pages")
    assert_accessible(page)
    jobs.finish(job, jobs.JobProduct(PDF, "review.pdf", "application/pdf"), at=datetime.now(UTC))

    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
    assert page.complaints == []
    assert_accessible(page)
