"""The page of questions: for everybody, for who asked, and for officers, who never learn who that was."""

from datetime import timedelta
from html import unescape
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import queries, services
from procurement.tenders.models import Clarification, Tender
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
ASKED = "We at Quick Lights ask: are 3,000 K allowed?"


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    """The clock of the pages, which a test can move."""
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": written.AT + DAY}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority, name="Orla Finch")


@pytest.fixture
def asker():
    return builders.person(name="Maren Quick", email="maren@quick.example")


def url_of(tender):
    return reverse("tenders:questions", args=[tender.pk])


def asked(tender, asker, text=ASKED):
    return services.ask(tender=tender, text=text, by=asker, at=written.AT + DAY)


def page(client, tender, user=None):
    if user:
        client.force_login(user)
    return text_of(client.get(url_of(tender)))


def sent(client, tender, user, act, **data):
    client.force_login(user)
    return client.post(url_of(tender), {"act": act, **data})


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def answered_by(client, tender, officer, question, *, text="Are 3,000 K allowed?", answer="Yes.", days=0):
    key = str(question.pk)
    data = {f"{key}-text": text, f"{key}-answer": answer, f"{key}-days": days}
    return sent(client, tender, officer, f"answer:{key}", **data)


def test_one_asks_once_though_the_form_is_sent_twice_and_follows_by_it(client, tender, asker):
    question = str(uuid4())

    answers = [sent(client, tender, asker, "ask", question=question, text=ASKED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [(str(row.pk), row.text_asked) for row in Clarification.objects.all()] == [(question, ASKED)]
    read = page(client, tender)
    assert ("What you asked" in read, ASKED in read, "Follow no more" in read) == (True, True, True)


def test_an_officer_reads_what_was_asked_and_neither_who_nor_when(client, tender, officer, asker):
    asked(tender, asker)

    read = page(client, tender, officer)

    assert "1 question waits for an answer" in read
    assert read.count(ASKED) == 2  # as it was asked, and in the field that everybody will read
    assert [word in read for word in ("Maren", "maren@quick.example", str(asker.pk), "3 Mar 2026")] == [False] * 4


def test_an_answer_is_read_by_all_without_what_was_asked_first(client, tender, officer, asker):
    question = asked(tender, asker)

    answer = answered_by(client, tender, officer, question)

    assert (answer.status_code, answer.url) == (302, url_of(tender))
    client.logout()
    read = page(client, tender)
    assert "1 question is answered" in read
    assert "No. 1" in read
    assert "Are 3,000 K allowed?" in read
    assert [word in read for word in ("Quick Lights", "Maren", "3 Mar 2026")] == [False] * 3
    assert "Read the answer" in page(client, tender, asker)


def test_what_waits_is_seen_by_officers_and_who_asked_alone(client, tender, asker):
    asked(tender, asker)

    others = [page(client, tender), page(client, tender, builders.person())]
    others += [
        page(client, tender, builders.person(role, authority=tender.authority)) for role in ("auditor", "opener")
    ]

    assert [ASKED in read for read in others] == [False] * 4
    assert ASKED in page(client, tender, asker)


def test_a_visitor_is_led_to_sign_in_and_told_until_when(client, tender):
    read = page(client, tender)
    sent_by = {"act": "ask", "question": str(uuid4()), "text": "Why?"}
    answer = client.post(url_of(tender), sent_by, headers={"referer": f"http://testserver{url_of(tender)}"})

    assert "Sign in to ask or to follow" in read
    assert "8 Apr 2026, 12:00" in read
    assert (answer.status_code, unquote(answer.url)) == (302, f"{reverse('account_login')}?next={url_of(tender)}")
    assert not Clarification.objects.exists()


def test_after_the_end_of_questions_nobody_asks_and_what_was_typed_is_kept(client, tender, asker, now):
    now["now"] = ENDS.questions_until

    answer = sent(client, tender, asker, "ask", question=str(uuid4()), text="Too late?")

    assert answer.status_code == 409
    assert "The time for questions is over." in text_of(answer)
    assert not Clarification.objects.exists()


def test_an_empty_question_and_an_empty_answer_are_shown_again(client, tender, officer, asker):
    question = asked(tender, asker)

    empty = sent(client, tender, asker, "ask", question=str(uuid4()), text=" ")
    half = answered_by(client, tender, officer, question, text="Are 3,000 K all right?", answer="")

    assert (empty.status_code, half.status_code) == (400, 400)
    assert "Are 3,000 K all right?" in text_of(half)
    assert not queries.published_answers(tender).exists()


def test_a_late_answer_says_first_how_far_the_deadline_moves(client, tender, officer, asker, now):
    question = asked(tender, asker)
    now["now"] = ENDS.answers_by + timedelta(hours=30)

    read = page(client, tender, officer)
    answered_by(client, tender, officer, question, days=2)

    assert (
        "Answers were due by 13 Apr 2026, 12:00 Lisbon, UTC+01:00. One that is published now moves the deadline by "
        "2 days, to 22 Apr 2026, 12:00 Lisbon, UTC+01:00."
    ) in read
    assert Tender.objects.get(pk=tender.pk).deadline_at == written.DEADLINE + 2 * DAY


def test_an_answer_that_became_late_meanwhile_moves_nothing_unseen(client, tender, officer, asker, now):
    question = asked(tender, asker)
    now["now"] = ENDS.answers_by + timedelta(hours=1)

    answer = answered_by(client, tender, officer, question, days=0)

    read = text_of(answer)
    assert answer.status_code == 409
    assert "Meanwhile an answer moves the deadline by another time." in read
    assert f'name="{question.pk}-days" value="1"' in read
    assert Tender.objects.get(pk=tender.pk).deadline_at == written.DEADLINE
    assert answered_by(client, tender, officer, question, days=1).status_code == 302


def test_a_refusal_is_read_by_who_asked_alone(client, tender, officer, asker):
    question = asked(tender, asker)

    empty = sent(client, tender, officer, f"refuse:{question.pk}", **{f"{question.pk}-why": ""})
    done = sent(client, tender, officer, f"refuse:{question.pk}", **{f"{question.pk}-why": "It is about lot 9."})

    assert (empty.status_code, done.status_code) == (400, 302)
    assert "It is about lot 9." not in page(client, tender, officer)
    assert "It is about lot 9." in page(client, tender, asker)


def test_one_follows_and_follows_no_more(client, tender, asker):
    sent(client, tender, asker, "follow")
    follows = queries.follows(asker, tender)
    sent(client, tender, asker, "unfollow")

    assert (follows, queries.follows(asker, tender)) == (True, False)


@pytest.mark.parametrize("act", ["answer:", "refuse:"])
def test_a_question_of_another_tender_is_not_answered_here(client, tender, officer, asker, act):
    other = asked(written.published(), asker)

    assert sent(client, tender, officer, f"{act}{other.pk}").status_code == 404
    assert sent(client, tender, officer, f"{act}nonsense").status_code == 404


def test_the_answers_are_paged_the_newest_first(client, tender, officer, asker, monkeypatch):
    monkeypatch.setattr("core.pages.paging.PAGE", 2)
    for text in ("First?", "Second?", "Third?"):
        question = asked(tender, asker, text)
        services.answer(question=question, text=text, answer="Yes.", by=officer, at=written.AT + DAY)

    newest = page(client, tender)
    older = " ".join(client.get(f"{url_of(tender)}?before=2").content.decode().split())

    assert [text in newest for text in ("Third?", "Second?", "First?")] == [True, True, False]
    assert [text in older for text in ("Third?", "Second?", "First?")] == [False, False, True]
    assert "?before=2" in newest


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "expected"), [("visitor", 4), ("asker", 9), ("officer", 11)])
def test_the_page_costs_the_same_however_much_was_asked(
    client, tender, officer, asker, count, role, expected, django_assert_num_queries
):
    for number in range(count):
        question = asked(tender, asker, f"Question {number}?")
        services.answer(question=question, text="Why?", answer="So.", by=officer, at=written.AT + DAY)
        asked(tender, asker, f"Waiting {number}?")
    if role != "visitor":
        client.force_login({"asker": asker, "officer": officer}[role])

    with django_assert_num_queries(expected):
        client.get(url_of(tender))
