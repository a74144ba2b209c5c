"""Keeps child processes alive and stops them together. Free of Django and of threads."""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.processes import reaper

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY = 60.0  # a child that lived this long starts again without the pause it had earned
SHOWN_LINES = 12
PATIENCE = 11.0  # for web and worker, then for the broker: within 15 s in all
BROKER_PATIENCE = 3.0


@dataclass(slots=True)
class Child:
    """One process to keep alive.

    `quiet`: its lines are kept and shown only when it dies. `last`: it is stopped after the others. `once`: it runs to
    its end and `code` says how it ended.
    """

    name: str
    argv: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    quiet: bool = False
    last: bool = False
    once: bool = False
    code: int | None = None
    process: subprocess.Popen[bytes] | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=SHOWN_LINES))
    rest: bytes = b""
    pause: float = FIRST_PAUSE
    started: float = 0.0
    due: float = 0.0


class Supervisor:
    """Starts the children, starts the dead again, shows their words, and stops them all on SIGTERM or Ctrl-C."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.stopping = False
        self.children: list[Child] = []
        self.folders: list[Path] = []
        self.selector = selectors.DefaultSelector()
        self.reaper = subprocess.Popen(  # noqa: S603 -- our own file
            [sys.executable, "-I", "-S", reaper.__file__], stdin=subprocess.PIPE, start_new_session=True
        )
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, self._ask_to_stop)

    def add(self, child: Child) -> None:
        """Start a child and keep it."""
        self.children.append(child)
        self._spawn(child)

    def drop(self, child: Child) -> None:
        """End a child and forget it."""
        child.once = True
        self._end([child], BROKER_PATIENCE)
        self.children.remove(child)

    def remove_at_end(self, folder: Path) -> None:
        self.folders.append(folder)
        self._tell(str(folder))

    def turn(self, wait: float = 0.2) -> None:
        """Read what the children say, reap the dead, start again those whose pause is over."""
        for key, _ in self.selector.select(wait):
            self._read(key.data)
        for child in self.children:
            if child.process is not None:
                if child.process.poll() is not None:
                    self._reap(child, child.process)
            elif not (self.stopping or child.once) and time.monotonic() >= child.due:
                self._spawn(child)

    def wait_for(self, done: Callable[[], bool], seconds: float) -> bool:
        """Keep turning until `done`, a stop is asked for, or the time is over. Returns whether it was done."""
        until = time.monotonic() + seconds
        while not (ready := done()) and not self.stopping and time.monotonic() < until:
            self.turn(0.1)
        return ready

    def stop(self) -> None:
        """SIGTERM to web and worker, then to the broker; whoever stays is killed by its process group."""
        self.stopping = True
        self._end([child for child in reversed(self.children) if not child.last], PATIENCE)
        self._end([child for child in self.children if child.last], BROKER_PATIENCE)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        if self.reaper.stdin:
            self.reaper.stdin.close()
        self.reaper.wait()

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self, children: Sequence[Child], patience: float) -> None:
        for child in children:
            if child.process is not None:
                child.process.terminate()
        until = time.monotonic() + patience
        while any(child.process for child in children) and time.monotonic() < until:
            self.turn(0.05)
        for child in children:
            if child.process is not None:
                self.say(self._late(child, patience))
                reaper.send(child.process.pid, signal.SIGKILL)
                child.process.wait()
                self._reap(child, child.process)

    def _late(self, child: Child, patience: float) -> str:
        """That a child is killed. A worker that finishes its job first takes too long; that job is claimed anew."""
        if child.name.endswith("worker"):
            return f"The {child.name} was still at a job after {patience:.0f} s and is ended; the job is done again."
        return f"The {child.name} did not stop in {patience:.0f} s and is killed."

    def _spawn(self, child: Child) -> None:
        child.started, child.rest = time.monotonic(), b""
        child.process = subprocess.Popen(  # noqa: S603 -- argv is built in core.processes.serve, not by a user
            child.argv,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | child.env,  # a pipe would hold back what a child says
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            bufsize=0,
        )
        if child.process.stdout:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._tell(f"+{child.process.pid}")

    def _tell(self, line: str) -> None:
        """Keep the reaper's list right. It may have been killed: then nobody watches, and serving goes on."""
        if self.reaper.stdin:
            try:
                self.reaper.stdin.write(f"{line}\n".encode())
                self.reaper.stdin.flush()
            except BrokenPipeError:
                self.reaper.stdin = None

    def _read(self, child: Child) -> None:
        """Take what the child has said so far; at the end of its output stop listening."""
        if child.process is None or child.process.stdout is None:
            return
        while chunk := child.process.stdout.read(65536):
            *lines, child.rest = (child.rest + chunk).split(b"\n")
            for line in lines:
                self._hear(child, line)
        if chunk is not None:  # b"": closed; None: nothing more for now
            self._stop_listening(child, child.process)

    def _hear(self, child: Child, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        child.lines.append(text)
        if not child.quiet:
            self.say(text if child.once else f"[{child.name}] {text}")

    def _stop_listening(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        if child.rest:
            self._hear(child, child.rest)
            child.rest = b""
        if process.stdout is not None:
            self.selector.unregister(process.stdout)
            process.stdout.close()
            process.stdout = None

    def _reap(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        reaper.send(process.pid, signal.SIGKILL)  # what the leader of the group left behind
        self._read(child)
        self._stop_listening(child, process)
        self._tell(f"-{process.pid}")
        child.process, child.code = None, process.returncode
        if child.once or self.stopping:
            return
        now = time.monotonic()
        if now - child.started > STEADY:
            child.pause = FIRST_PAUSE
        how = f"signal {-child.code}" if child.code < 0 else f"exit {child.code}"
        self.say(f"The {child.name} ended ({how}) and starts again in {child.pause:g} s. Its last lines:")
        for line in child.lines:
            self.say(f"    {line}")
        child.lines.clear()
        child.due, child.pause = now + child.pause, min(2 * child.pause, LONGEST_PAUSE)
