"""Route x role x state of drafts being written: who writes one, and what a draft in review answers."""

from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from procurement.tenders import services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract
from tests import builders
from tests.architecture.own_matrices import DRAFTS
from tests.architecture.test_access_matrix import (
    ANYBODY,
    CONFLICT,
    DONE,
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
)

pytestmark = pytest.mark.django_db
#                                         anonymous supplier officer auditor administrator foreign officer
TRIED = [
    ("tenders:new", "get", "draft", (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, SEES)),
    ("tenders:new", "post", "draft", (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, SEES)),
    ("tenders:edit", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:edit", "get", "review", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:edit-cancel", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:edit-cancel", "get", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:edit-cancel", "post", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:edit-cancel", "post", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:gate", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:gate", "get", "review", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:preview", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:preview", "get", "review", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section", "get", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section", "post", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section", "post", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:saves", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:saves", "get", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:choose", "post", "draft", (SIGN_IN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:choose", "post", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section-document", "get", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section-document", "get", "review", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:section-document", "get", "cancelled", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-documents", "get", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-documents", "post", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-documents", "post", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-profiles", "post", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-profiles", "post", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-cancellation", "put", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-cancellation", "put", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft", "put", "draft", (UNKNOWN, REFUSED, INVALID, REFUSED, REFUSED, INVALID)),
    ("api:draft-sections", "get", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-sections", "get", "review", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section", "get", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section", "put", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section", "put", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section-saves", "get", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section-restore", "post", "draft", (UNKNOWN, HIDDEN, MAKES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-section-restore", "post", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-gate", "get", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-gate", "get", "review", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-gate-reason", "put", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-gate-approve", "put", "review", (UNKNOWN, *[HIDDEN] * 5)),  # no such reason
    ("api:draft-gate-refuse", "put", "review", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-review", "put", "draft", (UNKNOWN, HIDDEN, CONFLICT, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-review", "put", "review", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-back", "put", "draft", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-back", "put", "review", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-publication", "put", "draft", (UNKNOWN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:draft-publication", "put", "review", (UNKNOWN, HIDDEN, CONFLICT, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:restore", "post", "draft", (SIGN_IN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("tenders:restore", "post", "review", (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
]
SENT = {"after": 1, "months": "many"}
OF_A_SECTION = ("tenders:section", "tenders:saves", "tenders:choose", "api:draft-section", "api:draft-section-saves")
OF_A_SAVE = ("tenders:restore", "api:draft-section-restore")
OF_FILES = {"api:draft-documents", "api:draft-profiles"}
OF_A_DOCUMENT = {"tenders:section-document": [1, 1]}
OF_A_REASON = {f"api:draft-gate-{act}": [UUID(int=1)] for act in ("approve", "refuse")}
OF_A_RULE = {"api:draft-gate-reason": ["TERM-1"]}
ARGUMENTS = (
    OF_A_DOCUMENT
    | OF_A_REASON
    | OF_A_RULE
    | {route: ["contract", 1] for route in OF_A_SAVE}
    | {route: ["contract"] for route in OF_A_SECTION}
)


def test_every_route_of_a_draft_is_tried_here():
    assert {name for name in routes() if name.startswith(DRAFTS)} == {route for route, *_rest in TRIED}


@pytest.mark.parametrize(("route", "method", "state", "expected"), TRIED)
def test_a_draft_is_written_by_officers_of_its_authority(route, method, state, expected, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority("City of Matrix")
    people = {role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator")}
    people |= {"supplier": builders.person(), "foreign": builders.person("officer", authority=builders.authority("X"))}
    draft = services.begin(authority=city, title="Lights", by=people["officer"], at=builders.AT)
    services.save(tender=draft, value=Contract(months=12), after=0, by=people["officer"], at=builders.AT)
    file = ContentFile(b"Plans of the old town")
    services.store_document(tender=draft, file=file, name="plan.txt", by=people["officer"], at=builders.AT)
    Tender.objects.filter(pk=draft.pk).update(state=state, no_method_why="A sample.")
    url = reverse(route, args=[] if route == "tenders:new" else [draft.pk, *ARGUMENTS.get(route, [])])

    effects = []
    for role in ROLES:
        client.cookies.clear()
        if role != ANYBODY:
            client.force_login(people[role])
        data = {} if method == "get" else {"data": SENT}
        is_json = route.startswith("api:") and data and route not in OF_FILES
        kind = {"content_type": "application/json"} if is_json else {}
        answer = getattr(client, method)(url, **data, **kind)
        effects.append(effect(answer))
        answer.close()

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))
