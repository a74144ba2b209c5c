"""What alone gives another winner: one mark by one level, one price, one bid less. It informs, it never decides.

Computed beside a judgement from the case that was frozen with it, so that nothing has to be stored: a stored annex
keeps its bytes, and a run of any age has its turns. Source: SCORING §10.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import UnknownBid
from scoring.families.value_for_money import RULED
from scoring.numbers import mean, median
from scoring.results import Incomplete, Outcome
from scoring.robustness.annex import Annex
from scoring.robustness.frame import LotFrame, lot
from scoring.robustness.ladders import marks_of
from scoring.robustness.moved import MarkSearch
from scoring.types import CONSENSUS, Case

# Where a move asks for the figures of all bids, at most so many are computed, for the best placed bids' marks first.
FIGURES = 250_000


@dataclass(frozen=True, slots=True)
class MarkTurn:
    """One mark of the panel, moved by one level of its scale, that alone gives another winner.

    `evaluator` whose mark it is: "consensus" for an agreed one, "" for one set by a ruling. `winner` None: then nobody
    is first without a further decision. `excludes`: the move takes its bid below a published minimum. `marked_by`: who
    had marked it `to` before the panel agreed.
    """

    leaf: str
    bid: str
    evaluator: str
    mark: Fraction
    to: Fraction
    winner: str | None
    excludes: bool = False
    marked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkTurns:
    """Every such move, by bid in the order of the ranking, then as published. `tried` of `moves` were looked at."""

    moves: int
    tried: int
    turns: tuple[MarkTurn, ...]


@dataclass(frozen=True, slots=True)
class PriceTurn:
    """At `to`, which is `less` (`share` of its price, 0..1) below what it asks, `bid` is first, all else equal."""

    bid: str
    now: Fraction
    to: Fraction

    @property
    def less(self) -> Fraction:
        """How much less, in the tender's currency and basis."""
        return self.now - self.to

    @property
    def share(self) -> Fraction:
        """How much less, as a share 0..1 of what it asks."""
        return self.less / self.now


@dataclass(frozen=True, slots=True)
class WithoutBid:
    """The judgement without one bid: `order` by place, empty where something would then have to be decided first.

    `stay`: how many places, counted from the first, keep their bid.
    """

    left: str
    winner: str | None
    order: tuple[str, ...]
    stay: int


# --- marks ---


@dataclass(frozen=True, slots=True)
class _Move:
    leaf: str
    bid: str
    evaluator: str
    mark: Fraction
    to: Fraction
    value: Fraction  # the panel's, after the move


def mark_turns(case: Case, evaluation: Outcome) -> MarkTurns:
    """Every move of one mark by one level, up or down, of any bid that was marked, that alone gives another winner.

    Exact: what each move gives is what `evaluate` gives with that mark. Raises BadParameter where the judgement is not
    that of the case.
    """
    judged = lot(case, evaluation)
    moves = list(_moves(judged))
    search = MarkSearch(judged)
    tried = moves if search.separate else moves[: max(FIGURES // max(len(judged.bids), 1), 1)]
    turns = []
    for move in tried:
        after = search.after(move.leaf, move.bid, move.value)
        if after.winner != evaluation.winner:
            by = _marked_by(judged, move)
            turns.append(
                MarkTurn(move.leaf, move.bid, move.evaluator, move.mark, move.to, after.winner, after.excludes, by)
            )
    return MarkTurns(len(moves), len(tried), tuple(turns))


def _moves(judged: LotFrame) -> Iterator[_Move]:
    scored = judged.judged.quality.scored
    ranked = [*judged.order, *(bid for bid in scored if bid not in judged.order)]
    leaves = [leaf for leaf in judged.spec.leaves if leaf.input == "mark"]
    scales = judged.judged.view.scales
    for bid in ranked:
        for leaf in leaves:
            levels = [level.value for level in scales[str(leaf.scale)].levels]
            marks = marks_of(judged, bid, leaf.id)
            for evaluator, mark in marks.items():
                at = levels.index(mark)
                for to in (*levels[max(at - 1, 0) : at], *levels[at + 1 : at + 2]):
                    value = _panel(judged.spec.panel_method, {**marks, evaluator: to})
                    yield _Move(leaf.id, bid, evaluator, mark, to, value)


def _panel(method: str, marks: Mapping[str, Fraction]) -> Fraction:
    """The panel's value of a cell."""
    return median(marks.values()) if method == "median" else mean(marks.values())


def _marked_by(judged: LotFrame, move: _Move) -> tuple[str, ...]:
    """Who had marked the cell so before the panel agreed."""
    column = judged.judged.view.marks.get(move.leaf)
    if column is None or move.evaluator not in {CONSENSUS, RULED}:
        return ()
    row = judged.judged.view.at[move.bid] * len(column.evaluators)
    return tuple(
        name
        for seat, name in enumerate(column.evaluators)
        if name != CONSENSUS and column.values[row + seat] == move.to * column.denominator
    )


# --- prices ---


def price_turns(annex: Annex) -> tuple[PriceTurn, ...]:
    """The challengers that a lower price alone makes first, the smallest share of its price first.

    Those that the annex looked at (its `covers`); one that no price helps is left out.
    """
    turns = [PriceTurn(flip.bid, flip.now, flip.price) for flip in annex.prices if flip.price is not None and flip.now]
    return tuple(sorted(turns, key=lambda turn: turn.share))


# --- bids ---


def without_each(case: Case, evaluation: Outcome, bids: Sequence[str]) -> tuple[WithoutBid, ...]:
    """The judgement without each of `bids`, as if it had never been made, in the order in which they are named.

    For bids about which something is still to be decided. Raises BadParameter where the judgement is not that of the
    case, UnknownBid where a bid is not in it.
    """
    judged = lot(case, evaluation)
    known = judged.judged.view.bids
    for bid in bids:
        if bid not in known:
            raise UnknownBid("without", bid=bid)
    return tuple(_without(judged, bid) for bid in bids)


def _without(judged: LotFrame, bid: str) -> WithoutBid:
    result = judged.judged.again(without=[bid])
    if isinstance(result, Incomplete):
        return WithoutBid(bid, None, (), 0)
    order = tuple(place.bid for place in result.order)
    stay = 0
    for before, after in zip(judged.order, order, strict=False):
        if before != after:
            break
        stay += 1
    return WithoutBid(bid, result.winner, order, stay)
