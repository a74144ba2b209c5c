"""The judge against a bare loop over Fractions, NumPy and pymcdm. Goals: SCORING §15, PERFORMANCE §1."""

from fractions import Fraction

import pytest
from django.db import connection

from procurement.evaluations import gather
from procurement.evaluations.models import Evaluation
from scoring.judging import assessed, evaluate
from scoring.robustness import robustness, smaa
from tests.bench import harness, rows
from tests.bench.generate import LOT, TOP, Size, marks_case, tender_data, weightings

pytestmark = pytest.mark.bench

FILE = "scoring"
SHEET = Size(30, 12, 1)
DRAWS = 10_000
PMIN, PMAX = 70_000, 130_000


def bare(case):
    """[(bid, points)], best first, as somebody in a hurry would write it: Fractions, no checks, no trace."""
    width = len(case.facts.marks[0].evaluators)
    points = {leaf.id: leaf.points for leaf in case.spec.leaves}
    totals = {}
    for row, bid in enumerate(case.facts.bids):
        total = points["price"] * (PMAX - bid.prices["price"].amount) / (PMAX - PMIN)
        for column in case.facts.marks:
            marks = [Fraction(mark) for mark in column.values[row * width : (row + 1) * width]]
            total += points[column.leaf] * (sum(marks) / width) / TOP
        totals[bid.id] = total
    return sorted(totals.items(), key=lambda entry: -entry[1])


def standing(result):
    return [(place.bid, place.figure) for place in result.order]


def test_a_judgement_with_its_trace_costs_little_more_than_a_bare_loop():
    case = marks_case(SHEET)
    assert standing(evaluate(case)) == bare(case)

    def traced():
        return evaluate(case).cells

    harness.compare(
        FILE, "evaluate 30x12 with every cell / Fraction loop", traced, lambda: bare(case), goal=1.5, repeat=20
    )


def test_judging_again_costs_a_part_of_a_bare_loop():
    case = marks_case(SHEET)
    assessment = assessed(case)
    loser = assessment.again().order[-1].bid
    without = [entry for entry in bare(case) if entry[0] != loser]
    assert standing(assessment.again(without=[loser])) == without

    def again():
        return assessment.again(without=[loser])

    harness.compare(FILE, "again, one bid left out / Fraction loop", again, lambda: bare(case), goal=0.3, repeat=50)


# --- NumPy ---


class Ready:
    """Weights that are there already, given out in turn: both contestants read the same array."""

    def __init__(self, drawn):
        self.drawn, self.at = drawn, 0

    def __call__(self, count):
        self.at += count
        return self.drawn[self.at - count : self.at]


def arrays(bids, criteria, draws=DRAWS):
    """(marks, bids x criteria; weights, draws x criteria): whole numbers in float64."""
    np = harness.peer("numpy")
    marks = np.random.default_rng(1).integers(0, TOP + 1, (bids, criteria)).astype(float)
    return marks, np.array(weightings(draws, criteria), dtype=float)


def test_one_matrix_costs_what_numpy_costs_and_is_exact():
    np = harness.peer("numpy")
    case = marks_case(LOT)
    bids, leaves, width = LOT.bids, LOT.leaves - 1, LOT.evaluators
    marks = np.array([column.values for column in case.facts.marks], dtype=float).reshape(leaves, bids, width)
    points = [leaf.points for leaf in case.spec.leaves if leaf.id != "price"]
    thousandths = [int(weight * 1000) for weight in points]
    bits = smaa.bits_for(bids)
    cells = marks.transpose(0, 2, 1).reshape(leaves * width, bids)
    keyed, names = np.ascontiguousarray(-cells * (1 << bits)), np.arange(bids, dtype=float)
    exact = np.repeat(np.array(thousandths, dtype=float), width)
    floats, by_evaluator = (
        np.array([float(weight) for weight in points]),
        np.ascontiguousarray(marks.transpose(2, 1, 0)),
    )

    def ours():
        keys = smaa.keys_of(exact, keyed, names)
        keys.sort()
        return keys

    def numpy():
        return np.argsort(-(by_evaluator.mean(axis=0) @ floats))

    keys = ours().astype(np.int64)
    oracle = sorted(_quality(case).items(), key=lambda entry: (-entry[1], entry[0]))
    assert [case.facts.bids[row].id for row in keys & ((1 << bits) - 1)] == [bid for bid, _ in oracle]
    assert [Fraction(-int(key >> bits), 1000 * width * TOP) for key in keys] == [total for _, total in oracle]
    assert [case.facts.bids[row].id for row in numpy()] == [bid for bid, _ in oracle]

    harness.compare(FILE, "matrix 50x40x5, sums and order / NumPy", ours, numpy, goal=2, repeat=2_000)


def _quality(case):
    """{bid: quality points}, exactly."""
    paid = {bid.id: 40 * (PMAX - bid.prices["price"].amount) / (PMAX - PMIN) for bid in case.facts.bids}
    return {bid: total - paid[bid] for bid, total in bare(case)}


def test_winners_of_many_bids_cost_what_numpy_costs():
    np = harness.peer("numpy")
    marks, drawn = arrays(1_000, 12)
    turned, step = np.ascontiguousarray(marks.T), smaa.block_of(len(marks))

    def ours():
        return smaa.winners(marks, Ready(drawn), DRAWS)

    def numpy():
        counts = np.zeros(len(marks), dtype=np.int64)
        for start in range(0, DRAWS, step):
            counts += np.bincount((drawn[start : start + step] @ turned).argmax(axis=1), minlength=len(marks))
        return counts

    scores = drawn @ turned
    tied = np.count_nonzero((scores == scores.max(axis=1)[:, None]).sum(axis=1) > 1)
    apart = sum(abs(mine - int(theirs)) for mine, theirs in zip(ours(), numpy(), strict=True))
    assert sum(ours()) == DRAWS
    assert apart <= 2 * tied  # a tie, which NumPy gives to the first, is shared

    harness.compare(FILE, "winners, 10,000 draws x 1,000 bids / NumPy", ours, numpy, goal=1.5)


@pytest.mark.parametrize(("bids", "criteria", "places"), [(50, 40, 50), (1_000, 12, 10)])
def test_all_ranks_cost_what_numpy_costs(bids, criteria, places):
    np = harness.peer("numpy")
    marks, drawn = arrays(bids, criteria)
    values, turned = marks.astype(int).tolist(), np.ascontiguousarray(marks.T)

    def ours():
        return smaa.ranks(values, Ready(drawn), DRAWS)

    def numpy():
        order = np.argsort(-(drawn @ turned), axis=1)
        return np.array([np.bincount(order[:, place], minlength=bids) for place in range(places)]).T

    expected = sum(np.array(counts[:, :places]) / shared for shared, counts in ours().places.items())
    tied = sum(int(counts.sum()) for shared, counts in ours().places.items() if shared > 1)
    assert np.abs(expected - numpy()).sum() <= 2 * tied

    harness.compare(FILE, f"all ranks, 10,000 draws {bids}x{criteria} / NumPy", ours, numpy, goal=1.5)


def test_all_ranks_cost_a_three_hundredth_of_a_pymcdm_loop():
    np = harness.peer("numpy")
    methods = harness.peer("pymcdm.methods")
    marks, drawn = arrays(50, 40)
    marks += 1  # it accepts no mark of 0
    values, types, model = marks.astype(int).tolist(), np.ones(40), methods.WSM()
    part = drawn[:200] * marks.sum(axis=0)  # it divides each criterion by the sum of its marks
    part /= part.sum(axis=1)[:, None]

    def ours():
        return smaa.ranks(values, Ready(drawn), DRAWS)

    def pymcdm():
        return [model.rank(model(marks, weights, types)) for weights in part]

    counted = smaa.ranks(values, Ready(drawn), len(part))
    assert list(counted.places) == [1]  # no ties among these
    ranked = np.array(pymcdm(), dtype=int) - 1
    assert (counted.places[1] == np.array([np.bincount(ranks, minlength=50) for ranks in ranked.T])).all()

    taken = harness.times({"ours": ours, "pymcdm": pymcdm})
    ratios = [theirs / len(part) * DRAWS / mine for mine, theirs in zip(taken["ours"], taken["pymcdm"], strict=True)]
    harness.judge(FILE, "pymcdm loop / all ranks, 10,000 draws 50x40", ratios, goal=300, at_most=False)


# --- whole jobs ---

_MARKS = "SELECT member_id, criterion_id, bid_id, value FROM evaluations_mark ORDER BY criterion_id, bid_id, member_id"


@pytest.fixture
def lot(db):
    """50 bids x 40 criteria x 5 evaluators as rows, with prices open."""
    evaluation = rows.evaluation(tender_data(LOT), panel=LOT.evaluators)
    return Evaluation.objects.select_related("lot__tender").get(pk=evaluation.pk).lot


def test_a_lot_is_read_and_judged_in_a_few_times_what_its_marks_take_to_read(lot):
    """The limit: whoever judges a lot from its rows reads 10,000 marks first, here by a bare cursor and NumPy."""
    np = harness.peer("numpy")
    case = gather.case_for(lot)
    assert standing(evaluate(case)) == _by_rows(lot)
    assert _bare(np) == sum(value or 0 for column in case.facts.marks for value in column.values)

    harness.compare(
        FILE,
        "gather, evaluate, rank 50x40x5 / bare cursor and NumPy",
        lambda: evaluate(gather.case_for(lot)),
        lambda: _bare(np),
        goal=2.5,
        repeat=10,
    )


def _bare(np):
    """The sum of all marks, read row by row with what each belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return int(np.array([int(value) for _member, _criterion, _bid, value in cursor.fetchall()]).sum())


def _by_rows(lot):
    """[(bid, points)] by a plain walk over the rows."""
    weights = dict(lot.criteria.values_list("pk", "weight"))
    totals = {}
    for bid in lot.bids.all():
        total = Fraction(40) * (PMAX - Fraction(bid.prices.get().amount)) / (PMAX - PMIN)
        for criterion, value in bid.marks.values_list("criterion_id", "value"):
            total += Fraction(weights[criterion]) * value / LOT.evaluators / TOP
        totals[bid.alias] = total
    return sorted(totals.items(), key=lambda entry: -entry[1])


def test_a_thousand_bids_with_the_whole_annex_take_seconds():
    case = marks_case(Size(1_000, 12, 3))
    result = evaluate(case)
    annex = robustness(case, result, seed=1)
    assert (annex.winner, annex.draws) == (result.winner, DRAWS)
    assert standing(result) == bare(case)

    taken = harness.times({"annex": lambda: robustness(case, evaluate(case), seed=1)}, rounds=3)
    harness.judge(FILE, "1,000 bids x 12 criteria with the annex, s of CPU", taken["annex"], goal=5)
