"""An officer's tender in Chromium, from nothing to closed: written, checked, published, asked about, amended, over.

Two officers and a supplier's person. Time goes by the clock of the demonstration, which alone may publish yet.
"""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import timers
from core.clock import db_now
from core.law.days import day_of
from core.models import AuditLeaf, Notice
from procurement.tenders import services
from procurement.tenders.models import Tender
from procurement.web.demo import services as demo
from tests.browser.conftest import assert_usable, chromium, open_page, site

__all__ = ["chromium", "open_page", "site"]  # fixtures of the browser, used here

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Displays for the car parks of the old town"
ASKED = "We at Tidewater would work at night. May the lanes be closed then?"
PUBLIC = "May the lanes be closed by night?"
ADDED = "All works are done by night."
WHY = "The traffic desk of the region takes DATEX II and nothing else, and its national profile is free to read and to use."
ORIGIN = "These requirements come from the city's own list for all purchases, which its council adopted and publishes."


@pytest.fixture
def city(settings, move_clock):
    """The city of the demonstration, with its law, calendar and policy, and no tender."""
    settings.DEMO = True
    settings.MFA_REQUIRED_ROLES = []
    settings.CLOCK_MOVES = True
    return demo.set_up(at=db_now())


def section(tender, key):
    return reverse("tenders:section", args=[tender.pk, key])


def gate(tender):
    return reverse("tenders:gate", args=[tender.pk])


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def rule(page, code):
    return page.locator(f"#rule-{code}")


def explain(page, code, text):
    part = rule(page, code)
    part.locator("select").select_option("other")
    part.locator("textarea").first.fill(text)
    part.get_by_role("button", name="Save explanation").click()
    expect(rule(page, code)).to_contain_text(text)


def begin(page):
    """From the list of tenders to the overview of a draft that begins with a ready tender."""
    page.get_by_label("Authority").select_option(label="City of Larkmouth")
    page.get_by_label("What will be bought").fill(TITLE)
    page.get_by_label("Parking guidance", exact=False).first.check()
    press(page, "Begin")
    page.wait_for_url("**/edit/")
    return Tender.objects.get(title=TITLE)


def confirm_requirements(page):
    """One entry is open at a time, so each is opened, and what binds in it is confirmed."""
    entries = page.locator("details.entry")
    assert entries.count() > 10
    for entry in entries.all():
        if entry.get_attribute("open") is None:
            entry.locator("summary").click()
        entry.get_by_label("I have checked that a bid must fail without it").check()
    press(page, "Save")
    expect(page.locator("#stops-title")).to_have_count(0)


def set_dates(page, today):
    page.get_by_label("Day of publication").fill(today.isoformat())
    press(page, "Earliest deadline after the publication")
    expect(page.get_by_label("Deadline for bids")).not_to_have_value("")
    press(page, "Save")
    expect(page.locator("ol.dates")).to_contain_text("after publishing")


def kinds_to(person):
    """The kinds of what the person was told of tenders, the oldest first."""
    return list(
        Notice.objects.filter(user=person, kind__startswith="tender.").order_by("pk").values_list("kind", flat=True)
    )


def keep_picture(page, name):
    """With OFFICER_PICTURES set, what the page looks like, wide and on a phone."""
    if folder := os.environ.get("OFFICER_PICTURES"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def write(open_page, officer, today):
    """A draft from a ready tender; what binds is confirmed, dates are counted by the law, the preview is looked at."""
    tender = begin(open_page(reverse("tenders:new"), user=officer))
    confirm_requirements(open_page(section(tender, "requirements"), user=officer))
    set_dates(open_page(section(tender, "timetable"), user=officer), today)
    page = open_page(reverse("tenders:edit", args=[tender.pk]), user=officer)
    keep_picture(page, "overview")
    assert_usable(page)
    page.get_by_role("link", name="See it as a supplier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    page = open_page(section(tender, "criteria"), user=officer)
    expect(page.locator("main")).to_contain_text("invented")
    return tender


def send(open_page, tender, officer):
    """The gate asks for reasons; they are written, and the draft goes to the second officer. Its sender cannot publish."""
    page = open_page(gate(tender), user=officer)
    keep_picture(page, "gate")
    explain(page, "STD-1", WHY)
    explain(page, "CON-2", ORIGIN)
    press(page, "Send to the second officer")
    expect(page.get_by_role("heading", name="Publish", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("a second officer does")


def publish(open_page, tender, second):
    """Another officer approves each reason, then publishes."""
    page = open_page(gate(tender), user=second)
    keep_picture(page, "second-officer")
    for left in (1, 0):
        press(page, "Approve this reason")
        expect(page.get_by_role("button", name="Approve this reason")).to_have_count(left)
    press(page, "Publish now")
    page.wait_for_url(f"**/tenders/{tender.pk}/")
    tender.refresh_from_db()
    assert (tender.state, tender.publish_no, tender.versions.count()) == ("open", 1, 1)
    leaf = AuditLeaf.objects.get(log=tender.audit_origin, kind="tender.published")
    assert leaf.secrets.get(field="by").value == str(second.pk)


def follow(open_page, tender, person):
    """Somebody who asks nothing follows from the page of the tender on; nobody else learns it."""
    page = open_page(reverse("tenders:detail", args=[tender.pk]), user=person)
    page.get_by_role("link", name="Ask or follow").click()
    press(page, "Follow this tender")
    expect(page.get_by_role("button", name="Follow no more")).to_be_visible()


def extend(open_page, tender, officer):
    """An officer gives more time on a page that first says what follows. Returns the deadline."""
    deadline = tender.deadline_at + timedelta(days=7)
    page = open_page(reverse("tenders:changes", args=[tender.pk]), user=officer)
    local = deadline.astimezone(ZoneInfo(tender.authority.zone))
    page.get_by_label("New deadline").fill(f"{local:%Y-%m-%dT%H:%M}")
    page.get_by_label("Why there is more time").fill("Bidders asked for a visit.")
    press(page, "Check the new deadline")
    keep_picture(page, "extension")
    press(page, "Move the deadline")
    page.wait_for_url(f"**/tenders/{tender.pk}/")
    expect(page.locator("main")).to_contain_text("The deadline is moved.")
    return deadline


def ask_and_extend(open_page, tender, supplier, officer, move_clock):
    """A person asks; everybody gets the answer without who asked, then a later deadline. Returns that deadline."""
    questions = reverse("tenders:questions", args=[tender.pk])
    page = open_page(questions, user=supplier)
    page.get_by_label("Your question").fill(ASKED)
    press(page, "Send the question")
    expect(page.get_by_role("heading", name="What you asked")).to_be_visible()
    assert kinds_to(officer)[-1] == "tender.question_asked"
    move_clock(days=2)
    page = open_page(questions, user=officer)
    expect(page.locator("main")).to_contain_text(ASKED)
    assert supplier.name not in page.locator("main").inner_text()
    page.get_by_label("The question as everybody reads it").fill(PUBLIC)
    page.get_by_label("Answer", exact=True).fill("Yes, by night.")
    press(page, "Publish to everybody")
    expect(page.locator("#answer-1")).to_contain_text(PUBLIC)
    keep_picture(page, "questions")
    move_clock(days=1)
    deadline = extend(open_page, tender, officer)
    assert kinds_to(supplier) == ["tender.question_answered", "tender.extended"]
    return deadline


def amend(open_page, tender, officer, second):
    """One officer changes a section with a reason, another publishes it as the next version."""
    amendment = reverse("tenders:amendment", args=[tender.pk])
    press(open_page(amendment, user=officer), "Begin an amendment")
    page = open_page(section(tender, "purchase"), user=officer)
    need = page.get_by_label("What is needed", exact=True)
    need.fill(f"{need.input_value()} {ADDED}")
    press(page, "Save")
    page = open_page(amendment, user=officer)
    expect(page.locator("main")).to_contain_text(ADDED)
    page.get_by_label("Why is the tender amended?").fill("A question showed that the hours were missing.")
    press(page, "Save the reasons")
    keep_picture(page, "amendment")
    press(page, "Send to the second officer")
    expect(page.get_by_role("link", name="Check and publish")).to_be_visible()
    page = open_page(reverse("tenders:amendment-publish", args=[tender.pk]), user=second)
    press(page, "Publish the amendment")
    expect(page.locator("main")).to_contain_text("The amendment is published")


def test_from_nothing_to_closed(open_page, city, move_clock):
    officer, second, supplier = (city.people[key] for key in ("officer", "second", "supplier"))
    tender = write(open_page, officer, day_of(db_now(), city.authorities["larkmouth"].zone))
    send(open_page, tender, officer)
    publish(open_page, tender, second)

    follower = city.people["bidder"]
    follow(open_page, tender, follower)
    deadline = ask_and_extend(open_page, tender, supplier, officer, move_clock)
    amend(open_page, tender, officer, second)
    assert kinds_to(follower) == ["tender.question_answered", "tender.extended", "tender.amended"]
    assert (kinds_to(supplier)[-1], tender.versions.count()) == ("tender.amended", 3)
    page = open_page(reverse("tenders:detail", args=[tender.pk]))
    expect(page.locator("main")).to_contain_text(TITLE)
    assert "Tidewater" not in page.content()
    keep_picture(page, "open")

    # The clock closes it at the deadline that holds now, and no earlier.
    move_clock(to=deadline - timedelta(hours=1))
    timers.sweep([services.TIMER], at=db_now())
    assert Tender.objects.get(pk=tender.pk).state == "open"
    move_clock(to=deadline + timedelta(seconds=1))
    timers.sweep([services.TIMER], at=db_now())
    assert Tender.objects.get(pk=tender.pk).state == "closed"
    page = open_page(reverse("tenders:detail", args=[tender.pk]), user=officer)
    expect(page.locator("main")).to_contain_text("Closed")
    keep_picture(page, "closed")
    assert_usable(page)
