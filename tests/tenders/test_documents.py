"""Documents of a draft: brought by page and over REST, version by version, frozen with the publication."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import jobs
from core.audit import AuditLeaf
from core.documents import texts
from core.documents.checks import FileRefused
from core.models import Job
from procurement.tenders import gather, queries, services
from procurement.tenders.models import Tender, TenderDocument
from procurement.tenders.sections import AttachedFile, Purchase, SectionKey
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = builders.AT
PLAN, NEWER = b"Plans of the old town", b"Plans of the whole town"
ODD = 'Plan "Süd" – 地図.txt'


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority(currency="EUR", basis="net")


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city, name="Ada Officer")


@pytest.fixture
def draft(city, officer):
    return services.begin(authority=city, title="Lights", by=officer, at=AT)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def read_texts():
    """What the worker does."""
    for job in Job.objects.filter(kind=texts.KIND, state="requested"):
        jobs.run(job.pk, texts.read)


def sha(content):
    return hashlib.sha256(content).hexdigest()


def brought(tender, content=PLAN, name="plan.txt", **options):
    by = options.pop("by", None) or builders.person("officer", authority=tender.authority)
    return services.store_document(
        tender=tender, file=ContentFile(content), name=name, by=by, at=options.pop("at", AT), **options
    )


def attached(document, **changes):
    file = document.file
    return AttachedFile(file.sha256, file.name, no=document.no, version=document.version, **changes)


def listed(tender):
    rows = queries.documents_of(tender)
    return [(row.no, row.version, row.file.name, row.file.sha256) for row in rows]


# --- services ---


def test_files_become_documents_and_their_next_versions(draft):
    brought(draft)
    brought(draft, b"Terms", "terms.txt")

    replaced = brought(draft, NEWER, ODD, replaces=1)

    assert (replaced.no, replaced.version) == (1, 2)
    assert listed(draft) == [
        (1, 1, "plan.txt", sha(PLAN)),
        (1, 2, ODD, sha(NEWER)),
        (2, 1, "terms.txt", sha(b"Terms")),
    ]
    leaves = AuditLeaf.objects.filter(kind="tender.document_stored").order_by("index")
    assert [json.loads(leaf.body)["facts"] for leaf in leaves] == [
        {"no": 1, "version": 1, "sha256": sha(PLAN)},
        {"no": 2, "version": 1, "sha256": sha(b"Terms")},
        {"no": 1, "version": 2, "sha256": sha(NEWER)},
    ]


def test_the_same_file_again_is_the_same_document(draft):
    first = brought(draft)

    assert brought(draft) == first
    assert brought(draft, replaces=1) == first
    assert listed(draft) == [(1, 1, "plan.txt", sha(PLAN))]


def test_an_earlier_version_may_come_back_as_the_next_one(draft):
    brought(draft)
    brought(draft, NEWER, replaces=1)

    again = brought(draft, replaces=1)

    assert (again.no, again.version, again.file.sha256) == (1, 3, sha(PLAN))


def test_nothing_is_kept_of_what_is_refused(draft, monkeypatch):
    with pytest.raises(FileRefused, match=r"^tool.exe is of a kind that is not taken\."):
        brought(draft, b"MZ", "tool.exe")
    with pytest.raises(services.DocumentRefused, match=r"^There is no such document\.$"):
        brought(draft, replaces=1)
    monkeypatch.setattr("procurement.tenders.services.documents.MOST_DOCUMENTS", 1)
    brought(draft)
    with pytest.raises(services.DocumentRefused, match=r"^A tender keeps at most 1 files\.$"):
        brought(draft, b"Terms", "terms.txt")

    assert listed(draft) == [(1, 1, "plan.txt", sha(PLAN))]


def test_only_a_draft_takes_files(draft):
    stale = Tender.objects.get(pk=draft.pk)
    Tender.objects.filter(pk=draft.pk).update(state="review", no_method_why="A sample.")

    with pytest.raises(services.NotADraft):
        brought(stale)  # sent to review since it was read

    assert not TenderDocument.objects.exists()


@pytest.mark.parametrize("changes", [{"no": 2}, {"version": 2}, {"name": "other.txt"}, {"sha256": "ab" * 32}])
def test_a_section_names_only_what_was_brought_to_its_tender(draft, officer, changes):
    document = brought(draft)
    file = AttachedFile(**{"sha256": sha(PLAN), "name": "plan.txt", "no": 1, "version": 1, **changes})

    with pytest.raises(services.UnknownDocument, match="to this tender"):
        services.save(tender=draft, value=Purchase(files=(file,)), after=1, by=officer, at=AT)

    saved = services.save(tender=draft, value=Purchase(files=(attached(document),)), after=1, by=officer, at=AT)
    assert saved.value == Purchase(files=(AttachedFile(sha(PLAN), "plan.txt", no=1),))


def test_a_document_of_another_tender_is_not_named(draft, city, officer):
    other = services.begin(authority=city, title="Secret", by=officer, at=AT)
    document = brought(other, b"Secret estimate", "secret.txt")

    with pytest.raises(services.UnknownDocument):
        services.save(tender=draft, value=Purchase(files=(attached(document),)), after=1, by=officer, at=AT)


def test_a_copy_has_the_documents_as_first_versions(draft, officer):
    brought(draft, b"Not named", "draft.txt")
    brought(draft)
    newer = brought(draft, NEWER, replaces=2)
    purchase = Purchase(title="Lights", files=(attached(newer, title="Plan"),))
    services.save(tender=draft, value=purchase, after=1, by=officer, at=AT)

    values = services.copied_sections(draft)
    copy = services.begin_from(authority=draft.authority, values=values, source="copy", by=officer, at=AT)

    assert listed(copy) == [(1, 1, "plan.txt", sha(NEWER))]
    assert gather.content_of(copy).purchase.files == (AttachedFile(sha(NEWER), "plan.txt", "Plan", no=1),)


def test_a_version_is_there_once_and_stays(draft):
    document = brought(draft)
    values = {"tender": draft, "no": 1, "version": 1, "file": document.file, "by": document.by, "at": AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        TenderDocument.objects.create(**values)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TenderDocument.objects.filter(pk=document.pk).update(version=2)


def test_documents_are_in_the_digest_of_a_publication():
    def digest(content):
        tender = written.written_draft()
        document = brought(tender, content)
        written.save(tender, written.changed(Purchase, files=(attached(document, title="Plan"),)))
        read_texts()
        sender, publisher = (builders.person("officer", authority=tender.authority) for _ in range(2))
        services.send_to_review(tender=tender, by=sender, at=AT)
        services.publish(tender=tender, by=publisher, at=AT + timedelta(hours=1))
        publication = gather.publication_of(Tender.objects.get(pk=tender.pk))
        assert publication.content.purchase.files == (AttachedFile(sha(content), "plan.txt", "Plan", no=1),)
        return publication.sections_digest

    assert digest(PLAN) != digest(NEWER)


# --- the page ---


def address(draft):
    return reverse("tenders:section", args=[draft.pk, "purchase"])


def form(draft, act="save", rows=(), **files):
    latest = queries.saves_of(draft, SectionKey.PURCHASE).first()
    sent = {"after": latest.no, "act": act, "title": "Lights", "currency": "EUR", "basis": "net"}
    sent |= {"lots-TOTAL_FORMS": 0, "lots-INITIAL_FORMS": 0}
    sent |= {"files-TOTAL_FORMS": len(rows), "files-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        sent |= {f"files-{number}-{name}": value for name, value in row.items()}
    return sent | {name.replace("__", "-"): value for name, value in files.items()}


def upload(content, name="plan.txt"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def row(document, **changes):
    file = document.file
    return {"sha256": file.sha256, "name": file.name, "no": document.no, "version": document.version, **changes}


def test_files_are_attached_by_one_save(page, draft):
    answer = page.post(address(draft), form(draft, new_documents=[upload(PLAN, ODD), upload(b"Terms", "t.txt")]))

    assert answer.status_code == 302
    assert gather.content_of(draft).purchase.files == (
        AttachedFile(sha(PLAN), ODD, no=1),
        AttachedFile(sha(b"Terms"), "t.txt", no=2),
    )


def test_upload_stores_files_and_saves_nothing(page, draft):
    answer = page.post(address(draft), form(draft, act="upload", new_documents=[upload(PLAN)]))

    assert answer.status_code == 200
    assert gather.content_of(draft).purchase.files == ()
    [row_of_form] = answer.context["form"].rows["files"].forms
    assert {name: row_of_form[name].value() for name in ("sha256", "name", "no", "version")} == {
        "sha256": sha(PLAN),
        "name": "plan.txt",
        "no": "1",
        "version": "1",
    }
    [listed_row] = answer.context["documents"].rows
    assert (listed_row.current.name, listed_row.current.size, listed_row.earlier) == (
        "plan.txt",
        "21\N{NO-BREAK SPACE}bytes",
        (),
    )


def test_a_new_version_takes_the_place_of_the_document(page, draft):
    document = brought(draft)
    rows = [row(document, title="Plan")]
    page.post(address(draft), form(draft, rows=rows, files__0__replacement=upload(NEWER, "plan 2.txt")))

    assert gather.content_of(draft).purchase.files == (AttachedFile(sha(NEWER), "plan 2.txt", "Plan", no=1, version=2),)
    [listed_row] = page.get(address(draft)).context["documents"].rows
    assert (listed_row.current.version, listed_row.earlier_count) == ("version 2", "1 earlier version")
    assert [earlier.name for earlier in listed_row.earlier] == ["plan.txt"]
    earlier = page.get(listed_row.earlier[0].url)
    assert b"".join(earlier.streaming_content) == PLAN
    assert earlier["Content-Disposition"] == 'attachment; filename="plan.txt"'


def test_a_refused_file_stops_the_save_and_the_others_stay_in_the_form(page, draft):
    files = [upload(PLAN), upload(b"MZ", "tool.exe"), upload(b"MZ not a plan", "fake.pdf")]

    answer = page.post(address(draft), form(draft, new_documents=files))

    assert answer.status_code == 200
    assert [problem["href"] for problem in answer.context["problems"]] == ["#id_new_documents"] * 2
    fault = answer.context["documents"].fault
    assert fault.startswith("tool.exe is of a kind that is not taken. Taken are: pdf, docx,")
    assert fault.endswith("fake.pdf is not what the ending of its name says.")
    assert [form["name"].value() for form in answer.context["form"].rows["files"].forms] == ["plan.txt"]
    assert gather.content_of(draft).purchase.files == ()


def test_a_file_that_is_there_is_not_listed_twice(page, draft):
    rows = [row(brought(draft))]

    page.post(address(draft), form(draft, rows=rows, new_documents=[upload(PLAN)]))

    assert gather.content_of(draft).purchase.files == (AttachedFile(sha(PLAN), "plan.txt", no=1),)


def test_a_document_that_is_made_up_is_refused(page, draft):
    rows = [{"sha256": "ab" * 32, "name": "secret.pdf", "no": 1, "version": 1}]

    answer = page.post(address(draft), form(draft, rows=rows), follow=True)

    assert "Nobody brought secret.pdf to this tender." in answer.content.decode()
    assert gather.content_of(draft).purchase.files == ()


def test_other_sections_read_no_file(page, draft):
    answer = page.post(
        reverse("tenders:section", args=[draft.pk, "contract"]), {"after": 0, "new_documents": upload(PLAN)}
    )

    assert answer.wsgi_request.FILES == {}
    assert not TenderDocument.objects.exists()


def test_a_file_without_the_token_of_the_form_is_not_kept(draft, officer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)

    assert strict.post(address(draft), form(draft, new_documents=[upload(PLAN)])).status_code == 403
    assert not TenderDocument.objects.exists()


def test_a_document_whose_bytes_are_damaged_is_not_handed_out(page, draft, settings):
    document = brought(draft)
    [path] = [path for path in settings.DOCUMENTS_ROOT.rglob("*") if path.is_file()]
    path.write_bytes(b"Plans of another town")

    answer = page.get(reverse("tenders:section-document", args=[draft.pk, 1, 1]), follow=True)

    assert "The document plan.txt is damaged on the server" in answer.content.decode()
    assert document.file.name == "plan.txt"


@pytest.mark.parametrize("count", [1, 3])
def test_the_documents_of_the_page_are_one_query(page, draft, officer, count, django_assert_num_queries):
    documents = [brought(draft, f"Plan {no}".encode(), f"{no}.txt") for no in range(count)]
    files = tuple(attached(document) for document in documents)
    services.save(tender=draft, value=Purchase(files=files), after=1, by=officer, at=AT)
    page.get(address(draft))

    with django_assert_num_queries(14):
        page.get(address(draft))
