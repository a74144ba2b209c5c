"""Who reads what of the security log, on the page, in the file and on the page of one's own account."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from core.clock import db_now
from core.models import SecurityEvent, SecurityKind, SecurityTrace
from core.security import writing
from tests import builders

pytestmark = pytest.mark.django_db
LOG = reverse("security:list")
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def _nobody_needs_a_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority("City of Logs")


@pytest.fixture
def administrator(city):
    return builders.person("administrator", authority=city, name="Ada Administrator")


@pytest.fixture
def people(city):
    """An officer of the city, one of another, one of both, and a supplier."""
    other = builders.authority("Another city")
    both = builders.person("officer", authority=city, name="Bo Both")
    both.memberships.create(authority=other, role="auditor")
    return {
        "ours": builders.person("officer", authority=city, name="Olena Ours"),
        "theirs": builders.person("officer", authority=other, name="Theo Theirs"),
        "both": both,
        "supplier": builders.person(name="Sam Supplier"),
    }


@pytest.fixture
def signed(client, administrator):
    client.force_login(administrator)
    return client


def happened(rf, kind, user=None, place=HERE):
    writing.record(SecurityKind(kind), rf.get("/", REMOTE_ADDR=place), user=user)


def names(client, **query):
    return [row.person for row in client.get(LOG, query).context["rows"]]


def test_an_administrator_reads_of_its_people_of_suppliers_and_of_nobody_and_not_of_another_authority(
    signed, rf, people
):
    for user in people.values():
        happened(rf, "signed_in", user)
    happened(rf, "sign_in_unknown")

    assert names(signed) == ["", "Sam Supplier", "Bo Both", "Olena Ours"]
    assert "Theo Theirs" not in signed.get(LOG).content.decode()
    assert names(signed, person=people["theirs"].pk) == []


def test_an_administrator_elsewhere_reads_of_its_own(client, rf, people):
    for user in people.values():
        happened(rf, "signed_in", user)
    client.force_login(builders.person("administrator", authority=builders.authority("Another city")))

    assert names(client) == ["Sam Supplier", "Bo Both", "Theo Theirs"]


def test_nobody_else_reads_it_and_the_refusal_says_why(client, people):
    for user in people.values():
        client.force_login(user)
        page = client.get(LOG)
        assert (page.status_code, "Only administrators read the security log." in page.content.decode()) == (403, True)
        assert "Security log" not in client.get(reverse("home")).content.decode()


def test_filters_narrow_by_event_person_day_and_place(signed, rf, people):
    happened(rf, "signed_in", people["ours"])
    happened(rf, "refused", people["ours"], THERE)
    happened(rf, "refused", people["supplier"], THERE)
    place = SecurityTrace.objects.filter(user=people["supplier"]).get().place
    today = db_now().date().isoformat()

    assert names(signed, kind="refused") == ["Sam Supplier", "Olena Ours"]
    assert names(signed, kind="refused", person=people["ours"].pk) == ["Olena Ours"]
    assert names(signed, place=f"{place[:4]} {place[4:]}") == ["Sam Supplier", "Olena Ours"]
    assert (len(names(signed, day=today)), names(signed, day="2001-01-01")) == (3, [])
    assert "A place is written with the digits" in signed.get(LOG, {"place": "192.0.2.1"}).content.decode()


def test_the_filter_offers_the_people_of_the_authority_and_shows_whom_it_is_narrowed_to(signed, rf, people):
    def offered(**query):
        form = signed.get(LOG, query).context["form"]
        return [label for _value, label in form.fields["person"].widget.choices]

    assert offered() == ["Everybody", "Ada Administrator", "Bo Both", "Olena Ours"]
    assert offered(person=people["supplier"].pk) == [*offered(), "Sam Supplier"]


def test_a_row_says_when_what_how_often_who_and_where(signed, rf, people):
    for _ in range(3):
        happened(rf, "sign_in_failed", people["ours"], THERE)
    [latest, *_] = signed.get(LOG).context["rows"]
    trace = SecurityTrace.objects.latest("pk")
    place = trace.place

    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d:\d\d:\d\d\N{NO-BREAK SPACE}UTC", latest.when)
    assert (latest.what, latest.tone, latest.note) == (
        "Sign-in failed: wrong passphrase",
        "warn",
        "3 times in this hour",
    )
    assert (latest.person, latest.person_url) == ("Olena Ours", f"{LOG}?person={people['ours'].pk}")
    assert (latest.place, latest.place_url) == (f"{place[:4]} {place[4:8]} {place[8:]}", f"{LOG}?place={place}")


def test_an_erased_trace_is_said_and_an_exchanged_one_names_nobody(signed, rf, people):
    happened(rf, "signed_in", people["ours"])
    event = SecurityEvent.objects.get()
    event.trace.delete()
    assert names(signed) == ["erased"]

    SecurityTrace.objects.create(event=event, salt="s", user=people["supplier"], place="0123456789ab")

    assert names(signed) == ["not the person and place that were written: somebody changed this row"]
    assert "Sam Supplier" not in signed.get(LOG).content.decode()


def test_the_list_goes_on_page_after_page_with_its_filters_and_costs_the_same(
    signed, rf, people, django_assert_num_queries
):
    for _ in range(3):
        happened(rf, "signed_in", people["ours"])
        happened(rf, "signed_out", people["ours"])
    signed.get(LOG)
    with django_assert_num_queries(5):
        first = signed.get(LOG, {"kind": "signed_in"})
    assert first.context["older"] == ""

    for _ in range(60):
        happened(rf, "signed_in", people["both"])
    with django_assert_num_queries(5):
        page = signed.get(LOG, {"kind": "signed_in"})
    assert len(page.context["rows"]) == 50
    assert len(signed.get(page.context["older"]).context["rows"]) == 13


def test_the_file_has_the_same_events_as_the_page_and_no_formula(signed, rf, people):
    people["ours"].name = "=HYPERLINK(1)"
    people["ours"].save()
    happened(rf, "signed_in", people["theirs"])
    happened(rf, "signed_in", people["ours"])
    happened(rf, "refused", people["supplier"])

    answer = signed.get(reverse("security:csv"), {"kind": "signed_in"})

    assert answer["Content-Disposition"] == 'attachment; filename="security-log.csv"'
    header, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert header == ["time_utc", "event", "sentence", "number_in_hour", "person", "place", "route", "object"]
    assert [row[1:5] for row in rows] == [["signed_in", "Signed in", "1", "'=HYPERLINK(1)"]]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0][0])
    assert SecurityEvent.objects.latest("pk").route == "security:csv"  # reading it as a file is an event


def test_an_account_page_shows_one_s_own_events_and_nobody_else_s(rf, people):
    happened(rf, "sign_in_failed", people["ours"], THERE)
    happened(rf, "signed_in", people["ours"], HERE)
    happened(rf, "factor_removed", people["supplier"])
    browser = Client(REMOTE_ADDR=HERE)
    browser.force_login(people["ours"])

    page = browser.get(reverse("account_overview"))

    assert [(row.what, row.here, row.person_url) for row in page.context["rows"]] == [
        ("Signed in", True, ""),
        ("Sign-in failed: wrong passphrase", False, ""),
    ]
    text = page.content.decode()
    assert "where you are now" in text
    assert "Second factor removed" not in text
    assert LOG not in text


def test_the_account_page_says_what_guards_the_account(client, people):
    client.force_login(people["ours"])

    text = " ".join(client.get(reverse("account_overview")).content.decode().split())

    assert people["ours"].email in text
    assert "Not set up" in text
    assert "0 in use" in text
    assert "None are written down yet." in text


def test_every_kind_has_a_sentence_of_its_own():
    labels = [str(kind.label) for kind in SecurityKind]

    assert len(set(labels)) == len(labels)
    assert all(label[0].isupper() and not label.endswith(".") for label in labels)
