"""What a tender's log says came in, and what of it is to be opened: the same on the site and on any other machine.

A bid is opened in the last version that came in before it was withdrawn, if it was. Bids are numbered by the time of
that version: B1, B2, … A line that is not of this form counts for nothing here; whoever reads the tree sees it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from offline.receipts import LEAF_KIND, LEAF_OBJECT
from offline.sealing.headers import EnvelopeKind

WITHDRAWN, UNCONFIRMED, RECONFIRMED = "bid.withdrawn", "bid.unconfirmed", "bid.reconfirmed"


@dataclass(frozen=True, slots=True)
class LoggedEnvelope:
    """An envelope as the log names it: the ids as text, the hash of the whole as hexadecimal digits."""

    lot: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LoggedVersion:
    """A version that came in, by the line `index` of the log. `is_unconfirmed`: an amendment waits to be confirmed."""

    bid: str
    revision: int
    received_at: datetime
    index: int
    envelopes: tuple[LoggedEnvelope, ...]
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class LoggedBids:
    """`versions`: (bid, number) of everything that came in. `to_open`: the last ones, by the time of their receipt."""

    versions: frozenset[tuple[str, int]]
    to_open: tuple[LoggedVersion, ...]

    def aliases(self) -> dict[str, str]:
        """{bid: its number in the opening}."""
        return {version.bid: f"B{no}" for no, version in enumerate(self.to_open, start=1)}


def read_log(lines: Iterable[tuple[int, str]]) -> LoggedBids:
    """`lines`: index and body of each line, in their order. Never raises for what stands in one."""
    versions: set[tuple[str, int]] = set()
    latest: dict[str, LoggedVersion] = {}
    for index, body in lines:
        line = _line(body)
        if line is None:
            continue
        kind, bid = line["kind"], line["object"].removeprefix(LEAF_OBJECT)
        if kind == LEAF_KIND and (version := _version(line, bid, index)) is not None:
            versions.add((bid, version.revision))
            latest[bid] = version
        elif kind == WITHDRAWN:
            latest.pop(bid, None)
        elif kind in {UNCONFIRMED, RECONFIRMED} and bid in latest:
            latest[bid] = replace(latest[bid], is_unconfirmed=kind == UNCONFIRMED)
    return LoggedBids(frozenset(versions), tuple(sorted(latest.values(), key=lambda version: version.index)))


def _line(body: str) -> Mapping[str, Any] | None:
    try:
        line = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_of_form = isinstance(line, dict) and all(isinstance(line.get(name), str) for name in ("kind", "object", "at"))
    return line if is_of_form and isinstance(line.get("facts"), dict) else None


def _version(line: Mapping[str, Any], bid: str, index: int) -> LoggedVersion | None:
    """None for a line that names no envelopes."""
    facts = line["facts"]
    try:
        envelopes = tuple(
            LoggedEnvelope(str(row["lot"]), EnvelopeKind(row["kind"]).value, str(row["sha256"]))
            for row in facts["envelopes"]
        )
        return LoggedVersion(bid, int(facts["revision"]), datetime.fromisoformat(line["at"]), index, envelopes)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
