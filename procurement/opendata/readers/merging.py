"""Releases of one process become one state of it, by the rules of OCDS (`merge_rules`), in the order of their dates.

A compiled release is a whole state: what is older is contained in it, what is later is merged into it. Nothing is
merged by halves: where one release cannot be used, the process is not.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from procurement.opendata.process import IssueLevel, SourceIssue
from procurement.opendata.readers import strict_json
from procurement.opendata.readers.merge_rules import OMITTED, merge_rules
from procurement.opendata.readers.node import Book, Node


@dataclass(frozen=True, slots=True)
class Release:
    """A release and where it stands; `stored` if it comes from a file that was imported before.

    `compiled`: it is a record's compiledRelease, whatever its tag says.
    """

    place: str
    value: dict[str, Any]
    stored: bool = False
    compiled: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is a compiled release, which states the whole process."""
        return self.compiled or "compiled" in _tags(self.value)


@dataclass(frozen=True, slots=True)
class Merged:
    """The state that releases amount to, and what was noted; None where a note says why there is none."""

    place: str
    value: dict[str, Any] | None
    issues: tuple[SourceIssue, ...]


class Unmergeable(Exception):
    """The releases of a process amount to no state; the issue says why."""

    def __init__(self, issue: SourceIssue) -> None:
        self.issue = issue
        super().__init__(issue.sentence)


def merge(releases: Sequence[Release]) -> Merged:
    """One state of all these releases of one process, which are at least one that is not stored. Never raises."""
    place = place_of(releases)
    issues: list[SourceIssue] = []
    try:
        different = _different(releases, issues)
        if len(different) == 1:
            return Merged(different[0].place, different[0].value, tuple(issues))
        return Merged(place, _merged(different, place, issues), tuple(issues))
    except Unmergeable as refused:
        return Merged(place, None, (*issues, refused.issue))


def differs_from_merge(compiled: dict[str, Any], embedded: Sequence[Release]) -> list[str]:
    """The fields in which a record's compiledRelease is not the merge of its releases, sorted; none if that is
    unknown.
    """
    try:
        ours = _merge_in_order([release.value for _, release in _dated(embedded)], "")
        theirs = _merge_in_order([compiled], "")
    except Unmergeable:
        return []
    fields = (set(ours) | set(theirs)) - set(OMITTED)
    return sorted(field for field in fields if ours.get(field) != theirs.get(field))


def place_of(releases: Sequence[Release]) -> str:
    """Where the releases stand that the file at hand brings, and how many are merged with them."""
    places = [release.place.rstrip(": ") for release in releases if not release.stored]
    stored = len(releases) - len(places)
    places = [place or "the file" for place in places]
    span = places[0] if len(places) == 1 else f"{places[0]} to {places[-1]}"
    return (f"{span} with {stored} stored: " if stored else f"{span}: ")[-300:]


def _different(releases: Sequence[Release], issues: list[SourceIssue]) -> list[Release]:
    """The releases without exact repetitions; faults of each are added to `issues`. Raises Unmergeable."""
    by_digest: dict[str, Release] = {}
    for release in releases:
        by_digest.setdefault(strict_json.digest(release.value), release)
    if len(by_digest) == 1:
        return [next((r for r in releases if not r.stored), releases[0])]
    for release in by_digest.values():
        faults = list(strict_json.faults(release.value, release.place))
        if bad := next((fault for fault in faults if fault.level is IssueLevel.QUARANTINE), None):
            raise Unmergeable(_not_merged(release.place, len(by_digest), bad.sentence))
        issues += faults if not release.stored else []
    return list(by_digest.values())


def _merged(releases: list[Release], place: str, issues: list[SourceIssue]) -> dict[str, Any]:
    dated = _dated(releases)
    compiled = max((pair for pair in dated if pair[1].is_whole), key=lambda pair: pair[0], default=None)
    parts = [pair for pair in dated if compiled is None or pair[0] > compiled[0]]
    older = [pair[1] for pair in dated if pair not in parts and pair is not compiled and not pair[1].stored]
    if compiled and older:
        issues.append(_older(older, compiled, place))
    if compiled and not parts:
        return compiled[1].value
    used = [*([compiled] if compiled else []), *parts]
    _note_one_id(used, place, issues)
    values = [_without_repetitions(release, issues) for _, release in used]
    span = f"{used[0][0]:%Y-%m-%d} to {used[-1][0]:%Y-%m-%d}"
    sentence = (
        f"{len(used)} releases of this process, of {span}, are merged by the rules of OCDS: later values replace "
        "earlier ones."
    )
    issues.append(SourceIssue("releases-merged", IssueLevel.NOTED, place, f"{len(used)} releases", "", sentence))
    return _merge_in_order(values, place)


def _dated(releases: Sequence[Release]) -> list[tuple[datetime, Release]]:
    """The releases by the instant of their date; of one date in the order of the file. Raises Unmergeable."""
    dated = []
    for release in releases:
        instant = Node(release.value, Book(release.place)).instant("date")
        if instant is None:
            reason = f"The release at {release.place or 'the top of the file'} has no date that can be read."
            raise Unmergeable(_not_merged(release.place, len(releases), reason))
        dated.append((instant, release))
    return sorted(dated, key=lambda pair: pair[0])


def _merge_in_order(values: Sequence[dict[str, Any]], place: str) -> dict[str, Any]:
    from ocdsmerge.exceptions import OCDSMergeError  # noqa: PLC0415 -- slow import
    from ocdsmerge.merge import CompiledRelease  # noqa: PLC0415 -- slow import

    merged = CompiledRelease(merge_rules=_rules())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for value in values:
                merged.append(value)
            return merged.asdict()
    except (OCDSMergeError, TypeError, AttributeError) as error:
        reason = f"They contradict each other: {error}."
        raise Unmergeable(_not_merged(place, len(values), strict_json.storable(reason))) from error


@cache
def _rules() -> dict[tuple[str, ...], str]:
    return merge_rules()


def _without_repetitions(release: Release, issues: list[SourceIssue]) -> dict[str, Any]:
    """The release with one object per id in each list: merging would mix two of one id. Two bids of one id stop it."""
    value: dict[str, Any] = json_copy(release.value)
    for path, pointer, items in list(_lists(value, (), release.place)):
        seen: set[str] = set()
        kept = []
        for number, item in enumerate(items):
            key = item.get("id")
            if isinstance(key, list | dict | bool):
                raise Unmergeable(
                    _not_merged(pointer, 1, f"The id at {pointer}/{number}/id is neither text nor number.")
                )
            if key is None or str(key) not in seen:
                seen.add(str(key))
                kept.append(item)
                continue
            at = f"{pointer}/{number}/id"
            if path[:1] == ("bids",):
                raise Unmergeable(_not_merged(at, 1, f"Two of one id stand in {pointer}, the second at {at}."))
            sentence = f"The object at {at} has the same 'id' as an earlier one; the first is used."
            issues.append(SourceIssue("duplicate-id", IssueLevel.NOTED, at, str(key)[:200], "", sentence))
        items[:] = kept
    return value


def _lists(value: Any, path: tuple[str, ...], pointer: str) -> Iterator[tuple[tuple[str, ...], str, list[Any]]]:
    """The lists of objects that are merged by id, outer ones first."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _lists(item, (*path, key), f"{pointer}/{strict_json.escape(key)}")
    elif isinstance(value, list) and path not in _rules() and all(isinstance(item, dict) for item in value):
        yield path, pointer, value
        for number, item in enumerate(value):
            yield from _lists(item, path, f"{pointer}/{number}")


def json_copy(value: Any) -> Any:
    """Objects and lists anew, all other values as they are."""
    if isinstance(value, dict):
        return {key: json_copy(item) for key, item in value.items()}
    return [json_copy(item) for item in value] if isinstance(value, list) else value


def _note_one_id(used: Sequence[tuple[datetime, Release]], place: str, issues: list[SourceIssue]) -> None:
    ids = [release.value.get("id") for _, release in used]
    named = [key for key in ids if isinstance(key, str)]
    if repeated := sorted({key for key in named if named.count(key) > 1}):
        sentence = f"Releases of different content have one id ({repeated[0]}); all are merged, the later date wins."
        issues.append(SourceIssue("same-release-id", IssueLevel.NOTED, place, repeated[0][:200], "", sentence))


def _older(older: list[Release], compiled: tuple[datetime, Release], place: str) -> SourceIssue:
    count = f"{len(older)} releases are" if len(older) > 1 else "This is"
    sentence = (
        f"{count} an older state of this process; the compiled release of {compiled[0]:%Y-%m-%d %H:%M} UTC is kept."
        if len(older) == 1
        else f"{count} older states of this process; the compiled release of {compiled[0]:%Y-%m-%d %H:%M} UTC is kept."
    )
    return SourceIssue("older-state", IssueLevel.NOTED, place, "", "", sentence)


def _not_merged(place: str, count: int, reason: str) -> SourceIssue:
    sentence = f"{reason} So the releases of this process cannot be merged, and none is used. Correct it in the file."
    return SourceIssue("not-merged", IssueLevel.QUARANTINE, place, f"{count} releases", "", sentence)


def _tags(value: dict[str, Any]) -> Sequence[Any]:
    tags = value.get("tag")
    return tags if isinstance(tags, list) else [tags]
