"""Questions and changes of an open tender in the browser: accessible, within the screen, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from procurement.tenders import services
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.tenders import written

DAY = timedelta(days=1)
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
LATE = ENDS.answers_by + timedelta(hours=30)


@pytest.fixture
def tender(settings, monkeypatch):
    """One question answered, one refused, one waiting; the answers are due since 30 hours, and one wants to cancel."""
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: LATE)
    tender, at = written.published(), written.AT + DAY
    officer, asker = builders.person("officer", authority=tender.authority), builders.person(email="asker@test.example")
    texts = ("Are 3,000 K allowed?\nWe would use them in the old town.", "May we paint them?", "Who pays for power?")
    first, second, _waiting = (services.ask(tender=tender, text=text, by=asker, at=at) for text in texts)
    services.answer(question=first, text="Are 3,000 K allowed?", answer="Yes, at most 3,000 K.", by=officer, at=at)
    services.refuse(question=second, why="It is about the contract for paint.", by=officer, at=at)
    services.propose_cancellation(tender=tender, code="expensesCut", text="The money is cut.", by=officer, at=at)
    return tender


@pytest.fixture
def asker(tender):
    return tender.followers.get().user


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority, name="Orla Finch")


def questions_of(tender):
    return reverse("tenders:questions", args=[tender.pk])


def changes_of(tender):
    return reverse("tenders:changes", args=[tender.pk])


@pytest.mark.parametrize("reader", ["visitor", "asker", "officer"])
def test_the_page_of_questions_is_usable(reader, open_page, tender, asker, officer):
    page = open_page(questions_of(tender), user={"asker": asker, "officer": officer}.get(reader))

    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_page_of_changes_and_its_check_are_usable_without_javascript(open_page, tender, officer):
    page = open_page(changes_of(tender), user=officer)
    assert_usable_wide_and_narrow_light_and_dark(page)

    page = open_page(changes_of(tender), user=officer, javascript=False)
    page.get_by_label("New deadline").fill("2026-04-22T12:00")
    page.get_by_label("Why there is more time").fill("A holiday was forgotten.")
    page.get_by_role("button", name="Check the new deadline").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Move the deadline to 22 Apr 2026")
    page.get_by_role("button", name="Move the deadline").click()
    expect(page.get_by_text("The deadline is moved.")).to_be_visible()


def test_the_page_that_checks_is_usable(open_page, tender, officer):
    page = open_page(changes_of(tender), user=officer)
    page.get_by_role("button", name="Check, then cancel the tender").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel this tender for good?")

    assert_usable_wide_and_narrow_light_and_dark(page)


def test_a_late_answer_is_published_without_javascript_after_its_warning(open_page, tender, officer):
    page = open_page(questions_of(tender), user=officer, javascript=False)
    expect(page.get_by_text("moves the deadline by 2 days")).to_be_visible()
    page.get_by_label("The question as everybody reads it").fill("Who pays for electricity?")
    page.get_by_label("Answer", exact=True).fill("The city.")
    page.get_by_role("button", name="Publish to everybody").click()

    expect(page.get_by_text("The deadline is 2 days later.")).to_be_visible()
    expect(page.get_by_text("Who pays for electricity?")).to_be_visible()
