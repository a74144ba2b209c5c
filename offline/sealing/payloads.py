"""What an envelope closes: a manifest with the answers, then the bytes of the files it names.

    payload = u32 length | canonical JSON of the manifest | bytes of the first file | of the second | …

Numbers stand in the manifest as text. A file is named with its type, size and SHA-256. What no opening could take, or
what would hold one up, cannot be sealed, and is refused where a stranger sealed it with a tool of its own.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, BinaryIO

from offline.reading import Fields, malformed, read_json, shortened
from scoring import canonical

LENGTH_SIZE = 4
MOST_MANIFEST = 20 * 1024 * 1024
MOST_FILES = 100  # of one envelope; drafts take as many for a whole bid
MOST_BRACKETS = 500_000  # that open an object or a list, also those in a text: memory goes by them, not by bytes
LONGEST_NAME = 1_000  # letters of the name or the type of a file
HASH_SIZE = 32
PIECE = 1024 * 1024


class PayloadFault(ValueError):
    """Bytes that are no payload; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as the manifest names it; `sha256` as hexadecimal digits.

    Raises PayloadFault for a name or type that no page could show: with a control character in it, or too long.
    """

    name: str
    type: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        for text in (self.name, self.type):
            if len(text) > LONGEST_NAME or any(unicodedata.category(letter) == "Cc" for letter in text):
                raise PayloadFault(f"The file “{shortened(self.name)}” has a name or a type that cannot be shown.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Answers by the key of their question (JSON of the bid's form), and the files in the order of their bytes.

    Raises PayloadFault for more than MOST_FILES.
    """

    answers: Mapping[str, Any]
    files: tuple[FileEntry, ...] = ()

    def __post_init__(self) -> None:
        if len(self.files) > MOST_FILES:
            raise PayloadFault(f"An envelope has at most {MOST_FILES} files; this one has {len(self.files)}.")

    def canon(self) -> bytes:
        return canonical.dumps({"answers": self.answers, "files": [asdict(file) for file in self.files]})


@dataclass(frozen=True, slots=True)
class Payload:
    """A manifest and a way to read its files from the beginning, as often as needed: pieces of any size, in order."""

    manifest: Manifest
    read_files: Callable[[], Iterable[bytes]] = tuple

    @property
    def length(self) -> int:
        return LENGTH_SIZE + len(self.manifest.canon()) + sum(file.size for file in self.manifest.files)

    def pieces(self) -> Iterator[bytes]:
        """All its bytes, once."""
        manifest = self.manifest.canon()
        return chain([len(manifest).to_bytes(LENGTH_SIZE) + manifest], self.read_files())


def read_manifest(file: BinaryIO) -> Manifest:
    """The manifest at the place of a stream; the stream then stands at the first file.

    Raises PayloadFault, or SignedFileFault for a manifest that is none.
    """
    length = int.from_bytes(_exactly(file, LENGTH_SIZE))
    if length > MOST_MANIFEST:
        raise PayloadFault(f"The manifest has more than {MOST_MANIFEST} bytes.")
    content = _exactly(file, length)
    manifest = manifest_of(content)
    if not _is_canonical(manifest, content):
        raise malformed("the manifest", "is not written in its canonical form")
    return manifest


def manifest_of(content: bytes) -> Manifest:
    """The manifest that these bytes are, in canonical form or not. Raises as `read_manifest`."""
    if content.count(b"{") + content.count(b"[") > MOST_BRACKETS:
        raise PayloadFault(f"The manifest has more than {MOST_BRACKETS} objects and lists.")
    fields = Fields(read_json(content), "the manifest")
    manifest = Manifest(fields.object("answers"), tuple(_entry(entry) for entry in fields.rows("files")))
    fields.end()
    return manifest


def _is_canonical(manifest: Manifest, content: bytes) -> bool:
    try:
        return manifest.canon() == content
    except TypeError:  # two names that are one in normal form C
        return False


def copy_file(entry: FileEntry, source: BinaryIO, target: BinaryIO) -> None:
    """Copy the next file of a payload. Raises PayloadFault where its bytes are not those that the manifest names."""
    digest, left = hashlib.sha256(), entry.size
    while left:
        piece = source.read(min(left, PIECE))
        if not piece:
            raise PayloadFault(f"The file “{entry.name}” ends {left} bytes too early.")
        digest.update(piece)
        target.write(piece)
        left -= len(piece)
    if digest.hexdigest() != entry.sha256:
        raise PayloadFault(f"The file “{entry.name}” is not the one that was sealed.")


def _entry(fields: Fields) -> FileEntry:
    name, kind, size = fields.text("name"), fields.text("type"), fields.whole_number("size")
    sha256 = fields.hex_bytes("sha256", HASH_SIZE).hex()
    fields.end()
    if size < 0:
        raise malformed("the manifest/files", "has a file of less than nothing")
    return FileEntry(name, kind, size, sha256)


def _exactly(file: BinaryIO, count: int) -> bytes:
    content = b""
    while len(content) < count:
        piece = file.read(count - len(content))
        if not piece:
            raise PayloadFault("The payload ends too early.")
        content += piece
    return content
