"""Outages of what the site stands on: a full disk, a database that takes nothing or does not answer.

A driver names them by number: SQLite by its result code, PostgreSQL by its SQLSTATE; an error's text is never read.
Sources: sqlite.org/rescode.html; PostgreSQL 15, appendix A; errno(3). EFBIG, a limit on the size of files, is a full
disk, too.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Outage(Enum):
    """What is out of service: the status of the answer, a title, a sentence, the seconds after which to try again."""

    FULL = (
        HTTPStatus.INSUFFICIENT_STORAGE,
        _("No space left"),
        _("The server has no space left to store anything. Whoever runs the site has to make room."),
        None,
    )
    BUSY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("The site is busy"),
        _("The database is busy with other changes or has too many visitors. Try again in a minute."),
        30,
    )
    READ_ONLY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("Nothing can be stored now"),
        _("The server takes no changes at present. Whoever runs the site has to end that."),
        None,
    )
    DOWN = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("The database does not answer"),
        _("The site cannot read or store anything without its database. Try again in a minute."),
        60,
    )
    BROKEN = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("The database cannot be used"),
        _("The database reports a fault of its disk or of its file. Whoever runs the site has to look into it."),
        None,
    )

    def __init__(self, status: HTTPStatus, title: Text, sentence: Text, retry_after: int | None) -> None:
        self.status, self.title, self.sentence, self.retry_after = status, title, sentence, retry_after


class OutOfOrder(Exception):
    """Something of the site itself is not as it must be, so what was asked cannot be done; a retry alone mends nothing.

    The text is a sentence for everybody; `for_operator` says what it is, and the cure, for the log alone.
    """

    for_operator = ""


OF_FILES = {
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
    errno.EFBIG: Outage.FULL,
    errno.EROFS: Outage.READ_ONLY,
}
OF_SQLITE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_IOERR: Outage.BROKEN,
    sqlite3.SQLITE_CANTOPEN: Outage.BROKEN,
    sqlite3.SQLITE_CORRUPT: Outage.BROKEN,
    sqlite3.SQLITE_NOTADB: Outage.BROKEN,
}
NO_ROOM = 128 * 1024  # bytes; SQLite extends its files by less
PRIMARY = 0xFF  # of SQLite's result code; the rest says which kind of it
OF_POSTGRES = {
    "53100": Outage.FULL,  # disk_full
    "25006": Outage.READ_ONLY,  # read_only_sql_transaction
    "40001": Outage.BUSY,  # serialization_failure
    "40P01": Outage.BUSY,  # deadlock_detected
    "55P03": Outage.BUSY,  # lock_not_available
    "57014": Outage.BUSY,  # query_canceled, by a limit of time
    "58030": Outage.BROKEN,  # io_error
    "XX001": Outage.BROKEN,  # data_corrupted
    "XX002": Outage.BROKEN,  # index_corrupted
}
OF_POSTGRES_CLASS = {"08": Outage.DOWN, "53": Outage.BUSY, "57": Outage.DOWN}  # connections, resources, an operator


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage behind an error, or None where the error is a fault of ours. Reads what it was raised from, too."""
    for link in _links(error):
        if (outage := _of_file(link) or _of_database(link)) is not None:
            return outage
    return None


def _links(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _of_file(error: BaseException) -> Outage | None:
    return OF_FILES.get(error.errno or 0) if isinstance(error, OSError) else None


def _disk_is_full() -> bool:
    """SQLite calls it a fault of the disk where the file beside the database cannot grow."""
    with suppress(OSError):
        return shutil.disk_usage(Path(settings.DATABASES["default"]["NAME"]).parent).free < NO_ROOM
    return False


def _of_database(error: BaseException) -> Outage | None:
    """Django's error stands before the driver's; without a number, a connection that failed has only its class."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    driver = error.__cause__
    if (code := getattr(driver, "sqlite_errorcode", None)) is not None:
        outage = OF_SQLITE.get(code & PRIMARY)
        return Outage.FULL if code & PRIMARY == sqlite3.SQLITE_IOERR and _disk_is_full() else outage
    if (state := getattr(driver, "sqlstate", None)) is not None:
        return OF_POSTGRES.get(state) or OF_POSTGRES_CLASS.get(state[:2])
    return Outage.DOWN if isinstance(error, OperationalError | InterfaceError) else None
