"""Bytes to text, or one sentence of what the bytes are, why they cannot be read, and what to do."""

import gzip
import io
import re
import zlib

from procurement.opendata.process import IssueLevel, SourceIssue
from procurement.opendata.readers.strict_json import BrokenJson

ACCEPTED = (
    "an OCDS release or record package, a release, a list of them, JSON lines or values one after another, all also as "
    "gzip, a Prozorro tender (bare or in 'data'), or a past tender in Evenhand's own form"
)
MAX_UNPACKED = 1024 * 1024 * 1024

_SIGNATURES = {
    b"%PDF-": ("a PDF", "Import the data that it was made from"),
    b"PK\x03\x04": ("a ZIP archive or an office document", "Unpack it, and import the JSON files in it"),
    b"\xd0\xcf\x11\xe0": ("an office document", "Export its data as JSON"),
    b"SQLite format 3\x00": ("a SQLite database", "Export its data as JSON"),
    b"BZh": ("packed by bzip2", "Unpack it, or pack it by gzip"),
    b"\xfd7zXZ\x00": ("packed by xz", "Unpack it, or pack it by gzip"),
    b"\x28\xb5\x2f\xfd": ("packed by zstd", "Unpack it, or pack it by gzip"),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", "Unpack it, and import the JSON files in it"),
    b"\x89PNG": ("a picture", "Import the data that it was made from"),
    b"\xff\xd8\xff": ("a picture", "Import the data that it was made from"),
    b"\xff\xfe": ("text in UTF-16", "Save it as UTF-8"),
    b"\xfe\xff": ("text in UTF-16", "Save it as UTF-8"),
}
_GZIP = b"\x1f\x8b"
_NOT_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ELSEWHERE = "Import its OCDS or JSON form, if its publisher has one"
_XML_KINDS = {
    "ContractNotice": "an eForms contract notice",
    "ContractAwardNotice": "an eForms result notice",
    "PriorInformationNotice": "an eForms planning notice",
    "BusinessRegistrationInformationNotice": "an eForms registration notice",
    "QualificationApplicationRequest": "an ESPD request",
    "QualificationApplicationResponse": "an ESPD response",
}


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8 with or without byte order mark, also packed by gzip. Raises BrokenJson."""
    plain = _unpacked(data) if data.startswith(_GZIP) else data
    for signature, (what, cure) in _SIGNATURES.items():
        if plain.startswith(signature):
            raise unreadable("not-json", what, cure)
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf_8(plain, error) from error
    if text.lstrip()[:1] == "<":
        raise _markup(text)
    return text


def unreadable(code: str, what: str, cure: str, seen: str = "") -> BrokenJson:
    """The refusal of a whole file: what it is, that it cannot be read, what to do."""
    sentence = f"The file is {what}, which cannot be read. {cure}. Accepted: {ACCEPTED}."
    return BrokenJson(SourceIssue(code, IssueLevel.QUARANTINE, "", seen[:200], "", sentence))


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable("broken-gzip", "packed by gzip and damaged", "Fetch it again", str(error)) from error
    if len(plain) > MAX_UNPACKED:
        raise unreadable("too-large", f"over {MAX_UNPACKED // 1024**2} MiB when unpacked", "Split it")
    return plain


def _not_utf_8(plain: bytes, error: UnicodeDecodeError) -> BrokenJson:
    seen = repr(plain[error.start : error.start + 8])
    if b"\x00" in plain[:1024]:
        return unreadable("not-json", "binary data", "Export the data as JSON", seen)
    sentence = f"Byte {error.start} is not UTF-8. Save the file as UTF-8 and import it again."
    return BrokenJson(SourceIssue("not-utf-8", IssueLevel.QUARANTINE, "", seen, "", sentence))


def _markup(text: str) -> BrokenJson:
    """The refusal of XML or HTML, named by its root element; nothing of it is parsed."""
    position = 0
    while skipped := _NOT_ROOT.match(text, position):
        position = skipped.end()
    root = _ROOT.match(text, position)
    name = root[1] if root else ""
    if name.lower() == "html":
        return unreadable("not-json", "a web page", "Fetch the data file to which the page leads", name)
    what = f"{_XML_KINDS[name]} (XML)" if name in _XML_KINDS else f"XML ({name or 'without a root element'})"
    return unreadable("not-json", what, _ELSEWHERE, name)
