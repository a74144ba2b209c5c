"""Names of uploaded files: every script stays, no path, no newline and no trick of direction does."""

import re
from urllib.parse import unquote

import pytest

from core.documents.names import LONGEST, clean_name, disposition

NAMES = [
    ("Price list.pdf", "Price list.pdf"),
    ("كراسة الشروط.pdf", "كراسة الشروط.pdf"),
    ("Технічне завдання № 5.docx", "Технічне завдання № 5.docx"),
    ("灯具规格.pdf", "灯具规格.pdf"),
    ('The "final" list.pdf', 'The "final" list.pdf'),
    ("it's 100%.pdf", "it's 100%.pdf"),
    ("a;b=c.pdf", "a;b=c.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
    ("plan.pdf\r\nSet-Cookie: a=b", "plan.pdfSet-Cookie: a=b"),
    ("a\nb.pdf", "ab.pdf"),
    ("nul\0.pdf", "nul.pdf"),
    ("invoice\u202efdp.exe", "invoice_fdp.exe"),
    ("lone\ud800.pdf", "lone.pdf"),
    (" .. ", "document"),
    (".pdf", "document.pdf"),
    ("/", "document"),
    ("", "document"),
    ("e\u0301te\u0301.pdf", "été.pdf"),
]


@pytest.mark.parametrize(("uploaded", "kept"), NAMES)
def test_a_name_is_kept_without_what_could_harm(uploaded, kept):
    assert clean_name(uploaded) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize("letter", ["a", "ж", "灯", "🚲"])
def test_a_long_name_is_shortened_before_its_ending(letter):
    kept = clean_name(letter * 400 + ".docx")

    assert LONGEST - 4 < len(kept.encode()) <= LONGEST
    assert kept.endswith(f"{letter}.docx")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Price list.pdf", 'attachment; filename="Price list.pdf"'),
        ("it's.pdf", 'attachment; filename="it\'s.pdf"'),
        ('a "b".pdf', "attachment; filename=\"a _b_.pdf\"; filename*=UTF-8''a%20%22b%22.pdf"),
        ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
        ("Їжа.pdf", "attachment; filename=\"___.pdf\"; filename*=UTF-8''%D0%87%D0%B6%D0%B0.pdf"),
        ("ملف.pdf", "attachment; filename=\"___.pdf\"; filename*=UTF-8''%D9%85%D9%84%D9%81.pdf"),
    ],
)
def test_the_header_names_a_file_for_old_and_new_browsers(name, header):
    assert disposition(name) == header


@pytest.mark.parametrize(("uploaded", "kept"), NAMES)
def test_a_header_is_one_line_of_ascii_that_reads_back_as_the_name(uploaded, kept):
    header = disposition(uploaded)

    assert re.fullmatch(r"[\x20-\x7e]+", header)
    [quoted] = re.findall(r'filename="([^"]*)"', header)
    [extended] = re.findall(r"filename\*=UTF-8''([^;]*)$", header) or [quoted]
    assert unquote(extended) == kept
    assert not set(extended) & set("'()*;,/ ") or extended == quoted
