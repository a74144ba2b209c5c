"""What stops a publication in the timetable."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from procurement.tenders.sections import TenderContent, Timetable
from procurement.tenders.sections.checks import timetable as checks

WRITTEN = Timetable(
    publish_on=date(2026, 12, 7),
    questions_until=datetime(2027, 1, 11, 11, tzinfo=UTC),
    answers_by=datetime(2027, 1, 18, 11, tzinfo=UTC),
    deadline=datetime(2027, 1, 25, 11, tzinfo=UTC),
    start_on=date(2027, 4, 1),
)


def places(**changes):
    return [finding.place for finding in checks.findings(TenderContent(timetable=replace(WRITTEN, **changes)))]


def test_a_complete_timetable_in_order_stops_nothing():
    assert places() == []
    assert places(start_on=None) == []


def test_every_date_that_is_missing_stops_the_publication():
    assert [(finding.place, finding.sentence) for finding in checks.findings(TenderContent())] == [
        ("publish_on", "No day is planned for the publication, so no period can be counted."),
        ("questions_until", "Nothing says until when questions may be asked."),
        ("answers_by", "Nothing says by when questions are answered."),
        ("deadline", "There is no deadline for bids."),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"procedure": "restricted"}, ["procedure"]),
        ({"publish_on": date(2027, 1, 25)}, ["deadline"]),
        ({"publish_on": date(2027, 1, 11)}, ["questions_until"]),
        ({"questions_until": WRITTEN.answers_by}, ["answers_by"]),
        ({"answers_by": WRITTEN.deadline}, ["answers_by"]),
        ({"answers_by": None, "questions_until": WRITTEN.deadline}, ["answers_by", "questions_until"]),
        ({"start_on": date(2027, 1, 25)}, ["start_on"]),
    ],
)
def test_dates_in_the_wrong_order_stop_the_publication_at_the_field(changes, expected):
    assert places(**changes) == expected


def test_instants_that_are_over_stop_the_publication_now():
    content = TenderContent(timetable=WRITTEN)

    assert list(checks.findings_at(content, datetime(2027, 1, 11, 10, tzinfo=UTC))) == []
    late = checks.findings_at(content, datetime(2027, 1, 18, 11, tzinfo=UTC))
    assert [finding.place for finding in late] == ["questions_until", "answers_by"]
    assert list(checks.findings_at(TenderContent(), WRITTEN.deadline)) == []


def test_a_planned_publication_that_is_past_is_told_and_stops_nothing():
    content = TenderContent(timetable=replace(WRITTEN, publish_on=date(2026, 4, 14)))

    assert list(checks.notes_on(content, date(2026, 4, 14))) == []
    [note] = checks.notes_on(content, date(2026, 11, 24))
    assert (note.place, note.sentence) == (
        "publish_on",
        "The planned publication, 14 Apr 2026, is past. The period for bids is counted from today.",
    )
    assert list(checks.notes_on(TenderContent(), date(2026, 11, 24))) == []
