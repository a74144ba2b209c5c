r"""A file of a draft under a key that only its owner keeps: written piece by piece, resumed at any byte (SD1).

    head   = "SD1\0" | salt32 | kc16     key32 | kc16 = HKDF-SHA256(draft key, salt, "draft-file@v1\0" | id, 48 bytes)
    record = u32 n | u8 flags | nonce12 | AES-256-GCM of n bytes | tag16        n <= 65,536; bit 0: the last of the file
    AAD    = "SD1r" | u64 offset in the plain text | u32 n | flags | tag of the record before, 16 zero bytes first

Where a file ends is the longest beginning that authenticates; no row says so. Records have any length and a random
nonce: one of fixed places would be written again under its nonce after a cut. The offset fixes the order, the tag
before it stops an older record in its place, the last flag stops a truncation. `kc` tells a wrong key from damage.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"SD1\x00"
KEY_SIZE, SALT_SIZE, COMMITMENT_SIZE, NONCE_SIZE, TAG_SIZE = 32, 32, 16, 12, 16
HEAD_SIZE = len(MAGIC) + SALT_SIZE + COMMITMENT_SIZE
RECORD = 65_536
LAST = 1
_RECORD_HEAD = struct.Struct(">IB12s")
_DERIVED = b"draft-file@v1\x00"


class WrongKey(ValueError):
    """The key is another's: the file stays as it is."""


class DraftFileDamaged(ValueError):
    """The file does not hold what was written; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a file ends: bytes on the disk, bytes of plain text, the tag of the last record, whether it is whole."""

    position: int
    offset: int
    tag: bytes
    is_whole: bool


def create(path: Path, key: bytes, file_id: str) -> None:
    """A new file without content, on the disk when this returns, mode 0600. Raises FileExistsError."""
    salt = os.urandom(SALT_SIZE)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(MAGIC + salt + _derive(key, salt, file_id)[1])
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Appending:
    """A file opened to be continued where it ends; what stands behind its true end is cut off.

    A context manager. Raises WrongKey, DraftFileDamaged for a head that is none.
    """

    def __init__(self, path: Path, key: bytes, file_id: str, *, known: End | None = None) -> None:
        """`known`: the end after an append of before, so that nothing but the key is verified if it still fits."""
        self._file = path.open("r+b")
        try:
            self._cipher = _open_head(self._file, key, file_id)
            self.end = known if known and _still_ends(self._file, known) else _find_end(self._file, self._cipher)
            self._file.truncate(self.end.position)
            self._file.seek(self.end.position)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, content: bytes, *, last: bool = False) -> None:
        """Append plain text; with `last` the file is whole. Raises DraftFileDamaged after that."""
        if self.end.is_whole:
            raise DraftFileDamaged("Nothing follows the last record of a file.")
        pieces = [content[start : start + RECORD] for start in range(0, len(content), RECORD)] or (
            [b""] if last else []
        )
        for number, piece in enumerate(pieces, start=1):
            self._append(piece, LAST if last and number == len(pieces) else 0)

    def sync(self) -> None:
        """Have everything on the disk: what is acknowledged afterwards survives the machine."""
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def _append(self, piece: bytes, flags: int) -> None:
        nonce = os.urandom(NONCE_SIZE)
        head = _RECORD_HEAD.pack(len(piece), flags, nonce)
        closed = self._cipher.encrypt(nonce, piece, _associated(self.end.offset, len(piece), flags, self.end.tag))
        self._file.write(head + closed)
        self.end = End(
            self.end.position + len(head) + len(closed),
            self.end.offset + len(piece),
            closed[-TAG_SIZE:],
            bool(flags & LAST),
        )


def find_end(path: Path, key: bytes, file_id: str) -> End:
    """Where the file truly ends. Raises WrongKey, DraftFileDamaged."""
    with path.open("rb") as file:
        return _find_end(file, _open_head(file, key, file_id))


def read(path: Path, key: bytes, file_id: str, *, length: int) -> Iterator[bytes]:
    """The plain text, record by record. Raises WrongKey, or DraftFileDamaged: not whole, not `length` long."""
    with path.open("rb") as file:
        cipher = _open_head(file, key, file_id)
        end = End(HEAD_SIZE, 0, bytes(TAG_SIZE), is_whole=False)
        for end, piece in _records(file, cipher):  # noqa: B007 -- the end is looked at below
            yield piece
        if not end.is_whole or end.offset != length or file.read(1):
            raise DraftFileDamaged("The file is not as it was stored.")


def seal_name(key: bytes, file_id: str, name: str) -> bytes:
    """A file's name for its row: a name can hold the price."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, name.encode(), b"name" + file_id.encode())


def open_name(key: bytes, file_id: str, sealed: bytes) -> str:
    """Raises WrongKey, also where the name was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], b"name" + file_id.encode()).decode()
    except (InvalidTag, ValueError):
        raise WrongKey("The key does not open this name.") from None


def _derive(key: bytes, salt: bytes, file_id: str) -> tuple[AESGCM, bytes]:
    info = _DERIVED + file_id.encode()
    derived = HKDF(algorithm=SHA256(), length=KEY_SIZE + COMMITMENT_SIZE, salt=salt, info=info).derive(key)
    return AESGCM(derived[:KEY_SIZE]), derived[KEY_SIZE:]


def _open_head(file: BinaryIO, key: bytes, file_id: str) -> AESGCM:
    head = file.read(HEAD_SIZE)
    if len(head) < HEAD_SIZE or not head.startswith(MAGIC):
        raise DraftFileDamaged("This is no file of a draft.")
    cipher, commitment = _derive(key, head[len(MAGIC) : -COMMITMENT_SIZE], file_id)
    if not compare_digest(commitment, head[-COMMITMENT_SIZE:]):
        raise WrongKey("The key does not open this file.")
    return cipher


def _records(file: BinaryIO, cipher: AESGCM) -> Iterator[tuple[End, bytes]]:
    """Every record that authenticates, in order, up to the last or to the first that does not."""
    end = End(HEAD_SIZE, 0, bytes(TAG_SIZE), is_whole=False)
    while not end.is_whole:
        head = file.read(_RECORD_HEAD.size)
        if len(head) < _RECORD_HEAD.size:
            return
        size, flags, nonce = _RECORD_HEAD.unpack(head)
        closed = file.read(size + TAG_SIZE) if size <= RECORD else b""
        try:
            piece = cipher.decrypt(nonce, closed, _associated(end.offset, size, flags, end.tag))
        except (InvalidTag, ValueError):
            return
        position = end.position + len(head) + len(closed)
        end = End(position, end.offset + size, closed[-TAG_SIZE:], bool(flags & LAST))
        yield end, piece


def _find_end(file: BinaryIO, cipher: AESGCM) -> End:
    file.seek(HEAD_SIZE)
    end = End(HEAD_SIZE, 0, bytes(TAG_SIZE), is_whole=False)
    for end, _piece in _records(file, cipher):  # noqa: B007 -- the last one is what is asked for
        pass
    return end


def _still_ends(file: BinaryIO, known: End) -> bool:
    """Whether the file is as long as it was, with the same tag at its end."""
    if file.seek(0, os.SEEK_END) != known.position:
        return False
    if known.position == HEAD_SIZE:
        return True
    file.seek(known.position - TAG_SIZE)
    return compare_digest(file.read(TAG_SIZE), known.tag)


def _associated(offset: int, size: int, flags: int, tag_before: bytes) -> bytes:
    return b"SD1r" + struct.pack(">QIB", offset, size, flags) + tag_before
