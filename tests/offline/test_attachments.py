"""The receipt inside a PDF: found by its name, verified as its file is; a PDF without one proves nothing."""

import io

import pytest

from offline import attachments
from offline.reading import Problem
from offline.verifying import verify
from tests.offline.receipt_samples import RECEIVED, receipt_file
from tests.offline.samples import FINGERPRINT


def pdf(**attached):
    """A PDF of one empty page with these files attached."""
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attached.items():
        writer.add_attachment(name.replace("_", "."), content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def verdict(content):
    return verify(content, fingerprint=FINGERPRINT, on=RECEIVED.date())


def test_a_pdf_is_verified_by_what_is_attached_to_it():
    inside, alone = verdict(pdf(notes_txt=b"x", receipt_json=receipt_file())), verdict(receipt_file())

    assert (inside, inside.is_from_key) == (alone, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(), "No signed file is attached to this PDF: it proves nothing by itself."),
        (pdf(other_json=receipt_file()), "No signed file is attached to this PDF: it proves nothing by itself."),
        (
            pdf(receipt_json=b"0" * (1024 * 1024 + 1)),
            "No signed file is attached to this PDF: it proves nothing by itself.",
        ),
        (b"%PDF-1.7\nnothing more", "The PDF cannot be read: it was cut off or damaged."),
        (pdf(receipt_json=receipt_file())[:600], "The PDF cannot be read: it was cut off or damaged."),
    ],
    ids=["none", "another name", "too large", "no more than a head", "cut"],
)
def test_a_pdf_without_a_receipt_is_said_to_have_none(content, sentence):
    assert (verdict(content).problem, verdict(content).sentences) == (Problem.NOT_JSON, (sentence,))


def test_without_the_package_it_says_what_to_do(monkeypatch):
    def missing(_content):
        raise ImportError

    monkeypatch.setattr(attachments, "signed_file_of", missing)

    assert verdict(b"%PDF-1.7").sentences == (
        "A PDF is read with the package pypdf. Without it: save the file that is attached to the PDF.",
    )
