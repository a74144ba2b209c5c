from fractions import Fraction as F

from scoring.study import design
from scoring.study.design import Candidate, Design, Expected

TWO = Design(
    F(40),
    (Candidate("fixed", "fixed_linear", {"Pmin": "60", "Pmax": "140"}), Candidate("broken", "fixed_linear")),
    (Expected("A", F(100), F(9, 10)), Expected("B", F(80), F(3, 5))),
)


def test_quality_has_what_the_price_leaves():
    assert TWO.quality_points == 60


def test_a_candidate_is_a_specification_in_order_or_its_faults_are_named():
    faults = design.faults(TWO)

    assert {name: [problem.where for problem in problems] for name, problems in faults.items()} == {
        "fixed": [],
        "broken": ["leaves/price/params/Pmin", "leaves/price/params/Pmax"],
    }


def test_a_minimum_of_quality_is_a_share():
    least = Candidate("ratio", "quality_per_price", quality_minimum=F(1, 2))
    lot_spec = design.spec(Design(F(40), (least,), TWO.bids), least)

    assert (lot_spec.quality_minimum.value, lot_spec.quality_minimum.unit) == (F(1, 2), "share")


def test_a_formula_that_needs_a_minimum_says_so():
    bare = Design(F(40), (Candidate("ratio", "quality_per_price"),), TWO.bids)

    assert [str(problem) for problem in design.faults(bare)["ratio"]] == [
        "price_formula: 'quality_per_price' needs a minimum of quality: else a cheap bid without any can win."
    ]


def test_expected_bids_are_the_same_for_the_same_seed():
    once, again = (design.generated(4, 80_000, 120_000, seed=7) for _ in range(2))

    assert once == again
    assert once != design.generated(4, 80_000, 120_000, seed=8)
    assert [bid.id for bid in once] == ["Bid 1", "Bid 2", "Bid 3", "Bid 4"]
    assert all(80_000 <= bid.price <= 120_000 and F(1, 2) <= bid.quality <= 1 for bid in once)
