"""Route x role of what happens to an open tender: everybody reads answers, accounts ask and follow, officers act."""

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import services
from tests import builders
from tests.architecture.own_matrices import OPEN
from tests.architecture.test_access_matrix import (
    ANYBODY,
    CONFLICT,
    DONE,
    GONE,
    HIDDEN,
    INVALID,
    MAKES,
    REFUSED,
    ROLES,
    SEES,
    SIGN_IN,
    UNKNOWN,
    effect,
    routes,
    undone,
)
from tests.tenders import written

pytestmark = pytest.mark.django_db
NEW_ID = "3f8a1c9e-5b7d-4e21-9c64-0d2b7a516e88"
LATER = {"deadline": "2026-04-22T12:00", "reason": "A holiday."}
CANCEL = {"code": "noDemand", "text": "Nobody needs it."}

OUTAGE = {"outages": "1", "reason": "It stood still."}


def account(status):
    return (SIGN_IN, *[status] * 5)


def officers(status):
    """Officers of the authority alone; it is seen by the others, so they learn why not."""
    return (SIGN_IN, REFUSED, status, REFUSED, REFUSED, REFUSED)


def token(status):
    return (UNKNOWN, *[status] * 5)


def by_token(status):
    return (UNKNOWN, REFUSED, status, REFUSED, REFUSED, REFUSED)


OF_A_QUESTION = ("api:open-question", "api:open-question-answer", "api:open-question-refusal")
#                     anonymous supplier officer auditor administrator foreign officer
TRIED = [
    ("tenders:questions", "get", "open", {}, (SEES,) * 6),
    ("tenders:questions", "get", "draft", {}, (SIGN_IN, *[HIDDEN] * 5)),
    ("tenders:questions", "post", "open", {"act": "ask", "question": NEW_ID, "text": "Why?"}, account(DONE)),
    ("tenders:questions", "post", "open", {"act": "follow"}, account(DONE)),
    ("tenders:questions", "post", "open", {"act": "unfollow"}, account(DONE)),
    ("tenders:questions", "post", "closed", {"act": "ask", "question": NEW_ID, "text": "Why?"}, account(REFUSED)),
    ("tenders:questions", "post", "open", {"act": "answer:{question}"}, officers(INVALID)),  # nothing is written in it
    ("tenders:questions", "post", "open", {"act": "refuse:{question}", "{question}-why": "No."}, officers(DONE)),
    ("tenders:changes", "get", "open", {}, officers(SEES)),
    ("tenders:changes", "get", "closed", {}, officers(SEES)),
    ("tenders:changes", "get", "draft", {}, (SIGN_IN, *[HIDDEN] * 5)),
    ("tenders:changes", "post", "open", {"act": "check-extend", **LATER}, officers(SEES)),
    ("tenders:changes", "post", "open", {"act": "extend", **LATER}, officers(DONE)),
    ("tenders:changes", "post", "closed", {"act": "extend", **LATER}, officers(REFUSED)),
    (
        "tenders:changes",
        "post",
        "open",
        {"act": "outage", "outages": "1", "reason": "It stood still."},
        officers(CONFLICT),
    ),
    ("tenders:changes", "post", "open", {"act": "suspend", "why": "A complaint."}, officers(DONE)),
    ("tenders:changes", "post", "open", {"act": "lift"}, officers(CONFLICT)),  # it is not suspended
    ("tenders:changes", "post", "closed", {"act": "propose", **CANCEL}, officers(DONE)),
    ("tenders:changes", "post", "open", {"act": "confirm", "proposal": "{proposal}"}, officers(DONE)),
    ("tenders:changes", "post", "closed", {"act": "confirm", "proposal": 1}, officers(REFUSED)),  # none is proposed
    ("tenders:changes", "post", "closed", {"act": "check-propose-reopening", **OUTAGE}, officers(CONFLICT)),  # none is
    ("tenders:changes", "post", "closed", {"act": "propose-reopening", **OUTAGE}, officers(CONFLICT)),  # recorded
    ("tenders:changes", "post", "open", {"act": "propose-reopening", **OUTAGE}, officers(REFUSED)),
    ("tenders:changes", "post", "closed", {"act": "reopen", "proposal": 1}, officers(REFUSED)),  # none is proposed
    ("api:open-tender", "get", "open", {}, (SEES,) * 6),
    ("api:open-tender", "get", "draft", {}, (UNKNOWN, *[HIDDEN] * 5)),
    ("api:open-questions", "get", "open", {}, (SEES,) * 6),
    ("api:open-questions", "get", "draft", {}, (UNKNOWN, *[HIDDEN] * 5)),
    ("api:open-questions-waiting", "get", "open", {}, by_token(SEES)),
    ("api:open-questions-mine", "get", "open", {}, token(SEES)),
    ("api:open-question", "put", "open", {"text": "Why?"}, token(CONFLICT)),  # the id of another's question
    ("api:open-question", "put", "closed", {"text": "Why?"}, token(REFUSED)),
    ("api:open-question-answer", "post", "open", {"text": "Why?", "answer": "So."}, by_token(MAKES)),
    ("api:open-question-refusal", "post", "open", {"why": "No."}, by_token(MAKES)),
    ("api:open-question-refusal", "post", "closed", {"why": "No."}, by_token(REFUSED)),
    ("api:open-following", "get", "open", {}, token(SEES)),
    ("api:open-following", "put", "open", {}, token(SEES)),
    ("api:open-following", "delete", "open", {}, token(GONE)),
    ("api:open-extension", "post", "open", {**LATER, "deadline": "2026-04-22T11:00:00Z"}, by_token(MAKES)),
    ("api:open-extension", "post", "closed", LATER, by_token(REFUSED)),
    ("api:open-outage-extension", "get", "open", {}, by_token(HIDDEN)),  # no outage is recorded
    ("api:open-outage-extension", "post", "open", {"outages": [1], "reason": "It stood still."}, by_token(CONFLICT)),
    ("api:open-outage-extension", "post", "closed", {"outages": [1], "reason": "It stood still."}, by_token(REFUSED)),
    ("api:open-reopening-terms", "get", "closed", {}, by_token(HIDDEN)),  # no outage is recorded
    ("api:open-reopening-terms", "get", "open", {}, by_token(REFUSED)),
    ("api:open-proposed-reopening", "get", "closed", {}, by_token(HIDDEN)),  # none is proposed
    ("api:open-proposed-reopening", "post", "closed", {"outages": [1], "reason": "It stood."}, by_token(CONFLICT)),
    ("api:open-proposed-reopening", "post", "open", {"outages": [1], "reason": "It stood."}, by_token(REFUSED)),
    ("api:open-reopening", "post", "closed", {"proposed": 1}, by_token(REFUSED)),
    ("api:open-suspension", "post", "open", {"why": "A complaint."}, by_token(MAKES)),
    ("api:open-lifting", "post", "open", {}, by_token(CONFLICT)),  # it is not suspended
    ("api:open-proposed-cancellation", "get", "open", {}, by_token(SEES)),
    ("api:open-proposed-cancellation", "get", "closed", {}, by_token(HIDDEN)),  # none is proposed
    ("api:open-proposed-cancellation", "post", "closed", CANCEL, by_token(MAKES)),
    ("api:open-cancellation", "post", "open", {"proposed": "{proposal}"}, by_token(MAKES)),
    ("api:open-cancellation", "post", "closed", {"proposed": 1}, by_token(REFUSED)),
]


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tender(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AT)


def test_every_route_of_an_open_tender_is_tried_here():
    assert {name for name in routes() if name.startswith(OPEN) and not name.startswith("api:opening-key")} == {
        route for route, *_rest in TRIED
    }


def tender_at(state):
    """The tender, and what its data names: a question that waits and a proposal to cancel, where it is open."""
    tender = {"draft": written.written_draft, "open": written.published, "closed": written.closed}[state]()
    if state != "open":
        return tender, {"question": NEW_ID, "proposal": 0}
    question = services.ask(tender=tender, text="How bright?", by=builders.person(), at=written.AT)
    officer = builders.person("officer", authority=tender.authority)
    proposal = services.propose_cancellation(tender=tender, by=officer, at=written.AT, **CANCEL)
    return tender, {"question": question.pk, "proposal": proposal.pk}


def filled(value, names):
    return value.format(**names) if isinstance(value, str) else value


@pytest.mark.parametrize(("route", "method", "state", "data", "expected"), TRIED)
def test_each_role_gets_what_the_matrix_says(route, method, state, data, expected, client):
    tender, names = tender_at(state)
    city = tender.authority
    people = {role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator")}
    people |= {"supplier": builders.person(), "foreign": builders.person("officer", authority=builders.authority("X"))}
    data = {filled(name, names): filled(value, names) for name, value in data.items()}
    options = {"content_type": "application/json"} if route.startswith("api:") else {}
    url = reverse(route, args=[tender.pk, *([names["question"]] if route in OF_A_QUESTION else [])])

    effects = []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
            effects.append(effect(getattr(client, method)(url, data, **options)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))
