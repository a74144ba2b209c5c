"""What a download says of itself."""

import pytest

from core.pages.downloads import attachment


def test_a_file_is_saved_under_its_name_and_kept_by_no_cache():
    response = attachment("a,b\r\n", name="study-1.csv", content_type="text/csv; charset=utf-8")

    assert response.content == b"a,b\r\n"
    assert dict(response.headers) == {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="study-1.csv"',
        "Cache-Control": "private, no-store",
    }


def test_a_known_digest_is_sent_along():
    response = attachment(b"%PDF", name="review.pdf", content_type="application/pdf", sha256="ab12")

    assert (response["ETag"], response["X-Content-SHA256"]) == ('"ab12"', "ab12")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ('the "best".pdf', r'attachment; filename="the \"best\".pdf"'),
        ("École.pdf", "attachment; filename*=utf-8''%C3%89cole.pdf"),
    ],
)
def test_any_name_survives_the_header(name, disposition):
    assert attachment(b"", name=name, content_type="application/pdf")["Content-Disposition"] == disposition
