"""What the clock does with an open tender: reminders, seven days for what is unanswered, and nothing twice or too late."""

from datetime import timedelta

import pytest

from core import timers
from core.models import AuditLeaf, Notice
from procurement.tenders import services
from procurement.tenders.models import Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.timetable import tell_unanswered
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
UNANSWERED = written.DEADLINE - DAY  # when the clock looks for questions that nobody has answered


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


def asked(tender, at=None):
    text = "We at Quick Lights ask: are 3,000 K allowed?"
    return services.ask(tender=tender, text=text, by=builders.person(), at=at or ENDS.questions_until - DAY)


def sweep(at):
    return timers.sweep([services.TIMER], at=at)


def row_of(tender):
    return Tender.objects.get(pk=tender.pk)


def reminders_to(person):
    kinds = ("tender.questions_over", "tender.answers_due", "tender.answers_late")
    rows = Notice.objects.filter(user=person, kind__in=kinds).order_by("at")
    return [(row.kind.removeprefix("tender."), row.at, row.facts) for row in rows]


def extensions(tender):
    return AuditLeaf.objects.filter(log__origin=tender.audit_origin, kind="tender.extended").count()


def test_a_published_tender_waits_for_each_of_its_moments(tender):
    moments = []
    while (row := row_of(tender)).next_check:
        moments.append(row.next_check)
        sweep(row.next_check)

    assert moments == [
        ENDS.questions_until,
        ENDS.answers_by - DAY,
        ENDS.answers_by,
        UNANSWERED,
        written.DEADLINE,
    ]


def test_officers_are_reminded_of_a_question_that_waits_without_its_text(tender, officer):
    asked(tender)
    facts = {"id": str(tender.pk), "ref": tender.ref}

    for moment in (ENDS.questions_until, ENDS.answers_by - DAY, ENDS.answers_by):
        sweep(moment - SECOND)
        sweep(moment)

    assert reminders_to(officer) == [
        ("questions_over", ENDS.questions_until, facts),
        ("answers_due", ENDS.answers_by - DAY, facts),
        ("answers_late", ENDS.answers_by, facts),
    ]


def test_nobody_is_reminded_where_nothing_waits(tender, officer):
    question = asked(tender)
    services.answer(question=question, text="3,000 K?", answer="Yes.", by=officer, at=ENDS.questions_until - HOUR)

    sweep(ENDS.answers_by)

    assert reminders_to(officer) == []


def test_a_reminder_that_is_sent_again_tells_nobody_twice(tender, officer):
    asked(tender)
    due = ENDS.answers_by

    for at in (due, due + HOUR):
        tell_unanswered(TenderNoticeKind.ANSWERS_LATE, tender=tender, due=due, at=at)

    assert [kind for kind, *_ in reminders_to(officer)] == ["answers_late"]


@pytest.mark.parametrize("late", [timedelta(0), 5 * HOUR])
def test_a_day_before_the_deadline_the_clock_gives_seven_days_once(tender, officer, late):
    asked(tender)

    sweep(UNANSWERED - SECOND)
    before = row_of(tender).deadline_at
    sweep(UNANSWERED + late)
    sweep(UNANSWERED + late + SECOND)

    row = row_of(tender)
    assert (before, row.deadline_at, extensions(tender)) == (written.DEADLINE, written.DEADLINE + 7 * DAY, 1)
    assert (row.state, row.next_check) == ("open", row.deadline_at - DAY)
    assert Notice.objects.filter(user=officer, kind="tender.extended").count() == 1


def test_as_long_as_it_is_unanswered_each_new_deadline_moves_too(tender):
    asked(tender)

    sweep(UNANSWERED)
    sweep(UNANSWERED + 7 * DAY)

    assert row_of(tender).deadline_at == written.DEADLINE + 14 * DAY


def test_an_extension_moves_the_moment_at_which_the_clock_looks(tender, officer):
    asked(tender)
    later = written.DEADLINE + 3 * DAY
    services.extend(tender=tender, deadline=later, reason="A holiday.", by=officer, at=ENDS.answers_by + HOUR)

    sweep(UNANSWERED)
    unchanged = row_of(tender).deadline_at
    sweep(later - DAY)

    assert (unchanged, row_of(tender).deadline_at) == (later, later + 7 * DAY)


def test_a_question_of_the_last_day_gives_no_time():
    """Without an end of questions they may be asked until the deadline: the last day is the asker's own."""
    tender = builders.tender_at("open", bids=0)
    asked(tender, at=tender.deadline_at - 2 * HOUR)

    assert services.extend_for_unanswered(tender=tender, at=tender.deadline_at - HOUR) is False
    assert row_of(tender).deadline_at == tender.deadline_at


def test_after_the_deadline_a_late_sweep_only_closes(tender, officer):
    asked(tender)

    sweep(written.DEADLINE + HOUR)

    row = row_of(tender)
    assert (row.state, row.deadline_at, extensions(tender)) == ("closed", written.DEADLINE, 0)
    assert reminders_to(officer) == []


def test_a_suspended_tender_reminds_and_gives_nothing_until_it_goes_on(tender, officer):
    asked(tender)
    services.suspend(tender=tender, why="A complaint.", by=officer, at=ENDS.questions_until - HOUR)

    sweep(UNANSWERED)
    quiet = (reminders_to(officer), row_of(tender).deadline_at)
    services.lift(tender=tender, by=officer, at=UNANSWERED + HOUR)

    row = row_of(tender)
    assert quiet == ([], written.DEADLINE)
    assert row.next_check == row.questions_until_at == UNANSWERED + 2 * HOUR
    sweep(row.next_check)
    assert [kind for kind, *_ in reminders_to(officer)] == ["questions_over"]
