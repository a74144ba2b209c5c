"""Every formula that gives points, by hand-worked values: w = 40."""

from fractions import Fraction as F

from scoring.price.base import Undefined
from tests.scoring.price.build import points

ZERO, BASE, LOWEST = (Undefined(reason) for reason in ("zero_price", "above_base", "lowest_price_is_zero"))


def test_fixed_linear_is_clipped_at_both_bounds():
    assert points("fixed_linear", 50, 60, 100, 140, 200) == [40, 40, 20, 0, 0]


def test_fixed_linear_takes_a_price_of_zero():
    assert points("fixed_linear", 0, Pmin="0", Pmax="100") == [40]


def test_reference_price_stops_at_all_points_unless_published():
    assert points("reference_price", 30, 120) == [40, 20]
    assert points("reference_price", 30, 120, cap="none") == [80, 20]


def test_reference_price_of_zero_has_no_points():
    assert points("reference_price", 0, 120) == [ZERO, 20]


def test_below_base_pays_the_saving():
    assert points("below_base", 0, 70, 140, 141) == [40, 20, 0, BASE]


def test_below_base_with_an_exponent_pays_small_savings_more():
    assert points("below_base", 70, e="2") == [30]


def test_below_base_with_a_fractional_exponent_is_the_twelve_decimal_mark():
    assert points("below_base", 70, e="1/2") == [40 * (1 - F("0.707106781187"))]


def test_lookup_includes_the_lower_end_of_a_range():
    assert points("lookup", "79.99", 80, "99.99", 100, 120, 500) == [40, 30, 30, 10, 0, 0]


def test_relative_lowest_is_the_lowest_over_the_price():
    assert points("relative_lowest", 80, 100, 160) == [40, 32, 20]


def test_relative_lowest_with_a_zero_price_leaves_its_owner_without_points_and_others_with_none():
    assert points("relative_lowest", 0, 100) == [ZERO, 0]


def test_zero_counts_as_published():
    assert points("relative_lowest", 0, 100, zero_floor="1") == [40, F(40, 100)]


def test_scaled_lowest_reaches_nothing_at_n_times_the_lowest():
    assert points("scaled_lowest", 100, 150, 200, 250) == [40, 20, 0, 0]
    assert points("scaled_lowest", 100, 250, floor="none") == [40, -20]
    assert points("scaled_lowest", 100, 250, floor="-5") == [40, -5]
    assert points("scaled_lowest", 100, 250, n="4") == [40, 20]


def test_scaled_lowest_has_no_points_for_anybody_where_the_lowest_is_zero():
    assert points("scaled_lowest", 0, 100) == [ZERO, LOWEST]


def test_log_lowest_reaches_nothing_at_a_times_the_lowest():
    assert points("log_lowest", 10, 100, 1000) == [40, 0, 0]
    assert points("log_lowest", 10, 1000, floor="none") == [40, -40]


def test_log_lowest_is_the_twelve_decimal_mark():
    assert points("log_lowest", 1, 2) == [40, 40 * (1 - F("0.301029995664"))]


def test_log_lowest_has_no_points_for_anybody_where_the_lowest_is_zero():
    assert points("log_lowest", 0, 100) == [ZERO, LOWEST]


def test_base_relative_pays_the_share_of_the_largest_saving():
    assert points("base_relative", 100, 120, 140, 150) == [40, 20, 0, BASE]
    assert points("base_relative", 100, 120, e="2") == [40, 10]


def test_base_relative_is_nothing_where_nobody_saves():
    assert points("base_relative", 140, 140) == [0, 0]


def test_min_max_runs_from_the_lowest_to_the_highest():
    assert points("min_max", 100, 125, 200) == [40, 30, 0]


def test_min_max_gives_all_points_to_equal_prices():
    assert points("min_max", 90, 90) == [40, 40]


def test_bilinear_mean_bends_at_the_mean():
    assert points("bilinear_mean", 80, 100, 120) == [40, 32, 16]


def test_bilinear_mean_leaves_out_what_lies_above_the_base():
    assert points("bilinear_mean", 80, 120, 150) == [40, F(40 * 4 * 20, 5 * 40), BASE]


def test_bilinear_mean_gives_equal_prices_the_share_at_the_mean():
    assert points("bilinear_mean", 100, 100) == [32, 32]


def test_bilinear_mean_is_nothing_where_the_mean_is_the_base():
    assert points("bilinear_mean", 140, 140) == [0, 0]


def test_bilinear_mean_without_any_price_inside_leaves_all_out():
    assert points("bilinear_mean", 150, 160) == [BASE, BASE]


def test_distance_to_mean_punishes_a_low_price():
    assert points("distance_to_mean", 80, 100, 120) == [32, 40, 32]
    assert points("distance_to_mean", 0, 0, 600) == [ZERO, ZERO, 0]
