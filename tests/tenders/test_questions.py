"""Questions and answers: in time, to all at once, without telling who asked; late answers give more time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditLeaf, Notice
from procurement.tenders import queries, services
from procurement.tenders.models import Clarification, Tender
from procurement.tenders.services import QuestionRefused
from procurement.tenders.services.deadlines import change_published
from procurement.tenders.services.questions import days_late
from tests import builders

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tender():
    """Questions until ten days before the deadline, answers by six days before it."""
    tender = builders.tender_at("open", bids=0)
    ends = {"questions_until_at": tender.deadline_at - 10 * DAY, "answers_by_at": tender.deadline_at - 6 * DAY}
    change_published(tender, ends, reason="Ends for questions.", by=None, at=tender.published_at)
    return tender


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


@pytest.fixture
def asker():
    return builders.person(name="Maren Quick")


def asked(tender, asker, text="We at Quick Lights ask: are 3,000 K allowed?"):
    return services.ask(tender=tender, text=text, by=asker, at=tender.questions_until_at - DAY)


def kinds_to(person):
    return list(Notice.objects.filter(user=person).values_list("kind", flat=True))


def test_a_question_reaches_the_officers_without_who_asked(tender, officer, asker):
    question = asked(tender, asker)

    notice = Notice.objects.get(user=officer)
    assert (notice.kind, notice.facts) == (
        "tender.question_asked",
        {"id": str(tender.pk), "ref": tender.ref},
    )
    leaf = AuditLeaf.objects.get(kind="clarification.asked")
    assert "Quick" not in leaf.body
    assert str(asker.pk) not in leaf.body
    assert (question.state, question.no) == ("asked", None)
    assert queries.follows(asker, tender)


def test_an_answer_goes_to_all_with_its_question_and_a_number(tender, officer, asker):
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=builders.AT)
    first, second = asked(tender, asker), asked(tender, asker, "And 2,700 K?")
    at = tender.answers_by_at - HOUR

    services.answer(question=second, text="Are 2,700 K allowed?", answer="Yes.", by=officer, at=at)
    services.answer(question=first, text="Are 3,000 K allowed?", answer="Yes, at most.", by=officer, at=at)

    assert [(row.no, row.text_published, row.answer) for row in queries.published_answers(tender)] == [
        (1, "Are 2,700 K allowed?", "Yes."),
        (2, "Are 3,000 K allowed?", "Yes, at most."),
    ]
    assert kinds_to(follower) == ["tender.question_answered", "tender.question_answered"]
    assert Tender.objects.get(pk=tender.pk).deadline_at == tender.deadline_at


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_questions_end_at_their_time(tender, asker, late):
    with pytest.raises(QuestionRefused, match="time for questions is over"):
        services.ask(tender=tender, text="Too late?", by=asker, at=tender.questions_until_at + late)

    assert not Clarification.objects.exists()


def test_a_question_a_moment_before_the_end_is_in_time(tender, asker):
    at = tender.questions_until_at - timedelta(microseconds=1)

    assert services.ask(tender=tender, text="In time?", by=asker, at=at).state == "asked"


@pytest.mark.parametrize("state", ["closed", "opened", "cancelled"])
def test_questions_are_for_open_tenders(state, asker):
    tender = builders.tender_at(state, bids=0)

    with pytest.raises(QuestionRefused, match="open for bids"):
        services.ask(tender=tender, text="Why?", by=asker, at=builders.AT)


@pytest.mark.parametrize(("text", "why"), [("  ", "Write your question"), ("x" * 10_001, "at most 10,000")])
def test_a_question_has_a_text_of_some_length(tender, asker, text, why):
    with pytest.raises(QuestionRefused, match=why):
        asked(tender, asker, text)


def test_one_person_cannot_bury_the_officers(tender, asker, monkeypatch):
    monkeypatch.setattr("procurement.tenders.services.questions.MOST_WAITING", 2)
    asked(tender, asker)
    asked(tender, asker)

    with pytest.raises(QuestionRefused, match="Too many"):
        asked(tender, asker)


def test_an_answer_30_hours_late_gives_two_days(tender, officer, asker):
    question = asked(tender, asker)

    services.answer(
        question=question,
        text="Are 3,000 K allowed?",
        answer="Yes.",
        by=officer,
        at=tender.answers_by_at + timedelta(hours=30),
    )

    assert Tender.objects.get(pk=tender.pk).deadline_at == tender.deadline_at + 2 * DAY
    assert AuditLeaf.objects.filter(kind="tender.extended").count() == 1


@given(st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=400)))
def test_the_deadline_moves_at_least_by_the_lateness_and_less_than_a_day_more(lateness):
    days = days_late(builders.AT, builders.AT + lateness)

    assert lateness <= days * DAY < lateness + DAY


def test_an_answer_in_time_moves_nothing():
    assert [days_late(builders.AT, builders.AT), days_late(None, builders.AT)] == [0, 0]


def test_a_question_is_answered_once(tender, officer, asker):
    question = asked(tender, asker)
    at = tender.answers_by_at - HOUR
    services.answer(question=question, text="3,000 K?", answer="Yes.", by=officer, at=at)

    with pytest.raises(QuestionRefused, match="answered already"):
        services.answer(question=question, text="3,000 K?", answer="No.", by=officer, at=at)

    assert queries.published_answers(tender).get().answer == "Yes."


@pytest.mark.parametrize("late", [timedelta(0), DAY])
def test_nothing_is_answered_after_the_deadline(tender, officer, asker, late):
    question = asked(tender, asker)

    with pytest.raises(QuestionRefused, match="deadline has passed"):
        services.answer(question=question, text="x", answer="y", by=officer, at=tender.deadline_at + late)


def test_a_question_that_is_not_answered_says_why_to_who_asked_alone(tender, officer, asker):
    follower = builders.person()
    services.follow(tender=tender, by=follower, at=builders.AT)
    question = asked(tender, asker)

    services.refuse(question=question, why="It is about another tender.", by=officer, at=tender.answers_by_at)

    assert (question.state, question.why) == ("refused", "It is about another tender.")
    assert kinds_to(asker) == ["tender.question_refused"]
    assert kinds_to(follower) == []
    assert not queries.published_answers(tender).exists()


def test_a_day_before_the_deadline_the_clock_gives_seven_days_for_an_unanswered_question(tender, asker):
    asked(tender, asker)
    moment = tender.deadline_at - DAY

    assert services.extend_for_unanswered(tender=tender, at=moment - HOUR) is False
    assert services.extend_for_unanswered(tender=tender, at=moment) is True
    assert services.extend_for_unanswered(tender=tender, at=moment) is False
    assert Tender.objects.get(pk=tender.pk).deadline_at == tender.deadline_at + 7 * DAY


def test_without_a_question_the_clock_gives_nothing(tender):
    assert services.extend_for_unanswered(tender=tender, at=tender.deadline_at - HOUR) is False


def test_who_follows_no_more_learns_no_more(tender, officer, asker):
    question = asked(tender, asker)
    services.unfollow(tender=tender, by=asker)

    services.answer(question=question, text="3,000 K?", answer="Yes.", by=officer, at=tender.answers_by_at)

    assert kinds_to(asker) == []
