"""Interfaces, indicators and the timetable of a draft in the browser: accessible, within the screen, without JavaScript."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.law import calendars
from core.models import LawProfileId
from procurement.planning.catalogue import catalogue
from procurement.tenders import services
from procurement.tenders.ready import ReadyDates, ready_tenders, sections_of
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark

DATES = ReadyDates(
    publish_on=date(2026, 12, 7),
    questions_until=datetime(2027, 1, 11, 11, tzinfo=UTC),
    answers_by=datetime(2027, 1, 18, 11, tzinfo=UTC),
    deadline=datetime(2027, 1, 25, 11, tzinfo=UTC),
)


@pytest.fixture
def officer(settings):
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority(currency="EUR", basis="net", zone="Europe/Berlin", law_profile=LawProfileId.CITY)
    day = datetime(2026, 11, 28, tzinfo=UTC)
    calendars.start(authority=city, country="DE", parts=("BY",), by=builders.person(), at=day)
    return builders.person("officer", authority=city)


@pytest.fixture
def draft(officer):
    ready = ready_tenders()["street-lighting"]
    shas = {profile.name: "a" * 64 for profile in ready.profiles}
    values = sections_of(ready, currency="EUR", basis="net", rider=catalogue().rider, profiles=shas, dates=DATES)
    city = officer.memberships.get().authority
    return services.begin_from(authority=city, values=values, source="street-lighting", by=officer, at=builders.AT)


def url_of(draft, key):
    return reverse("tenders:section", args=[draft.pk, key])


@pytest.mark.parametrize("key", ["interfaces", "performance", "timetable"])
def test_a_section_is_usable_folded_and_opened(key, open_page, draft, officer):
    page = open_page(url_of(draft, key), user=officer)

    assert_usable_wide_and_narrow_light_and_dark(page)
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_line_of_dates_is_on_the_overview_and_a_list_on_a_phone(open_page, draft, officer):
    page = open_page(reverse("tenders:edit", args=[draft.pk]), user=officer)

    expect(page.locator("svg.line")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("svg.line")).to_be_hidden()
    expect(page.locator("ol.dates")).to_contain_text("49 days after publishing")


def test_dates_are_counted_and_a_standard_is_taken_without_javascript(open_page, draft, officer):
    page = open_page(url_of(draft, "timetable"), user=officer, javascript=False)
    page.get_by_label("Deadline for bids").fill("2027-02-26T10:00")
    page.get_by_role("button", name="Count back from the deadline").click()
    expect(page.get_by_label("Day of publication")).to_have_value("2027-01-26")

    page = open_page(url_of(draft, "interfaces"), user=officer, javascript=False)
    before = page.locator(".ifs tbody").count()
    page.get_by_role("button", name="Add with weight 0").first.click()
    expect(page.locator(".ifs tbody")).to_have_count(before + 1)
