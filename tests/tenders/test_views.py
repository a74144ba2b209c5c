"""The list of tenders in the browser: filters, pages, the part that HTMX asks for, and what stays hidden."""

import re
from html import unescape

import pytest

from procurement.tenders import queries
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
URL = "/tenders/"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def member(client):
    client.force_login(builders.person())
    return client


def published(count, **values):
    first = queries.next_publish_no()
    for number in range(first, first + count):
        make(
            Tender,
            **{"state": "open", "price_formula": "lowest_price", "publish_no": number, "title": f"Lamps {number}"}
            | values,
        )


def titles(response):
    return [unescape(text) for text in re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text_of(response))]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def link(response, label):
    """Where the link with these words leads, or None."""
    match = re.search(
        rf'<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>(?:<span[^>]*>[^<]*</span>)?{label}', text_of(response)
    )
    return unescape(match[1]) if match else None


def test_nothing_can_be_sent_to_the_list(member):
    assert member.post(URL).status_code == 405


def test_the_list_shows_the_newest_first_and_counts(member):
    published(3)

    response = member.get(URL)

    assert titles(response) == ["Lamps 3", "Lamps 2", "Lamps 1"]
    assert "<strong>3 tenders</strong>" in text_of(response)


def test_a_draft_is_shown_to_its_officers_and_to_nobody_else(client):
    draft = builders.tender_at("draft", title="Secret lamps")
    readers = [
        builders.person(),
        builders.person("auditor"),
        builders.person("administrator"),
        builders.person("officer", authority=builders.authority("Elsewhere")),
    ]

    for reader in readers:
        client.force_login(reader)
        assert "Secret lamps" not in text_of(client.get(URL + "?q=secret"))
    client.force_login(builders.person("officer", authority=draft.authority))
    assert titles(client.get(URL)) == ["Secret lamps"]


def test_filters_narrow_the_list_and_can_be_cleared(member):
    published(1, title="Lamps of Besançon", search_text="lamps of besancon")
    published(1, title="Buses", state="opened", search_text="buses")

    assert titles(member.get(URL + "?q=Besancon")) == ["Lamps of Besançon"]
    assert titles(member.get(URL + "?state=opened")) == ["Buses"]
    narrowed = member.get(URL + "?q=nothing+like+it")
    assert titles(narrowed) == []
    assert "No tender matches" in text_of(narrowed)
    assert link(narrowed, "Clear") == link(narrowed, "Show all tenders") == URL


def test_a_test_of_its_source_is_tagged(member):
    published(1, origin="imported")
    published(1, title="Buses", origin="imported", is_test=True)

    rows = text_of(member.get(URL)).split("<tr>")[2:]

    assert ["Test of its source" in row for row in rows] == [True, False]


def test_two_filters_and_the_order_are_in_sight_and_the_rest_folds(member):
    text = text_of(member.get(URL))

    start = text.index("<details><summary>More filters")
    folded = text[start : text.index("</details>", start)]
    in_sight = text[text.index('role="search"') : start]
    fields = [re.findall(r'<(?:select|input)[^>]*? name="(\w+)"', part) for part in (in_sight, folded)]
    assert fields == [["q", "state", "sort"], list(TenderFilters.folded)]
    assert "<details open>" in text_of(member.get(URL + "?origin=own"))


def test_an_empty_list_says_when_something_will_stand_there(member):
    response = member.get(URL)

    assert "A tender appears here when it is published or imported." in text_of(response)
    assert link(response, "Clear") is None


@pytest.mark.parametrize(("query", "field"), [("state=lost", "State"), ("authority=x", "Authority")])
def test_a_wrong_filter_is_said_and_the_rest_still_works(member, query, field):
    published(1, search_text="lamps")
    published(1, title="Buses", search_text="buses")

    response = member.get(f"{URL}?q=lamps&{query}")

    assert titles(response) == ["Lamps 1"]
    assert re.search(rf'<li><a href="#id_\w+">{field}: ', text_of(response))


def test_pages_follow_each_other_and_keep_their_filters(member):
    published(5, search_text="lamps")
    published(1, title="Buses", search_text="buses")

    first = member.get(URL + "?q=lamps&state=&size=2")
    second = member.get(link(first, "Older"))
    third = member.get(link(second, "Older"))

    assert [titles(page) for page in (first, second, third)] == [
        ["Lamps 5", "Lamps 4"],
        ["Lamps 3", "Lamps 2"],
        ["Lamps 1"],
    ]
    assert (link(first, "Newer"), link(second, "Newer"), link(third, "Older")) == (
        None,
        URL + "?q=lamps&size=2",
        None,
    )


@pytest.mark.parametrize("before", ["", "x", "-1", "1.5", "9" * 30, "²"])
def test_a_page_number_that_is_none_is_the_beginning(member, before):
    published(2)

    assert titles(member.get(URL, {"before": before})) == ["Lamps 2", "Lamps 1"]


def test_what_somebody_typed_is_shown_as_text(member):
    text = text_of(member.get(URL, {"q": '"><script>alert(1)</script>'}))

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


# --- while somebody types ---


def test_htmx_is_given_the_results_and_the_count_alone(member):
    published(2)

    text = text_of(member.get(URL, headers={"HX-Request": "true"}))

    assert "<html" not in text
    assert "<form" not in text
    assert text.count("Lamps ") == 2
    assert re.search(r'<p hx-swap-oob="innerHTML:#count"><strong>2 tenders</strong></p>', text)


def test_going_back_is_given_the_whole_page(member):
    published(1)
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in text_of(member.get(URL, headers=headers))


def test_a_cache_in_between_keeps_the_part_and_the_page_apart(member):
    vary = {name.strip() for name in member.get(URL)["Vary"].split(",")}

    assert {"HX-Request", "HX-History-Restore-Request", "Cookie"} <= vary


# --- the price of it ---


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("roles", "expected"), [([], 9), (["officer"], 10)])
def test_the_list_costs_the_same_however_long(client, count, roles, expected, django_assert_num_queries):
    published(count, authority=builders.authority())
    client.force_login(builders.person(*roles))

    with django_assert_num_queries(expected):
        assert len(titles(client.get(URL))) == count


# --- the way to a study of methods ---


@pytest.mark.parametrize(
    ("role", "expected"), [("officer", "/tenders/studies/new/"), ("auditor", None), ("administrator", None)]
)
def test_officers_are_led_to_comparing_methods_and_nobody_else(client, role, expected):
    client.force_login(builders.person(role))

    assert link(client.get(URL), "Compare methods before you publish") == expected


def test_a_supplier_s_person_is_not_led_there(member):
    assert "Compare methods" not in text_of(member.get(URL))
