"""Route x role x state of amendments: officers alone learn of one in work, everybody reads what was published."""

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders.sections import Contract
from tests import builders
from tests.architecture.own_matrices import AMENDED
from tests.architecture.test_access_matrix import (
    ANYBODY,
    CONFLICT,
    DONE,
    HIDDEN,
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
TO_ALL = (SEES,) * 6
#                                                      anonymous supplier officer auditor administrator foreign officer
TRIED = [
    ("tenders:amendment", "get", "open", {}, (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "post", "open", {}, (SIGN_IN, REFUSED, DONE, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "get", "in work", {}, (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "post", "in work", {"act": "send"}, (SIGN_IN, REFUSED, DONE, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "post", "in work", {"act": "return"}, (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "post", "sent", {"act": "describe"}, (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "post", "sent", {"act": "withdraw"}, (SIGN_IN, REFUSED, DONE, REFUSED, REFUSED, REFUSED)),
    ("tenders:amendment", "get", "draft", {}, (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:amendment-publish", "get", "open", {}, (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:amendment-publish", "get", "in work", {}, (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:amendment-publish", "post", "in work", {}, (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:amendment-publish", "post", "sent", {}, (SIGN_IN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:versions", "get", "amended", {}, TO_ALL),
    ("tenders:versions", "get", "draft", {}, (HIDDEN,) * 6),
    ("tenders:version", "get", "amended", {}, TO_ALL),
    ("tenders:version", "get", "open", {}, (HIDDEN,) * 6),
    ("api:amendment", "get", "open", {}, (UNKNOWN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)),
    ("api:amendment", "get", "in work", {}, (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:amendment", "put", "open", {"reason": "Why."}, (UNKNOWN, REFUSED, MAKES, REFUSED, REFUSED, REFUSED)),
    ("api:amendment", "put", "in work", {"reason": "Why."}, (UNKNOWN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("api:amendment", "put", "sent", {"reason": "Why."}, (UNKNOWN, REFUSED, CONFLICT, REFUSED, REFUSED, REFUSED)),
    ("api:amendment-act", "post", "in work", {"act": "send"}, (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:amendment-act", "post", "in work", {"act": "publish"}, (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:amendment-act", "post", "sent", {"act": "publish"}, (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:amendment-act", "post", "sent", {"act": "return"}, (UNKNOWN, HIDDEN, CONFLICT, HIDDEN, HIDDEN, HIDDEN)),
    ("api:versions", "get", "amended", {}, TO_ALL),
    ("api:versions", "get", "draft", {}, (HIDDEN,) * 6),
    # the routes of a draft, for its amendment
    ("tenders:section", "get", "open", {}, (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    ("tenders:section", "get", "in work", {}, (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("tenders:section", "get", "sent", {}, (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    ("tenders:saves", "get", "in work", {}, (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("tenders:gate", "get", "sent", {}, (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)),
    ("tenders:gate", "get", "open", {}, (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
]
OF_A_SECTION = ("tenders:section", "tenders:saves")


def test_every_route_of_amendments_is_tried_here():
    assert {name for name in routes() if name.startswith(AMENDED)} == {
        route for route, *_rest in TRIED if route.startswith(AMENDED)
    }


def tender_in(about):
    """A tender of its own city, and the officer who wrote what there is to write."""
    tender = written.written_draft() if about == "draft" else written.published()
    first = builders.person("officer", authority=tender.authority)
    change = written.changed(Contract, months=30)
    if about == "in work":
        written.amending(tender, change, by=first)
    elif about == "sent":
        written.amendment_in_review(tender, change, by=first)
    elif about == "amended":
        written.amended(tender, change)
    return tender


@pytest.mark.parametrize(("route", "method", "about", "data", "expected"), TRIED)
def test_each_role_gets_what_the_matrix_says(route, method, about, data, expected, client, settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AMENDED_AT)
    tender = tender_in(about)
    people = {
        role: builders.person(role, authority=tender.authority) for role in ("officer", "auditor", "administrator")
    }
    people |= {"supplier": builders.person(), "foreign": builders.person("officer", authority=builders.authority("X"))}
    rest = {"tenders:version": [2]} | {name: ["contract"] for name in OF_A_SECTION}
    url = reverse(route, args=[tender.pk, *rest.get(route, [])])

    is_json = route.startswith("api:") and method != "get"
    options = {"content_type": "application/json"} if is_json else {}

    effects = []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
            effects.append(effect(getattr(client, method)(url, data, **options)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_nobody_else_learns_that_an_amendment_is_in_work(client, monkeypatch):
    """Nothing that is not published stands on what everybody reads."""
    monkeypatch.setattr(clock, "db_now", lambda: written.AMENDED_AT)
    tender = tender_in("sent")

    pages = [reverse(f"tenders:{name}", args=[tender.pk]) for name in ("detail", "versions")]
    texts = [client.get(url).content.decode() for url in [*pages, reverse("api:tender", args=[tender.pk])]]

    assert [written.WHY in text for text in texts] == [False] * 3
    assert ["mendment in work" in text for text in texts] == [False] * 3
