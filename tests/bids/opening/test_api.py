"""The opening over REST: how far it is, its signed records and the list of prices, and to whom they are not there."""

import csv
import io
import json

import pytest
from django.urls import reverse

from core import clock, states
from core.rest.shapes import to_json
from offline import signed
from procurement.bids.models import OpeningRecord, PriceLine
from procurement.bids.queries import openings as queries
from procurement.bids.shapes.openings import recorded_opening
from procurement.tenders.models import Tender
from suppliers import services as suppliers
from tests import builders
from tests.bids import written
from tests.bids.opening import ceremony as acts
from tests.suppliers import consortia

BUILD = {"bids": 2, "envelopes": 2}


@pytest.fixture(autouse=True)
def _no_factors(settings):
    settings.MFA_REQUIRED_ROLES = []


def read(client, ceremony, route="tender-opening", *args, role="officer"):
    client.force_login(builders.person(role, authority=ceremony.tender.authority))
    return client.get(reverse(f"api:{route}", args=[ceremony.tender.pk, *args]))


def lock_quality(monkeypatch):
    """A stand-in for the guard that a later stage registers."""
    monkeypatch.setitem(states._guards, ("tenders.tender", "open_prices"), [lambda _tender: []])


def test_each_step_says_how_far_it_is(client, ceremony, monkeypatch):
    ready = read(client, ceremony).json()
    acts.call(ceremony)
    called = read(client, ceremony, role="opener").json()
    opening = acts.give(ceremony, ceremony.keys[0])
    first_half = opening.halves.get()
    half = read(client, ceremony, role="auditor").json()
    acts.give(ceremony, ceremony.keys[1])
    acts.work()
    shut = read(client, ceremony).json()
    lock_quality(monkeypatch)
    prices = read(client, ceremony).json()

    assert [(each["stage"], each["part"]) for each in (ready, called, half, shut, prices)] == [
        ("ready", "technical"),
        ("called", "technical"),
        ("first_half", "technical"),
        ("closed", "technical"),
        ("ready", "price"),
    ]
    assert [holder["role"] for holder in ready["holders"]] == ["opener", "opener", "escrow"]
    assert half["halves"] == [
        {"name": str(first_half.person), "at": to_json(first_half.at), "way": "browser", "factor": "totp"}
    ]
    assert (half["records"], shut["obstacles"]) == ([], ["The panel is not built yet: prices stay sealed."])
    opening.refresh_from_db()
    assert shut["records"] == [to_json(recorded_opening(opening))]
    assert [bid["prices"] for bid in shut["records"][0]["bids"]] == [[], []]


def test_the_record_is_the_signed_file_of_its_part(client, ceremony, monkeypatch):
    assert read(client, ceremony, "tender-opening-record", "technical").status_code == 404

    opening = acts.opened(ceremony)
    answer = read(client, ceremony, "tender-opening-record", "technical")

    assert answer.content.decode() == OpeningRecord.objects.get(opening=opening).text
    signed.require_unchanged(signed.read(answer.content))
    assert [read(client, ceremony, "tender-opening-record", part).status_code for part in ("price", "other")] == [
        404,
        404,
    ]


def test_prices_are_a_table_once_they_are_open_and_not_there_before(client, ceremony, monkeypatch):
    ceremony.begun[1].bid.supplier.name = "=Bright Lamps"
    ceremony.begun[1].bid.supplier.save()
    acts.opened(ceremony)
    sealed = [read(client, ceremony, "tender-opened-prices").status_code]
    sealed.append(client.get(reverse("bids:opening-prices", args=[ceremony.tender.pk])).status_code)
    lock_quality(monkeypatch)
    acts.prices_opened(ceremony)

    answer = read(client, ceremony, "tender-opened-prices")
    by_page = client.get(reverse("bids:opening-prices", args=[ceremony.tender.pk]))

    assert (sealed, answer.content == by_page.content) == ([404, 404], True)
    heads, *lines = csv.reader(io.StringIO(answer.content.decode()))
    assert heads == ["Number", "Tenderer", "Lot", "Line of the price table", "Amount", "Currency"]
    elements = PriceLine.objects.filter(bid__alias="B1").count()
    assert [line[:3] for line in lines] == [
        *[["B1", "Clear Air", "1"]] * elements,
        *[["B2", "'=Bright Lamps", "1"]] * elements,
    ]
    assert {line[5] for line in lines} == {"EUR"}
    page = client.get(reverse("bids:opening", args=[ceremony.tender.pk])).content.decode()
    assert "Prices as a table (CSV)" in page


def test_to_those_outside_there_is_no_opening(client, ceremony):
    acts.opened(ceremony)
    routes = [("tender-opening",), ("tender-opening-record", "technical"), ("tender-opened-prices",)]
    tenderer, stranger = ceremony.revisions[0].sender, builders.person("officer")  # of another authority

    answers = {}
    for person in (tenderer, stranger):
        client.force_login(person)
        for name, *args in routes:
            answer = client.get(reverse(f"api:{name}", args=[ceremony.tender.pk, *args]))
            answers[person.email, name] = (answer.status_code, "B1" in answer.content.decode())
    assert set(answers.values()) == {(404, False)}
    client.logout()
    assert client.get(reverse("api:tender-opening", args=[ceremony.tender.pk])).status_code == 401


@pytest.mark.usefixtures("a_week_before")
def test_a_bid_of_several_is_named_by_its_lead_and_its_consortium():
    row, lead, _second, _third = consortia.of_three()
    suppliers.register(supplier=lead, by=consortia.member(lead), at=clock.db_now())
    bid = written.begun_bid(consortium=consortia.read(row), supplier=lead, by=consortia.member(lead)).bid

    assert queries.names_of_bids(bid.tender) == {str(bid.pk): f"{lead.name} ({row.name})"}


@pytest.mark.usefixtures("a_week_before")
def test_before_the_deadline_it_is_the_same_with_and_without_bids(client):
    bodies = []
    for bids in (0, 2):
        received = acts.received(bids=bids)
        assert Tender.objects.get(pk=received.tender.pk).state == "open"
        body = read(client, received).json()
        names = [holder.pop("name") for holder in body["holders"]]
        assert len(names) == 3
        body.pop("tender")
        bodies.append(json.dumps(body))
    assert bodies[0] == bodies[1]
