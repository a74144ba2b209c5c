"""The private half of the platform's key: a file that this program alone can read. Never in the database or its backup.

It is `signing-key.pem` in the folder of keys (EVENHAND_DATA/keys), or what SIGNING_KEY_FILE names. PKCS #8 in PEM,
without a passphrase: a service has nobody who would type one.
"""

import os
import secrets
import stat
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from core.outages import OutOfOrder

NAME = "signing-key.pem"
NEXT = "signing-key.next.pem"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyState(StrEnum):
    READY = "ready"
    MISSING = "missing"
    EXPOSED = "exposed"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"
    NO_KEY = "no_key"
    ANOTHER = "another"


class KeyFault(OutOfOrder):
    """The platform cannot sign. The text is for everybody; `for_operator` names the file and the cure."""

    def __init__(self, state: KeyState, for_operator: str) -> None:
        self.state, self.for_operator = state, for_operator
        super().__init__(
            _("This site cannot sign at present: its key is not in order. Its administrator was told why.")
        )


def is_given() -> bool:
    """Whether SIGNING_KEY_FILE names the file; else the site makes its own."""
    return bool(settings.SIGNING_KEY_FILE)


def place() -> Path:
    """Where the key that signs lies, or should."""
    return Path(settings.SIGNING_KEY_FILE) if is_given() else Path(settings.KEYS_FOLDER) / NAME


def next_place() -> Path:
    """Where a new key waits until the change is stored."""
    return Path(settings.KEYS_FOLDER) / NEXT


def read(path: Path) -> Ed25519PrivateKey:
    """The key of a file that nobody else can read. Raises KeyFault."""
    if path.parent == Path(settings.KEYS_FOLDER):
        with suppress(OSError):  # opening the file says it again
            _require_alone(path.parent.stat(), path.parent, "700")
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise KeyFault(KeyState.MISSING, f"{path} is not there. Put it back from where keys are kept.") from None
    except OSError as error:
        raise KeyFault(KeyState.UNREADABLE, f"{path} cannot be read: {error.strerror}.") from None
    with os.fdopen(descriptor, "rb") as file:
        _require_alone(os.fstat(file.fileno()), path, "600")
        return _key(file.read(), path)


def _require_alone(status: os.stat_result, path: Path, mode: str) -> None:
    if status.st_uid != os.geteuid():
        sentence = f"{path} belongs to user {status.st_uid}, and this program is user {os.geteuid()}."
        raise KeyFault(KeyState.FOREIGN, f"{sentence} Run: chown {os.geteuid()} {path}")
    if status.st_mode & OTHERS:
        sentence = f"Others may open {path} ({stat.S_IMODE(status.st_mode):o}). Run: chmod {mode} {path}"
        raise KeyFault(KeyState.EXPOSED, f"{sentence}; whoever read it can sign, so change the key: rotate_signing_key")


def _key(pem: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(KeyState.NO_KEY, f"{path} is not a key of Ed25519 in PEM, PKCS #8, without a passphrase.")
    return key


def make(path: Path) -> Ed25519PrivateKey:
    """A new key in a file that was not there, 0600 in a folder 0700, synced; whole or not at all.

    Of several that make it at once, one does: the others get its key. Raises KeyFault for what is there and no key.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)  # unlike a move it never takes the place of what is there
    except OSError as error:
        raise KeyFault(KeyState.UNREADABLE, f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    sync_folder(path.parent)
    return read(path)


def read_or_make() -> Ed25519PrivateKey:
    """The key of its place; where the site makes its own and has none, a new one. Raises KeyFault."""
    try:
        return read(place())
    except KeyFault as fault:
        if is_given() or fault.state != KeyState.MISSING:
            raise
        return make(place())


def take_next() -> None:
    """The new key takes the place of the one that signed; that one is gone."""
    with suppress(FileNotFoundError):  # another process did it
        next_place().replace(place())
    sync_folder(place().parent)


def set_aside(mark: str) -> None:
    """Keep what lies in the key's place under another name, if anything does."""
    with suppress(FileNotFoundError):
        place().rename(place().with_name(f"{NAME}.aside-{mark}"))


def sync_folder(folder: Path) -> None:
    """What was made or moved in a folder outlives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def public_half(key: Ed25519PrivateKey) -> str:
    """Its 32 raw bytes as hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()
