"""Everything that speaks against a file somebody uploads, found while it is read once, piece by piece."""

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents.kinds import LISTED, LOOKED_AT, DocumentKind, kind_of
from core.documents.names import clean_name
from core.pages import formats

MEGABYTE = 1_000_000
MOST_BYTES = 50 * MEGABYTE
PIECE = 64 * 1024

REASONS: dict[str, Promise] = {
    "ending": gettext_lazy("%(name)s is of a kind that is not taken. Taken are: %(listed)s."),
    "content": gettext_lazy("%(name)s is not what the ending of its name says."),
    "encoding": gettext_lazy("%(name)s is no text in UTF-8."),
    "empty": gettext_lazy("%(name)s is empty."),
    "too_large": gettext_lazy("%(name)s is larger than %(most)s."),
    "too_many": gettext_lazy("%(name)s is one file too many: at most %(count)s at once."),
}


class FileRefused(ValueError):
    """A file that is not stored. `reason` is a key of REASONS, the text a sentence for people.

    `listed`: the endings that would be taken. `field`: of the form in which it came, empty where that is not known.
    """

    field = ""

    def __init__(self, reason: str, name: str, *, most: int = MOST_BYTES, count: int = 0, listed: str = LISTED) -> None:
        self.reason, self.name = reason, name
        slots = {"name": name or _("The file"), "listed": listed, "most": formats.filesize(most), "count": count}
        super().__init__(str(REASONS[reason]) % slots)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What is known of a file once it was read and is in order."""

    name: str
    kind: DocumentKind
    sha256: str
    size: int


def read_through(file: File, name: str, most: int = MOST_BYTES) -> ReadFile:
    """Read a file once, from its beginning. Raises FileRefused; keeps at most 192 KiB of it in memory."""
    name = clean_name(name)
    kind = kind_of(name)
    if kind is None:
        raise FileRefused("ending", name)
    hasher, size = hashlib.sha256(), 0
    head = tail = b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(file):
            hasher.update(piece)
            size += len(piece)
            if size > most:
                raise FileRefused("too_large", name, most=most)
            head += piece[: LOOKED_AT - len(head)]
            tail = (tail + piece)[-LOOKED_AT:]
            if kind.is_text and "\0" in decoder.decode(piece):
                raise FileRefused("encoding", name)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileRefused("encoding", name) from None
    if not size:
        raise FileRefused("empty", name)
    if not kind.fits(head, tail):
        raise FileRefused("content", name)
    return ReadFile(name, kind, hasher.hexdigest(), size)


def _pieces(file: File) -> Iterable[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
