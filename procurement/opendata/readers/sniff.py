"""What a file holds, found by its content: where each record stands in its text, and of which format it is.

A package is walked element by element and no element is kept: its size has no limit, that of a record has.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from procurement.opendata.process import IssueLevel, SourceIssue
from procurement.opendata.readers import strict_json
from procurement.opendata.readers.recognise import ACCEPTED

# Finds ends and keys quickly; what is read of a record is parsed again, exactly.
_QUICK = json.JSONDecoder(parse_float=str, parse_int=str)
_SPACE = re.compile(r"[ \t\n\r]*")


class RecordKind(StrEnum):
    RELEASE = "release"
    RECORD = "record"
    PROZORRO = "prozorro"
    EVENHAND = "evenhand"


OWN_FORM = "evenhand-tender/1"  # what the key "format" of a tender in our own form says
_PACKAGED = {"releases": RecordKind.RELEASE, "records": RecordKind.RECORD}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One record of a text, from `start` to `end`; or the issue for which there is none.

    `place` is a JSON pointer, or "line 3: ". `ocid` is "" where the record names none.
    """

    place: str
    kind: RecordKind | None = None
    start: int = 0
    end: int = 0
    ocid: str = ""
    issue: SourceIssue | None = None


def stretches(text: str) -> list[Stretch]:
    """The records of a text in its order. One that is none is a Stretch with an issue; it stops none of the others.

    Raises BrokenJson where the text is neither one JSON value, nor lines or values one after another.
    """
    start = _after_space(text, 0)
    if start == len(text):
        return [_refused("", "empty-file", "", f"The file is empty. Accepted: {ACCEPTED}.")]
    try:
        first, end = _walk(text, start, "")
    except ValueError as error:
        if _are_lines(text):
            return list(_lines(text))
        raise strict_json.broken(error) from error
    except RecursionError as error:
        raise strict_json.BrokenJson(strict_json.too_deep("")) from error
    if _after_space(text, end) == len(text):
        return first
    return list(_lines(text) if _are_lines(text) else _values(text, start))


def _walk(text: str, at: int, place: str) -> tuple[list[Stretch], int]:
    """The records in the value that begins at `at`, and where it ends."""
    if text[at] == "[":
        records: list[Stretch] = []
        for number, position in _elements(text, at):
            if position.closed:
                return records, position.at
            inside, position.at = _walk(text, position.at, f"{place}/{number}")
            records += inside
    if text[at] == "{":
        return _walk_object(text, at, place)
    _, end = _QUICK.raw_decode(text, at)
    sentence = f"An object is expected at {place or 'the top of the file'}. Accepted: {ACCEPTED}."
    return [_refused(place, "not-an-object", text[at:end], sentence)], end


@dataclass(slots=True)
class _Position:
    at: int
    closed: bool = False


def _elements(text: str, at: int) -> Iterator[tuple[int, _Position]]:
    """Where each element of the list at `at` begins; whoever asks moves `at` to its end. Closed at the list's end."""
    position = _Position(_after_space(text, at + 1))
    number = 0
    if text[position.at : position.at + 1] == "]":
        yield 0, _Position(position.at + 1, closed=True)
        return
    while True:
        _require_more(text, position.at)
        yield number, position
        number += 1
        if _closes(text, position, "]"):
            yield number, _Position(position.at, closed=True)
            return


def _walk_object(text: str, at: int, place: str) -> tuple[list[Stretch], int]:
    """A package's records, or the object as a record of its own."""
    seen: dict[str, Any] = {}
    members: dict[str, list[Stretch]] = {}
    repeated: list[Stretch] = []
    for key, position in _entries(text, at):
        if position.closed:
            end = position.at
        elif key in _PACKAGED and text[position.at] == "[":
            if key in members:
                repeated.append(_repeated(f"{place}/{key}"))
            members[key], position.at = _members(text, position.at, f"{place}/{key}", _PACKAGED[key])
            seen[key] = []
        else:
            seen[key], position.at = _QUICK.raw_decode(text, position.at)
    if "releases" in members and "ocid" not in seen:
        return [*repeated, *members["releases"]], end
    if "records" in members:
        return [*repeated, *members["records"]], end
    return [_single(seen, place, at, end)], end


def _entries(text: str, at: int) -> Iterator[tuple[str, _Position]]:
    """Each key of the object at `at` and where its value begins; as `_elements`."""
    position = _Position(_after_space(text, at + 1))
    if text[position.at : position.at + 1] == "}":
        yield "", _Position(position.at + 1, closed=True)
        return
    while True:
        if text[position.at : position.at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, position.at)
        key, colon = _QUICK.raw_decode(text, position.at)
        position.at = _after_space(text, colon)
        if text[position.at : position.at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, position.at)
        position.at = _after_space(text, position.at + 1)
        _require_more(text, position.at)
        yield key, position
        if _closes(text, position, "}"):
            yield "", _Position(position.at, closed=True)
            return


def _closes(text: str, position: _Position, bracket: str) -> bool:
    """Whether the list or object ends here; else `position` is after the comma, at what comes next."""
    position.at = _after_space(text, position.at)
    separator = text[position.at : position.at + 1]
    if separator not in {bracket, ","}:
        raise json.JSONDecodeError("Expecting ',' delimiter", text, position.at)
    position.at = position.at + 1 if separator == bracket else _after_space(text, position.at + 1)
    return separator == bracket


def _members(text: str, at: int, place: str, kind: RecordKind) -> tuple[list[Stretch], int]:
    """The releases or records in the list at `at`."""
    records = []
    for number, position in _elements(text, at):
        if position.closed:
            end = position.at
            break
        where, start = f"{place}/{number}", position.at
        value, position.at = _QUICK.raw_decode(text, start)
        if isinstance(value, dict):
            records.append(Stretch(where, kind, start, position.at, _ocid(value)))
        else:
            sentence = f"A {kind} is expected at {where}: an object with an ocid."
            records.append(_refused(where, "not-an-object", text[start : position.at], sentence))
    if not records:
        sentence = f"The package has no {kind}s at {place}. Export it again with its {kind}s."
        records.append(_refused(place, "no-records", "", sentence))
    return records, end


def _single(value: dict[str, Any], place: str, start: int, end: int) -> Stretch:
    """A bare record of any accepted kind, or the refusal that lists what is accepted."""
    if value.get("format") == OWN_FORM:
        return Stretch(place, RecordKind.EVENHAND, start, end)
    if "compiledRelease" in value or ("ocid" in value and "releases" in value):
        return Stretch(place, RecordKind.RECORD, start, end, _ocid(value))
    if _is_tender(value.get("data")) or _is_tender(value):
        return Stretch(place, RecordKind.PROZORRO, start, end)
    if {"ocid", "tag", "initiationType", "tender"} & set(value):
        return Stretch(place, RecordKind.RELEASE, start, end, _ocid(value))
    keys = ", ".join(list(value)[:6]) or "none"
    sentence = (
        f"The object at {place or 'the top of the file'} is no known record (keys: {keys}). Accepted: {ACCEPTED}."
    )
    return _refused(place, "unknown-format", keys, sentence)


def _is_tender(value: Any) -> bool:
    return isinstance(value, dict) and bool({"tenderID", "procurementMethodType"} & set(value))


def _ocid(value: dict[str, Any]) -> str:
    ocid = value.get("ocid")
    return ocid if isinstance(ocid, str) else ""


def _are_lines(text: str) -> bool:
    """Whether the text is one JSON object per line: every line begins and at least one reads as an object."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(line.startswith("{") for line in lines):
        return False
    return any(_reads(line) for line in lines)


def _reads(line: str) -> bool:
    try:
        _QUICK.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(text: str) -> Iterator[Stretch]:
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        at, start = start, start + len(line) + 1
        if line.strip():
            for record in _line(number, line):
                yield replace(record, start=at + record.start, end=at + record.end)


def _line(number: int, line: str) -> list[Stretch]:
    place = f"line {number}: "
    try:
        records, end = _walk(line, _after_space(line, 0), place)
        if line[end:].strip():
            raise json.JSONDecodeError("Extra data", line, end)
    except ValueError as error:
        return [Stretch(place, issue=strict_json.broken(error, f"line {number}").issue)]
    except RecursionError:
        return [Stretch(place, issue=strict_json.too_deep(f"line {number}"))]
    return records


def _values(text: str, at: int) -> Iterator[Stretch]:
    """Values one after another, whatever stands between them; a broken one ends them."""
    number = 1
    while at < len(text):
        place = f"value {number}: "
        try:
            records, at = _walk(text, at, place)
        except ValueError as error:
            yield Stretch(place, issue=strict_json.broken(error).issue)
            return
        except RecursionError:
            yield Stretch(place, issue=strict_json.too_deep(place.rstrip(": ")))
            return
        yield from records
        at, number = _after_space(text, at), number + 1


def _repeated(place: str) -> Stretch:
    sentence = f"The list at {place} stands twice; the last one is used. Keep only one."
    return _refused(place, "repeated-key", "", sentence)


def _require_more(text: str, at: int) -> None:
    if at >= len(text):
        raise json.JSONDecodeError("Expecting value", text, at)


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _refused(place: str, code: str, seen: str, sentence: str) -> Stretch:
    return Stretch(place, issue=SourceIssue(code, IssueLevel.QUARANTINE, place, seen[:200], "", sentence))
