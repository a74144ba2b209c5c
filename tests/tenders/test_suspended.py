"""A suspended tender takes no bids, and says so wherever its state or its deadline is shown."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from core import clock
from procurement.planning.catalogue import catalogue
from procurement.tenders import home, queries, services
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender, TenderInterface
from procurement.tenders.pages import standards
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
NOW = written.AMENDED_AT
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: NOW)


@pytest.fixture
def officer():
    return builders.person("officer", authority=written.city())


@pytest.fixture
def running():
    return written.published()


@pytest.fixture
def suspended(officer):
    tender = written.published()
    services.suspend(tender=tender, why="The council decides on Thursday.", by=officer, at=NOW)
    return tender


def rows_of(query=""):
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    return TenderFilters(QueryDict(query), user=AnonymousUser()).rows(lambda: NOW, most=10)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_says_suspended_and_names_no_old_deadline(client, suspended):
    page = text_of(client.get(reverse("tenders:list")))

    assert '<strong class="tag tag-warn">Suspended</strong>' in page
    assert "Time stands still" in page
    assert "tag-good" not in page
    assert written.DEADLINE.strftime("%-d %b %Y") not in page
    assert reverse("tenders:detail", args=[suspended.pk]) in page


def test_the_page_of_the_tender_says_it_first_and_counts_no_days(client, suspended):
    page = text_of(client.get(reverse("tenders:detail", args=[suspended.pk])))

    assert '<h2 id="due">Suspended</h2>' in page
    assert "The council decides on Thursday." in page
    assert "Lifting sets a new deadline. It stood at" in page
    assert "days left" not in page
    assert "Open for bids" not in page
    assert "Bids close" not in page


def test_after_lifting_all_is_as_before(client, officer, suspended):
    services.lift(tender=suspended, by=officer, at=NOW)

    page = text_of(client.get(reverse("tenders:detail", args=[suspended.pk])))

    assert '<h2 id="due">Hand in by</h2>' in page
    assert [row["suspended_at"] for row in rows_of()] == [None]


def test_a_file_of_the_list_says_it(client, suspended, running):
    answer = client.get(reverse("tenders:file", args=["csv"]))

    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    states = {row["Reference"]: row["State"] for row in rows}
    assert states == {suspended.ref: "Suspended", running.ref: "Open for bids"}


def test_the_feed_says_it_and_is_newer_by_it(client, suspended):
    entry = client.get(reverse("tenders:feed")).content.decode()

    assert "State: Suspended" in entry
    assert "Bids close" not in entry
    assert f"<updated>{NOW.isoformat()}</updated>" in entry


def test_the_calendar_holds_its_dates_as_not_certain(client, suspended):
    book = Calendar.from_ical(client.get(reverse("tenders:tender-calendar", args=[suspended.pk])).content)

    dates = {str(event["uid"]): (str(event["status"]), str(event["summary"])) for event in book.walk("VEVENT")}
    name = f"{suspended.ref} {suspended.title}"
    assert dates == {
        f"{suspended.pk}@questions.evenhand": ("TENTATIVE", f"Suspended, to be moved: Questions until: {name}"),
        f"{suspended.pk}@answers.evenhand": ("TENTATIVE", f"Suspended, to be moved: Last answers: {name}"),
        f"{suspended.pk}@deadline.evenhand": ("TENTATIVE", f"Suspended, to be moved: Bids close: {name}"),
    }


def test_the_calendar_of_a_running_tender_has_its_three_dates(client, running):
    book = Calendar.from_ical(client.get(reverse("tenders:tender-calendar", args=[running.pk])).content)

    row = Tender.objects.get(pk=running.pk)
    dates = {
        str(event["uid"]).partition("@")[2]: (event.decoded("dtstart"), str(event["status"]))
        for event in book.walk("VEVENT")
    }
    assert dates == {
        "questions.evenhand": (row.questions_until_at, "CONFIRMED"),
        "answers.evenhand": (row.answers_by_at, "CONFIRMED"),
        "deadline.evenhand": (row.deadline_at, "CONFIRMED"),
    }


def test_the_api_says_since_when(client, suspended, running):
    listed = client.get(reverse("api:tenders")).json()["results"]
    single = client.get(reverse("api:tender", args=[suspended.pk])).json()

    since = {row["id"]: row["suspended_at"] for row in listed}
    assert since == {str(suspended.pk): NOW.isoformat().replace("+00:00", "Z"), str(running.pk): None}
    assert single["suspended_at"] == since[str(suspended.pk)]


def test_whoever_asks_for_what_takes_bids_now_does_not_find_it(suspended, running):
    assert [row["id"] for row in rows_of("open_now=true")] == [running.pk]
    assert {row["id"] for row in rows_of("state=open")} == {running.pk, suspended.pk}


def test_home_tells_suppliers_of_running_tenders_and_officers_of_both(officer, suspended, running):
    everybody = home.open_for_bids(builders.person(), NOW)
    officers_section = home.open_for_bids(officer, NOW)

    assert [task.tag for task in everybody.tasks if task.tag == "Suspended"] == []
    assert len(everybody.tasks) == 1
    assert {(task.tag, task.tone) for task in officers_section.tasks} >= {("Suspended", "warn")}
    assert len(officers_section.tasks) == 2


def test_home_still_tells_officers_of_it_when_the_old_deadline_is_past(officer, suspended):
    officers_section = home.open_for_bids(officer, written.DEADLINE + DAY)

    [task] = officers_section.tasks
    assert (task.tag, task.note.startswith("time stands still since ")) == ("Suspended", True)


def test_the_page_of_a_standard_says_it(suspended):
    standard = TenderInterface.objects.filter(tender=suspended).values_list("standard_id", flat=True)[0]

    asking = standards.asking_for(catalogue().standards[standard], builders.person(), NOW)

    assert [(row["state"], row["tone"]) for row in asking["tenders"]] == [("Suspended", "warn")]


def test_lifting_at_the_very_instant_of_the_suspension_keeps_the_deadline(officer, suspended):
    was = suspended.deadline_at

    version = services.lift(tender=suspended, by=officer, at=NOW)

    assert (Tender.objects.get(pk=suspended.pk).deadline_at, version.no) == (was, 2)
    assert queries.current_suspension(suspended) is None
