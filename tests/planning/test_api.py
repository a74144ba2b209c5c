"""Standards over REST, without an account."""

import pytest

from tests import builders
from tests.planning.standards import SOURCE, recorded

pytestmark = pytest.mark.django_db
URL = "/api/v1/standards/"


@pytest.fixture(autouse=True)
def _no_second_factor_and_limits_in_memory(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


def test_a_row_of_the_list(client):
    [row] = client.get(URL, {"q": "gbfs"}).json()["results"]

    assert row == {
        "id": "gbfs",
        "title": "GBFS (shared mobility feeds)",
        "purpose": "Open feeds of shared bicycles, scooters and cars: where they are, whether they can be taken, what they cost.",
        "publisher": "MobilityData",
        "domains": ["road-traffic", "shared-mobility"],
        "evidence": ["gbfs"],
        "openness": "1",
        "strength": "2/3",
        "lowest": "2/3",
        "highest": "1",
        "missing": ["royalty_free", "multiple_implementations"],
        "disputed": False,
    }


def test_the_list_is_complete(client):
    answer = client.get(URL).json()

    assert (answer["total"], len(answer["results"]), answer["next"], answer["capped"]) == (168, 168, None, False)


def test_a_standard_with_what_was_entered_and_no_person(client):
    entry = recorded("ocpp")

    body = client.get(f"{URL}ocpp/").json()

    assert body["summary"]["id"] == "ocpp"
    [entered] = body["entries"]
    assert entered == {
        "authority": entry.authority.name,
        "authority_id": str(entry.authority_id),
        "fact": "royalty_free",
        "no": 1,
        "act": "recorded",
        "value": "yes",
        "source": SOURCE,
        "was": "unknown",
        "was_source": "standards.iteh.ai IEC 63584:2024; openchargealliance.org IEC partnership page",
        "catalogue": body["catalogue"],
        "at": "2026-03-02T12:00:00Z",
    }
    assert entry.by.name not in str(body)
    assert body["known_by"] is None
    assert body["clauses"][0]["id"] == "ocpp"
    assert body["uses"][0]["duty"] == "recommended"


def test_its_authority_sees_it_counted(client):
    entry = recorded("lorawan", fact="free_to_read")
    client.force_login(builders.person("officer", authority=entry.authority))

    body = client.get(f"{URL}lorawan/").json()

    assert (body["known_by"], body["summary"]["openness"]) == (entry.authority.name, "1")
    assert body["facts"][1] == {
        "fact": "free_to_read",
        "value": "yes",
        "catalogue_value": "unknown",
        "counted": True,
        "entered": 1,
    }


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"openness": "opne"}, "'opne' is none of: open, partly, closed, unknown. Nearest: open."),
        ({"authority": "x"}, "'x' is not possible: there is nothing to choose from."),
        ({"q": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_a_wrong_filter_is_answered_with_what_there_is(client, query, sentence):
    answer = client.get(URL, query)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error) == (400, {"pointer": f"/{next(iter(query))}", "detail": sentence})


def test_one_that_is_not_listed_is_missing(client):
    assert client.get(f"{URL}nothing/").status_code == 404


def test_the_list_costs_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(URL)
