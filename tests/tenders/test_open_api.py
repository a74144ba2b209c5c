"""What happens to an open tender over REST: the acts and guards of the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import queries, services
from procurement.tenders.models import CancellationProposal, Clarification, Tender
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = written.AT + DAY
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
ASKED = "We at Quick Lights ask: are 3,000 K allowed?"
WHY = {"code": "expensesCut", "text": "The council cut the money."}


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query
    moment = {"now": NOW}
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
    return builders.person(name="Maren Quick")


def send(client, user, method, name, tender, *more, **data):
    """The status and the JSON that a person gets; nobody is None."""
    client.logout()
    if user:
        client.force_login(user)
    url = reverse(f"api:open-{name}", args=[tender.pk, *more])
    answer = getattr(client, method)(url, data, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def asked(tender, asker, text=ASKED):
    return services.ask(tender=tender, text=text, by=asker, at=NOW)


def test_a_question_is_asked_once_under_its_id(client, tender, asker):
    pk = uuid4()

    answers = [send(client, asker, "put", "question", tender, pk, text=ASKED) for _ in range(2)]

    row = {"id": str(pk), "state": "asked", "text": ASKED, "no": None, "why": ""}
    assert answers == [(201, row), (200, row)]
    assert Clarification.objects.count() == 1
    assert send(client, asker, "get", "questions-mine", tender)[1]["results"] == [row]
    assert send(client, asker, "get", "following", tender) == (200, {"follows": True})


def test_an_id_of_another_s_question_is_refused_and_says_nothing_of_it(client, tender, asker):
    question = asked(tender, asker)

    status, body = send(client, builders.person(), "put", "question", tender, question.pk, text="Mine?")

    assert (status, body["detail"]) == (409, "Another question has this id. Choose a new one.")
    assert "Quick" not in str(body)


def test_what_got_lost_is_answered_after_the_end_of_questions_too(client, tender, asker, now):
    question = asked(tender, asker)
    now["now"] = ENDS.questions_until

    again = send(client, asker, "put", "question", tender, question.pk, text=ASKED)
    late = send(client, asker, "put", "question", tender, uuid4(), text="Too late?")

    assert (again[0], again[1]["id"]) == (200, str(question.pk))
    assert (late[0], late[1]["detail"]) == (409, "The time for questions is over.")


def test_officers_read_what_waits_without_who_asked(client, tender, officer, asker):
    question = asked(tender, asker)

    status, body = send(client, officer, "get", "questions-waiting", tender)

    row = {"id": str(question.pk), "state": "asked", "text": ASKED}
    assert (status, body) == (200, {"next": None, "total": 1, "capped": False, "results": [row]})


def test_an_answer_is_listed_for_everybody_without_what_was_asked_first(client, tender, officer, asker):
    question = asked(tender, asker)

    first = send(
        client, officer, "post", "question-answer", tender, question.pk, text="Are 3,000 K allowed?", answer="Yes."
    )
    again = send(client, officer, "post", "question-answer", tender, question.pk, text="Once more?", answer="No.")
    listed = send(client, None, "get", "questions", tender)

    row = {"no": 1, "question": "Are 3,000 K allowed?", "answer": "Yes."}
    assert first == (201, row)
    assert (again[0], again[1]["detail"]) == (409, "This question is answered already.")
    assert listed == (200, {"next": None, "total": 1, "capped": False, "results": [row]})


def test_an_answer_that_became_late_moves_nothing_unseen(client, tender, officer, asker, now):
    question = asked(tender, asker)
    now["now"] = ENDS.answers_by + timedelta(hours=30)
    texts = {"text": "3,000 K?", "answer": "Yes."}

    unseen = send(client, officer, "post", "question-answer", tender, question.pk, days=0, **texts)
    before = Tender.objects.get(pk=tender.pk).deadline_at
    seen = send(client, officer, "post", "question-answer", tender, question.pk, days=2, **texts)

    assert (unseen[0], before, seen[0]) == (409, written.DEADLINE, 201)
    assert Tender.objects.get(pk=tender.pk).deadline_at == written.DEADLINE + 2 * DAY


def test_a_refusal_is_read_by_who_asked(client, tender, officer, asker):
    question = asked(tender, asker)

    status, body = send(client, officer, "post", "question-refusal", tender, question.pk, why="It is about lot 9.")

    assert (status, body) == (201, {"id": str(question.pk), "state": "refused", "text": ASKED})
    assert send(client, asker, "get", "questions-mine", tender)[1]["results"][0]["why"] == "It is about lot 9."
    assert send(client, None, "get", "questions", tender)[1]["results"] == []


def test_a_question_of_another_tender_is_not_there(client, tender, officer, asker):
    other = asked(written.published(), asker)

    assert send(client, officer, "post", "question-refusal", tender, other.pk, why="No.")[0] == 404


def test_one_follows_and_follows_no_more_as_often_as_one_says_so(client, tender, asker):
    answers = [send(client, asker, method, "following", tender) for method in ("put", "put", "delete", "delete", "get")]

    yes, no = {"follows": True}, {"follows": False}
    assert answers == [(200, yes), (200, yes), (204, None), (204, None), (200, no)]


def state_now(tender, **changed):
    return {
        "id": str(tender.pk),
        "state": "open",
        "version": 1,
        "deadline_at": "2026-04-20T11:00:00Z",
        "questions_until_at": "2026-04-08T11:00:00Z",
        "answers_by_at": "2026-04-13T11:00:00Z",
        "suspended_at": None,
        "suspended_why": "",
        "cancelled_why": "",
        "answered": 0,
    } | changed


def test_everybody_reads_how_a_tender_stands(client, tender):
    assert send(client, None, "get", "tender", tender) == (200, state_now(tender))


def test_a_deadline_moves_once_where_the_request_is_sent_twice(client, tender, officer):
    later = {"deadline": "2026-04-22T11:00:00Z", "reason": "A holiday.", "was": "2026-04-20T11:00:00Z"}

    answers = [send(client, officer, "post", "extension", tender, **later) for _ in range(2)]

    moved = state_now(
        tender,
        version=2,
        deadline_at="2026-04-22T11:00:00Z",
        questions_until_at="2026-04-10T11:00:00Z",
        answers_by_at="2026-04-15T11:00:00Z",
    )
    assert answers[0] == (201, moved)
    assert answers[1][0] == 409
    assert queries.latest_version_no(tender) == 2


def test_a_tender_is_suspended_and_lifted(client, tender, officer, now):
    suspended = send(client, officer, "post", "suspension", tender, why="A complaint.")
    again = send(client, officer, "post", "suspension", tender, why="A complaint.")
    now["now"] = NOW + 3 * DAY
    lifted = send(client, officer, "post", "lifting", tender)

    assert suspended == (
        201,
        state_now(tender, suspended_at=NOW.isoformat().replace("+00:00", "Z"), suspended_why="A complaint."),
    )
    assert (again[0], again[1]["detail"]) == (409, "The tender is suspended.")
    assert (lifted[0], lifted[1]["deadline_at"]) == (201, "2026-04-23T11:00:00Z")


def test_one_proposes_to_cancel_and_another_confirms_what_it_has_read(client, tender, officer):
    other = builders.person("officer", authority=tender.authority)

    none = send(client, other, "get", "proposed-cancellation", tender)
    first = [send(client, officer, "post", "proposed-cancellation", tender, **WHY) for _ in range(2)]
    read = send(client, other, "get", "proposed-cancellation", tender)
    alone = send(client, officer, "post", "cancellation", tender, proposed=first[0][1]["id"])
    wrong = send(client, other, "post", "cancellation", tender, proposed=first[0][1]["id"] + 1)
    done = send(client, other, "post", "cancellation", tender, proposed=read[1]["id"])

    assert none[0] == 404
    assert first[0] == first[1] == (201, read[1])
    assert CancellationProposal.objects.count() == 1
    assert {name: read[1][name] for name in ("code", "text", "by")} == WHY | {"by": "Orla Finch"}
    assert (alone[0], wrong[0]) == (403, 409)
    assert done == (201, state_now(tender, state="cancelled", cancelled_why=WHY["text"]))


@pytest.mark.parametrize(
    ("name", "data", "pointer"),
    [
        ("extension", {"deadline": "soon", "reason": "Why."}, "/deadline"),
        ("extension", {"deadline": "2026-04-22T11:00:00Z", "reason": " "}, "/reason"),
        ("suspension", {}, "/why"),
        ("proposed-cancellation", {"code": "whim", "text": "Why."}, "/code"),
        ("cancellation", {"proposed": "first"}, "/proposed"),
    ],
)
def test_what_is_missing_or_wrong_is_pointed_at(client, tender, officer, name, data, pointer):
    proposer = builders.person("officer", authority=tender.authority)
    services.propose_cancellation(tender=tender, by=proposer, at=NOW, **WHY)

    status, body = send(client, officer, "post", name, tender, **data)

    assert (status, [error["pointer"] for error in body["errors"]]) == (400, [pointer])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "expected"), [("questions", 6), ("questions-waiting", 5), ("tender", 7)])
def test_reading_costs_the_same_however_much_was_asked(
    client, tender, officer, asker, count, name, expected, django_assert_num_queries
):
    for number in range(count):
        question = asked(tender, asker, f"Question {number}?")
        services.answer(question=question, text="Why?", answer="So.", by=officer, at=NOW)
        asked(tender, asker, f"Waiting {number}?")
    client.force_login(officer)
    url = reverse(f"api:open-{name}", args=[tender.pk])

    with django_assert_num_queries(expected):
        client.get(url)
