"""Ends the children of a supervisor that was killed. Standard library only, started by `core.processes.serve`.

The supervisor writes `+pid` when a child starts, `-pid` when it is gone, and the path of each folder to remove. When
the pipe ends, whoever is still listed gets SIGTERM, and SIGKILL 12 s later. Each child leads its own process group, so
its own children go with it.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

PATIENCE = 12.0


def send(group: int, sign: int) -> bool:
    """Send a signal to a process group. Returns whether a process of it was there."""
    try:
        os.killpg(group, sign)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    alive: dict[int, None] = {}
    folders: list[str] = []
    for line in sys.stdin:
        if line[0] == "+":
            alive[int(line[1:])] = None
        elif line[0] == "-":
            alive.pop(int(line[1:]), None)
        else:
            folders.append(line.rstrip("\n"))
    waiting = [group for group in reversed(alive) if send(group, signal.SIGTERM)]
    until = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < until:
        time.sleep(0.1)
        waiting = [group for group in waiting if send(group, 0)]
    for group in waiting:
        send(group, signal.SIGKILL)
    for folder in folders:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
