"""One bounded process per file of a stranger: a function of ours gets its bytes, without Django, database or network.

The child is a fresh interpreter with an empty environment. It limits itself before it reads a byte
(`core/child_main.py`); the parent waits no longer than `wall` and then kills its group. A function that reads and
writes files of its own, such as the one that seals bids, names their folders. Source: EVIDENCE §3.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from core import child_main

MEBIBYTE = 1024 * 1024


class StopReason(StrEnum):
    """Why a child gave no answer."""

    TIME = "time"
    MEMORY = "memory"
    ANSWER = "answer"  # longer than its limit
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Seconds of computing, seconds on the clock, bytes of address space, bytes of the answer, open descriptors.

    `file`: bytes of the largest file that it writes. A child writes no file at all, unless it may in some folder.
    """

    cpu: int = 8
    wall: float = 20.0
    memory: int = 1024 * MEBIBYTE
    answer: int = 16 * MEBIBYTE
    descriptors: int = 64
    file: int = 0


LIMITS = ChildLimits()


class ChildStopped(Exception):
    """The child gave no answer. `reason` says why; `error` is the name of an exception, never a library's own text."""

    def __init__(self, reason: StopReason, error: str = "") -> None:
        self.reason, self.error = reason, error
        super().__init__(f"{reason} {error}".strip())


def run_in_child(
    function: Callable[[bytes], bytes],
    content: bytes,
    limits: ChildLimits = LIMITS,
    *,
    reads: tuple[Path, ...] = (),
    writes: tuple[Path, ...] = (),
) -> bytes:
    """What `function` makes of `content`, in a process of its own. Raises ChildStopped.

    The function is found again by its name; its module imports no Django. If the module has a `warm_up`, that runs
    before the child refuses to open files. Nothing of the content is in the arguments or the environment. `reads` and
    `writes` are folders in which it may open files, for reading or for both.
    """
    order = {
        "module": function.__module__,
        "function": function.__qualname__,
        "path": [entry for entry in sys.path if Path(entry).is_absolute()],
        "parent": os.getpid(),
        "limits": asdict(limits),
        "reads": [str(folder) for folder in reads],
        "writes": [str(folder) for folder in writes],
    }
    process = subprocess.Popen(  # noqa: S603 -- our own file
        [sys.executable, "-I", child_main.__file__, json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    )
    try:
        message, _ = process.communicate(content, timeout=limits.wall)
    except subprocess.TimeoutExpired:
        raise ChildStopped(StopReason.TIME) from None
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return _answer(message, process.returncode)


def _answer(message: bytes, status: int) -> bytes:
    if message[:1] == child_main.RESULT:
        return message[1:]
    if message[:1] == child_main.ERROR:
        error = message[1:].decode()
        reasons = {"MemoryError": StopReason.MEMORY, child_main.TOO_LONG: StopReason.ANSWER}
        raise ChildStopped(reasons.get(error, StopReason.FAILED), error)
    # Killed by the kernel: SIGXCPU at the limit of computing, SIGKILL a second later or for lack of memory.
    raise ChildStopped(StopReason.TIME if status == -signal.SIGXCPU else StopReason.FAILED)
