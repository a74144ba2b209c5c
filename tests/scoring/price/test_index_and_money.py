"""Every formula that ranks by an index or an amount, by hand-worked values: quality 60, price 40 of 100."""

import json
from fractions import Fraction as F

import pytest

from scoring.price import index, money
from scoring.price.base import FormulaTerms, PriceOffer, Undefined
from tests.scoring.price.build import energy, figures, offers, terms

ZERO, NO_QUALITY = Undefined("zero_price"), Undefined("no_quality")


def test_quality_per_price_divides_points_by_money():
    assert figures("quality_per_price", (100, 1), (80, "1/2"), (0, 1)) == {"A": F(3, 5), "B": F(3, 8), "C": ZERO}


def test_quality_per_price_keeps_the_digits_published():
    """0.6 and 0.595: three digits of the best make 600 and 595, two make 60 and 60."""
    pairs = ((100, 1), (100, F("0.9917")))

    assert figures("quality_per_price", *pairs, k="3") == {"A": 600, "B": 595}
    assert figures("quality_per_price", *pairs, k="2") == {"A": 60, "B": 60}
    assert figures("quality_per_price", *pairs, k="1") == {"A": 6, "B": 6}


def test_quality_per_price_keeps_digits_of_large_ratios():
    assert figures("quality_per_price", ("0.001", 1), ("0.002", 1), k="2") == {"A": 60, "B": 30}
    assert figures("quality_per_price", (60_000, 1), (90_000, 1), k="2") == {"A": 10, "B": 7}


def test_quality_per_price_levels_what_lies_within_the_band_of_the_best():
    """95 of 100 is within 5 %, 91 of 100 is not, though it is within 5 % of the second: never chained."""
    values = figures("quality_per_price", (60, 1), (60, F("0.95")), (60, F("0.91")), band="5")

    assert values == {"A": 1, "B": 1, "C": F("0.91")}


def test_quality_per_price_without_any_quality_is_zero():
    assert figures("quality_per_price", (60, 0), (70, 0), k="3", band="5") == {"A": 0, "B": 0}


def test_vfm_index_raises_quality_to_the_ratio_of_weights():
    """60 to 40 is an exponent of 3/2."""
    assert figures("vfm_index", (100, "1/4"), (50, 1), (0, 1)) == {"A": F(1, 8) / 100, "B": F(1, 50), "C": ZERO}


def test_vfm_index_without_quality_is_the_price_alone():
    assert index.vfm_index(offers((50, 1)), FormulaTerms(F(100), F(100), {})) == {"A": F(1, 50)}


@pytest.mark.parametrize("compute", [index.vfm_index, index.utility_index])
def test_an_index_needs_points_for_the_price(compute):
    without = FormulaTerms(F(0), F(100), {}, {"q": F(100)})

    assert compute(offers((50, 1)), without) == {"A": Undefined("price_without_points")}


def test_utility_index_compares_with_the_best_and_the_lowest():
    """B lacks 1/5 of the quality, which weighs 3/2: 1 - 3/10, times 80/80."""
    assert figures("utility_index", (100, 1), (80, "4/5")) == {"A": F(4, 5), "B": F(7, 10)}


def test_utility_index_is_never_below_zero():
    """B lacks 9/10, which weighs more than all: a lower price must not push it further down."""
    assert figures("utility_index", (100, 1), (80, "1/10")) == {"A": F(4, 5), "B": 0}


def test_utility_index_has_no_figure_where_the_lowest_is_zero():
    assert figures("utility_index", (0, 1), (80, 1)) == {"A": ZERO, "B": Undefined("lowest_price_is_zero")}


def test_adjusted_score_is_quality_times_the_estimate_over_the_price():
    assert figures("adjusted_score", (80, "4/5"), (80, 0), (0, 1)) == {"A": 1, "B": NO_QUALITY, "C": ZERO}


def test_fixed_budget_ranks_by_quality_within_it():
    assert figures("fixed_budget", (140, 1), (0, "1/2"), (141, 1)) == {"A": 60, "B": 30, "C": Undefined("above_budget")}


def test_lowest_price_is_the_price():
    assert figures("lowest_price", (7, 0), (0, 1)) == {"A": 7, "B": 0}


def test_monetised_quality_takes_its_worth_from_the_price():
    assert figures("monetised_quality", (100, "1/2"), (20, 1)) == {"A": 75, "B": -30}


def test_adjusted_bid_divides_the_price_by_the_share_of_quality():
    assert figures("adjusted_bid", (80, "4/5"), (80, 0), (0, 1)) == {"A": 100, "B": NO_QUALITY, "C": ZERO}


def test_relative_value_cost_compares_quality_with_the_least():
    """Lowest quality 30 of 60: S is (60+60)/(30+60) for A, 1 for B."""
    assert figures("relative_value_cost", (120, 1), (95, "1/2")) == {"A": 90, "B": 95}


def test_relative_value_cost_without_quality_is_the_price():
    assert money.relative_value_cost(offers((7, 1)), FormulaTerms(F(100), F(100), {})) == {"A": 7}


def test_features_divide_the_price():
    """30 of 100 at most: all of it makes 1 + 0.3/0.7 = 10/7."""
    assert figures("features", (100, 1), (100, 0)) == {"A": 70, "B": 100}


def test_price_plus_cost_adds_every_cost():
    offer = PriceOffer("A", F(100), F(0), costs={"energy": F(20), "exit": F(5)})

    assert money.price_plus_cost([offer], terms("price_plus_cost")) == {"A": 125}


def income(**changes):
    offer = PriceOffer("A", F(0), F(0), quantities=energy(700, **changes))
    return money.npv_income([offer], terms("npv_income"))["A"]


def test_npv_income_of_the_published_case(shared):
    """Case o08 for a contract of a year; the whole case is in the tests of scoring.esco."""
    data = json.loads(next((shared / "cases").glob("o08_*.json")).read_text(encoding="utf-8"))
    savings = {
        f"saving_{number}": F(text) for number, text in enumerate(data["inputs"]["base"]["annualCostsReduction"])
    }

    value = income(contract_years=F(1), **savings)

    assert abs(value - F(data["expected"]["amountPerformance"][-1])) <= F(data["tolerance"])


def test_npv_income_grows_with_the_savings():
    doubled = {f"saving_{number}": F(500) for number in range(21)}

    assert income(**doubled) == 2 * income()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"saving_7": None}, "missing_offer"),
        ({"contract_days": F(1, 2)}, "length_of_contract"),
        ({"contract_years": F(21)}, "offer_out_of_range"),
        ({"payment_share": F(2)}, "offer_out_of_range"),
    ],
)
def test_npv_income_says_why_there_is_none(changes, reason):
    assert income(**changes) == Undefined(reason)
