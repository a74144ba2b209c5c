"""Bytes to past contracting processes: `read` takes a file of any accepted kind. No database, no network."""

from collections.abc import Iterator
from dataclasses import replace

from procurement.opendata.process import IssueLevel, ReadResult, SourceIssue
from procurement.opendata.readers import ocds, prozorro, sniff, strict_json
from procurement.opendata.readers.node import Book

_READERS = {
    sniff.OCDS: (ocds.read_process, "UTC"),
    sniff.PROZORRO: (prozorro.read_process, prozorro.ZONE),
}


def read(data: bytes, name: str = "") -> Iterator[ReadResult]:
    """One Read per record of the file, in its order; never raises for what a file holds.

    A record that cannot be used has no process and an issue of level quarantine with the pointer of the fault and the
    cure; the others are read all the same. Every leaf of a record is mapped to a field, ignored by a named rule, or in
    the process's extras; `coverage` counts them. `name` is the file's, for messages of the caller only.
    """
    del name  # found by content: a name proves nothing
    for record in sniff.split(data):
        yield _read(record)


def _read(record: sniff.RawRecord) -> ReadResult:
    if record.issue is not None:
        return ReadResult(record.place, None, _clean([record.issue]))
    digest = strict_json.digest(record.value)
    faults = list(strict_json.faults(record.value, record.place))
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
    return ReadResult(record.place, replace(process, extras=kept), issues, coverage, digest)


def _clean(issues: list[SourceIssue]) -> tuple[SourceIssue, ...]:
    """Issues in characters that every database stores: they quote the file, which may hold others."""
    safe = strict_json.storable
    return tuple(
        replace(i, pointer=safe(i.pointer), seen=safe(i.seen), kept=safe(i.kept), sentence=safe(i.sentence))
        for i in issues
    )
