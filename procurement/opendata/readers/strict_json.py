"""JSON without its silent losses: numbers stay as written, equal keys, NaN and depth are found and named."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement.opendata.process import IssueLevel, SourceIssue

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 64
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BrokenJson(Exception):
    """The text is no JSON that can be used; `issue` says where and what to do."""

    def __init__(self, issue: SourceIssue) -> None:
        self.issue = issue
        super().__init__(issue.sentence)


class Object(dict[str, Any]):
    """A JSON object that remembers the earlier values of keys that stood in it more than once."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: dict[str, list[Any]] = {}
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                self.repeated.setdefault(key, []).append(seen[key])
            seen[key] = value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else Object(pairs)


@dataclass(frozen=True, slots=True)
class NonNumber:
    """NaN, Infinity or -Infinity where JSON knows no such value."""

    text: str


def parse(text: str, place: str = "") -> Any:
    """The value of a JSON text: int, Decimal as written, Object, list, str, bool, None, NonNumber.

    Raises Broken for a text over 20 MiB, broken JSON (with line and column) or one nested over 64 levels.
    """
    if len(text) > MAX_BYTES:
        sentence = f"The record is over {MAX_BYTES // 1024**2} MiB. Split it, or leave its documents out."
        raise BrokenJson(_quarantine("too-large", place, f"{len(text)} characters", sentence))
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=Decimal, parse_int=_integer, parse_constant=NonNumber
        )
    except ValueError as error:
        raise broken(error, place) from error
    except RecursionError as error:
        raise BrokenJson(too_deep(place)) from error
    if _depth(value) > MAX_DEPTH:
        raise BrokenJson(too_deep(place))
    return value


def broken(error: ValueError, place: str = "") -> BrokenJson:
    """The refusal of a text that is no JSON, with line and column."""
    if not isinstance(error, json.JSONDecodeError):  # a number of thousands of digits
        sentence = f"A number in {place or 'the file'} is too long to be read. Correct it, or export the file again."
        return BrokenJson(_quarantine("broken-json", place, "", sentence))
    where = f"{place}, column {error.colno}" if place else f"line {error.lineno}, column {error.colno}"
    why = error.msg.removesuffix(" at")
    sentence = f"This is not JSON: {why} at {where}. Correct the text there, or export the file again."
    return BrokenJson(_quarantine("broken-json", place or where, error.doc[error.pos : error.pos + 30], sentence))


def faults(value: Any, pointer: str) -> Iterator[SourceIssue]:
    """Equal keys (repaired: the last is used), values that are no JSON number (quarantine), unstorable characters."""
    for where, item in walk(value, pointer):
        if isinstance(item, NonNumber):
            sentence = f"At {where} stands {item.text}, which is no number in JSON. Leave the field out or correct it."
            yield _quarantine("not-a-number", where, item.text, sentence)
        elif isinstance(item, Object) and item.repeated:
            for key, earlier in item.repeated.items():
                at = f"{where}/{escape(key)}"
                seen, kept = ", ".join(dumps(v) for v in (*earlier, item[key])), dumps(item[key])
                sentence = f"The key at {at} stands {len(earlier) + 1} times; the last value is used. Keep only one."
                yield SourceIssue("repeated-key", IssueLevel.REPAIRED, at, seen, kept, sentence)
        elif isinstance(item, str) and UNSTORABLE.search(item):
            sentence = f"The text at {where} holds a character that cannot be stored; it is shown as �."
            yield SourceIssue("unstorable-character", IssueLevel.REPAIRED, where, ascii(item), storable(item), sentence)


def storable(text: str) -> str:
    """The text with U+FFFD for NUL and lone surrogates, which no database column takes."""
    return UNSTORABLE.sub("\ufffd", text)


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its JSON pointer, parents first."""
    yield pointer, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from walk(item, f"{pointer}/{number}")


def leaves(value: Any, pointer: str = "") -> Iterator[str]:
    """The pointers of all values that are no object and no list."""
    return (where for where, item in walk(value, pointer) if not isinstance(item, dict | list))


def escape(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def dumps(value: Any) -> str:
    """JSON text with every number as it was written and every repeated key's earlier values left out."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(storable(k), ensure_ascii=False)}: {dumps(v)}" for k, v in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(dumps, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, NonNumber):
        return value.text
    return json.dumps(storable(value) if isinstance(value, str) else value, ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of the value's text with keys in order: equal for files that differ in order of keys and spaces only."""
    return hashlib.sha256(dumps(_ordered(value)).encode()).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) < 4000 else Decimal(text)


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level and deepest <= MAX_DEPTH:
        inside = [item for item in level if isinstance(item, dict | list)]
        level = [child for item in inside for child in (item.values() if isinstance(item, dict) else item)]
        deepest += bool(inside)
    return deepest


def too_deep(place: str) -> SourceIssue:
    sentence = f"The record is nested over {MAX_DEPTH} levels, which no tender is. Check how it was exported."
    return _quarantine("too-deep", place, "", sentence)


def _quarantine(code: str, pointer: str, seen: str, sentence: str) -> SourceIssue:
    return SourceIssue(code, IssueLevel.QUARANTINE, pointer, seen, "", sentence)
