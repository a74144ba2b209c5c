"""Weights of the criteria of a lot: what they total, what is short, and how a rest is shared out exactly."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor

from procurement.tenders.sections.content import TenderContent
from procurement.tenders.sections.criteria import CriterionEntry
from scoring.numbers import decimal_text

ALL = Fraction(100)
PLACES = 4
_STEP = Fraction(1, 10**PLACES)


def criteria_of_lot(content: TenderContent, lot: int) -> list[CriterionEntry]:
    """Those that count in a lot, in their order."""
    return [entry for entry in content.criteria.criteria if not entry.lots or lot in entry.lots]


def total(entries: Iterable[CriterionEntry]) -> Fraction:
    """What entries weigh together; one without a weight weighs nothing yet."""
    return sum((entry.weight for entry in entries if entry.weight is not None), start=Fraction(0))


def roots(entries: Iterable[CriterionEntry]) -> list[CriterionEntry]:
    """Those without a parent that have a weight: a pass-or-fail criterion has none."""
    return [entry for entry in entries if not entry.parent and entry.kind != "pass_fail"]


def children(entries: Iterable[CriterionEntry], key: str) -> list[CriterionEntry]:
    """Those below a node that have a weight."""
    return [entry for entry in entries if entry.parent == key and entry.kind != "pass_fail"]


def family_totals(content: TenderContent, lot: int) -> Mapping[str, Fraction]:
    """{family: what its leaves weigh in a lot}."""
    entries = criteria_of_lot(content, lot)
    parents = {entry.parent for entry in entries if entry.parent}
    weights: dict[str, Fraction] = {}
    for entry in entries:
        if entry.key not in parents and entry.weight is not None:
            weights[entry.family] = weights.get(entry.family, Fraction(0)) + entry.weight
    return weights


def number_text(number: Fraction) -> str:
    """A weight in figures, without zeros at its end."""
    return decimal_text(number, PLACES).rstrip("0").rstrip(".")


def shared_out(entries: Sequence[CriterionEntry], to: str = "") -> Mapping[str, Fraction]:
    """{key: weight} with which the roots total 100: all in proportion, or only root `to` takes what is missing.

    What stands below a root follows it in proportion. Empty where there is nothing to share among, or nothing can be
    taken off `to`.
    """
    top = roots(entries)
    parts = [entry.weight or Fraction(0) for entry in top]
    if to:
        rest = ALL - sum(parts)
        wanted = [part + rest if entry.key == to else part for entry, part in zip(top, parts, strict=True)]
        to_all = wanted if to in {entry.key for entry in top} else []
    else:
        to_all = list(share_rest(parts, ALL)) if parts and min(parts) >= 0 else []
    if not to_all or min(to_all) < 0:
        return {}
    weights: dict[str, Fraction] = {}
    for entry, weight in zip(top, to_all, strict=True):
        _follow(entries, entry.key, weight, weights)
    return weights


def _follow(entries: Sequence[CriterionEntry], key: str, weight: Fraction, weights: dict[str, Fraction]) -> None:
    """Write the weight of a node and, in proportion, of what stands below it."""
    if key in weights:
        return  # a circle, or a key twice: the checks say so
    weights[key] = weight
    below = children(entries, key)
    parts = [entry.weight or Fraction(0) for entry in below]
    if below and min(parts) >= 0:
        for entry, part in zip(below, share_rest(parts, weight), strict=True):
            _follow(entries, entry.key, part, weights)


def share_rest(weights: Sequence[Fraction], target: Fraction) -> tuple[Fraction, ...]:
    """The weights in the same proportion, totalling `target` exactly, each with at most four decimal places.

    Equal shares where all are 0. The smallest steps go to those that lost most by rounding, the first ones first. A
    target with more places leaves its rest to the first. Raises ValueError without weights, or for one below 0.
    """
    if not weights or min(weights) < 0 or target < 0:
        raise ValueError("There is nothing to share among.")
    together = sum(weights)
    parts = [target * (weight / together if together else Fraction(1, len(weights))) for weight in weights]
    shares = [floor(part / _STEP) * _STEP for part in parts]
    rest = target - sum(shares)
    by_loss = sorted(range(len(parts)), key=lambda index: shares[index] - parts[index])
    steps = int(rest / _STEP)
    for index in by_loss[:steps]:
        shares[index] += _STEP
    shares[0] += rest - steps * _STEP
    return tuple(shares)
