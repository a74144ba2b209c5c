import random
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.robustness import smaa
from tests.scale import examples

np = pytest.importorskip("numpy")


def fixed(*rows):
    """Weights that are these rows, one draw after the other."""
    left = iter(rows)
    return lambda count: np.array([next(left) for _ in range(count)], dtype=np.float64)


def drawn(count, criteria, seed=1):
    return [list(map(int, row)) for row in smaa.free(smaa.DrawWords(seed, 0), criteria)(count)]


def counted_by_hand(values, weights):
    """Shares of the draws by bid and place, ties sharing the places they fill, in Fractions."""
    shares = [[F(0)] * len(values) for _ in values]
    for row in weights:
        scores = [sum(w * v for w, v in zip(row, marks, strict=True)) for marks in values]
        for bid, score in enumerate(scores):
            above, level = sum(other > score for other in scores), sum(other == score for other in scores)
            for place in range(above, above + level):
                shares[bid][place] += F(1, level) / len(weights)
    return shares


def shares_of(counted, bids):
    return [[counted.share(bid, place) for place in range(bids)] for bid in range(bids)]


# --- words ---


def test_words_are_the_highest_bits_of_the_raw_words():
    raw = np.random.PCG64([7, 3]).random_raw(6)

    assert smaa.DrawWords(7, 3).take(2, 3).tolist() == [
        [float(int(word) >> 44) for word in half] for half in (raw[:3], raw[3:])
    ]


def test_first_words_of_a_seed_are_known():
    assert smaa.DrawWords(1, 0).take(1, 4).tolist() == [[536683, 996633, 151162, 994731]]


def test_thirds_are_as_frequent_as_each_other():
    counts = np.bincount(smaa.DrawWords(1, 1).thirds(30_001), minlength=3)

    assert (counts.sum(), counts.min() > 9_700, counts.max() < 10_300) == (30_001, True, True)


def test_free_weights_are_whole_and_sum_to_one_share():
    weights = smaa.free(smaa.DrawWords(1, 0), 5)(2_000)

    assert (weights.sum(axis=1) == smaa.UNIT).all()
    assert (weights == np.floor(weights)).all()
    assert weights.min() >= 0
    assert abs(weights.mean(axis=0) / smaa.UNIT - 0.2).max() < 0.02  # Dirichlet(1): every mean is 1/5


def test_free_weight_of_a_single_criterion_is_all():
    assert smaa.free(smaa.DrawWords(1, 0), 1)(2).tolist() == [[smaa.UNIT], [smaa.UNIT]]


def test_weights_around_the_published_ones_keep_their_distance():
    weights = smaa.around(smaa.DrawWords(1, 0), [1000, 50, 0], [100, 80, 0])(4_000)

    assert (weights.min(axis=0).tolist(), weights.max(axis=0).tolist()) == ([900, 0, 0], [1099, 129, 0])
    assert (weights == np.floor(weights)).all()


# --- ranks ---


@settings(max_examples=examples(24), deadline=None)
@given(
    values=st.lists(st.lists(st.integers(-3, 5), min_size=3, max_size=3), min_size=2, max_size=6),
    weights=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=12),
)
def test_places_are_those_counted_by_hand_with_ties_shared(values, weights):
    counted = smaa.ranks(values, fixed(*weights), len(weights))

    assert shares_of(counted, len(values)) == counted_by_hand(values, weights)


def test_places_of_random_values_are_those_counted_by_hand():
    rng = random.Random(1)
    values = [[rng.randrange(2**20) for _ in range(4)] for _ in range(12)]

    counted = smaa.ranks(values, smaa.free(smaa.DrawWords(1, 0), 4), 500)

    assert shares_of(counted, 12) == counted_by_hand(values, drawn(500, 4))


def test_identical_rows_share_their_places_evenly():
    counted = smaa.ranks([[5, 5], [5, 5], [1, 1]], smaa.free(smaa.DrawWords(1, 0), 2), 100)

    assert shares_of(counted, 3) == [[F(1, 2), F(1, 2), F(0)], [F(1, 2), F(1, 2), F(0)], [F(0), F(0), F(1)]]


@settings(max_examples=examples(8), deadline=None)
@given(seed=st.integers(0, 99), count=st.integers(2, 8))
def test_acceptabilities_sum_to_the_draws_and_a_dominated_bid_is_never_first(seed, count):
    rng = random.Random(seed)
    values = [[rng.randrange(1, 9) for _ in range(3)] for _ in range(count)]
    values[-1] = [value - 1 for value in values[0]]

    acceptabilities = shares_of(smaa.ranks(values, smaa.free(smaa.DrawWords(seed, 0), 3), 200), count)

    assert [sum(row) for row in acceptabilities] == [1] * count
    assert [sum(column) for column in zip(*acceptabilities, strict=True)] == [1] * count
    assert acceptabilities[-1][0] == 0


def test_values_beyond_float_are_counted_in_whole_numbers():
    small = [[3, 1], [1, 4], [2, 2]]
    large = [[value * 10**30 for value in row] for row in small]

    for weights in (lambda: smaa.free(smaa.DrawWords(1, 0), 2), lambda: fixed(*[[1, 1]] * 50)):
        assert shares_of(smaa.ranks(large, weights(), 50), 3) == shares_of(smaa.ranks(small, weights(), 50), 3)
        assert smaa.duels(large, weights(), 50).tolist() == smaa.duels(small, weights(), 50).tolist()


def test_more_than_200_bids_tell_ten_places_apart():
    rng = random.Random(1)
    values = [[rng.randrange(2**12) for _ in range(3)] for _ in range(250)]
    values[7] = values[3] = [2**12, 2**12, 2**12]
    weights = drawn(40, 3)

    counted = smaa.ranks(values, smaa.free(smaa.DrawWords(1, 0), 3), 40)

    expected = [[*row[:10], sum(row[10:])] for row in counted_by_hand(values, weights)]
    assert [[counted.share(bid, place) for place in range(11)] for bid in range(250)] == expected


def test_more_than_200_bids_without_ties_tell_ten_places_apart():
    rng = random.Random(2)
    values = [[rng.randrange(2**30) for _ in range(3)] for _ in range(250)]

    counted = smaa.ranks(values, smaa.free(smaa.DrawWords(1, 0), 3), 40)

    expected = [[*row[:10], sum(row[10:])] for row in counted_by_hand(values, drawn(40, 3))]
    assert [[counted.share(bid, place) for place in range(11)] for bid in range(250)] == expected


def test_central_weights_are_summed_over_the_draws_won():
    counted = smaa.ranks([[2, 0], [0, 2], [0, 2]], fixed([3, 1], [1, 3], [2, 1]), 3)

    assert {shared: weights.tolist() for shared, weights in counted.central.items()} == {
        1: [[5, 2], [0, 0], [0, 0]],
        2: [[0, 0], [1, 3], [1, 3]],
    }


def test_duels_count_ties_by_half():
    won = smaa.duels([[2, 0], [0, 2], [1, 1]], fixed([3, 1], [1, 3], [1, 1]), 3)

    assert won.tolist() == [[3, 3, 3], [3, 3, 3], [3, 3, 3]]
    assert smaa.duels([[2, 0], [0, 2]], fixed([3, 1], [3, 1]), 2).tolist() == [[2, 4], [0, 2]]


# --- marks ---


def test_marks_move_a_level_down_stay_or_move_up_each_as_often():
    # Bid 1 lies 1 behind: it is first where its mark goes up and the other's does not, and level in two of nine cases.
    moves = [[(-1, 0, 1)], [(-1, 0, 1)]]

    counted = smaa.marks([1, 0], moves, smaa.DrawWords(1, 2), 90_000)

    # Of nine pairs of moves bid 1 wins one (down, up) and is level in two.
    assert abs(counted.share(1, 0) - F(1 + 1, 9)) < F(1, 100)
    assert counted.share(0, 0) + counted.share(1, 0) == 1


def test_values_that_cannot_be_added_exactly_are_refused():
    with pytest.raises(OverflowError):
        smaa.marks([2**53, 0], [[(0, 0, 0)], [(0, 0, 0)]], smaa.DrawWords(1, 2), 10)
    with pytest.raises(OverflowError):
        smaa.winners(np.array([[2.0**40], [1.0]]), smaa.free(smaa.DrawWords(1, 0), 1), 10)


# --- winners only ---


@pytest.mark.parametrize("at_a_time", [1, 7, 100])
def test_winners_are_the_first_places_of_all_ranks(at_a_time):
    rng = random.Random(3)
    values = [[rng.randrange(50) for _ in range(4)] for _ in range(30)]
    values[9] = values[4] = [45, 45, 45, 45]

    winners = smaa.winners(np.array(values, dtype=np.float64), smaa.free(smaa.DrawWords(5, 0), 4), 300, at_a_time)

    counted = smaa.ranks(values, smaa.free(smaa.DrawWords(5, 0), 4), 300)
    assert winners == [300 * counted.share(bid, 0) for bid in range(30)]
    assert sum(winners) == 300


# --- pymcdm as an oracle for sums ---


def test_ranks_of_each_draw_are_those_of_a_weighted_sum_elsewhere():
    methods = pytest.importorskip("pymcdm.methods")
    rng = random.Random(4)
    values = [[rng.randrange(1, 2**16) for _ in range(5)] for _ in range(8)]
    body = methods.WSM(lambda column, cost=False: column)
    firsts = [0] * 8
    for weights in drawn(50, 5):
        shares = np.array(weights, dtype=np.float64) / smaa.UNIT
        scores = body(np.array(values, dtype=np.float64), shares, np.ones(5))
        firsts[int(np.argmax(scores))] += 1

    counted = smaa.ranks(values, smaa.free(smaa.DrawWords(1, 0), 5), 50)

    assert [50 * counted.share(bid, 0) for bid in range(8)] == firsts
