"""What the child of `core/child.py` runs: limits first, then the imports, then no file and no network, then the bytes.

Run by its path with `python -I`, so it imports nothing of this project but the function that it is told to call.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

RESULT, ERROR = b"r", b"e"
TOO_LONG = "AnswerTooLong"
PR_SET_PDEATHSIG = 1  # of linux/prctl.h: the signal that a process gets when its parent ends
PR_SET_DUMPABLE = 4  # with 0 no image of its memory is written or read (core/processes/dumps.py)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_OPENS = "open"  # Python's own name of the event
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.system",
    "urllib.",
    "ftplib.",
    "smtplib.",
)


def main(order: dict[str, Any]) -> None:
    """Write one message to where standard output was: RESULT and the answer, or ERROR and the name of an exception."""
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries talk
    sys.dont_write_bytecode = True
    die_with(order["parent"])
    limit(order["limits"])
    message = ERROR + b"MemoryError"
    with suppress(MemoryError):
        message = work(order)
    with os.fdopen(answer, "wb") as pipe:
        pipe.write(message)


def work(order: dict[str, Any]) -> bytes:
    try:
        sys.path[:] = [*sys.path, *(entry for entry in order["path"] if entry not in sys.path)]
        module = importlib.import_module(order["module"])
        getattr(module, "warm_up", lambda: None)()
        readable = (sys.prefix, sys.base_prefix, module.__file__ or "", *order["reads"])
        sys.addaudithook(guard(readable, tuple(order["writes"])))
        result: bytes = getattr(module, order["function"])(sys.stdin.buffer.read())
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 -- the parent decides what it means
        return ERROR + type(error).__name__.encode()
    return RESULT + result if len(result) <= order["limits"]["answer"] else ERROR + TOO_LONG.encode()


def die_with(parent: int) -> None:
    """Have the kernel end this process with its parent, whose SIGKILL leaves nobody to do so. On Linux alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel knew
            os._exit(0)


def limit(limits: dict[str, int]) -> None:
    """The kernel ends the process: SIGXCPU at the limit, SIGKILL a second later; no larger file, no core file."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"], limits["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["descriptors"], limits["descriptors"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file"], limits["file"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def guard(readable: tuple[str, ...], writable: tuple[str, ...] = ()) -> Any:
    """An audit hook: no socket, no name lookup, no process, no writing, no reading outside interpreter and module.

    Except in the folders that were named. It holds for Python code; a library's native code passes it by, which the
    limits bound.
    """
    roots = tuple(os.path.realpath(root) for root in (*readable, *writable) if root)
    folders = tuple(os.path.realpath(folder) for folder in writable)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(event)
        if event == _OPENS and not may_open(arguments, roots, folders):
            raise PermissionError(event)

    return hook


def may_open(arguments: tuple[Any, ...], roots: tuple[str, ...], folders: tuple[str, ...] = ()) -> bool:
    path, _, flags = arguments
    if isinstance(path, int):
        return True
    real = os.path.realpath(os.fsdecode(path))
    allowed = folders if flags & _WRITING else roots
    return any(real == root or real.startswith(root + os.sep) for root in allowed)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
