"""Codes as a page and over REST: open to everybody, without a query, without JavaScript."""

import pytest

pytestmark = pytest.mark.django_db
PAGE, URL = "/codes/cpv/", "/api/v1/cpv/"


@pytest.fixture(autouse=True)
def _limits_in_memory(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


def listed(client, question):
    page = client.get(PAGE, {"q": question}).context["page"]
    return page.count, [(row.code, row.title) for row in page.rows]


def test_without_a_question_the_divisions_are_listed(client):
    count, rows = listed(client, "")

    assert (count, len(rows), rows[0]) == (
        "45 divisions",
        45,
        ("03000000-1", "Agricultural, farming, fishing, forestry and related products"),
    )


def test_words_list_codes_with_what_stands_above_them(client):
    answer = client.get(PAGE, {"q": "street lighting columns"})

    [row] = answer.context["page"].rows
    assert row.under.split(" › ") == [
        "Transport equipment and auxiliary products to transportation",
        "Miscellaneous transport equipment and spare parts",
        "Road equipment",
        "Road furniture",
        "Street-lighting equipment",
    ]
    assert (row.code, row.below, row.url) == ("34928510-6", "", "/codes/cpv/?q=34928510-6")
    assert row.under in answer.content.decode()


def test_a_code_shows_its_place_in_the_tree(client):
    page = client.get(PAGE, {"q": "34928500-3"}).context["page"]

    assert [row.code for row in page.above] == ["34000000-7", "34900000-6", "34920000-2", "34928000-8"]
    assert (page.chosen.title, page.count) == ("Street-lighting equipment", "3 codes right below 34928500-3")
    assert [row.code for row in page.rows] == ["34928510-6", "34928520-9", "34928530-2"]


def test_a_long_list_says_that_it_ends(client):
    count, rows = listed(client, "a")

    assert len(rows) == 100
    assert count.endswith(" codes, of which the first 100 are listed")


def test_nothing_is_said_to_match_nothing(client):
    answer = client.get(PAGE, {"q": "<b>zebras</b> nowhere"})

    assert "No code matches" in answer.content.decode()
    assert "<b>zebras" not in answer.content.decode()


def test_a_question_that_is_too_long_is_refused_beside_its_field(client):
    answer = client.get(PAGE, {"q": "x" * 201})

    assert answer.context["form"].errors == {"q": ["Ensure this value has at most 200 characters (it has 201)."]}


def test_only_the_results_are_sent_while_somebody_types(client):
    answer = client.get(PAGE, {"q": "street lighting columns"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "34928510-6" in answer.content.decode()


def test_the_search_over_rest(client):
    body = client.get(URL, {"q": "street lighting", "limit": "1"}).json()

    assert body == {
        "next": None,
        "total": 3,
        "capped": False,
        "results": [
            {
                "code": "34928500-3",
                "title": "Street-lighting equipment",
                "parents": ["34000000-7", "34900000-6", "34920000-2", "34928000-8"],
                "children": 3,
            }
        ],
    }


def test_no_question_over_rest_has_no_codes(client):
    assert client.get(URL).json() == {"next": None, "total": 0, "capped": False, "results": []}


@pytest.mark.parametrize("limit", ["0", "201", "many"])
def test_a_wrong_limit_is_refused(client, limit):
    answer = client.get(URL, {"q": "lamps", "limit": limit})

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, ["/limit"])


def test_neither_page_nor_search_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(PAGE, {"q": "lamps"})
    with django_assert_num_queries(0):
        client.get(URL, {"q": "lamps"})
