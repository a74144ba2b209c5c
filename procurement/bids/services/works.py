"""A submission that is under way: a row with a lease keeps its objects, and keeps the same key from running twice."""

import math
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core import clock
from core.sealing_child import PART
from procurement.bids import store
from procurement.bids.models import Bid, BidRevision, OpenedFile, SealedEnvelope, SubmissionWork
from procurement.bids.services.submission import SubmissionRunning

LEASE = timedelta(seconds=90)  # longer than a child may take
YOUNG = timedelta(hours=1)


def begin(bid: Bid, idem_key: str, object_names: list[str]) -> SubmissionWork:
    """The row of a submission, committed before anything is written. In its own transaction, by the database's clock.

    An earlier one whose lease ended is taken over: its objects are the collector's. Raises SubmissionRunning.
    """
    now = clock.db_now()
    SubmissionWork.objects.filter(bid=bid, idem_key=idem_key, lease_until__lte=now).delete()
    try:
        with transaction.atomic():
            return SubmissionWork.objects.create(
                bid=bid, idem_key=idem_key, object_names=object_names, lease_until=now + LEASE, begun_at=now
            )
    except IntegrityError:
        row = SubmissionWork.objects.filter(bid=bid, idem_key=idem_key).first()
        left = LEASE if row is None else row.lease_until - now
        raise SubmissionRunning(max(1, math.ceil(left.total_seconds()))) from None


def place(object_names: Iterable[str]) -> None:
    """Give finished parts their names, and have the names survive the machine. Raises OSError."""
    folder = store.root() / store.ENVELOPES
    for name in object_names:
        (folder / f"{name}{PART}").rename(folder / name)
    store.sync_folder(folder)


def drop(work: SubmissionWork) -> None:
    """A submission that came to nothing: its row goes, and its objects, unless a version has them."""
    if not SubmissionWork.objects.filter(pk=work.pk).delete()[0]:
        return  # it was taken over, or it came in after all: they are another's
    folder = store.root() / store.ENVELOPES
    for name in work.object_names:
        for path in (folder / name, folder / f"{name}{PART}"):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def collect(at: datetime) -> int:
    """Take away what no version and no live submission names: objects and rows. Who: the clock. Returns how many files.

    A part that was never finished is deleted. A whole envelope is set aside for 30 days: where an older database was
    restored it is the evidence of a bid that came in. Only in the folder of this very database, and nothing that is
    younger than an hour. Raises store.StoreRefused.
    """
    store.open_store()
    names = {each.name: each for each in store.objects_in(store.ENVELOPES) if each.age > YOUNG.total_seconds()}
    SubmissionWork.objects.filter(lease_until__lte=at - YOUNG).delete()
    gone = 0
    for name, entry in names.items():
        if _is_named(name.removesuffix(PART)):
            continue
        if name.endswith(PART):
            store.remove(entry.path)
        else:
            store.set_aside(entry)
        gone += 1
    return gone + _collect_opened()


def _collect_opened() -> int:
    """Files of opened envelopes that no row names, of a process that was killed: out of the way for 30 days."""
    gone = 0
    for entry in store.objects_in(store.OPENED):
        if entry.age > YOUNG.total_seconds() and not OpenedFile.objects.filter(object_name=entry.name).exists():
            store.set_aside(entry)
            gone += 1
    return gone


def _is_named(name: str) -> bool:
    """Whether a version has it, or a submission that is under way. Two queries."""
    if SealedEnvelope.objects.filter(object_name=name).exists():
        return True
    works = SubmissionWork.objects.values_list("object_names", flat=True)
    return any(name in names for names in works.iterator(500))


def earlier(bid: Bid, idem_key: str) -> BidRevision | None:
    """The version that a submission of this key made. One query."""
    return BidRevision.objects.filter(bid=bid, idem_key=idem_key).select_related("receipt").first()
