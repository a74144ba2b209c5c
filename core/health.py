"""Whether this process lives, which a supervisor asks, and whether the whole works, for monitoring.

`/healthz`: the process lives; nothing else is asked, since a restart mends no database. `/readyz`: each part that work
needs was tried just now, and what failed is named by part. Neither reads a session (`core.middleware.HEALTH`).
"""

import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import assembly, clock, queues, triggers
from core.cache import write_trial_row
from core.documents.storage import DocumentStorage, documents_storage
from core.outages import Outage, outage_of
from core.uptime import clocks

log = logging.getLogger(__name__)

ROOM = 1024 * 1024  # bytes of a trial file: more than a review needs
KEEP = 5.0  # seconds for which the answer of a trial holds: anybody may ask, and a trial writes
OK = "ok"
OUTAGE_SENTENCES = {
    Outage.FULL: "has no space left",
    Outage.BUSY: "is busy",
    Outage.READ_ONLY: "takes no changes",
    Outage.DOWN: "does not answer",
    Outage.BROKEN: "cannot be used",
}
_latest: dict[str, tuple[float, list[str]]] = {}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """200: the process lives. No query."""
    return HttpResponse(OK, content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """200 when everything works, else 503 with a line for each fault. No cookie.

    The lines name parts and no machine, person or job, since anybody may ask. Effects: a row in the table of the cache
    and a file are written and removed again, at most every five seconds.
    """
    faults = [*_faults_of_trials(), *_faults("The database", _queue_faults)]
    if faults:
        lines = dict.fromkeys(faults)  # a database that does not answer fails twice
        return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain", status=503)
    return HttpResponse(OK, content_type="text/plain")


def _faults_of_trials() -> list[str]:
    tried_at, faults = _latest.get("trials", (-KEEP, []))
    if time.monotonic() - tried_at >= KEEP:
        faults = [
            *_faults("The database", _database_faults),
            *_faults("The folder of files", _folder_faults),
            *_faults("The folder of documents", _document_faults),
            *_faults("The database", clocks.faults),
            *_faults("The database", assembly.receiving_faults),
        ]
        _latest["trials"] = time.monotonic(), faults
    return faults


def _faults(part: str, attempt: Callable[[], Iterable[str]]) -> list[str]:
    """What is the matter with a part, a line each. The log has the error itself."""
    try:
        return list(attempt())
    except (Error, OSError) as error:
        log.warning("%s does not work: %s", part, error)
        outage = outage_of(error)
        return [f"{part} {OUTAGE_SENTENCES[outage] if outage is not None else 'cannot be used'}."]


def _database_faults() -> Iterator[str]:
    """The database answers, takes a row and has the triggers that keep its records."""
    clock.db_now()
    write_trial_row()
    if triggers.faults():
        yield "The database does not guard its records."


def _folder_faults() -> Iterator[str]:
    """The folder of files takes a file of a megabyte."""
    yield from _trial_in(Path(settings.MEDIA_ROOT))


def _document_faults() -> Iterator[str]:
    """The folder of documents does; a storage elsewhere is not asked."""
    if isinstance(documents_storage(), DocumentStorage):
        yield from _trial_in(Path(settings.DOCUMENTS_ROOT))


def _trial_in(folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(ROOM))
        file.flush()
    yield from ()


def _queue_faults() -> Iterator[str]:
    """A worker that stops is missed at once, one that was killed after a lease and a sweep (90 s)."""
    for name in queues.without_consumer(at=clock.db_now()):
        yield f"No worker takes the queue {name}."
