"""Which files are taken as documents: by the ending of the name, and by what the bytes begin with.

Nothing is opened or unpacked here. Office files with macros, old binary Office files, web pages, pictures that are
programs (SVG) and programs are not on the list. No virus scanner looks at a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.documents.names import split_name

LOOKED_AT = 64 * 1024  # bytes at the beginning and at the end
_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# What no text begins with: documents, archives and programs under another name.
_NO_TEXT = (
    b"%PDF-",
    _ZIP,
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: `begins` is its magic number, `holds` a text near the beginning or the end of an archive."""

    media_type: str
    begins: tuple[bytes, ...] = ()
    holds: bytes = b""
    is_text: bool = False

    def fits(self, head: bytes, tail: bytes) -> bool:
        """Whether the first and the last bytes are those of this kind. That a text is UTF-8 is looked at elsewhere."""
        if self.is_text:
            text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
            return not head.startswith(_NO_TEXT) and (not self.begins or text.startswith(self.begins))
        return head.startswith(self.begins) and (not self.holds or self.holds in head or self.holds in tail)


def _office(name: str, folder: bytes) -> DocumentKind:
    return DocumentKind(f"{_OFFICE}{name}", (_ZIP,), folder)


def _open_document(name: str) -> DocumentKind:
    """The first entry of such an archive is its media type, not compressed."""
    media_type = f"{_OPEN_DOCUMENT}{name}"
    return DocumentKind(media_type, (_ZIP,), f"mimetype{media_type}".encode())


def _text(media_type: str, *begins: bytes) -> DocumentKind:
    return DocumentKind(f"{media_type}; charset=utf-8", begins, is_text=True)


# {ending of the name: what the bytes must be}
KINDS: Mapping[str, DocumentKind] = {
    ".pdf": DocumentKind("application/pdf", (b"%PDF-",)),
    ".docx": _office("wordprocessingml.document", b"word/document"),
    ".xlsx": _office("spreadsheetml.sheet", b"xl/workbook"),
    ".pptx": _office("presentationml.presentation", b"ppt/presentation"),
    ".odt": _open_document("text"),
    ".ods": _open_document("spreadsheet"),
    ".odp": _open_document("presentation"),
    ".zip": DocumentKind("application/zip", (_ZIP,)),
    ".png": DocumentKind("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": DocumentKind("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": DocumentKind("image/jpeg", (b"\xff\xd8\xff",)),
    ".dwg": DocumentKind("image/vnd.dwg", (b"AC10",)),
    ".ifc": _text("application/x-step", b"ISO-10303-21;"),
    ".txt": _text("text/plain"),
    ".csv": _text("text/csv"),
    ".json": _text("application/json", b"{", b"["),
    ".geojson": _text("application/geo+json", b"{"),
    ".xml": _text("application/xml", b"<"),
    ".yaml": _text("application/yaml"),
    ".yml": _text("application/yaml"),
}
LISTED = ", ".join(ending[1:] for ending in KINDS)


def kind_of(name: str) -> DocumentKind | None:
    """The kind that the ending of a name promises; None for one that is not taken."""
    return KINDS.get(split_name(name)[1].lower())
