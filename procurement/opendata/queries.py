"""Reads of imports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from procurement.bids.models import Bid
from procurement.opendata.models import ImportedRecord, ImportRun, RecordState, SourceFile
from procurement.tenders.models import Lot, Tender

_KEPT = (RecordState.STORED, RecordState.REPLACED)


def stored_of(source_format: str, source_id: str) -> list[ImportedRecord]:
    """The records that stored a state of this process, the latest first: the one that no other replaces. One query."""
    kept = ImportedRecord.objects.filter(format=source_format, source_id=source_id, state__in=_KEPT)
    records = list(kept.order_by("pk"))
    replaced = {record.replaces_id for record in records}
    return sorted(records, key=lambda record: record.pk in replaced)


def files_telling(ocids: Iterable[str], *, but: str) -> Iterator[SourceFile]:
    """The stored files of which some of these OCDS processes was stored, but for one, the earliest import first.

    A query per 500 processes and one per file.
    """
    times: dict[str, datetime] = {}
    wanted = sorted(ocids)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        records = ImportedRecord.objects.filter(format="ocds", source_id__in=some, tender__isnull=False)
        for sha256, at in records.exclude(run__file=but).values_list("run__file", "run__at").distinct():
            times[sha256] = min(at, times.get(sha256, at))
    for sha256 in sorted(times, key=lambda key: (times[key], key)):
        yield SourceFile.objects.get(pk=sha256)


def stored_records() -> Iterator[ImportedRecord]:
    """All records that stored a tender, file by file in the order of import, with run and authority. One query."""
    records = ImportedRecord.objects.filter(state__in=_KEPT).select_related("run", "tender__authority")
    return records.order_by("run__file", "run__at", "no").iterator(chunk_size=500)


def stored_from(sha256: str) -> list[ImportedRecord]:
    """The records of a file that stored a tender, in its order; none if it was not imported. One query."""
    records = ImportedRecord.objects.filter(run__file=sha256, state__in=_KEPT)
    return list(records.select_related("tender").order_by("no"))


def records_of(run: ImportRun) -> list[ImportedRecord]:
    """The records of a run in the order of the file, with tender and issues. Two queries."""
    records = ImportedRecord.objects.filter(run=run).select_related("tender__authority")
    return list(records.prefetch_related("issues").order_by("no"))


@dataclass(frozen=True, slots=True)
class StoredSize:
    """How much a stored record holds: rows, and the values of the file by what became of them."""

    lots: int
    bids: int
    leaves: int
    mapped: int
    ignored: int
    extras: int


def size_of(tender: Tender) -> StoredSize:
    """The size of an imported tender. Three queries."""
    coverage = tender.source.coverage
    return StoredSize(
        lots=Lot.objects.filter(tender=tender).count(),
        bids=Bid.objects.filter(tender=tender).count(),
        leaves=coverage["total"],
        mapped=coverage["mapped"],
        ignored=sum(coverage["ignored"].values()),
        extras=coverage["extras"],
    )
