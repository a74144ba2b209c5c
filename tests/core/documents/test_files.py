"""Documents: checked by ending and content, stored once, compared with their digest whenever they are opened."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import DatabaseError, transaction

from core.documents import checks, files
from core.documents.files import DocumentFault
from core.documents.integrity import check_documents
from core.documents.kinds import KINDS
from core.documents.storage import documents_storage
from core.files import FileState
from core.integrity.artifacts import YOUNG
from core.models import StoredFile
from procurement.tenders.models import TenderDocument
from tests.architecture.rows import make
from tests.core.documents.samples import PDF, archive, stored

pytestmark = pytest.mark.django_db
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
CONTENTS = {
    ".pdf": PDF,
    ".docx": archive("[Content_Types].xml", "word/document.xml"),
    ".xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    ".pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    ".odt": archive("content.xml", first=f"{OPEN_DOCUMENT}text"),
    ".ods": archive("content.xml", first=f"{OPEN_DOCUMENT}spreadsheet"),
    ".odp": archive("content.xml", first=f"{OPEN_DOCUMENT}presentation"),
    ".zip": archive("a.txt"),
    ".png": b"\x89PNG\r\n\x1a\n\0\0",
    ".jpg": b"\xff\xd8\xff\xe0",
    ".jpeg": b"\xff\xd8\xff\xe1",
    ".dwg": b"AC1032\0",
    ".ifc": b"ISO-10303-21;\nHEADER;",
    ".txt": "Ліхтарі, 灯, مصابيح".encode(),
    ".csv": b"\xef\xbb\xbfa;b\n1;2\n",
    ".json": b' {"a": 1}',
    ".geojson": b'{"type": "Point"}',
    ".xml": b"\xef\xbb\xbf<a/>",
    ".yaml": b"a: 1\n",
    ".yml": b"a: 1\n",
}


@pytest.fixture
def root(settings):
    return Path(settings.DOCUMENTS_ROOT)


def lying(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def refusal(name, content, **options):
    with pytest.raises(checks.FileRefused) as refused:
        stored(name, content, **options)
    assert StoredFile.objects.count() == 0
    return refused.value.reason


def test_every_kind_that_is_taken_has_its_sample():
    assert set(CONTENTS) == set(KINDS)


@pytest.mark.parametrize("ending", sorted(CONTENTS))
def test_a_file_is_taken_whose_content_is_what_its_ending_says(ending, root):
    row = stored(f"Plan{ending.upper()}", CONTENTS[ending])

    digest = hashlib.sha256(CONTENTS[ending]).hexdigest()
    assert (row.name, row.sha256, row.size, row.media_type) == (
        f"Plan{ending.upper()}",
        digest,
        len(CONTENTS[ending]),
        KINDS[ending].media_type,
    )
    assert lying(root) == [f"{digest[:2]}/{digest}"]
    with files.open_file(row) as file:
        assert file.read() == CONTENTS[ending]


@pytest.mark.parametrize("ending", sorted(CONTENTS))
@pytest.mark.parametrize("content", [b"MZ\x90\0 a program", b"\0\0\0\0"])
def test_a_file_is_refused_that_is_something_else(ending, content, root):
    assert refusal(f"plan{ending}", content) in {"content", "encoding"}
    assert not root.exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.exe", PDF, "ending"),
        ("plan.pdf.exe", PDF, "ending"),
        ("plan", PDF, "ending"),
        ("plan.docm", CONTENTS[".docx"], "ending"),
        ("plan.doc", b"\xd0\xcf\x11\xe0", "ending"),
        ("page.html", b"<html>", "ending"),
        ("picture.svg", b"<svg/>", "ending"),
        ("exe\u202efdp.pdf.exe", PDF, "ending"),
        ("plan.pdf", b"", "empty"),
        ("plan.pdf", b"\n" + PDF, "content"),
        ("plan.pdf", CONTENTS[".docx"], "content"),
        ("plan.docx", CONTENTS[".xlsx"], "content"),
        ("plan.docx", CONTENTS[".odt"], "content"),
        ("plan.odt", CONTENTS[".ods"], "content"),
        ("plan.txt", PDF, "content"),
        ("plan.txt", b"caf\xe9", "encoding"),
        ("plan.txt", b"a\0b", "encoding"),
        ("plan.txt", "é".encode()[:1], "encoding"),
        ("plan.json", b"a", "content"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(name, content, reason, root):
    assert refusal(name, content) == reason
    assert not root.exists()


def test_a_file_that_is_too_large_is_refused_in_a_sentence():
    with pytest.raises(checks.FileRefused, match=r"^plan.txt is larger than 2\N{NO-BREAK SPACE}MB\.$"):
        stored("plan.txt", b"x" * 2_000_001, most=2_000_000)

    assert stored("plan.txt", b"x" * 2_000_000, most=2_000_000).size == 2_000_000


def test_text_cut_between_two_pieces_is_still_text():
    content = ("x" + "ж" * 200_000).encode()

    assert stored("long.txt", content).size == len(content)


def test_equal_bytes_lie_once_and_have_many_names(root):
    first, other = stored("plan.pdf"), stored("ملف المواصفات.pdf")
    again = stored("plan.pdf")

    assert (again.pk, again.by_id, other.pk == first.pk) == (first.pk, first.by_id, False)
    assert (first.object_name, StoredFile.objects.count(), len(lying(root))) == (other.object_name, 2, 1)


def test_a_path_in_a_name_leads_nowhere(root):
    row = stored("../../../etc/cron.d/plan.pdf")

    assert (row.name, lying(root)) == ("plan.pdf", [row.object_name])


def test_a_stored_document_is_readable_by_the_program_alone(root):
    row = stored()

    assert (root / row.object_name).stat().st_mode & 0o777 == 0o600


def test_a_stored_document_cannot_be_changed():
    row = stored()

    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=row.pk).update(name="x.pdf")


def test_a_document_to_which_something_refers_stays(root, django_capture_on_commit_callbacks):
    row = stored()
    make(TenderDocument, file=row)

    with django_capture_on_commit_callbacks(execute=True):
        files.forget_files([row])

    assert (StoredFile.objects.get(), lying(root)) == (row, [row.object_name])


def test_a_forgotten_document_goes_with_its_bytes_unless_another_row_names_them(
    root, django_capture_on_commit_callbacks
):
    row, same_bytes, other = stored(), stored("again.pdf"), stored("other.txt", b"else")

    with django_capture_on_commit_callbacks(execute=True):
        files.forget_files([row, other])

    assert (list(StoredFile.objects.all()), lying(root)) == ([same_bytes], [same_bytes.object_name])
    assert [checked.faults for checked in check_documents()] == [()]


@pytest.mark.parametrize(
    ("damage", "state", "sentence"),
    [
        (lambda path: path.unlink(), FileState.MISSING, "The document plan.pdf is missing on the server."),
        (
            lambda path: path.write_bytes(PDF.replace(b"1.7", b"1.4")),
            FileState.DAMAGED,
            "The document plan.pdf is damaged on the server: its SHA-256 is no longer that of its day.",
        ),
        (
            lambda path: (path.unlink(), path.mkdir()),
            FileState.UNREADABLE,
            "The document plan.pdf cannot be read on the server.",
        ),
    ],
)
def test_a_document_that_is_no_longer_itself_is_not_handed_out_but_named(damage, state, sentence, root):
    row = stored()
    damage(root / row.object_name)

    with pytest.raises(DocumentFault, match=sentence) as fault:
        files.serve(row)

    assert fault.value.state == state
    assert [checked.faults for checked in check_documents()] != [()]


def test_the_right_bytes_again_mend_a_damaged_document(root):
    row = stored()
    (root / row.object_name).write_bytes(b"%PDF-")

    assert stored().pk == row.pk
    assert files.state_of(row) == FileState.INTACT


def test_verification_names_what_no_row_names_once_it_is_old(root):
    row = stored()
    (root / "ab").mkdir(exist_ok=True)
    for name, age in (("ab/stray", YOUNG + 60), ("ab/young", 0)):
        (root / name).write_bytes(b"x")
        os.utime(root / name, (time.time() - age,) * 2)

    assert [(checked.id, checked.faults) for checked in check_documents()] == [
        (str(row.pk), ()),
        ("ab/stray", ("No row names this document.",)),
    ]


def test_a_write_that_fails_leaves_no_half_of_a_file(root, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        stored()

    assert (lying(root), StoredFile.objects.count()) == ([], 0)


def test_another_storage_of_the_framework_does_the_same(settings):
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert isinstance(documents_storage(), InMemoryStorage)
    row = stored()
    stored("again.pdf")

    with files.open_file(row) as file:
        assert file.read() == PDF
    assert [checked.faults for checked in check_documents()] == [(), ()]
    documents_storage().delete(row.object_name)
    assert files.state_of(row) == FileState.MISSING
