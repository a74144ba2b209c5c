"""The list as a feed and a calendar: stable, public, and the same tenders as the list."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from procurement.tenders import queries
from procurement.tenders.models import Tender
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(query="", client=None):
    from defusedxml.ElementTree import fromstring

    response = (client or Client()).get(reverse("tenders:feed") + query)
    return response, fromstring(response.content)


def entries(feed):
    return [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_feed_has_the_tenders_of_the_list_the_newest_first():
    lamps, buses = builders.tender_at("open", title="Lamps <b> & more"), builders.tender_at("opened", title="Buses")

    response, feed = feed_of()

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(feed) == [f"urn:uuid:{buses.pk}", f"urn:uuid:{lamps.pk}"]
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == [
        f"Buses ({buses.ref})",
        f"Lamps <b> & more ({lamps.ref})",
    ]
    [link] = {entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")[:1]}
    assert link.endswith(reverse("tenders:detail", args=[buses.pk]))
    assert entries(feed_of("?q=lamps")[1]) == [f"urn:uuid:{lamps.pk}"]


@pytest.mark.parametrize("name", ["feed", "calendar"])
def test_no_draft_is_in_it_whoever_asks(client, settings, name):
    settings.MFA_REQUIRED_ROLES = []
    draft = builders.tender_at("draft", title="Secret lamps")
    client.force_login(builders.person("officer", authority=draft.authority))
    assert "Secret" in client.get(reverse("tenders:list")).content.decode()

    response = client.get(reverse(f"tenders:{name}"))

    assert "Secret" not in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=300"
    assert client.get(reverse("tenders:tender-calendar", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("name", ["feed", "calendar"])
def test_nothing_of_a_bid_is_in_it(name):
    builders.evaluated_tender()

    text = Client().get(reverse(f"tenders:{name}")).content.decode()

    assert "T-" in text
    assert "Firm" not in text


@pytest.mark.parametrize("name", ["feed", "calendar"])
def test_who_has_the_latest_is_told_so_until_something_changes(name):
    tender = builders.tender_at("open")
    address = reverse(f"tenders:{name}")
    first = Client().get(address)

    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(address).content == first.content
    latest = queries.version_times([tender.pk])[tender.pk]
    assert parsedate_to_datetime(first["Last-Modified"]) == latest.replace(microsecond=0)

    builders.tender_at("open")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_does_not_change_with_the_clock():
    first, feed = feed_of()

    assert (entries(feed), feed.findtext(f"{ATOM}updated")) == ([], "2000-01-01T00:00:00+00:00")
    assert feed_of()[0].content == first.content


@pytest.mark.parametrize("name", ["feed", "calendar"])
def test_filters_out_of_order_are_refused_and_not_ignored(name):
    builders.tender_at("open")

    response = Client().get(reverse(f"tenders:{name}") + "?cpv=lamps&state=lost")

    assert response.status_code == 400
    assert "Two to eight digits" in response.content.decode()


def test_signs_that_xml_does_not_know_are_left_out():
    make(Tender, state="open", publish_no=1, price_formula="lowest_price", title="Lamps\x0c \x08now")

    [entry] = feed_of()[1].findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title").startswith("Lamps now")


def test_the_calendar_has_the_deadlines_and_moves_with_them():
    tender = builders.tender_at("open", title="Lamps, two; and\nmore")
    make(Tender, state="open", publish_no=9, price_formula="lowest_price", deadline_at=None)

    [event] = events(Client().get(reverse("tenders:calendar")))

    deadline = Tender.objects.get(pk=tender.pk).deadline_at
    assert (event["uid"], event.decoded("dtstart")) == (f"{tender.pk}@deadline.evenhand", deadline)
    assert str(event["summary"]) == f"Bids close: {tender.ref} Lamps, two; and more"
    single = events(Client().get(reverse("tenders:tender-calendar", args=[tender.pk])))
    assert single == [event]


@pytest.mark.usefixtures("rows_may_change")
def test_a_moved_deadline_moves_its_event_under_the_same_id():
    tender = builders.tender_at("open")
    address = reverse("tenders:tender-calendar", args=[tender.pk])
    [before] = events(Client().get(address))

    later = Tender.objects.get(pk=tender.pk).deadline_at + timedelta(days=7)
    Tender.objects.filter(pk=tender.pk).update(deadline_at=later)

    [after] = events(Client().get(address))
    assert (after["uid"], after.decoded("dtstart")) == (before["uid"], later)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["feed", "calendar"])
def test_it_costs_the_same_however_long(count, name, django_assert_num_queries):
    for _ in range(count):
        builders.tender_at("open")

    with django_assert_num_queries(3):
        assert Client().get(reverse(f"tenders:{name}")).content.count(b"T-") >= count


def test_a_tender_leads_to_its_calendar_and_a_draft_to_none(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    tender, draft = builders.tender_at("open"), builders.tender_at("draft")
    client.force_login(builders.person("officer", authority=draft.authority))

    texts = [client.get(reverse("tenders:detail", args=[row.pk])).content.decode() for row in (tender, draft)]

    assert ["calendar.ics" in text for text in texts] == [True, False]
