"""Bytes to past contracting processes: `read` takes a file of any accepted kind. No database, no network."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from procurement.opendata.process import IssueLevel, ReadResult, SourceIssue
from procurement.opendata.readers import evenhand, ocds, prozorro, records, strict_json
from procurement.opendata.readers.merging import Release
from procurement.opendata.readers.node import Book
from procurement.opendata.readers.records import Earlier, releases_of

__all__ = ["Earlier", "Release", "read", "read_singly", "releases_of", "strict_json"]

_READERS = {
    records.OCDS: (ocds.read_process, "UTC"),
    records.PROZORRO: (prozorro.read_process, prozorro.ZONE),
    records.EVENHAND: (evenhand.read_process, "UTC"),
}


def read(data: bytes, name: str = "", earlier: Earlier | None = None) -> Iterator[ReadResult]:
    """One Read per process of the file, in its order; never raises for what a file holds.

    A record that cannot be used has no process and an issue of level quarantine with the pointer of the fault and the
    cure; the others are read all the same. Releases of one process are merged, also with those that `earlier` finds in
    files imported before. Every leaf of a record is mapped to a field, ignored by a named rule, or in the process's
    extras; `coverage` counts them. `name` is the file's, for messages of the caller only.
    """
    del name  # found by content: a name proves nothing
    for record in records.split(data, earlier):
        yield read_record(record)


def read_singly(data: bytes) -> Iterator[ReadResult]:
    """As `read`, with every record by itself, none merged; those that are no JSON are left out."""
    for record in records.singly(data):
        yield read_record(record)


def read_record(record: records.RawRecord) -> ReadResult:
    """What its format's reader makes of a record."""
    if record.value is None:
        return ReadResult(record.place, None, _clean(record.issues))
    digest = strict_json.digest(record.value)
    faults = [*record.issues, *(() if record.checked else strict_json.faults(record.value, record.place))]
    if any(issue.level is IssueLevel.QUARANTINE for issue in faults):
        return ReadResult(record.place, None, _clean(faults), digest=digest)
    reader, zone = _READERS[record.format]
    book = Book(record.place, zone)
    process = reader(record.value, book)
    issues = _clean([*faults, *book.issues])
    if process is None:
        return ReadResult(record.place, None, issues, digest=digest)
    coverage, extras = book.settle(record.value)
    kept = {strict_json.storable(pointer): raw for pointer, raw in extras.items()}
    process = replace(process, extras=kept, findings=(*process.findings, *record.findings))
    return ReadResult(record.place, process, issues, coverage, digest)


def _clean(issues: Iterable[SourceIssue]) -> tuple[SourceIssue, ...]:
    """Issues in characters that every database stores: they quote the file, which may hold others."""
    safe = strict_json.storable
    return tuple(
        replace(i, pointer=safe(i.pointer), seen=safe(i.seen), kept=safe(i.kept), sentence=safe(i.sentence))
        for i in issues
    )
