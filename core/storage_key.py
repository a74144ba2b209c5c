"""The key under which the site keeps what was opened: it stops whoever has the disk or a backup, not the site itself.

`storage-key` in the folder of keys: 32 random bytes in a file that this program alone can read, made at its first use.
Never in the database or its backup. Without it opened files cannot be read; the sealed envelopes stay.
"""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from core.signing.keyfile import OTHERS, sync_folder

NAME = "storage-key"
SIZE = 32


class StorageKeyFault(Exception):
    """The key of the store is not in order; the text names the file and the cure, for who runs the site."""


def place() -> Path:
    """Where the key lies, or should."""
    return Path(settings.KEYS_FOLDER) / NAME


def storage_key() -> bytes:
    """The key; made where there is none yet. Raises StorageKeyFault for a file that others can read, or that is none.

    Of several processes that make it at once, one does: the others get its key.
    """
    path = place()
    with suppress(FileNotFoundError):
        return _read(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)  # unlike a move it never takes the place of what is there
    finally:
        with suppress(OSError):
            temporary.unlink()
    sync_folder(path.parent)
    return _read(path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_uid != os.geteuid() or status.st_mode & OTHERS:
            mode = f"{stat.S_IMODE(status.st_mode):o}"
            raise StorageKeyFault(f"Others may open {path} ({mode}). Run: chmod 600 {path}")
        content = file.read()
    if len(content) != SIZE:
        raise StorageKeyFault(f"{path} is no key of the store: it has {len(content)} bytes, not {SIZE}.")
    return content
