"""Judge a recorded evaluation again and name every difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring import codec, digest, price, robustness, thresholds
from scoring.errors import BadParameter
from scoring.judging import evaluate
from scoring.results import Incomplete, Outcome
from scoring.types import VERSION, Case

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
    digests = stored.get("digests")
    result_sha = digests.get("result") if isinstance(digests, dict) else None
    now = digest.record(case, as_recorded(case, evaluate(case), result_sha))
    parts = {part: stored.get(part) for part in now}
    return Replay(tuple(differences(parts, now)))


def as_recorded(case: Case, result: codec.Result, result_sha: object) -> codec.Result:
    """The result in the form whose fingerprint was recorded: as it is now, or with the cautions of its day.

    Until cautions read parameters, rounding and curves, too, some were not given. Nothing else of a result has forms:
    who stands where, and with what figure, replays to the byte or differs.
    """
    if isinstance(result, Incomplete) or digest.digest("result", codec.result_to_json(result)) == result_sha:
        return result
    first = _with_first_cautions(case, result)
    return first if digest.digest("result", codec.result_to_json(first)) == result_sha else result


def _with_first_cautions(case: Case, result: Outcome) -> Outcome:
    """The result with the cautions that read the formula alone, scaling, and for one bid curves."""
    formula = price.formula(case.spec.price_formula, "price_formula")
    alone = formula.reads_rivals or case.spec.scaling == "best" or bool(thresholds.depends_on_rivals(case.spec))
    known = {"order_depends_on_rivals": formula.rivals_reorder, "no_information": alone}
    return replace(result, cautions=tuple(caution for caution in result.cautions if known.get(caution.code, True)))


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
            pair = [items[index] if index < len(items) else _MISSING for items in (stored, now)]
            yield from differences(pair[0], pair[1], f"{where}/{_name(pair, index)}")
    elif stored != now or type(stored) is not type(now):
        yield Difference(where, str(stored), str(now))


def _name(items: list[Any], index: int) -> str:
    for item in items:
        for key in _NAMES:
            if isinstance(item, Mapping) and item.get(key):
                return str(item[key])
    return str(index)
