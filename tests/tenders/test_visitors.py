"""What is open without an account: what is published of a tender, and nothing of its bids or of where it comes from."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from procurement.opendata import queries, services
from procurement.tenders.models import SourceDocument, Tender
from tests import builders
from tests.opendata.inputs import bid, encoded, prozorro

pytestmark = pytest.mark.django_db
SECRETS = ("Firm A", "Firm B", "912.34", "1034.56", "912,34", "1,034.56", "1034.6", "dump-of-the-source.json")


@pytest.fixture
def visitor():
    return Client()


def imported():
    """A past tender with two bids, evaluated, and a source whose values without a place name a bidder and a price."""
    bids = [
        bid("A", 912.34, 1, parameters=[{"code": "pay", "value": 0}], remark="Firm A asks 912.34"),
        bid("B", 1034.56, 2, parameters=[{"code": "pay", "value": 0.2}]),
    ]
    data = encoded(prozorro(bids=bids))
    [record] = queries.records_of(services.import_file(name="dump-of-the-source.json", data=data, at=builders.AT))
    services.evaluate(tender=record.tender, at=builders.AT)
    return record.tender


def pages_of(tender):
    return [
        reverse("tenders:detail", args=[tender.pk]),
        f"{reverse('tenders:list')}?q={tender.ref}",
        f"{reverse('tenders:file', args=['csv'])}?q={tender.ref}",
        reverse("api:tender", args=[tender.pk]),
        f"{reverse('api:tenders')}?q={tender.ref}",
    ]


def secrets_in(client, addresses):
    texts = [client.get(address).content.decode() for address in addresses]
    assert all("T-1" in text for text in texts)
    return {secret for secret in SECRETS if any(secret in text for text in texts)}


def test_a_visitor_reads_an_imported_tender_without_its_bidders_prices_and_source(visitor, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    tender = imported()
    assert "Firm A" in json.dumps(SourceDocument.objects.get(tender=tender).extras)

    assert secrets_in(visitor, pages_of(tender)) == set()

    client.force_login(builders.person("officer", authority=tender.authority))
    assert {"Firm A", "dump-of-the-source.json"} <= secrets_in(client, pages_of(tender))


def test_a_visitor_s_page_has_no_section_of_later_stages(visitor):
    tender = builders.evaluated_tender()

    text = visitor.get(reverse("tenders:detail", args=[tender.pk])).content.decode()

    assert "How bids are ranked" in text
    assert re.findall("Evaluation|Review|Firm|/evaluations/|/reports/(?!of-tender/)|Sign in first", text) == []
    assert visitor.get(reverse("api:tender", args=[tender.pk])).json()["source"] is None


def test_the_timeline_of_a_visitor_has_public_acts_alone(visitor):
    tender = builders.evaluated_tender()

    text = visitor.get(reverse("tenders:detail", args=[tender.pk])).content.decode()

    past = text[text.index('id="past"') :]
    assert ("Published" in past, "Bids opened" in past) == (True, True)
    assert re.findall("bids? submitted|Evaluated|Sent to|Prices opened|read out", past) == []


@pytest.mark.parametrize("state", ["draft", "review"])
def test_a_visitor_finds_no_draft_by_any_way(visitor, state):
    draft = builders.tender_at(state, title="Secret lamps")
    published = builders.tender_at("open", title="Open lamps")

    assert visitor.get(reverse("tenders:list")).content.decode().count('<th scope="row">') == 1
    assert "Secret" not in visitor.get(reverse("tenders:list") + "?q=secret").content.decode().replace(
        'value="secret"', ""
    )
    listed = visitor.get(reverse("api:tenders") + "?q=lamps").json()
    assert ([row["id"] for row in listed["results"]], listed["total"]) == ([str(published.pk)], 1)
    assert visitor.get(reverse("api:tenders") + "?q=secret").json()["total"] == 0
    assert visitor.get(reverse("api:tenders") + f"?state={state}").json()["total"] == 0
    assert visitor.get(reverse("api:tender", args=[draft.pk])).status_code == 401
    assert "Secret" not in visitor.get(reverse("tenders:file", args=["csv"])).content.decode()


def test_a_visitor_is_led_to_the_door_whether_or_not_there_is_such_a_tender(visitor):
    draft = builders.tender_at("draft")
    nothing = Tender().pk

    answers = [visitor.get(reverse("tenders:detail", args=[pk])) for pk in (draft.pk, nothing)]

    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, f"{reverse('account_login')}?next=/tenders/{pk}/") for pk in (draft.pk, nothing)
    ]
    statuses = [visitor.get(reverse("api:tender", args=[pk])).status_code for pk in (draft.pk, nothing)]
    assert statuses == [401, 401]


def test_a_role_without_its_second_factor_reads_nothing_over_rest_that_a_visitor_may(client):
    client.force_login(builders.person("officer"))

    assert client.get(reverse("api:tenders")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_visitor_the_same_however_long(visitor, count, django_assert_num_queries):
    for _ in range(count):
        builders.tender_at("open")

    with django_assert_num_queries(6):
        assert visitor.get(reverse("tenders:list")).content.decode().count('<th scope="row">') == count
