"""Order and ties: equal stated figures are parted by the published chain, step by step, each place keeping its keys."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from hashlib import sha256
from itertools import groupby

from scoring.results import Gap, Place, TieStep
from scoring.types import BidFacts, Case
from scoring.view import Blocked

RULES = ("lower_price", "earlier_submission", "small_supplier", "draw")
_ROUGH = 64  # bits behind the point
_GROUP = re.compile(r"higher_group\((.+)\)")

Key = tuple[int | Fraction | str, str]  # what sorts (lowest first), and how it is written


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw is made from: the recorded seed, the id of the lot, and whether the seed had been committed to.

    Every draw whose seed's fingerprint was published is `draw@v1`: bound to tender, lot and bid, so that one seed gives
    each lot an order of its own. Without a fingerprint stand only records from before, which keep the draw of old.
    """

    seed: str | None
    lot: str = ""
    committed: bool = False

    def key(self, bid: str) -> str | None:
        """What sorts a bid in the draw, lowest first; None without a seed. Source: SCORING §7."""
        if self.seed is None:
            return None
        if not self.committed:
            return sha256((self.seed + bid).encode()).hexdigest()
        tender, _, lot = self.lot.rpartition(" / ")  # a lot's id is "tender / lot"
        return sha256(f"draw@v1\0{self.seed}\0{tender}\0{lot}\0{bid}".encode()).hexdigest()


def draw_of(case: Case) -> Draw:
    """The draw that may part equal bids of a case."""
    return Draw(case.facts.draw_seed, case.spec.id, bool(case.spec.seed_sha256))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the chain may ask for: bids, prices on the tender's basis, points by group or leaf, and the draw."""

    bids: Mapping[str, BidFacts]
    prices: Mapping[str, Fraction]
    points: Mapping[str, Mapping[str, Fraction]]
    draw: Draw


def group_of(rule: str) -> str | None:
    """The group or leaf that `higher_group(id)` names; None for any other rule."""
    named = _GROUP.fullmatch(rule)
    return named.group(1) if named else None


def order(figures: Mapping[str, Fraction], best: str, chain: Sequence[str], standing: Standing) -> tuple[Place, ...]:
    """Places 1, 2, 3 … by figure, the best (high or low) first; ties by the chain.

    Raises Blocked with a gap unresolved_tie where a key is not recorded or the chain ends before the tie does.
    """
    sign = -1 if best == "high" else 1
    ranked = sorted(figures, key=lambda bid: (*_rough_and_exact(sign * figures[bid]), bid))
    places: list[Place] = []
    for figure, level in groupby(ranked, key=lambda bid: figures[bid]):
        for bid, path in _parted(list(level), chain, standing):
            places.append(Place(len(places) + 1, bid, figure, path))
    return tuple(places)


def _rough_and_exact(figure: Fraction) -> tuple[int, Fraction]:
    """A key in the order of the figures. Its whole number parts almost all of them: Fractions compare slowly."""
    return (figure.numerator << _ROUGH) // figure.denominator, figure


def _parted(
    level: list[str], chain: Sequence[str], standing: Standing, path: tuple[tuple[TieStep, ...], ...] = ()
) -> list[tuple[str, tuple[TieStep, ...]]]:
    """The level bids in order, each with the steps that put it there."""
    paths = path or ((),) * len(level)
    if len(level) == 1:
        return [(level[0], paths[0])]
    if not chain:
        raise Blocked(Gap(bid, "", "unresolved_tie", "chain_ended") for bid in level)
    rule, rest = chain[0], chain[1:]
    key_of = {bid: _key(rule, bid, standing) for bid in level}
    missing = [bid for bid, key in key_of.items() if key is None]
    if missing:
        raise Blocked(Gap(bid, "", "unresolved_tie", rule) for bid in missing)
    keys = {bid: key for bid, key in key_of.items() if key is not None}
    so_far = dict(zip(level, paths, strict=True))
    sort: Callable[[str], tuple[int | Fraction | str, str]] = lambda bid: (keys[bid][0], bid)  # noqa: E731
    parted: list[tuple[str, tuple[TieStep, ...]]] = []
    for _, same in groupby(sorted(level, key=sort), key=lambda bid: keys[bid][0]):
        still = list(same)
        steps = tuple(
            (*so_far[bid], TieStep(rule, keys[bid][1], tuple(other for other in still if other != bid)))
            for bid in still
        )
        parted += _parted(still, rest, standing, steps)
    return parted


def _key(rule: str, bid: str, standing: Standing) -> Key | None:
    """A bid's key under a rule, lowest first; None where it is not recorded."""
    group = group_of(rule)
    if group is not None:
        points = standing.points[group][bid]
        return -points, str(points)
    if rule == "lower_price":
        return standing.prices[bid], str(standing.prices[bid])
    if rule == "earlier_submission":
        at = standing.bids[bid].submitted_at
        text = "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return (text, text) if text else None
    if rule == "small_supplier":
        small = standing.bids[bid].small
        return None if small is None else (0 if small else 1, "yes" if small else "no")
    drawn = standing.draw.key(bid)
    return None if drawn is None else (drawn, drawn)
