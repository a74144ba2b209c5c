"""Where a list goes on, and its links."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from core.models import Authority, Notice
from core.pages import paging
from core.pages.paging import Page
from tests import builders


@pytest.mark.parametrize(
    ("query", "before", "address"),
    [
        ("", None, "/list/"),
        ("", 7, "/list/?before=7"),
        ("before=9", 7, "/list/?before=7"),
        ("before=9", None, "/list/"),
        ("q=street+lamps&state=&before=9", 7, "/list/?q=street+lamps&before=7"),
        ("zone=a&zone=b&zone=", None, "/list/?zone=a&zone=b"),
        ("q=%26%C3%A9", 7, "/list/?q=%26%C3%A9&before=7"),
    ],
)
def test_an_address_keeps_what_was_asked(query, before, address):
    assert paging.address("/list/", QueryDict(query), before) == address


@pytest.mark.parametrize(
    ("before", "next_before", "links"),
    [
        (None, None, {"newer": "", "older": ""}),
        (None, 5, {"newer": "", "older": "/list/?q=a&before=5"}),
        (9, 5, {"newer": "/list/?q=a", "older": "/list/?q=a&before=5"}),
        (5, None, {"newer": "/list/?q=a", "older": ""}),
    ],
)
def test_a_list_leads_to_its_beginning_and_to_its_next_page(before, next_before, links):
    page = Page(rows=[], next_before=next_before)

    assert paging.links("/list/", QueryDict("q=a"), page, before=before) == links


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_pages_follow_each_other_without_gap_or_repetition(size, django_assert_num_queries):
    names = [builders.authority(f"City {number}").name for number in range(5)]
    walked, before = [], None

    while True:
        with django_assert_num_queries(1):
            page = paging.page_of(Authority.objects.all(), "name", before=before, size=size)
        walked.append([city.name for city in page.rows])
        before = page.next_before
        if before is None:
            break

    assert [name for rows in walked for name in rows] == names[::-1]
    assert {len(rows) for rows in walked[:-1]} <= {size}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7])
def test_pages_by_time_follow_each_other_without_gap_or_repetition(size, django_assert_max_num_queries):
    """Three of six stand at one moment, and the two behind it at another: no page ends within a moment."""
    moments = [0, 1, 1, 2, 2, 2]
    person = builders.person()
    for number, moment in enumerate(moments):
        builders.notices_to(person, event=str(number), at=builders.AT + timedelta(microseconds=moment))
    walked, before = [], None

    while True:
        with django_assert_max_num_queries(3):
            page = paging.page_by_time(Notice.objects.all(), "at", before=before, size=size)
        walked.append([notice.event for notice in page.rows])
        before = page.next_before
        if before is None:
            break

    assert [event for rows in walked for event in rows] == ["5", "4", "3", "2", "1", "0"]
    assert [rows for rows in walked if rows] == walked
    assert [len(rows) >= size for rows in walked[:-1]] == [True] * (len(walked) - 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "count"), [(1, 0), (paging.BIGGEST, 1)])
def test_a_page_by_time_begins_anywhere(before, count):
    builders.notices_to(builders.person())

    page = paging.page_by_time(Notice.objects.all(), "at", before=before, size=5)

    assert (len(page.rows), page.next_before) == (count, None)
