"""The filters of the list: one verdict for page and API, what is offered to whom, and what a wrong value does."""

import re
from uuid import UUID

import pytest
from django.http import QueryDict

from core import clock
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender
from procurement.tenders.states import PUBLISHED, TenderState
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def member(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("officer"))
    return client


def filters(query="", user=None):
    return TenderFilters(QueryDict(query), user=user or builders.person())


def offered(filters, name):
    return [str(value) for value, _ in filters.form.fields[name].widget.choices]


def numbers(filters):
    return {tender.publish_no for tender in filters.qs}


def published(number, **values):
    defaults = {"state": "open", "price_formula": "lowest_price", "publish_no": number}
    return make(Tender, **defaults | values)


def ids_on_page(client, query):
    text = client.get(f"/tenders/?{query}").content.decode()
    return [UUID(text) for text in re.findall(r'<th scope="row"><a href="/tenders/([0-9a-f-]{36})/"', text)]


def ids_in_api(client, query):
    return [UUID(row["id"]) for row in client.get(f"/api/v1/tenders/?{query}").json()["results"]]


# --- what is asked ---


@pytest.mark.parametrize(
    "query", ["", "q=&state=&authority=&method=&origin=&test=&sort=", "before=3&size=7", "sort=value"]
)
def test_nothing_asked_narrows_nothing(query):
    published(1)

    asked = filters(query)

    assert (asked.narrowed, numbers(asked), asked.form.errors) == (False, {1}, {})


def test_what_is_asked_narrows():
    lamps = published(1, state="opened", price_formula="fixed_linear", search_text="street lamps")
    published(2, state="opened", price_formula="fixed_linear", search_text="street lamps")
    published(3, authority=lamps.authority, price_formula="fixed_linear", search_text="street lamps")

    asked = filters(f"q=lamps&state=opened&authority={lamps.authority_id}&method=fixed_linear&origin=own")

    assert (asked.narrowed, numbers(asked), asked.form.errors) == (True, {1}, {})


def test_a_page_goes_on_where_the_address_says():
    for number in (1, 2, 3, 4):
        published(number)

    page = filters("before=4&size=2").page(clock.db_now)

    assert ([row["publish_no"] for row in page.rows], page.next_before, page.total) == ([3, 2], 2, 4)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("state=lost", "state"),
        ("authority=" + NOBODY, "authority"),
        ("authority=a-city", "authority"),
        ("method=guessed", "method"),
        ("origin=dreamt", "origin"),
        ("test=perhaps", "test"),
        ("sort=colour", "sort"),
        ("q=" + "x" * 201, "q"),
        ("size=201", "size"),
        ("size=many", "size"),
        ("before=0", "before"),
        ("cpv=4", "cpv"),
        ("cpv=lamps", "cpv"),
        ("standard=guessed", "standard"),
        ("currency=XXX", "currency"),
        ("value_min=10", "value_min"),
        ("value_max=10", "value_max"),
        ("value_min=-1", "value_min"),
        ("value_min=95.000", "value_min"),
        ("value_max=many", "value_max"),
        ("closes_from=soon", "closes_from"),
        ("open_now=perhaps", "open_now"),
    ],
)
def test_a_wrong_value_is_400_in_the_api_and_said_by_the_form_where_it_narrows_nothing(member, query, wrong):
    published(1)

    asked, answer = filters(query), member.get(f"/api/v1/tenders/?{query}")

    assert (set(asked.form.errors), asked.narrowed, numbers(asked)) == ({wrong}, False, {1})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{wrong}"]
    assert member.get(f"/tenders/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=lost", "State: Select a valid choice. lost is not one of the available choices."),
        ("method=guessed", "Method: Select a valid choice. guessed is not one of the available choices."),
        ("before=x", "Continues below: Enter a whole number."),
        ("size=201", "Rows on a page: Ensure this value is less than or equal to 200."),
        (
            "currency=EUR&value_min=95.000",
            "Value from: “95.000” can be read in two ways. Write 95000 if that is meant.",
        ),
        ("currency=EUR&value_min=95,000", "“95,000” can be read in two ways. Write 95000 if that is meant."),
        ("currency=EUR&value_max=many", "“many” is not a number. Write digits, with a point before decimals"),
    ],
)
def test_a_page_says_what_is_wrong(member, query, sentence):
    assert sentence in member.get(f"/tenders/?{query}").content.decode()


def test_a_wrong_value_takes_no_other_filter_with_it():
    published(1)
    published(2, state="opened")

    assert numbers(filters("state=opened&origin=dreamt")) == {2}


def test_a_formula_of_another_version_is_a_filter_as_long_as_a_tender_names_it():
    published(1, price_formula="of_another_version")

    assert numbers(filters("method=of_another_version")) == {1}
    assert set(filters("method=of_no_version").form.errors) == {"method"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=lamps",
        "state=opened",
        "state=draft",
        "method=fixed_linear",
        "method=lowest_price&state=open",
        "origin=imported",
        "test=false",
        "sort=deadline",
        "sort=value",
        "sort=value&before=3",
        "before=3",
        "size=2",
        "q=lamps&size=1&before=4",
    ],
)
def test_page_and_api_find_the_same(member, query):
    for number in (1, 2, 3, 4):
        published(
            number,
            state="opened" if number % 2 else "open",
            price_formula="fixed_linear" if number > 2 else "lowest_price",
            origin="imported" if number == 1 else "own",
            search_text="street lamps" if number < 4 else "buses",
        )
    builders.tender_at("draft")

    listed = ids_on_page(member, query)

    assert listed == ids_in_api(member, query)
    assert listed


# --- what a page offers ---


def test_only_an_officer_is_offered_the_states_before_publication():
    assert offered(filters(), "state") == ["", *PUBLISHED]
    assert offered(filters(user=builders.person("officer")), "state") == ["", *TenderState]


def test_authorities_and_methods_are_offered_by_their_names():
    tender = builders.tender_at("open")
    fields = filters().form.fields

    assert list(fields["authority"].widget.choices) == [
        ("", "Every authority"),
        (tender.authority_id, str(tender.authority)),
    ]
    [anything, method] = fields["method"].widget.choices
    assert (anything, method[0]) == (("", "Every method"), "fixed_linear")
    assert method[1] not in {"", "fixed_linear"}


def test_what_is_asked_for_is_offered_too_so_that_the_form_shows_it():
    assert "draft" in offered(filters("state=draft"), "state")
    assert "lost" not in offered(filters("state=lost"), "state")


@pytest.mark.parametrize(("query", "listed"), [("", {1, 2}), ("test=true", {2}), ("test=false", {1})])
def test_tests_of_a_source_can_be_left_out_or_listed_alone(query, listed):
    published(1)
    published(2, is_test=True)

    assert numbers(filters(query)) == listed


@pytest.mark.parametrize(
    ("query", "unfolded"),
    [("", False), ("q=lamps&state=open&sort=value", False), ("origin=own", True), ("test=true", True)],
)
def test_filters_behind_more_filters_stand_open_while_one_of_them_is_set(query, unfolded):
    form = filters(query).form

    assert (form.folded, form.unfolded) == (TenderFilters.folded, unfolded)


def test_a_page_hides_the_position_and_says_no_help():
    form = filters().form

    names = ["q", "state", "sort", *TenderFilters.folded]
    assert sorted(field.name for field in form.visible_fields()) == sorted(names)
    assert {field.help_text for field in form} == {""}
