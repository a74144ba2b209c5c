"""The list of tenders as a file: what the filters leave, in their order, and nothing that a person may not see."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Lot, Tender
from tests import builders
from tests.architecture.rows import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_may_change")]
HEAD = [
    *("Reference", "Title", "Authority", "State", "Origin", "Test of its source", "Published", "Bids close"),
    *("Lots", "Currency", "Value", "Method"),
]


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def member(client):
    client.force_login(builders.person())
    return client


def published(number, estimate=None, **values):
    fields = {"state": "open", "price_formula": "lowest_price", "currency": "EUR", "ref": f"R{number}"}
    tender = make(Tender, publish_no=number, **fields | values)
    make(Lot, tender=tender, no=1, estimate=estimate)
    return tender


def address(kind, query=""):
    return f"{reverse('tenders:file', args=[kind])}?{query}"


def lines(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode())))


def refs(answer):
    return [line[0] for line in lines(answer)[1:]]


def test_a_line_says_what_the_list_says(member):
    published(
        7,
        Decimal("250000.50"),
        title="=Lamps",
        authority=builders.authority("Larkmouth"),
        origin="imported",
        is_test=True,
        published_at=datetime(2026, 5, 1, 9, tzinfo=UTC),
        deadline_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    )

    head, line = lines(member.get(address("csv")))

    assert head == HEAD
    assert line == [
        *("R7", "'=Lamps", "Larkmouth", "Open for bids", "Imported", "yes"),
        *("2026-05-01T09:00:00Z", "2026-06-01T12:00:00Z", "1", "EUR", "250000.50", "Lowest price"),
    ]


def test_a_spreadsheet_holds_the_same_with_the_value_as_a_number(member):
    from openpyxl import load_workbook

    published(7, Decimal("250000.50"), title="Lamps")

    answer = member.get(address("xlsx"))

    head, line = load_workbook(io.BytesIO(answer.content))["Tenders"].values
    assert (list(head), line[0], line[8], line[10]) == (HEAD, "R7", 1, 250000.5)


def test_a_file_keeps_to_the_filters_and_the_order_and_not_to_a_page(member):
    published(1, state="opened", value_order=5)
    published(2, value_order=7)
    published(3, value_order=9)
    published(4, value_order=8)

    assert refs(member.get(address("csv", "sort=value&state=open&size=1&before=3"))) == ["R3", "R4", "R2"]


def test_a_file_holds_no_draft_of_others(client):
    draft = make(Tender, ref="SECRET", state="draft")
    published(1)

    client.force_login(builders.person("officer", authority=builders.authority("Elsewhere")))
    outside = refs(client.get(address("csv")))
    client.force_login(builders.person("officer", authority=draft.authority))
    inside = refs(client.get(address("csv")))

    assert (outside, inside) == (["R1"], ["SECRET", "R1"])


def test_another_kind_of_file_is_not_there(member):
    assert member.get(address("pdf")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_costs_the_same_however_long(count, django_assert_num_queries):
    for number in range(1, count + 1):
        published(number)
    user = builders.person()

    with django_assert_num_queries(3):
        assert len(TenderFilters({}, user=user).rows(clock.db_now, most=10)) == count


def test_a_file_holds_no_more_than_its_most():
    for number in range(1, 5):
        published(number)
    draft = make(Tender, state="draft", authority=builders.authority())
    officer = builders.person("officer", authority=draft.authority)

    rows = TenderFilters({}, user=officer).rows(clock.db_now, most=3)

    assert [row["publish_no"] for row in rows] == [None, 4, 3]


def test_the_list_leads_to_its_files_with_what_was_asked(member):
    published(1, search_text="lamps")

    text = member.get("/tenders/?q=lamps&sort=value&before=9").content.decode()

    for kind in ("csv", "xlsx"):
        assert f'<a href="/tenders/list.{kind}?q=lamps&amp;sort=value" download>{kind.upper()}</a>' in text
