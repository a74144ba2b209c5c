"""Two at once about an open tender, in two connections: the second waits for the first, and sees what it did.

Each race is shown without the lock first: what then goes wrong.
"""

from datetime import timedelta

import pytest

from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.services import QuestionRefused
from tests import builders, races
from tests.races import LOCKED
from tests.tenders import written

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
UNANSWERED = written.DEADLINE - DAY


@pytest.fixture
def tender(transactional_db):
    races.require_rows_locked_alone()
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


def raced(monkeypatch, first, second, *, locked):
    """What the second comes to, in a list."""

    def rival():
        try:
            return second()
        except QuestionRefused as refused:
            return str(refused)

    return races.raced(monkeypatch, first, rival, model=Tender, locked=locked)


@LOCKED
def test_an_answer_at_the_last_moment_and_the_clock_that_gives_time_for_it(tender, officer, monkeypatch, locked):
    question = services.ask(tender=tender, text="How bright?", by=builders.person(), at=ENDS.questions_until - DAY)

    outcome = raced(
        monkeypatch,
        lambda: services.answer(question=question, text="How?", answer="So.", by=officer, at=ENDS.answers_by),
        lambda: services.extend_for_unanswered(tender=tender, at=UNANSWERED),
        locked=locked,
    )

    row = Tender.objects.get(pk=tender.pk)
    assert (outcome, row.deadline_at) == (
        ([False], written.DEADLINE) if locked else ([True], written.DEADLINE + 7 * DAY)
    )
    assert queries.published_answers(tender).count() == 1


@LOCKED
def test_a_question_right_after_the_end_while_the_end_moves(tender, officer, monkeypatch, locked):
    """The officer moved it in time, so the question is in time, too."""
    later, end = written.DEADLINE + 2 * DAY, ENDS.questions_until
    asker = builders.person()

    outcome = raced(
        monkeypatch,
        lambda: services.extend(tender=tender, deadline=later, reason="More.", by=officer, at=end - SECOND),
        lambda: services.ask(tender=tender, text="In time?", by=asker, at=end + SECOND).state,
        locked=locked,
    )

    assert outcome == (["asked"] if locked else ["The time for questions is over."])


@LOCKED
def test_a_question_while_the_tender_is_cancelled(tender, officer, monkeypatch, locked):
    at = ENDS.questions_until - DAY
    other = builders.person("officer", authority=tender.authority)
    asker = builders.person()
    proposal = services.propose_cancellation(tender=tender, code="noDemand", text="No need.", by=officer, at=at)

    outcome = raced(
        monkeypatch,
        lambda: services.cancel(tender=tender, proposal=proposal, by=other, at=at),
        lambda: services.ask(tender=tender, text="Why?", by=asker, at=at).state,
        locked=locked,
    )

    refused = "Questions are taken while a tender is open for bids."
    assert (outcome, queries.waiting_questions(tender).count()) == (([refused], 0) if locked else (["asked"], 1))
