"""The orders of the list of tenders: by number, deadline or value, page after page, each by its index."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from core.pages.paging import sorted_rows
from procurement.tenders import queries
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Lot, Tender, total_estimate, value_order
from tests import builders
from tests.architecture.rows import AT, make

pytestmark = pytest.mark.django_db
EVERY_ORDER = ("", "deadline", "value")


def published(number, *, days=None, **values):
    """A tender that closes so many days from AT; None: it names no deadline."""
    deadline = None if days is None else AT + timedelta(days=days)
    fields = {"state": "open", "price_formula": "lowest_price", "currency": "EUR", "deadline_at": deadline}
    return make(Tender, publish_no=number, **fields | values)


def page_of(user, **asked):
    return TenderFilters(asked, user=user).page(lambda: AT)


def numbers(page):
    return [row["publish_no"] for row in page.rows]


def walked(user, sort, *, size):
    """The numbers on the pages of the list, one page after another."""
    pages, before = [], ""
    while True:
        page = page_of(user, sort=sort, size=size, before=before)
        pages.append(numbers(page))
        if page.next_before is None:
            return pages
        before = page.next_before


# --- the orders ---


def test_by_deadline_what_closes_next_is_first_then_what_has_closed_then_what_names_none():
    for number, days in enumerate((-3, 5, None, 1, -1, 5, None, 0), start=1):
        published(number, days=days)

    assert numbers(page_of(builders.person(), sort="deadline")) == [4, 2, 6, 8, 5, 1, 7, 3]


def test_by_value_each_currency_stands_for_itself_the_highest_first_and_what_has_no_value_is_last():
    worth = [(100, "UAH"), (90_000, "UAH"), (300, "EUR"), (None, "EUR"), (2_000, "EUR"), (300, "EUR"), (None, "UAH")]
    for number, (value, currency) in enumerate(worth, start=1):
        published(number, value_order=value, currency=currency)

    assert numbers(page_of(builders.person(), sort="value")) == [5, 6, 3, 2, 1, 7, 4]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9])
@pytest.mark.parametrize("sort", EVERY_ORDER)
def test_pages_follow_each_other_without_gap_or_repetition(sort, size):
    facts = [(1, 5), (1, 5), (None, None), (-1, 7), (-1, None), (None, 5), (2, None), (-4, 9)]
    for number, (days, value) in enumerate(facts, start=1):
        published(number, days=days, value_order=value)
    user = builders.person()
    at_once = numbers(page_of(user, sort=sort))

    pages = walked(user, sort, size=size)

    assert [number for page in pages for number in page] == at_once
    assert sorted(at_once) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {len(page) for page in pages[:-1]} <= {size}


@pytest.mark.parametrize("sort", EVERY_ORDER)
def test_drafts_come_first_in_every_order_and_none_is_lost_behind_a_page_full_of_them(sort):
    owner = builders.authority()
    officer = builders.person("officer", authority=owner)
    for hours in (1, 2):
        make(Tender, authority=owner, ref=f"D{hours}", state_at=AT + timedelta(hours=hours))
    for number in (1, 2, 3):
        published(number, authority=owner, days=9 - number, value_order=number)

    first = page_of(officer, sort=sort, size=2)
    second = page_of(officer, sort=sort, size=2, before=first.next_before)
    third = page_of(officer, sort=sort, size=2, before=second.next_before)

    assert [row["ref"] for row in first.rows] == ["D2", "D1"]
    assert [numbers(second), numbers(third), third.next_before] == [[3, 2], [1], None]


@pytest.mark.parametrize("before", [7, 2**63 - 1])
@pytest.mark.parametrize("sort", ["deadline", "value"])
def test_a_number_that_no_tender_has_begins_the_list(sort, before):
    published(1, days=4)
    published(2, days=5)

    assert len(page_of(builders.person(), sort=sort, before=before).rows) == 2


# --- what they cost ---


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("sort", "expected"), [("", 4), ("deadline", 6), ("value", 5)])
def test_a_page_costs_the_same_however_long(count, sort, expected, django_assert_num_queries):
    for number in range(1, count + 1):
        published(number, days=1, value_order=100)
    user = builders.person()

    with django_assert_num_queries(expected):
        assert len(page_of(user, sort=sort).rows) == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("sort", "expected"), [("", 3), ("deadline", 6), ("value", 6)])
def test_the_next_page_costs_the_same_however_long(count, sort, expected, django_assert_num_queries):
    for number in range(1, count + 2):
        published(number, days=1, value_order=100)
    user = builders.person()
    first = page_of(user, sort=sort, size=1)

    with django_assert_num_queries(expected):
        assert len(page_of(user, sort=sort, size=50, before=first.next_before).rows) == count


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table as it stands")
@pytest.mark.parametrize(
    ("order", "index"),
    [
        (queries.by_deadline(AT), "tender_deadline_no"),
        (queries.by_deadline(AT)[1:], "tender_deadline_no"),
        (queries.by_deadline(AT)[2:], "tender_deadline_no"),
        (queries.BY_VALUE, "tender_value_no"),
    ],
)
def test_an_order_is_read_from_its_index_and_not_sorted(order, index):
    [part, *_] = sorted_rows(Tender.objects.filter(publish_no__isnull=False), order, after=None)

    plan = part.explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan


# --- the value ---


@pytest.mark.parametrize(
    ("estimates", "total"),
    [
        ([], None),
        ([None], None),
        (["100", None], None),
        (["100.10", "0.05"], "100.15"),
        (["1" + "0" * 29, "0." + "0" * 29 + "1"], "1" + "0" * 29 + "." + "0" * 29 + "1"),
    ],
)
def test_the_value_is_exact_and_none_unless_every_lot_has_an_estimate(estimates, total):
    amounts = [None if estimate is None else Decimal(estimate) for estimate in estimates]

    assert total_estimate(amounts) == (None if total is None else Decimal(total))


@pytest.mark.parametrize(
    ("value", "order"),
    [(None, None), ("0", 0), ("1.005", 101), ("250000", 25_000_000), ("1" + "0" * 29, 2**63 - 1)],
)
def test_the_place_by_value_is_in_hundredths_and_never_too_large_for_the_database(value, order):
    assert value_order(None if value is None else Decimal(value)) == order


def test_a_publication_says_where_the_tender_stands_by_value():
    tender = builders.tender_at("open", lots=2)
    estimates = Lot.objects.filter(tender=tender).values_list("estimate", flat=True)

    tender.refresh_from_db()

    assert tender.value_order == value_order(total_estimate(estimates)) == 32_000_000


@pytest.mark.usefixtures("rows_may_change")
def test_a_row_tells_the_lots_and_their_value():
    two, none = published(2), published(1)
    for number, estimate in ((1, "100.10"), (2, "0.05")):
        make(Lot, tender=two, no=number, estimate=Decimal(estimate))

    rows = page_of(builders.person()).rows

    assert [(row["id"], row["lots"], row["value"]) for row in rows] == [
        (two.pk, 2, Decimal("100.15")),
        (none.pk, 0, None),
    ]
