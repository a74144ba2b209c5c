"""The heartbeat of the web process (ADR 0060): each 30 seconds through the database and through the folder of files.

A site that stores and cannot sign, does not trust its clock or has no room takes no bids either, so each heartbeat asks
every stage what keeps bids out (`Parts.receiving`); one that is kept out does not beat.

The process that takes bids beats, not a worker: a worker that lives says nothing about pages. A gap of more than a
minute becomes an outage, so a planned stop, too; the first heartbeat after a start sees it. Several web processes beat
one heart: as long as one of them works, bids can be handed in.
"""

import logging
import os
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from core import assembly, audit, clock
from core.audit import CoreLeafKind
from core.models import BeatingPart, Heartbeat, SiteOutage

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
GAP = timedelta(seconds=60)  # a longer one is an outage
_TRIAL = bytes(64 * 1024)
_lock = threading.Lock()
_threads: dict[int, threading.Thread] = {}


class ReceivingStopped(Exception):
    """Something other than storage keeps this site from receiving any bid; a line each, for who runs the site."""


def begin() -> None:
    """Begin to beat in this process, once; called where a web server loads the site, never in a test or a command."""
    with _lock:
        if os.getpid() not in _threads:
            thread = threading.Thread(target=_beat_on, name="heartbeat", daemon=True)
            _threads[os.getpid()] = thread
            thread.start()


def _beat_on() -> None:
    pause = threading.Event()
    while True:
        try:
            beat()
        except Exception:  # an outage of what it stands on: the next heartbeat that succeeds writes it down
            log.exception("The heartbeat failed")
        finally:
            connections.close_all()
        pause.wait(EVERY.total_seconds())


def beat(part: BeatingPart = BeatingPart.WEB) -> SiteOutage | None:
    """One heartbeat. Who: the site. Returns the outage that it ends, if any.

    Effects: a file is stored and removed, the Heartbeat moves to now; after more than a minute a SiteOutage with leaf
    outage.recorded. Raises OSError or a database's error where nothing can be stored, ReceivingStopped where no bid
    could be received: then nothing has moved.
    """
    _try_storage()
    if faults := assembly.receiving_faults():
        raise ReceivingStopped(" ".join(faults))
    with transaction.atomic():
        heart, is_first = Heartbeat.objects.get_or_create(part=part, defaults={"beaten_at": clock.machine_now()})
        heart = Heartbeat.objects.select_for_update().get(pk=heart.pk)
        now = clock.machine_now()  # after the lock: the other process may have beaten meanwhile
        if is_first or now <= heart.beaten_at:
            return None
        Heartbeat.objects.filter(pk=heart.pk).update(beaten_at=now)
        gap = now - heart.beaten_at
        return _outage(part, gap, at=clock.db_now()) if gap > GAP else None


def _outage(part: BeatingPart, gap: timedelta, *, at: datetime) -> SiteOutage:
    """The row and the leaf. Gaps are measured by the machine's clock, so that a moved clock makes no outage."""
    outage = SiteOutage.objects.create(part=part, from_at=at - gap, to_at=at)
    facts = {"part": str(part), "from": outage.from_at.isoformat(), "to": outage.to_at.isoformat()}
    audit.record(CoreLeafKind.OUTAGE_RECORDED, outage, by=None, at=at, facts=facts)
    return outage


def _try_storage() -> None:
    """That what people hand in could be stored. Raises OSError."""
    folder = Path(getattr(settings, "BIDS_ROOT", settings.DOCUMENTS_ROOT))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(_TRIAL)
        file.flush()
        os.fsync(file.fileno())
