"""Files of a draft over REST: brought, listed, named in the section; refused with a sentence."""

import pytest
from django.urls import reverse

from procurement.tenders import gather
from procurement.tenders.models import TenderDocument
from procurement.tenders.sections import AttachedFile
from tests.tenders.test_documents import NEWER, ODD, PLAN, _no_second_factor, city, draft, officer, page, sha, upload

__all__ = ["_no_second_factor", "city", "draft", "officer", "page"]
pytestmark = pytest.mark.django_db


def bring(api, draft, content=PLAN, name="plan.txt", **values):
    return api.post(reverse("api:draft-documents", args=[draft.pk]), {"file": upload(content, name), **values})


def test_a_file_is_brought_and_named_over_rest(page, draft):
    first, again = bring(page, draft, name=ODD), bring(page, draft, name=ODD)
    newer = bring(page, draft, NEWER, replaces=1)

    assert (first.status_code, again.status_code, newer.status_code) == (201, 200, 201)
    assert first.json() == again.json()
    body = newer.json()
    assert {name: body[name] for name in ("no", "version", "name", "sha256", "size", "media_type", "by")} == {
        "no": 1,
        "version": 2,
        "name": "plan.txt",
        "sha256": sha(NEWER),
        "size": len(NEWER),
        "media_type": "text/plain; charset=utf-8",
        "by": "Ada Officer",
    }
    rows = page.get(reverse("api:draft-documents", args=[draft.pk])).json()["results"]
    assert rows == [first.json(), body]

    file = {name: body[name] for name in ("no", "version", "sha256", "name")}
    section = reverse("api:draft-section", args=[draft.pk, "purchase"])
    unknown = page.put(section, {"after": 1, "content": {"files": [{**file, "version": 3}]}}, "application/json")
    saved = page.put(section, {"after": 1, "content": {"files": [file]}}, "application/json")

    assert (unknown.status_code, unknown.json()["errors"]) == (
        400,
        [{"pointer": "/content", "detail": "Nobody brought plan.txt to this tender."}],
    )
    assert saved.status_code == 200
    assert gather.content_of(draft).purchase.files == (AttachedFile(sha(NEWER), "plan.txt", no=1, version=2),)


@pytest.mark.parametrize(
    ("name", "content", "values", "pointer", "sentence"),
    [
        ("tool.exe", b"MZ", {}, "/file", "tool.exe is of a kind that is not taken."),
        ("plan.pdf", b"MZ", {}, "/file", "plan.pdf is not what the ending of its name says."),
        ("plan.txt", PLAN, {"replaces": 7}, "/replaces", "There is no such document."),
    ],
)
def test_a_file_that_is_refused_says_why_over_rest(page, draft, name, content, values, pointer, sentence):
    answer = bring(page, draft, content, name, **values)

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["detail"].startswith(sentence)) == (pointer, True)
    assert not TenderDocument.objects.exists()


def test_a_request_that_is_too_large_is_refused_over_rest(page, draft):
    url = reverse("api:draft-documents", args=[draft.pk])

    answer = page.post(url, {"file": upload(PLAN)}, headers={"content-length": "60000000"})

    assert (answer.status_code, answer.json()["detail"]) == (413, "A file has at most 50\N{NO-BREAK SPACE}MB.")
