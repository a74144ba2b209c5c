"""The text of an uploaded document, and why there is none. Most is read here; what the child does is tried once each."""

import json
import struct

import pytest
from django.utils import translation

from core import document_readers, document_text
from core.child import MEBIBYTE, ChildLimits
from core.document_text import DocumentText, TextUnreadable, text_of_document
from tests.core.document_samples import archive, docx, encrypted_pdf, odt, pdf

PARAGRAPH = "<w:p><w:r><w:t>On </w:t><w:tab/><w:t>Windows.</w:t></w:r></w:p>"


def read(content):
    return json.loads(document_readers.read_document(content))


# --- what is read ---


def test_a_pdf_is_read_by_page_and_an_empty_page_keeps_its_number():
    assert read(pdf("It runs.", "", "On Windows.")) == {"unit": "page", "parts": ["It runs.", "", "On Windows."]}


def test_a_docx_is_read_by_paragraph():
    """Deleted text is left out, and a paragraph in a table or a frame comes by itself."""
    body = (
        f"{PARAGRAPH}<w:p><w:r><w:t>Two</w:t><w:br/><w:t>lines</w:t></w:r>"
        "<w:del><w:r><w:delText>87654.32</w:delText></w:r></w:del></w:p><w:p/>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>Around</w:t></w:r><w:txbxContent><w:p><w:r><w:t>Inside</w:t></w:r></w:p></w:txbxContent></w:p>"
    )

    assert read(docx(body)) == {
        "unit": "paragraph",
        "parts": ["On Windows.", "Two lines", "Cell", "Around", "Inside"],
    }


def test_an_odt_is_read_by_paragraph():
    body = (
        "<text:h>Title</text:h><text:p>It <text:span>runs<text:s/>on</text:span> Windows<text:line-break/>here.</text:p>"
        "<text:list><text:list-item><text:p>Point</text:p></text:list-item></text:list>"
    )

    assert read(odt(body)) == {"unit": "paragraph", "parts": ["Title", "It runs on Windows here.", "Point"]}


# --- what is not ---


@pytest.mark.parametrize(
    "content", [b"", b"plain words", archive({"a.txt": "text"}), archive({"mimetype": "application/epub+zip"})]
)
def test_a_file_of_another_kind_is_named(content):
    assert read(content) == {"unreadable": "unknown_kind"}


def test_pictures_alone_are_no_text():
    assert read(pdf("", "")) == read(docx("<w:p/>")) == {"unreadable": "no_text"}


def test_an_encrypted_file_is_named():
    assert read(encrypted_pdf("secret")) == {"unreadable": "encrypted"}


def test_an_encrypted_member_of_an_archive_is_named():
    content = bytearray(docx(PARAGRAPH))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", content, at + offset)[0]
            struct.pack_into("<H", content, at + offset, flags | 1)
            at = content.find(signature, at + 4)

    assert read(bytes(content)) == {"unreadable": "encrypted"}


def test_a_bomb_is_counted_while_it_is_read():
    bomb = docx(f"<w:p><w:r><w:t>{'a' * 4 * MEBIBYTE}</w:t></w:r></w:p>")

    assert len(bomb) < 20_000
    assert read(bomb) == {"unreadable": "too_large"}


def test_too_many_entries_pages_and_characters_are_too_large(monkeypatch):
    monkeypatch.setattr(document_readers, "MOST_ENTRIES", 2)
    monkeypatch.setattr(document_readers, "MOST_PAGES", 2)
    monkeypatch.setattr(document_readers, "MOST_CHARACTERS", 10)

    files = [archive({"a": "", "b": "", "c": ""}), pdf("a", "b", "c"), pdf("eleven letters")]
    assert [read(content) for content in files] == [{"unreadable": "too_large"}] * 3


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE d>",
    ],
)
def test_a_document_type_is_refused(doctype):
    with pytest.raises(ValueError, match="DTDForbidden"):
        read(docx(PARAGRAPH, doctype))


# --- through the child ---


def test_a_document_is_read_in_the_child():
    assert text_of_document(pdf("It runs.", "On Windows.")) == DocumentText("page", ("It runs.", "On Windows."))
    assert text_of_document(docx(PARAGRAPH)) == DocumentText("paragraph", ("On Windows.",))


def unreadable(content, limits=None):
    with pytest.raises(TextUnreadable) as refused, translation.override("en"):
        text_of_document(content, limits)
    return [str(sentence) for sentence in refused.value.sentences]


def test_why_there_is_no_text_is_said_in_our_words():
    assert unreadable(b"%PDF-1.4 and then /etc/passwd") == ["The text could not be read.", "The file is damaged."]
    assert unreadable(b"plain words") == ["The text could not be read.", "The file is no PDF, DOCX or ODT document."]


def test_a_file_that_takes_too_long_is_stopped():
    assert unreadable(pdf("It runs."), ChildLimits(wall=0.01)) == [
        "The text could not be read.",
        "Reading the file took too long, or too much memory.",
    ]


def test_a_file_above_the_limit_of_an_upload_starts_no_child(monkeypatch):
    monkeypatch.setattr(document_text, "MOST_BYTES", 5)

    assert unreadable(pdf("It runs.")) == ["The text could not be read.", "The file is too large."]
