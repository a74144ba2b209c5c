"""Judge a recorded evaluation again and name every difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring import codec, digest, robustness
from scoring.errors import BadParameter
from scoring.judging import evaluate
from scoring.results import Incomplete
from scoring.types import VERSION

PARTS = ("version", "case", "result", "digests")
_MISSING = "nothing"
# What names an item of a list, so that a difference says which bid and which criterion.
_NAMES = ("leaf", "bid", "id", "code")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two records differ: what was stored and what is now, as text."""

    where: str
    stored: str
    now: str

    def __str__(self) -> str:
        return f"{self.where}: stored {self.stored}, now {self.now}"


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer: no difference means the award was recomputed to the byte."""

    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def first(self) -> Difference | None:
        """The first difference, if there is one."""
        return self.differences[0] if self.differences else None


def replay(stored: object) -> Replay:
    """Judge the case of an evaluation.json again and compare case, result and fingerprints.

    Raises BadParameter, FloatRefused or another ScoringError where the record cannot be read or judged.
    """
    if not isinstance(stored, dict):
        raise BadParameter("evaluation.json", why="an object is needed")
    codec.known_keys(stored, PARTS, "evaluation.json")
    if stored.get("version") != VERSION:
        raise BadParameter("version", why=f"{stored.get('version')!r} is not {VERSION}")
    case = codec.case_from_json(stored.get("case"))
    now = digest.record(case, evaluate(case))
    parts = {part: stored.get(part) for part in now}
    return Replay(tuple(differences(parts, now)))


def replay_annex(stored: object, annex: object) -> Replay:
    """Compute the annex of an evaluation.json again, with its own seed and draws, and compare. Needs numpy.

    Raises as `replay`, and BadParameter where the annex is none.
    """
    record = stored if isinstance(stored, dict) else {}
    case = codec.case_from_json(record.get("case"))
    stored_annex = robustness.from_json(annex)
    judged = evaluate(case)
    if isinstance(judged, Incomplete):
        raise BadParameter("evaluation.json", why="the evaluation is not complete, so it has no annex")
    now = robustness.to_json(robustness.robustness(case, judged, seed=stored_annex.seed, draws=stored_annex.draws))
    return Replay(tuple(differences(annex, now, "annex")))


def differences(stored: Any, now: Any, where: str = "") -> Iterator[Difference]:
    """Every leaf of two JSON values that differs, in the order of keys and items."""
    if isinstance(stored, Mapping) and isinstance(now, Mapping):
        for key in sorted({*stored, *now}):
            yield from differences(stored.get(key, _MISSING), now.get(key, _MISSING), f"{where}/{key}".lstrip("/"))
    elif isinstance(stored, list) and isinstance(now, list):
        for index in range(max(len(stored), len(now))):
            held = [items[index] if index < len(items) else _MISSING for items in (stored, now)]
            yield from differences(held[0], held[1], f"{where}/{_name(held, index)}")
    elif stored != now or type(stored) is not type(now):
        yield Difference(where, str(stored), str(now))


def _name(items: list[Any], index: int) -> str:
    for item in items:
        for key in _NAMES:
            if isinstance(item, Mapping) and item.get(key):
                return str(item[key])
    return str(index)
