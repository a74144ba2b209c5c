"""Envelopes are opened in bounded children, some at once; one that breaks a child costs the others nothing.

No plain byte of a file reaches a disk: children write under the key of the store (`opening_child`).
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

from django.views.decorators.debug import sensitive_variables

from core.child import MEBIBYTE, ChildLimits, ChildStopped, run_in_child
from core.storage_key import storage_key
from offline.sealing.shares import ShareFault, combine
from procurement.bids import store
from procurement.bids.gather.openings import EnvelopeReading
from procurement.bids.opening_child import open_each
from procurement.bids.states import EnvelopeFault

AT_ONCE = 8  # envelopes of one child
WORKERS = 2  # children at a time
BEAT_EVERY = 5.0  # seconds of waiting for a child
SINGLE = ChildLimits(cpu=60, wall=120.0, memory=1024 * MEBIBYTE, answer=128 * MEBIBYTE, file=320 * MEBIBYTE)
SEVERAL = ChildLimits(cpu=120, wall=240.0, memory=1024 * MEBIBYTE, answer=128 * MEBIBYTE, file=320 * MEBIBYTE)
_OF_THE_MACHINE = {"OSError", "FileNotFoundError", "PermissionError", "FileExistsError"}


class StoreFailed(Exception):
    """The store did not take what was opened: nothing is wrong with the envelope."""


@dataclass(frozen=True, slots=True)
class EnvelopeTask:
    """An envelope whose halves are both there."""

    reading: EnvelopeReading
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """What came of an envelope: its manifest, the nonce and the names of its files in the store; or the fault."""

    reading: EnvelopeReading
    fault: EnvelopeFault | None = None
    manifest: str = field(default="", repr=False)
    nonce: str = field(default="", repr=False)
    files: tuple[str, ...] = ()

    def drop(self) -> None:
        """Leave nothing of its files."""
        for name in self.files:
            with suppress(OSError):
                store.remove(store.opened_path(name))


@sensitive_variables()
def combined_key(pair: tuple[int, int], first: bytes | None, second: bytes | None) -> bytes | None:
    """The key of two halves; None where one is missing. `first` is that of the lower number."""
    if first is None or second is None:
        return None
    try:
        return combine({pair[0]: first, pair[1]: second}, pair)
    except (ShareFault, ValueError):
        return None


@sensitive_variables()
def open_envelopes(tasks: Sequence[EnvelopeTask], beat: Callable[[], None]) -> Iterator[OpenedEnvelope]:
    """Open each and say what came of it, in their order. Effects: files in the store.

    `beat` is called every few seconds of waiting: a child may take longer than a lease. Raises what it raises,
    StoreFailed, StorageKeyFault.
    """
    groups = [tasks[start : start + AT_ONCE] for start in range(0, len(tasks), AT_ONCE)]
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        waiting = deque(pool.submit(_open_group, group) for group in groups)
        try:
            while waiting:
                yield from _awaited(waiting.popleft(), beat)
        finally:
            for group in waiting:
                group.cancel()


def _awaited(group: Future[list[OpenedEnvelope]], beat: Callable[[], None]) -> list[OpenedEnvelope]:
    while not wait([group], timeout=BEAT_EVERY).done:
        beat()
    return group.result()


@sensitive_variables()
def _open_group(group: Sequence[EnvelopeTask]) -> list[OpenedEnvelope]:
    faults = {task.reading.expected.key: _body_fault(task.reading) for task in group}
    intact = [task for task in group if faults[task.reading.expected.key] is None]
    answers = {task.reading.expected.key: answer for task, answer in zip(intact, _answers(intact), strict=True)}
    return [
        answers.get(task.reading.expected.key) or OpenedEnvelope(task.reading, faults[task.reading.expected.key])
        for task in group
    ]


@sensitive_variables()
def _answers(tasks: Sequence[EnvelopeTask]) -> list[OpenedEnvelope]:
    """All in one child; where that stops, each in its own."""
    if not tasks:
        return []
    try:
        return _in_child(tasks, SEVERAL if len(tasks) > 1 else SINGLE)
    except ChildStopped as stopped:
        if stopped.error in _OF_THE_MACHINE:
            raise StoreFailed from None
        if len(tasks) == 1:
            return [OpenedEnvelope(tasks[0].reading, EnvelopeFault.STOPPED)]
    return [opened for task in tasks for opened in _answers([task])]


@sensitive_variables()
def _in_child(tasks: Sequence[EnvelopeTask], limits: ChildLimits) -> list[OpenedEnvelope]:
    folder = store.root() / store.OPENED
    orders = [
        {
            "header": task.reading.row.header,
            "key": task.key.hex(),
            "body": str(store.envelope_path(task.reading.row.object_name)),
            "folder": str(folder),
            "storage_key": storage_key().hex(),
        }
        for task in tasks
        if task.reading.row is not None
    ]
    reads = (store.root() / store.ENVELOPES,)
    content = run_in_child(open_each, json.dumps(orders).encode(), limits, reads=reads, writes=(folder,))
    return [_opened(task, answer) for task, answer in zip(tasks, json.loads(content), strict=True)]


def _opened(task: EnvelopeTask, answer: dict[str, object]) -> OpenedEnvelope:
    if "broken" in answer:
        return OpenedEnvelope(task.reading, EnvelopeFault.SEAL)
    if "no_payload" in answer:
        return OpenedEnvelope(task.reading, EnvelopeFault.ANSWERS)
    files = answer["files"]
    assert isinstance(files, list)
    return OpenedEnvelope(task.reading, None, str(answer["manifest"]), str(answer["nonce"]), tuple(files))


def _body_fault(reading: EnvelopeReading) -> EnvelopeFault | None:
    """Whether the body is there and is the one of the row, whose hash the log binds."""
    assert reading.row is not None  # the reading has no fault
    try:
        with store.envelope_path(reading.row.object_name).open("rb") as body:
            digest = hashlib.file_digest(body, "sha256").hexdigest()
    except FileNotFoundError:
        return EnvelopeFault.BODY_GONE
    except OSError:
        return EnvelopeFault.BODY_CHANGED
    return None if digest == reading.row.body_sha256 else EnvelopeFault.BODY_CHANGED
