"""Files inside a request: streamed within limits, what is not taken is read past, and what is served says what it is."""

import contextlib
import tempfile
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import arrivals
from core.models import StoredFile
from tests import builders
from tests.core.documents.samples import PDF, stored
from tests.core.documents.urls import MOST_BYTES

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.documents.urls")]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def temporary(tmp_path, settings, monkeypatch):
    """The folder of temporary files, which is empty again at the end of each request."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = folder
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def officer(client):
    client.force_login(builders.person("officer"))
    return client


def send(client, *files, **fields):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("attach"), {"note": "kept", **fields, "documents": sent})


def test_files_of_a_form_are_stored_with_its_other_fields(officer, temporary):
    answer = send(officer, ("plan.pdf", PDF), ("лампи.txt", "Ліхтарі".encode()))

    assert answer.json() == {"stored": ["plan.pdf", "лампи.txt"], "refused": [], "note": "kept"}
    assert list(temporary.iterdir()) == []


def test_what_is_not_taken_is_read_past_and_named_and_the_rest_is_stored(officer, temporary):
    answer = send(
        officer,
        ("large.txt", b"x" * (MOST_BYTES + 1)),
        ("tool.exe", b"MZ" + b"x" * 100_000),
        ("plan.pdf", PDF),
        ("late.pdf", PDF),
    )

    body = answer.json()
    assert body["stored"] == ["plan.pdf"]
    assert [sentence.split(" is ")[0] for sentence in body["refused"]] == ["large.txt", "tool.exe", "late.pdf"]
    assert body["refused"][2] == "late.pdf is one file too many: at most 3 at once."
    assert (body["note"], list(temporary.iterdir())) == ("kept", [])
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["plan.pdf"]


def test_a_file_under_a_false_name_is_refused_once_it_is_whole(officer, temporary):
    answer = send(officer, ("plan.pdf", b"MZ a program"))

    assert answer.json()["refused"] == ["plan.pdf is not what the ending of its name says."]
    assert list(temporary.iterdir()) == []


def test_a_request_that_is_too_large_as_a_whole_is_refused_unread(officer, temporary):
    answer = send(officer, *[(f"{number}.txt", b"x" * 290_000) for number in range(4)])

    assert answer.status_code == 413
    assert "larger than 1\N{NO-BREAK SPACE}MB together" in answer.content.decode()
    assert (StoredFile.objects.count(), list(temporary.iterdir())) == (0, [])


def test_a_form_without_its_token_stores_nothing(temporary):
    client = Client(enforce_csrf_checks=True)
    client.force_login(builders.person("officer"))

    answer = send(client, ("plan.pdf", PDF))

    assert (answer.status_code, StoredFile.objects.count(), list(temporary.iterdir())) == (403, 0, [])


def test_a_form_with_its_token_is_taken(temporary):
    client = Client(enforce_csrf_checks=True)
    client.force_login(builders.person("officer"))
    client.get(reverse("account_overview"))
    token = client.cookies["csrftoken"].value

    answer = send(client, ("plan.pdf", PDF), csrfmiddlewaretoken=token)

    assert answer.json()["stored"] == ["plan.pdf"]


def saved(client, row):
    """The answer that hands out a document, read to its end, and its bytes."""
    answer = client.get(reverse("save", args=[row.pk]))
    content = b"".join(answer.streaming_content)
    answer.close()
    return answer, content


NAMES = [
    ("Price list.pdf", "Price list.pdf"),
    ("كراسة الشروط.pdf", "كراسة الشروط.pdf"),
    ("Технічне завдання.pdf", "Технічне завдання.pdf"),
    ("it's 100%; a=b.pdf", "it's 100%; a=b.pdf"),
    ("../../etc/plan.pdf", "plan.pdf"),
    ("..\\..\\plan.pdf", "plan.pdf"),
    ("exe\u202efdp.pdf", "exefdp.pdf"),
    ("the %22final%22 plan.pdf", 'the "final" plan.pdf'),  # as a browser writes a quote
    ("a%0D%0Ab.pdf", "ab.pdf"),
]


@pytest.mark.parametrize(("uploaded", "kept"), NAMES)
def test_a_document_comes_back_under_its_real_name(officer, uploaded, kept):
    assert send(officer, (uploaded, PDF)).json()["stored"] == [kept]

    header = saved(officer, StoredFile.objects.get())[0]["Content-Disposition"]

    assert header.isascii()
    assert unquote(header.partition("UTF-8''")[2]) in {kept, ""}
    assert header.startswith("attachment; filename=")


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1.pdf", 'the "final" plan.pdf', "nul\0.pdf"])
def test_a_name_stored_by_a_program_breaks_no_header(officer, name):
    row = stored(name)

    answer, _ = saved(officer, row)

    assert "Set-Cookie" not in answer.headers
    assert not set(answer["Content-Disposition"]) & set("\r\n\0")


def test_what_is_handed_out_is_saved_and_never_run(officer):
    row = stored("plan.txt", b"<script>alert(1)</script>")

    answer, content = saved(officer, row)

    assert content == b"<script>alert(1)</script>"
    headers = (
        "Content-Type",
        "Content-Disposition",
        "Content-Length",
        "X-Content-Type-Options",
        "ETag",
        "Cache-Control",
    )
    assert {name: answer[name] for name in headers} == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="plan.txt"',
        "Content-Length": "25",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{row.sha256}"',
        "Cache-Control": "private, no-store",
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.fixture
def large(settings):
    """Files of which the form is larger than one that is read before a thread works on it."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    return [("a.txt", b"x" * 150_000), ("b.txt", b"y" * 150_000)]


def test_large_forms_arrive_where_there_is_room_for_them(officer, temporary, large):
    with arrivals.slot("somebody"), arrivals.slot("another"):
        busy = send(officer, *large)
    stored = send(officer, *large)

    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert "Many files arrive now, and yours were not taken." in busy.content.decode()
    assert stored.json() == {"stored": ["a.txt", "b.txt"], "refused": [], "note": "kept"}
    assert (StoredFile.objects.count(), list(temporary.iterdir())) == (2, [])


def test_a_large_form_that_gave_way_is_not_taken(officer, temporary, large, monkeypatch):
    @contextlib.contextmanager
    def giving_way(_request):
        yield SimpleNamespace(is_ended=True)

    monkeypatch.setattr(arrivals, "slot_for", giving_way)

    assert (send(officer, *large).status_code, StoredFile.objects.count()) == (503, 0)
    assert list(temporary.iterdir()) == []


def test_nobody_sends_a_large_form(client, temporary, large):
    answer = send(client, *large)

    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next=%2F")
    assert list(temporary.iterdir()) == []
