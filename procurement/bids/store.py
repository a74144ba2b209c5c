"""Where drafts and sealed bids lie: a folder that belongs to one database, and to no other.

    BIDS_ROOT/database-id   the id of the database; written at the first use, into an empty folder only
    BIDS_ROOT/drafts/<id>   a file of a draft (core/sealed_file.py), by the id of its row
    BIDS_ROOT/envelopes/<random>   a sealed part of a bid
    BIDS_ROOT/opened/<random>   a file of an opened bid, under the key of the store

Names are made here, never by a person. A collector that runs beside another's folder would take every envelope there
for forgotten, so a folder with the id of another database is refused before anything is made or removed in it.
"""

import contextlib
import fcntl
import logging
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import db_now
from core.outages import OutOfOrder
from procurement.bids.models import StoreIdentity

log = logging.getLogger(__name__)

DRAFTS, ENVELOPES, OPENED, ASIDE, IDENTITY = "drafts", "envelopes", "opened", "aside", "database-id"
ASIDE_SECONDS = 30 * 24 * 3600


class StoreRefused(OutOfOrder):
    """The folder of bids is not this database's, or cannot be used; `for_operator` says which."""

    def __init__(self, for_operator: str) -> None:
        self.for_operator = for_operator
        super().__init__(
            _("This site takes no bids at present: its folder of bids is not in order. Its log says what to mend.")
        )


class InUse(Exception):
    """Somebody writes to the file."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A file as it lies in the store: its name, its bytes, and for how many seconds nobody wrote to it."""

    path: Path
    size: int
    age: float

    @property
    def name(self) -> str:
        return self.path.name


def root() -> Path:
    return Path(settings.BIDS_ROOT)


def draft_path(file_id: UUID) -> Path:
    """Where a file of a draft lies, whether or not it is there."""
    return root() / DRAFTS / str(file_id)


def envelope_path(name: str) -> Path:
    """Where a sealed part lies. `name` is one of `new_object_name`."""
    return root() / ENVELOPES / name


def opened_path(name: str) -> Path:
    """Where a file of an opened bid lies."""
    return root() / OPENED / name


def new_object_name() -> str:
    """A name that says nothing: 32 hex digits at random."""
    return secrets.token_hex(16)


def open_store() -> None:
    """Make the folders, mode 0700, and see that they are this database's. One query.

    Before anything is created or removed there. Raises StoreRefused.
    """
    identity, place = database_id(), root()
    for folder in (place, place / DRAFTS, place / ENVELOPES, place / OPENED):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(folder.parent)
    named = place / IDENTITY
    if not named.exists():
        _name_folder(place, identity)
    if named.read_text(encoding="ascii").strip() != str(identity):
        raise StoreRefused("The folder of bids belongs to another database: BIDS_ROOT names the wrong one.")


def receiving_faults() -> Iterator[str]:
    """Why the store takes nothing: it is not this database's, or its disk is full up to what sealing needs.

    Makes nothing. One query.
    """
    row = StoreIdentity.objects.first()
    try:
        if root().is_dir():  # else the first use makes it
            yield from _faults_of_folder(root() / IDENTITY, str(row.pk) if row else "")
    except OSError as error:
        log.error("The folder of bids cannot be used: %s", error)  # noqa: TRY400 -- the sentence says it all
        yield "The folder of bids cannot be used."


def _faults_of_folder(named: Path, identity: str) -> Iterator[str]:
    if named.exists():
        if named.read_text(encoding="ascii").strip() != identity:
            yield "The folder of bids belongs to another database."
    elif _has_files():
        yield "The folder of bids does not say whose it is."
    if not has_room(0):
        yield "The folder of bids has no space left."


def database_id() -> UUID:
    """The id of this database; the first who asks makes it."""
    row = StoreIdentity.objects.first()
    if row is None:
        with transaction.atomic():
            StoreIdentity.objects.create(at=db_now())
        row = StoreIdentity.objects.earliest("at", "pk")  # whoever was first, if two asked at once
    return row.pk


def has_room(size: int) -> bool:
    """Whether the disk takes so many bytes more and keeps what sealing and the database need."""
    disk = os.statvfs(root())
    return disk.f_bavail * disk.f_frsize - size >= settings.BIDS_FREE_BYTES


def remove(path: Path) -> None:
    """Remove a file and have it gone from the disk; one that is gone is no fault."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def try_lock(descriptor: int) -> bool:
    """Make this the only writer of an open file, until it is closed or the process ends; False if there is another."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody writes to the file meanwhile; one that is gone needs no lock. Raises InUse."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield
        return
    try:
        if not try_lock(descriptor):
            raise InUse
        yield
    finally:
        os.close(descriptor)


def set_aside(item: StoredObject) -> None:
    """Keep a file that nobody claims for 30 days more, out of the way."""
    folder = root() / ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    os.utime(item.path)
    item.path.rename(folder / f"{item.path.parent.name}-{item.name}")
    sync_folder(folder)
    sync_folder(item.path.parent)


def empty_aside() -> None:
    """Remove what was set aside 30 days ago."""
    for item in objects_in(ASIDE):
        if item.age > ASIDE_SECONDS:
            remove(item.path)


def objects_in(folder: str) -> Iterator[StoredObject]:
    """What lies in one of the folders, by name."""
    place = root() / folder
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        try:
            state = path.stat()
        except FileNotFoundError:  # gone meanwhile
            continue
        yield StoredObject(path, state.st_size, time.time() - state.st_mtime)


def sync_folder(folder: Path) -> None:
    """Have a name that was made or removed in this folder survive the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _has_files() -> bool:
    return any(objects_in(DRAFTS)) or any(objects_in(ENVELOPES))


def _name_folder(place: Path, identity: UUID) -> None:
    if _has_files():
        raise StoreRefused("The folder of bids holds files but does not say whose: database-id is missing.")
    written = place / f".{IDENTITY}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(written, place / IDENTITY)  # unlike a rename it replaces nothing: the first stays
    except FileExistsError:
        pass
    finally:
        written.unlink()
    sync_folder(place)
