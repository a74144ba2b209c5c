"""Contestants alternate within a round, round 0 is dropped, ratios are taken per round and their median is printed.

A round of several calls has slices in which the contestants alternate; the fastest slice of each counts, so that what
else runs on the machine meets both or neither. A goal in milliseconds is one of a quiet machine: `judge_quiet` measures
beside a fixed piece of work and says what the call would take where that takes its usual time.

CPU time of this process and its children, unless said otherwise. A miss fails only when the best round misses too; times
whose ratios lie more than 1.6 apart are taken once more, then called noisy and not judged.
"""

import gc
import importlib
import json
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

ROUNDS = 5
SLICES = 5
NOISY = 1.6
QUIET_STEPS = 394
QUIET_MS = 1.0  # of CPU that `quiet_work` takes on two cores that do nothing else
RESULTS: list["Line"] = []
FILE = Path("bench.json")


@dataclass(frozen=True, slots=True)
class Line:
    """What one comparison came to."""

    file: str
    name: str
    ratio: float
    low: float
    high: float
    goal: float
    at_most: bool
    verdict: str
    note: str = ""

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        spread = f"{self.low:.3g}-{self.high:.3g}"
        return f"{self.file:<9}{self.name:<58}{self.ratio:>9.3g}  ({spread})  goal {sign} {self.goal:g}: {self.verdict}  {self.note}"


def peer(name: str) -> ModuleType:
    """A library to compare with; the test is skipped by its name where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {name}")
        pytest.skip(f"{name} is not installed")


def cpu() -> float:
    """Seconds of CPU used by this process and its finished children."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def times(
    contestants: Mapping[str, Callable[[], object]],
    *,
    rounds: int = ROUNDS,
    repeat: int = 1,
    clock: Callable[[], float] = cpu,
) -> dict[str, list[float]]:
    """Seconds per call and round: of the fastest slice, each contestant being called `repeat` times within a round."""
    slices = min(SLICES, repeat)
    calls = -(-repeat // slices)
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        fastest = dict.fromkeys(contestants, float("inf"))
        for _ in range(slices):
            for name, call in contestants.items():
                fastest[name] = min(fastest[name], _slice(call, calls, clock))
        if number:
            for name, seconds in fastest.items():
                taken[name].append(seconds)
    return taken


def _slice(call: Callable[[], object], calls: int, clock: Callable[[], float]) -> float:
    """Seconds per call of this many in a row."""
    gc.collect()
    start = clock()
    for _ in range(calls):
        call()
    return (clock() - start) / calls


def compare(
    file: str,
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    goal: float,
    at_most: bool = True,
    rounds: int = ROUNDS,
    repeat: int = 1,
    clock: Callable[[], float] = cpu,
) -> Line:
    """Ours divided by the peer; a line is printed, kept for bench.json, and a clear miss fails the test."""
    for _ in range(2):
        taken = times({"ours": ours, "peer": peer}, rounds=rounds, repeat=repeat, clock=clock)
        ratios = [mine / theirs for mine, theirs in zip(taken["ours"], taken["peer"], strict=True)]
        if max(ratios) / min(ratios) <= NOISY:
            break
    note = f"{statistics.median(taken['ours']) * 1000:.3g} ms against {statistics.median(taken['peer']) * 1000:.3g} ms"
    return judge(file, name, ratios, goal=goal, at_most=at_most, note=note)


def quiet_work() -> int:
    """A fixed piece of work of the kind that rules and judgements do: fractions, texts, tuples in a dictionary."""
    seen: dict[tuple[str, int], Fraction] = {}
    for number in range(1, QUIET_STEPS):
        parts = f"The supplier describes interface {number} in a document.".split()
        key = (parts[number % len(parts)].casefold(), number % 7)
        seen[key] = seen.get(key, Fraction(0)) + Fraction(number, 1 + number % 9)
    return len(seen)


def judge_quiet(file: str, name: str, call: Callable[[], object], *, goal: float, repeat: int = 20) -> Line:
    """Milliseconds of CPU of a quiet machine that a call takes; `goal`: the most. Paired with `quiet_work`."""
    taken = times({"ours": call, "quiet": quiet_work}, repeat=repeat)
    figures = [QUIET_MS * ours / quiet for ours, quiet in zip(taken["ours"], taken["quiet"], strict=True)]
    slower = min(taken["quiet"]) * 1000 / QUIET_MS
    note = f"{min(taken['ours']) * 1000:.3g} ms here, now {slower:.2f} of a quiet machine's time"
    return judge(file, name, figures, goal=goal, note=note)


def judge(file: str, name: str, figures: list[float], *, goal: float, at_most: bool = True, note: str = "") -> Line:
    """Figures of several rounds against their goal."""
    low, high = min(figures), max(figures)
    middle = statistics.median(figures)
    met = middle <= goal if at_most else middle >= goal
    best_met = low <= goal if at_most else high >= goal
    noisy = len(figures) > 1 and high / low > NOISY
    verdict = "met" if met else "noisy, no verdict" if noisy else "MISSED"
    line = Line(file, name, middle, low, high, goal, at_most, verdict, note)
    RESULTS.append(line)
    print(line)
    FILE.write_text(json.dumps([asdict(result) for result in RESULTS], indent=1, ensure_ascii=False) + "\n")
    assert met or noisy or best_met, str(line)
    return line


def print_figure(file: str, name: str, value: str) -> None:
    """A figure without a goal: printed for whoever reads."""
    print(f"{file:<9}{name:<58}{value:>9}")


def wall() -> float:
    """The clock for what waits: queues, servers."""
    return time.perf_counter()
