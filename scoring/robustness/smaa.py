"""SMAA-2 in exact integers: how often each bid takes each place under drawn weights or marks.

Weights are integers of about 2^20 together, made from raw PCG64 words, so that the same seed gives the same bytes with
any numpy. All sums stay below 2^53, which float64 holds exactly in any order (else Python ints are used). Draws stand
on the first axis. Rows that tie share their places evenly. Source: SCORING §10, PERFORMANCE §2.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

BITS = 20
UNIT = 2**BITS
EXACT = 2**53
# Above so many bids only the first places are told apart.
MANY, FIRST = 200, 10
# So many numbers are computed at a time: they fit a cache.
_BLOCK = 2**18
WINNERS_AT_A_TIME = 100  # at least; for few bids as many draws as make HELD numbers
CACHED = 400_000

Array = Any  # numpy is imported where it is used; the judge runs without it
Weights = Callable[[int], Array]  # number of draws -> integer weights, draws x criteria


@dataclass(frozen=True, slots=True)
class Counted:
    """`places[c][bid, place]`: draws in which a bid shared that place and c - 1 more with c - 1 others.

    `central[c]` sums, by bid, the weights of the draws in which it was first among c; zeros where none are drawn.
    """

    draws: int
    places: Mapping[int, Array]
    central: Mapping[int, Array]

    def share(self, bid: int, place: int) -> Fraction:
        """The share of the draws in which the bid takes the place; the last column holds all lower places."""
        weight = sum((Fraction(int(counts[bid, place]), c) for c, counts in self.places.items()), Fraction(0))
        return weight / self.draws


# --- raw words ---


class DrawWords:
    """Uniform integers 0 .. 2^20 - 1: the 20 highest bits of PCG64's raw words."""

    def __init__(self, seed: int, stream: int) -> None:
        from numpy.random import PCG64

        self._source = PCG64([seed, stream])

    def take(self, rows: int, columns: int) -> Array:
        """`rows` x `columns` integers, in float64."""
        import numpy as np

        draws = self._source.random_raw(rows * columns)
        return (draws >> np.uint64(64 - BITS)).astype(np.float64).reshape(rows, columns)

    def thirds(self, count: int) -> Array:
        """`count` of 0, 1 and 2, four from each word."""
        import numpy as np

        draws = self._source.random_raw(-(-count // 4)).astype("<u8").view("<u2")[:count]
        return ((draws.astype(np.uint32) * 3) >> 16).astype(np.int8)


def free(draw_words: DrawWords, criteria: int) -> Weights:
    """Every weighting is equally likely: Dirichlet(1), the gaps between sorted words. They sum to 2^20."""
    import numpy as np

    def draw(count: int) -> Array:
        cuts = np.empty((count, criteria + 1))
        cuts[:, 0], cuts[:, -1] = 0, UNIT
        inner = draw_words.take(count, criteria - 1)
        inner.sort(axis=1)
        cuts[:, 1:-1] = inner
        return np.diff(cuts, axis=1)

    return draw


def around(draw_words: DrawWords, base: Sequence[int], reach: Sequence[int]) -> Weights:
    """Each weight drawn evenly from base - reach .. base + reach, never below 0. Both in 2^20 of the total."""
    import numpy as np

    middle, most = np.array(base, dtype=np.float64), np.array(reach, dtype=np.float64)

    def draw(count: int) -> Array:
        # Below 2^20 * 2^21: each step is exact; the floor makes the weight whole again.
        turns = 2 * draw_words.take(count, len(base)) - (UNIT - 1)
        return np.maximum(np.floor(turns * most / UNIT) + middle, 0)

    return draw


# --- ranks ---


def bits_for(bids: int) -> int:
    """How many bits name a bid."""
    return max(bids - 1, 1).bit_length()


def most_for(bids: int, heaviest: int = 2 * UNIT) -> int:
    """The largest value that keeps every rank key of so many bids below 2^53, for weights of `heaviest` together."""
    return (EXACT - 1) // (heaviest << bits_for(bids)) - 1


def ranks(values: Sequence[Sequence[int]], weights: Weights, draws: int) -> Counted:
    """Places of the rows of `values` (bids x criteria, integers) over `draws` weightings.

    More than 200 rows: places 1 to 10, then "lower" in the last column.
    """
    import numpy as np

    bids, bits = len(values), bits_for(len(values))
    matrix, fits = _matrix(values)
    keyed = np.ascontiguousarray(-(matrix.T * (1 << bits)))
    names = np.arange(bids, dtype=np.float64)
    counter = _Counter(bids, len(values[0]))
    for count in _blocks(draws, bids):
        drawn = weights(count)
        exact = fits and _bound(values, int(drawn.sum(axis=1).max())) << bits < EXACT
        if exact:
            keys = keys_of(drawn, keyed, names)
        else:
            keys = -(drawn.astype(np.int64).astype(object) @ np.array(values, dtype=object).T) * (1 << bits)
            keys += np.arange(bids).astype(object)
        counter.add(keys, bits, drawn)
    return counter.counted(draws)


def keys_of(drawn: Array, keyed: Array, names: Array) -> Array:
    """Rank keys, draws x bids: -score * 2^bits + the bid's number, so that sorting them is ranking.

    `keyed` (criteria x bids) holds -value * 2^bits. The caller keeps every sum below 2^53.
    """
    keys = drawn @ keyed
    keys += names
    return keys


def _matrix(values: Sequence[Sequence[int]]) -> tuple[Array, bool]:
    """The values in float64, and whether each is held exactly there."""
    import numpy as np

    most = max(abs(value) for row in values for value in row)
    return np.array(values, dtype=np.float64), most < EXACT


def _bound(values: Sequence[Sequence[int]], heaviest: int) -> int:
    """No partial sum, in any order, is larger: the weights of a draw times the largest value, and room for a name."""
    return (max(max(map(abs, row)) for row in values) + 1) * heaviest


def _blocks(draws: int, bids: int) -> Iterator[int]:
    size = max(_BLOCK // bids, 1)
    while draws > 0:
        yield min(size, draws)
        draws -= size


class _Counter:
    """Adds up places from rank keys: a row's key is -score * 2^bits + its number, so that sorted keys are an order."""

    def __init__(self, bids: int, criteria: int) -> None:
        import numpy as np

        self.bids = bids
        self.shown = bids if bids <= MANY else FIRST
        self.width = self.shown + (bids > MANY)
        self.criteria = criteria
        self.places: dict[int, Array] = {1: np.zeros((bids, self.width), dtype=np.int64)}
        self.central: dict[int, Array] = {1: np.zeros((bids, criteria), dtype=np.int64)}
        self.first = 0

    def add(self, keys: Array, bits: int, drawn: Array | None) -> None:
        """Count one block of draws; `drawn` are its weights."""
        import numpy as np

        ranked = min(self.shown + 1, self.bids)
        if ranked < self.bids:
            top = np.partition(keys, ranked - 1, axis=1)[:, :ranked]
            top.sort(axis=1)
        else:
            top = np.sort(keys, axis=1)
        top = top if top.dtype == object else top.astype(np.int64)
        tied = ((top[:, 1:] >> bits) == (top[:, :-1] >> bits)).any(axis=1)
        alone = ~tied if tied.any() else slice(None)
        order = (top[alone] & ((1 << bits) - 1)).astype(np.int64)
        for place in range(self.shown):
            self.places[1][:, place] += np.bincount(order[:, place], minlength=self.bids)
        if self.width > self.shown:
            self.places[1][:, -1] += len(order)
            self.places[1][:, -1] -= np.bincount(order[:, : self.shown].ravel(), minlength=self.bids)
        if drawn is not None:
            self._first(1, order[:, 0], drawn[alone])
        if tied.any():
            every_place = np.sort(keys[tied], axis=1)
            every_place = every_place if every_place.dtype == object else every_place.astype(np.int64)
            self._shared(every_place, bits, None if drawn is None else drawn[tied])

    def _first(self, shared: int, winners: Array, drawn: Array) -> None:
        import numpy as np

        sums = self.central.setdefault(shared, np.zeros((self.bids, self.criteria), dtype=np.int64))
        for winner in np.unique(winners):
            sums[winner] += drawn[winners == winner].sum(axis=0).astype(np.int64)

    def _shared(self, keys: Array, bits: int, drawn: Array | None) -> None:
        """Rows in which some bids tie: runs of equal scores share the places they fill."""
        import numpy as np

        scores, order = keys >> bits, (keys & ((1 << bits) - 1)).astype(np.int64).ravel()
        starts_run = np.ones(keys.shape, dtype=bool)
        starts_run[:, 1:] = scores[:, 1:] != scores[:, :-1]
        starts = np.flatnonzero(starts_run)
        lengths = np.diff(np.append(starts, keys.size))
        for length in map(int, np.unique(lengths)):
            runs = starts[lengths == length]
            counts = self.places.setdefault(length, np.zeros((self.bids, self.width), dtype=np.int64))
            for member in range(length):
                for filled in range(length):
                    place = np.minimum(runs % self.bids + filled, self.width - 1)
                    cells = order[runs + member] * self.width + place
                    counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
                if drawn is not None:
                    firsts = runs[runs % self.bids == 0]
                    self._first(length, order[firsts + member], drawn[firsts // self.bids])

    def counted(self, draws: int) -> Counted:
        """What was counted, after all draws."""
        return Counted(draws, self.places, self.central)


def marks(
    base: Sequence[int], moves: Sequence[Sequence[tuple[int, int, int]]], draw_words: DrawWords, draws: int
) -> Counted:
    """Places where each mark is one level lower, as it is or higher, each as often.

    `base[bid]` is what no mark changes; `moves[bid][mark]` what the mark adds at the three levels. Integers.
    """
    import numpy as np

    bids, cells = len(base), len(moves[0])
    bits = bits_for(bids)
    largest = max(
        abs(worth) + sum(max(map(abs, three)) for three in row) for worth, row in zip(base, moves, strict=True)
    )
    if (largest + 1) << bits >= EXACT:
        raise OverflowError("the values are too large to be added exactly")
    table = np.array(moves, dtype=np.int64).reshape(-1)
    fixed = np.array(base, dtype=np.int64)
    offsets = 3 * np.arange(bids * cells, dtype=np.int64)
    counter = _Counter(bids, 0)
    for count in _blocks(draws, bids * cells):
        turns = draw_words.thirds(count * bids * cells).reshape(count, -1)
        scores = table[turns + offsets].reshape(count, bids, cells).sum(axis=2) + fixed
        counter.add(-(scores << bits) + np.arange(bids), bits, None)
    return counter.counted(draws)


def duels(values: Sequence[Sequence[int]], weights: Weights, draws: int) -> Array:
    """Twice the number of draws in which row i stands before row j; a tie counts for both by half."""
    import numpy as np

    matrix, _ = _matrix(values)
    won = np.zeros((len(values), len(values)), dtype=np.int64)
    for count in _blocks(draws, len(values)):
        drawn = weights(count)
        if _bound(values, int(drawn.sum(axis=1).max())) < EXACT:
            scores = drawn @ matrix.T
        else:
            scores = drawn.astype(np.int64).astype(object) @ np.array(values, dtype=object).T
        for row in range(len(values)):
            scored = scores[:, row : row + 1]
            won[row] += (scored > scores).sum(axis=0) * 2 + (scored == scores).sum(axis=0)
    return won


# --- winners only ---


def block_of(bids: int) -> int:
    """How many draws are held at a time: what fits a processor's cache, never fewer than a hundred."""
    return max(WINNERS_AT_A_TIME, CACHED // max(bids, 1))


def winners(values: Array, weights: Weights, draws: int, at_a_time: int = 0) -> list[Fraction]:
    """How many draws each row wins, ties shared evenly; `at_a_time` draws are held, by default `block_of` the bids.

    `values`: bids x criteria, integers in float64. Raises OverflowError where a sum could reach 2^53.
    """
    import numpy as np

    at_a_time = at_a_time or block_of(len(values))
    turned = np.ascontiguousarray(values.T)
    largest = int(np.abs(turned).max()) + 1
    alone = np.zeros(len(values), dtype=np.int64)
    shared: dict[int, Fraction] = {}
    # The same memory for every block: fresh pages cost as much as the search for the first.
    buffer, numbers = np.empty((min(at_a_time, draws), len(values))), np.arange(at_a_time)
    left = draws
    while left > 0:
        drawn = weights(min(at_a_time, left))
        _check(drawn, largest)
        scores, rows = np.matmul(drawn, turned, out=buffer[: len(drawn)]), numbers[: len(drawn)]
        first = scores.argmax(axis=1)
        best = scores[rows, first]
        scores[rows, first] = -np.inf
        level = scores.max(axis=1) == best
        for row in np.flatnonzero(level):
            same = [int(first[row]), *map(int, np.flatnonzero(scores[row] == best[row]))]
            for bid in same:
                shared[bid] = shared.get(bid, Fraction(0)) + Fraction(1, len(same))
        alone += np.bincount(first[~level] if level.any() else first, minlength=len(alone))
        left -= len(drawn)
    counts = alone.tolist()
    fractions = {count: Fraction(count) for count in set(counts)}  # most bids never win: one zero serves them all
    wins = [fractions[count] for count in counts]
    for bid, part in shared.items():
        wins[bid] += part
    return wins


def _check(drawn: Array, largest: int) -> None:
    """Raise OverflowError where a sum could reach 2^53. Weights are added up only where their largest is no proof."""
    proof = int(drawn.max()) * drawn.shape[1] * largest < EXACT
    if not proof and int(drawn.sum(axis=1).max()) * largest >= EXACT:
        raise OverflowError("the values are too large to be added exactly")
