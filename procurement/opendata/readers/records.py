"""The records of a text, each parsed exactly, the releases of one process merged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from procurement.opendata.process import FindingFacts, IssueLevel, SourceIssue
from procurement.opendata.readers import placing, strict_json
from procurement.opendata.readers.merging import Release, differs_from_merge, merge, place_of
from procurement.opendata.readers.recognise import text_of
from procurement.opendata.readers.sniff import RecordKind, Stretch, stretches

OCDS, PROZORRO, EVENHAND = "ocds", "prozorro", "evenhand"

# Releases that files imported before hold of these processes, by ocid, the file imported first leading.
Earlier = Callable[[set[str]], Mapping[str, Sequence[Release]]]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One process of a file, or why there is none: then `value` is None. `issues` is what was noted so far.

    `checked`: the faults of its text are among the issues already. `findings`: bids of the process that stand in
    another record of the file.
    """

    place: str
    format: str = ""
    value: Any = None
    issues: tuple[SourceIssue, ...] = ()
    checked: bool = False
    findings: tuple[FindingFacts, ...] = ()


def split(data: bytes, earlier: Earlier | None = None) -> Iterator[RawRecord]:
    """The processes of a file in its order. One that cannot be read has no value; it stops none of the others."""
    try:
        text = text_of(data)
        records = stretches(text)
    except strict_json.BrokenJson as broken:
        yield RawRecord("", issues=(broken.issue,))
        return
    by_ocid: dict[str, list[Stretch]] = {}
    for stretch in records:
        if stretch.kind is RecordKind.RELEASE and stretch.ocid:
            by_ocid.setdefault(stretch.ocid, []).append(stretch)
    stored = earlier(set(by_ocid)) if earlier and by_ocid else {}
    bids_by_place = _several_records(text, records)
    for stretch in records:
        if stretch.issue:
            yield RawRecord(stretch.place, issues=(stretch.issue,))
        elif stretch.kind is RecordKind.RELEASE and stretch.ocid:
            if group := by_ocid.pop(stretch.ocid, []):
                yield _with_elsewhere(
                    _process(text, group, stored.get(stretch.ocid, ())), bids_by_place.get(stretch.ocid, {})
                )
        else:
            yield _with_elsewhere(_record(text, stretch), bids_by_place.get(stretch.ocid, {}))


def _several_records(text: str, records: Sequence[Stretch]) -> dict[str, dict[str, Any]]:
    """The bids by place, for each process of which a record is not all that the file tells."""
    by_ocid: dict[str, list[Stretch]] = {}
    for stretch in records:
        if stretch.kind is not None and stretch.ocid:
            by_ocid.setdefault(stretch.ocid, []).append(stretch)
    return {
        ocid: {stretch.place: _bids_of(_record(text, stretch).value) for stretch in group}
        for ocid, group in by_ocid.items()
        if len(group) > 1 and any(stretch.kind is RecordKind.RECORD for stretch in group)
    }


def _bids_of(release: Any) -> Any:
    bids = release.get("bids") if isinstance(release, dict) else None
    return bids.get("details") if isinstance(bids, dict) else None


def _with_elsewhere(record: RawRecord, by_place: Mapping[str, Any]) -> RawRecord:
    """The record with a finding for the bids of its process that stand in another record and not in this one."""
    if record.value is None or not by_place:
        return record
    return replace(record, findings=tuple(placing.elsewhere(_bids_of(record.value), by_place)))


def singly(data: bytes) -> Iterator[RawRecord]:
    """The records of a file as they stand, none merged; those that cannot be read are left out."""
    with suppress(strict_json.BrokenJson):
        text = text_of(data)
        for stretch in stretches(text):
            if stretch.kind is not None:
                yield _record(text, stretch)


def releases_of(data: bytes, ocids: set[str]) -> dict[str, list[Release]]:
    """The releases of these processes in a stored file, as `merge` takes them; what cannot be read is left out."""
    by_ocid: dict[str, list[Release]] = {}
    try:
        text = text_of(data)
        every = [stretch for stretch in stretches(text) if stretch.ocid in ocids]
    except strict_json.BrokenJson:
        return by_ocid
    for stretch in every:
        value = _parse(text, stretch)
        compiled = stretch.kind is RecordKind.RECORD
        if compiled and isinstance(value, dict):
            value = _of_record(value, stretch.place).value
        if isinstance(value, dict):
            by_ocid.setdefault(stretch.ocid, []).append(Release(stretch.place, value, stored=True, compiled=compiled))
    return by_ocid


def _process(text: str, group: Sequence[Stretch], stored: Sequence[Release]) -> RawRecord:
    releases = [*stored]
    for stretch in group:
        value = _parse(text, stretch)
        if isinstance(value, SourceIssue):
            place = place_of([Release(s.place, {}) for s in group])
            return RawRecord(place if len(group) > 1 else stretch.place, issues=(value,))
        releases.append(Release(stretch.place, value))
    if len(releases) == 1:
        return RawRecord(releases[0].place, OCDS, releases[0].value)
    merged = merge(releases)
    alone = any(merged.value is release.value for release in releases)
    return RawRecord(merged.place, OCDS, merged.value, merged.issues, checked=not alone)


def _record(text: str, stretch: Stretch) -> RawRecord:
    value = _parse(text, stretch)
    if isinstance(value, SourceIssue):
        return RawRecord(stretch.place, issues=(value,))
    if stretch.kind is RecordKind.RECORD:
        return _of_record(value, stretch.place)
    if stretch.kind is RecordKind.EVENHAND:
        return RawRecord(stretch.place, EVENHAND, value)
    if stretch.kind is RecordKind.PROZORRO:
        inside = value.get("data")
        if isinstance(inside, dict) and {"tenderID", "procurementMethodType"} & set(inside):
            return RawRecord(f"{stretch.place}/data", PROZORRO, inside)
        return RawRecord(stretch.place, PROZORRO, value)
    return RawRecord(stretch.place, OCDS, value)


def _of_record(record: dict[str, Any], place: str) -> RawRecord:
    """A record's compiled release, or the merge of its embedded ones; links are never followed."""
    listed = record.get("releases")
    members = listed if isinstance(listed, list) else []
    embedded = [
        Release(f"{place}/releases/{number}", release)
        for number, release in enumerate(members)
        if isinstance(release, dict) and "ocid" in release
    ]
    complete = bool(embedded) and len(embedded) == len(members)
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        where = f"{place}/compiledRelease"
        fields = differs_from_merge(compiled, embedded) if complete else []
        return RawRecord(where, OCDS, compiled, (_differs(where, len(embedded), fields),) if fields else ())
    if complete and len(embedded) == 1:
        return RawRecord(embedded[0].place, OCDS, embedded[0].value)
    if complete and len({str(release.value["ocid"]) for release in embedded}) == 1:
        merged = merge(embedded)
        alone = any(merged.value is release.value for release in embedded)
        return RawRecord(merged.place, OCDS, merged.value, merged.issues, checked=not alone)
    sentence = f"The record at {place} has no compiledRelease. Compile its releases (ocdskit compile) and import that."
    return RawRecord(
        place, issues=(SourceIssue("no-compiled-release", IssueLevel.QUARANTINE, place, "", "", sentence),)
    )


def _differs(where: str, count: int, fields: list[str]) -> SourceIssue:
    names = ", ".join(strict_json.storable(field) for field in fields)
    sentence = f"The compiledRelease at {where} is not the merge of its {count} releases: {names} differ. It is used."
    return SourceIssue("compiled-differs", IssueLevel.NOTED, where, names[:200], "", sentence)


def _parse(text: str, stretch: Stretch) -> Any:
    """The exact value, or the issue for which there is none."""
    try:
        return strict_json.parse(text[stretch.start : stretch.end], place=stretch.place.rstrip(": "))
    except strict_json.BrokenJson as broken:
        return broken.issue
