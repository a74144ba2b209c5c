"""Tenders over REST: the same set, filters and facts as the pages."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from procurement.tenders import queries
from procurement.tenders.models import Tender
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/tenders/"


@pytest.fixture(autouse=True)
def _no_second_factor_and_limits_in_memory(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def member(client):
    client.force_login(builders.person())
    return client


def published(count, **values):
    first = queries.next_publish_no()
    return [
        make(
            Tender,
            **{"state": "open", "price_formula": "lowest_price", "publish_no": number, "ref": f"L{number}"} | values,
        )
        for number in range(first, first + count)
    ]


def refs(answer):
    return [row["ref"] for row in answer.json()["results"]]


def test_a_row_says_what_the_list_says(member):
    tender = builders.tender_at("open")
    tender.refresh_from_db()

    assert member.get(URL).json() == {
        "next": None,
        "total": 1,
        "capped": False,
        "results": [
            {
                "id": str(tender.pk),
                "publish_no": 1,
                "ref": tender.ref,
                "title": tender.title,
                "authority": "City of Builders",
                "state": "open",
                "origin": "own",
                "currency": "EUR",
                "price_formula": "fixed_linear",
                "published_at": "2026-01-11T09:00:00Z",
                "deadline_at": "2026-02-28T12:00:00Z",
                "suspended_at": None,
                "is_test": False,
                "lot_count": 1,
                "value": "160000.00",
            }
        ],
    }


def test_pages_are_followed_by_their_address(member):
    published(5, origin="imported")
    published(1)

    pages, address = [], f"{URL}?origin=imported&size=2"
    while address:
        answer = member.get(address)
        pages.append(refs(answer))
        address = answer.json()["next"]
        assert address is None or parse_qs(urlsplit(address).query).keys() == {"origin", "size", "before"}

    assert pages == [["L5", "L4"], ["L3", "L2"], ["L1"]]


def test_filters_narrow_and_accents_do_not_matter(member):
    [lamps] = published(1, search_text="eclairage de la ville")
    [buses] = published(1, state="opened", price_formula="fixed_linear")

    assert refs(member.get(URL, {"q": "Éclairage VILLE"})) == [lamps.ref]
    assert refs(member.get(URL, {"state": "opened"})) == [buses.ref]
    assert refs(member.get(URL, {"method": "lowest_price"})) == [lamps.ref]
    assert refs(member.get(URL, {"authority": buses.authority_id})) == [buses.ref]
    assert refs(member.get(URL, {"state": "opened", "q": "ville"})) == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"state": "lost"}, "/state"),
        ({"authority": "x"}, "/authority"),
        ({"origin": "dreamt"}, "/origin"),
        ({"before": "0"}, "/before"),
        ({"size": "201"}, "/size"),
        ({"size": "many"}, "/size"),
        ({"q": "x" * 201}, "/q"),
    ],
)
def test_a_wrong_filter_is_pointed_at(member, query, pointer):
    answer = member.get(URL, query)

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [pointer])


def test_a_draft_is_listed_for_its_officers_alone(client):
    draft = builders.tender_at("draft")

    for reader in (builders.person(), builders.person("auditor"), builders.person("administrator")):
        client.force_login(reader)
        assert refs(client.get(URL)) == []
    client.force_login(builders.person("officer", authority=draft.authority))
    assert client.get(URL).json()["results"][0]["publish_no"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(member, count, django_assert_num_queries):
    published(count)

    with django_assert_num_queries(6):
        assert len(refs(member.get(URL))) == count


@pytest.fixture
def tender():
    """Two lots and one requirement, published."""
    return builders.tender_at("open", lots=2, requirements=[{"key": "R1", "text": "Response", "minimum": "1"}])


def answer(member, tender):
    return member.get(reverse("api:tender", args=[tender.pk])).json()


def test_a_tender_says_its_method(member, tender):
    method = answer(member, tender)["method"]

    assert {key: method[key] for key in method if key not in {"sentences", "ties"}} == {
        "formula": "fixed_linear",
        "name": "Linear between fixed bounds",
        "params": {"Pmin": "80000", "Pmax": "1000000"},
        "source": "Best price-quality ratio; the price earns points on a straight line between two bounds.",
        "why_none": "",
        "total_points": "100",
        "tie_chain": ["higher_group(quality)", "lower_price", "draw"],
        "scaling": "none",
        "rounding": tender.rounding,
        "threshold_on": "exact",
        "panel_method": "consensus",
        "panel_min": 3,
        "envelopes": 2,
        "abnormally_low_rule": {},
        "study": None,
    }


def test_a_tender_says_its_lots(member, tender):
    assert answer(member, tender)["lots"][1] == {
        "id": str(tender.lots.get(no=2).pk),
        "no": 2,
        "title": "Lot 2",
        "estimate": "160000.00",
        "cpv": ["48000000-8"],
        "state": "active",
        "source_note": "",
    }


def test_a_tender_says_its_criteria(member, tender):
    by_key = {criterion["key"]: criterion for criterion in answer(member, tender)["criteria"]}

    assert by_key["method"] | {"id": "", "scale": len(by_key["method"]["scale"])} == {
        "id": "",
        "parent": by_key["quality"]["id"],
        "lots": [str(lot.pk) for lot in tender.lots.order_by("no")],
        "no": 4,
        "key": "method",
        "title": "Method of work",
        "text": "",
        "family": "value_for_money",
        "kind": "scored",
        "weight": "20.0000",
        "minimum": "2",
        "scale": 6,
        "source_note": "",
    }
    assert (by_key["secure"]["weight"], by_key["secure"]["scale"]) == (None, [])


def test_a_tender_says_its_requirements_and_interfaces(member, tender):
    tender_json = answer(member, tender)

    assert tender_json["requirements"] == [
        {
            "id": tender.requirements.get().pk,
            "key": "R1",
            "lot": None,
            "group": "",
            "text": "Response",
            "mandatory": True,
            "functional": False,
            "datatype": "string",
            "minimum": "1",
            "maximum": None,
            "expected": None,
        }
    ]
    assert [(row["code"], row["standard"], row["version"]) for row in tender_json["interfaces"]] == [
        ("events", "GTFS Realtime", "2.0")
    ]


def test_a_tender_tells_nothing_of_its_bids(member):
    tender = builders.tender_at("opened")

    text = member.get(reverse("api:tender", args=[tender.pk])).content.decode()

    assert [leak for leak in ("Firm 1", "91000", "B1", "Reason 1") if leak in text] == []


@pytest.mark.parametrize("lots", [1, 3])
def test_a_tender_costs_the_same_whatever_its_size(member, lots, django_assert_num_queries):
    tender = builders.tender_at("open", lots=lots)

    with django_assert_num_queries(12):
        assert len(member.get(reverse("api:tender", args=[tender.pk])).json()["lots"]) == lots


def test_a_hidden_tender_is_as_missing_as_one_that_does_not_exist(member):
    draft = builders.tender_at("draft")

    answers = [
        member.get(reverse("api:tender", args=[pk])) for pk in (draft.pk, "00000000-0000-0000-0000-000000000000")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.json()["detail"] for answer in answers}) == 1
