"""A submission that is under way: a row with a lease keeps its objects, and keeps the same key from running twice."""

import hmac
import math
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import clock
from core.sealing_child import PART
from procurement.bids import store
from procurement.bids.models import Bid, BidRevision, OpenedFile, SealedEnvelope, SubmissionWork
from procurement.bids.services.submission import OtherContent, SubmissionRunning

LEASE = timedelta(seconds=90)  # longer than a child may take
YOUNG = timedelta(hours=1)
AT_ONCE = 500  # names in a query


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
        raise running(bid, idem_key) from None


def running(bid: Bid, idem_key: str) -> SubmissionRunning:
    """That the submission of this key is under way, with what is left of its lease. Two queries."""
    row = SubmissionWork.objects.filter(bid=bid, idem_key=idem_key).first()
    left = LEASE if row is None else row.lease_until - clock.db_now()
    return SubmissionRunning(max(1, math.ceil(left.total_seconds())))


@contextmanager
def under_way(bid: Bid, idem_key: str, count: int) -> Iterator[SubmissionWork]:
    """A submission that begins, with names for so many objects. What is written under them gets them at the end.

    Whatever stops it takes row and objects along. Raises SubmissionRunning, OSError.
    """
    work = begin(bid, idem_key, [store.new_object_name() for _number in range(count)])
    try:
        yield work
        place(work.object_names)
    except BaseException:
        drop(work)
        raise


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
    SubmissionWork.objects.filter(lease_until__lte=at - YOUNG).delete()
    entries = _aged(store.ENVELOPES)
    named = _named_envelopes({entry.name.removesuffix(PART) for entry in entries})
    unnamed = [entry for entry in entries if entry.name.removesuffix(PART) not in named]
    for entry in unnamed:
        if entry.name.endswith(PART):
            store.remove(entry.path)
        else:
            store.set_aside(entry)
    return len(unnamed) + _collect_opened()


def _collect_opened() -> int:
    """Files of opened envelopes that no row names, of a process that was killed: out of the way for 30 days."""
    entries = _aged(store.OPENED)
    named = _named_by(OpenedFile.objects.all(), {entry.name for entry in entries})
    unnamed = [entry for entry in entries if entry.name not in named]
    for entry in unnamed:
        store.set_aside(entry)
    return len(unnamed)


def _aged(kind: str) -> list[store.StoredObject]:
    return [entry for entry in store.objects_in(kind) if entry.age > YOUNG.total_seconds()]


def _named_envelopes(names: Collection[str]) -> set[str]:
    """Those of the names that a version has, or a submission that is under way. A query for each 500, and one."""
    under_way = SubmissionWork.objects.order_by().values_list("object_names", flat=True)
    return _named_by(SealedEnvelope.objects.all(), names).union(*under_way)


def _named_by(rows: QuerySet[SealedEnvelope] | QuerySet[OpenedFile], names: Collection[str]) -> set[str]:
    ordered = sorted(names)
    batches = (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
    return {
        name
        for batch in batches
        for name in rows.filter(object_name__in=batch).order_by().values_list("object_name", flat=True)
    }


def earlier(bid: Bid, idem_key: str) -> BidRevision | None:
    """The version that a submission of this key made. One query."""
    return BidRevision.objects.filter(bid=bid, idem_key=idem_key).select_related("receipt").first()


def require_same(version: BidRevision, idem_digest: str) -> BidRevision:
    """The version that the key of a submission made, for a repeat of it. Raises OtherContent for another content."""
    if not hmac.compare_digest(version.idem_digest, idem_digest):
        raise OtherContent(version.number)
    return version
