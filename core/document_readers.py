"""The text of a document, read in the bounded child alone: no Django here, libraries imported inside.

An answer is JSON: {"unit", "parts"}, or {"unreadable": why}. Nothing is extracted from an archive: bytes are counted
while they are read, whatever its directory says.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 2_000
MOST_ENTRIES = 2_000
MOST_XML = 24 * 1024 * 1024
MOST_RATIO = 200
_CHUNK = 64 * 1024
_SNIFFED = 1024
_RATIO_FROM = 1024 * 1024

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
# {element: what stands for it in the text}
_SPACES = {
    f"{_W}tab": " ",
    f"{_W}br": " ",
    f"{_W}cr": " ",
    f"{_W}noBreakHyphen": "-",
    f"{_TEXT}s": " ",
    f"{_TEXT}tab": " ",
    f"{_TEXT}line-break": " ",
}
_DOCX_PARAGRAPHS, _ODT_PARAGRAPHS = frozenset({f"{_W}p"}), frozenset({f"{_TEXT}p", f"{_TEXT}h"})


class Unreadable(Exception):
    """Why there is no text: unknown_kind, encrypted, too_large or no_text."""


def warm_up() -> None:
    """Import what reading needs, while files may still be opened."""
    import defusedxml.ElementTree  # noqa: F401 -- slow import
    import pypdf  # noqa: F401 -- slow import


def read_document(content: bytes) -> bytes:
    """The text of a PDF by page, of a DOCX or ODT by paragraph, as JSON.

    Raises what a damaged file makes the libraries raise.
    """
    try:
        unit, parts = _read(content)
    except Unreadable as error:
        return json.dumps({"unreadable": str(error)}).encode()
    if not any(parts):
        return json.dumps({"unreadable": "no_text"}).encode()
    return json.dumps({"unit": unit, "parts": parts}).encode()


def _read(content: bytes) -> tuple[str, list[str]]:
    if b"%PDF-" in content[:_SNIFFED]:
        return "page", _bounded(_pages(content))
    if content.startswith(b"PK\x03\x04"):
        return "paragraph", _bounded(_paragraphs_of_archive(content))
    raise Unreadable("unknown_kind")


def _bounded(parts: Iterator[str]) -> list[str]:
    kept, length = [], 0
    for part in parts:
        length += len(part)
        if length > MOST_CHARACTERS:
            raise Unreadable("too_large")
        kept.append(part)
    return kept


def _pages(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Unreadable("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable("too_large")
    for page in reader.pages:
        yield page.extract_text().strip()


# --- archives of XML ---


def _paragraphs_of_archive(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if len(names) > MOST_ENTRIES:
            raise Unreadable("too_large")
        if "word/document.xml" in names:
            yield from _paragraphs(_member(archive, "word/document.xml"), _DOCX_PARAGRAPHS)
        elif "mimetype" in names and _member(archive, "mimetype").startswith(_OPEN_DOCUMENT):
            yield from _paragraphs(_member(archive, "content.xml"), _ODT_PARAGRAPHS)
        else:
            raise Unreadable("unknown_kind")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise Unreadable("encrypted")
    most = min(MOST_XML, max(_RATIO_FROM, MOST_RATIO * info.compress_size))
    content = bytearray()
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            content += chunk
            if len(content) > most:
                raise Unreadable("too_large")
    return bytes(content)


def _paragraphs(content: bytes, kinds: frozenset[str]) -> Iterator[str]:
    from defusedxml.ElementTree import fromstring

    root = fromstring(content, forbid_dtd=True)
    for element in root.iter():
        if element.tag in kinds:
            text = " ".join("".join(_text_of(element, kinds)).split())
            if text:
                yield text


def _text_of(element: Any, kinds: frozenset[str]) -> Iterator[str]:
    """The text of a paragraph without that of paragraphs inside it, which come by themselves."""
    is_run = element.tag == f"{_W}t" or kinds == _ODT_PARAGRAPHS
    if is_run and element.text:
        yield element.text
    for child in element:
        if child.tag in _SPACES:
            yield _SPACES[child.tag]
        if child.tag not in kinds:
            yield from _text_of(child, kinds)
        if kinds == _ODT_PARAGRAPHS and child.tail:
            yield child.tail
