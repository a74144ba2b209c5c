"""What a file holds, found by its content: the records in it, each with its format and its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from procurement.opendata.process import IssueLevel, SourceIssue
from procurement.opendata.readers import strict_json

OCDS, PROZORRO = "ocds", "prozorro"
ACCEPTED = (
    "an OCDS release or record package, a release, a list of them, JSON lines, or a Prozorro tender (bare or in 'data')"
)


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record of a file, or the issue for which there is none. `place` is a JSON pointer, or "line 3: "."""

    place: str
    format: str = ""
    value: Any = None
    issue: SourceIssue | None = None


def split(data: bytes) -> Iterator[RawRecord]:
    """The records of a file. One that cannot be read is a Record with an issue; it stops none of the others."""
    try:
        text = strict_json.decode(data)
    except strict_json.BrokenJson as broken:
        yield RawRecord("", issue=broken.issue)
        return
    if not text.strip():
        yield _refused("", "empty-file", "", f"The file is empty. Accepted: {ACCEPTED}.")
        return
    try:
        value = strict_json.parse(text)
    except strict_json.BrokenJson as broken:
        lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if _are_lines(lines):
            for number, line in lines:
                yield from _line(number, line)
        else:
            yield RawRecord("", issue=broken.issue)
        return
    yield from _records(value, "")


def _are_lines(lines: list[tuple[int, str]]) -> bool:
    """Whether the text is one JSON object per line: every line begins and at least one reads as an object."""
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines):
        return False
    for _, line in lines:
        try:
            strict_json.parse(line)
        except strict_json.BrokenJson:
            continue
        return True
    return False


def _line(number: int, line: str) -> Iterator[RawRecord]:
    place = f"line {number}: "
    try:
        value = strict_json.parse(line, place=f"line {number}")
    except strict_json.BrokenJson as broken:
        yield RawRecord(place, issue=broken.issue)
    else:
        yield from _records(value, place)


def _records(value: Any, place: str) -> Iterator[RawRecord]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _records(item, f"{place}/{number}")
    elif not isinstance(value, dict):
        sentence = f"An object is expected at {place or 'the top of the file'}. Accepted: {ACCEPTED}."
        yield _refused(place, "not-an-object", strict_json.dumps(value), sentence)
    elif isinstance(value.get("releases"), list) and "ocid" not in value:
        yield from _members(value["releases"], f"{place}/releases")
    elif isinstance(value.get("records"), list):
        for number, record in enumerate(value["records"]):
            yield _compiled(record, f"{place}/records/{number}")
    else:
        yield _single(value, place)


def _single(value: dict[str, Any], place: str) -> RawRecord:
    """A bare record of any accepted kind, or the refusal that lists what is accepted."""
    if "compiledRelease" in value or ("ocid" in value and "releases" in value):
        return _compiled(value, place)
    if _is_tender(value.get("data")):
        return RawRecord(f"{place}/data", PROZORRO, value["data"])
    if _is_tender(value):
        return RawRecord(place, PROZORRO, value)
    if {"ocid", "tag", "initiationType", "tender"} & set(value):
        return RawRecord(place, OCDS, value)
    keys = ", ".join(list(value)[:6]) or "none"
    sentence = (
        f"The object at {place or 'the top of the file'} is no known record (keys: {keys}). Accepted: {ACCEPTED}."
    )
    return _refused(place, "unknown-format", keys, sentence)


def _is_tender(value: Any) -> bool:
    return isinstance(value, dict) and bool({"tenderID", "procurementMethodType"} & set(value))


def _members(releases: list[Any], place: str) -> Iterator[RawRecord]:
    if not releases:
        yield _refused(
            place, "no-records", "", f"The package has no releases at {place}. Export it again with its releases."
        )
    for number, release in enumerate(releases):
        where = f"{place}/{number}"
        if isinstance(release, dict):
            yield RawRecord(where, OCDS, release)
        else:
            sentence = f"A release is expected at {where}: an object with an ocid."
            yield _refused(where, "not-an-object", strict_json.dumps(release), sentence)


def _compiled(record: Any, place: str) -> RawRecord:
    """A record's compiled release, or its only embedded one; links are never followed."""
    if isinstance(record, dict):
        if isinstance(record.get("compiledRelease"), dict):
            return RawRecord(f"{place}/compiledRelease", OCDS, record["compiledRelease"])
        releases = record.get("releases")
        embedded = [r for r in releases if isinstance(r, dict) and "ocid" in r] if isinstance(releases, list) else []
        if len(embedded) == 1 and isinstance(releases, list) and len(releases) == 1:
            return RawRecord(f"{place}/releases/0", OCDS, embedded[0])
    sentence = f"The record at {place} has no compiledRelease. Compile its releases (ocdskit compile) and import that."
    return _refused(place, "no-compiled-release", "", sentence)


def _refused(place: str, code: str, seen: str, sentence: str) -> RawRecord:
    return RawRecord(place, issue=SourceIssue(code, IssueLevel.QUARANTINE, place, seen[:200], "", sentence))
