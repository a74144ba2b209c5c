"""Contestants alternate within a round, round 0 is dropped, ratios are taken per round and their median is printed.

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
from pathlib import Path
from types import ModuleType

import pytest

ROUNDS = 5
NOISY = 1.6
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
    """Seconds per call and round; each contestant is called `repeat` times in a row within a round."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, call in contestants.items():
            gc.collect()
            start = clock()
            for _ in range(repeat):
                call()
            if number:
                taken[name].append((clock() - start) / repeat)
    return taken


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
