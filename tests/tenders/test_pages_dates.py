"""The line of dates on a page: its captions, its list, and what it says where nothing can be counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from core.law import calendars
from core.law.days import DaysOff
from core.law.profiles import CITY
from core.models import Authority, LawProfileId
from procurement.tenders.pages import date_drawing
from procurement.tenders.pages.dates import dates_section, line_of
from procurement.tenders.sections import TenderContent, Timetable, date_line, dates
from procurement.tenders.sections.dates import DateRules
from tests.builders import person
from tests.core.law.calendars import BAVARIA

RULES = DateRules("Europe/Berlin", CITY, BAVARIA)
TODAY = date(2026, 12, 1)
WRITTEN = Timetable(
    publish_on=date(2026, 12, 7),
    questions_until=datetime(2027, 1, 11, 11, tzinfo=UTC),
    answers_by=datetime(2027, 1, 18, 11, tzinfo=UTC),
    deadline=datetime(2027, 1, 25, 11, tzinfo=UTC),
)


def section(timetable=WRITTEN, rules=RULES, today=TODAY):
    return dates_section(date_line.line(timetable, rules, today))


def captions(seen):
    return [caption["text"] for caption in seen["picture"]["captions"]]


def test_the_picture_says_what_the_list_says():
    seen = section()

    assert captions(seen) == [
        *("Today", "Tue 1 Dec", "Publish", "Mon 7 Dec", "Last questions", "Mon 11 Jan", "Last answers", "Mon 18 Jan"),
        *("Deadline", "Mon 25 Jan, 12:00", "25, 26 Dec", "1 Jan", "6 Jan", "at least 30 days by law", "17 days more"),
    ]
    assert [(row["name"], row["text"]) for row in seen["rows"]] == [
        ("Publish", "Mon, 7 Dec 2026"),
        ("Last questions", "Mon, 11 Jan 2027, 12:00, 14 days before the deadline"),
        ("Last answers", "Mon, 18 Jan 2027, 12:00, 7 days before the deadline"),
        ("Deadline", "Mon, 25 Jan 2027, 12:00, 49 days after publishing"),
    ]
    assert seen["period"] == "at least 30 days by law; a day off moves their end to Thu 7 Jan; 17 days more"


def test_a_deadline_that_is_too_early_is_red_and_says_by_how_much():
    seen = section(replace(WRITTEN, deadline=datetime(2027, 1, 5, 11, tzinfo=UTC)))

    assert [c["text"] for c in seen["picture"]["captions"] if c["css"] == "short"] == [
        "3 days fewer than the law allows"
    ]
    assert seen["is_short"]
    assert [box["css"] for box in seen["picture"]["boxes"] if box["css"] in {"least", "spare", "lack"}] == [
        *("least", "lack")
    ]


def test_holidays_that_nobody_has_entered_are_said_not_guessed():
    seen = section(rules=replace(RULES, off=DaysOff.of((), {2026})))

    assert seen["period"] == ""
    assert seen["problem"].startswith("Nobody has entered the public holidays of 2027")
    assert not any("law" in caption for caption in captions(seen))


def test_an_authority_without_a_law_is_told_so():
    seen = section(rules=replace(RULES, profile=None))

    assert seen["problem"] == "The authority has not chosen its law, so the least period is not known."


@given(st.dates(date(2026, 2, 1), date(2027, 8, 1)), st.integers(0, 60), st.booleans())
def test_no_caption_meets_another_or_leaves_the_picture(publish, ahead, urgent):
    written = Timetable(publish_on=publish, urgent_why="It stops." if urgent else "")
    line = date_line.line(dates.from_publication(written, RULES), RULES, publish - ahead * date_line.DAY)
    captioned = date_drawing.placed_captions(line)

    for labels in captioned:
        assert all(label.start >= 0 and label.end <= date_drawing.WIDTH for label in labels)
        rows = sorted((label.row, label.start, label.end) for label in labels)
        for (row, _start, end), (other, start, _end) in pairwise(rows):
            assert row != other or start >= end + date_drawing.GAP


@pytest.mark.django_db
def test_the_dates_of_an_authority_cost_three_queries(django_assert_num_queries):
    authority = Authority.objects.create(name="Larkmouth", zone="Europe/Berlin", law_profile=LawProfileId.CITY)
    calendars.start(
        authority=authority, country="DE", parts=("BY",), by=person(), at=datetime(2026, 11, 28, tzinfo=UTC)
    )

    with django_assert_num_queries(3):
        seen = line_of(TenderContent(timetable=WRITTEN), authority, TODAY)

    assert seen == section()


@pytest.mark.django_db
def test_a_tender_without_dates_has_no_line():
    assert line_of(TenderContent(), Authority.objects.create(name="Larkmouth"), TODAY) is None


def test_the_part_holds_picture_and_list_without_styles():
    html = render_to_string("tenders/edit/_dates.html", {"dates": section(), "beside": True})

    assert html.count("<rect") == 17 + 4 + 3
    assert html.count("<li>") + html.count("<li class") == 4
    assert "style=" not in html
