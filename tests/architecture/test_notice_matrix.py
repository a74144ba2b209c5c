"""Route x role of what is public with a notice: the documents of a tender, to whoever may see the tender."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.documents import files
from procurement.tenders.sections import AttachedFile, Purchase
from tests import builders
from tests.architecture.own_matrices import NOTICES
from tests.architecture.test_access_matrix import ANYBODY, DONE, HIDDEN, ROLES, SEES, effect, routes
from tests.tenders import written

pytestmark = pytest.mark.django_db
TO_ALL, TO_OFFICERS = (SEES,) * 6, (HIDDEN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)
TRIED = [
    ("tenders:document", "get", "open", TO_ALL),
    ("tenders:document", "get", "draft", TO_OFFICERS),
    ("reports:request-notice", "post", "open", (DONE,) * 6),
    ("reports:request-notice", "post", "draft", (HIDDEN,) * 6),
    ("reports:notice", "get", "open", (HIDDEN,) * 6),  # its file is not made yet
    ("reports:notice", "get", "draft", (HIDDEN,) * 6),
]


def test_every_route_of_a_notice_is_tried_here():
    assert {name for name in routes() if name.startswith(NOTICES)} == {route for route, *_rest in TRIED}


@pytest.mark.parametrize(("route", "method", "state", "expected"), TRIED)
def test_each_role_gets_what_the_matrix_says(route, method, state, expected, client, settings, tmp_path):
    settings.MFA_REQUIRED_ROLES, settings.DOCUMENTS_ROOT = [], tmp_path
    city = written.city("City of Matrix")
    people = {role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator")}
    people |= {"supplier": builders.person(), "foreign": builders.person("officer", authority=builders.authority("X"))}
    row = files.store_file(file=ContentFile(b"a,b\n"), name="Plan.csv", by=people["officer"], at=written.AT)
    purchase = written.changed(Purchase, files=(AttachedFile(row.sha256, row.name),))
    make = written.published if state == "open" else written.written_draft
    tender = make(purchase, authority=city)

    effects = []
    for role in ROLES:
        client.cookies.clear()
        if role != ANYBODY:
            client.force_login(people[role])
        args = [tender.pk, row.sha256] if route == "tenders:document" else [tender.pk]
        answer = getattr(client, method)(reverse(route, args=args))
        effects.append(effect(answer))
        answer.close()

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))
