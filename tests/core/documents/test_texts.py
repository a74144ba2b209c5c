"""Texts of stored documents: read once for equal bytes by a job, kept with a reason where there is none."""

import pytest

from core import jobs
from core.documents import texts
from core.documents.texts import TextOfFile
from core.models import Job, ReadText
from tests import builders
from tests.core.document_samples import docx, pdf
from tests.core.documents.samples import PDF, stored

pytestmark = pytest.mark.django_db
PARAGRAPH = "<w:p><w:r><w:t>On Windows.</w:t></w:r></w:p>"


def read(row):
    job = texts.request_text(row, by=row.by, at=builders.AT)
    jobs.run(job.pk, texts.read)
    return Job.objects.get(pk=job.pk)


def test_a_text_is_read_by_page_by_paragraph_and_by_line():
    files = {
        "plan.pdf": pdf("It runs.", "On Windows."),
        "terms.docx": docx(PARAGRAPH),
        "list.txt": "\ufeffСвітло\r\nвдень".encode(),
    }
    rows = [stored(name, content) for name, content in files.items()]

    assert [read(row).state for row in rows] == ["ready"] * 3
    by_sha = texts.texts_of({row.sha256 for row in rows})
    assert [by_sha[row.sha256] for row in rows] == [
        TextOfFile("page", ("It runs.", "On Windows.")),
        TextOfFile("paragraph", ("On Windows.",)),
        TextOfFile("line", ("Світло", "вдень")),
    ]


def test_equal_bytes_under_two_names_are_read_once(django_assert_num_queries):
    row, other = stored("a.txt", b"Light"), stored("b.txt", b"Light")
    read(row)
    read(other)

    assert ReadText.objects.count() == 1
    with django_assert_num_queries(1):
        assert texts.texts_of({row.sha256, other.sha256}) == {row.sha256: TextOfFile("line", ("Light",))}


def test_a_document_without_a_text_says_why():
    row = stored("plan.pdf", PDF)

    read(row)

    [text] = texts.texts_of({row.sha256}).values()
    assert (text.unit, text.parts) == ("", ())
    assert text.sentence.startswith("The text could not be read. The file ")


def test_other_kinds_are_not_read():
    assert texts.request_text(stored("sheet.csv", b"a,b"), by=builders.person(), at=builders.AT) is None
    assert not Job.objects.exists()
    assert texts.texts_of(set()) == {}


def test_bytes_that_are_damaged_fail_the_job_with_a_sentence(settings):
    row = stored("a.txt", b"Light")
    [path] = [path for path in settings.DOCUMENTS_ROOT.rglob("*") if path.is_file()]
    path.write_bytes(b"Night")

    job = read(row)

    assert (job.state, job.why.partition(":")[0]) == ("failed", "The document a.txt is damaged on the server")
    assert not ReadText.objects.exists()
