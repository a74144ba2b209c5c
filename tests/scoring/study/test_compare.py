from fractions import Fraction as F

from scoring.results import Incomplete
from scoring.study.compare import Leaving, Point, compare, curve
from scoring.study.design import Candidate, Design, Expected

FIXED = Candidate("fixed", "fixed_linear", {"Pmin": "60", "Pmax": "140"})
RELATIVE = Candidate("relative", "relative_lowest")
LOWEST = Candidate("lowest", "lowest_price")

# The smallest reversal known: without C, who loses, B wins instead of A.
REVERSAL = Design(
    F(40),
    (FIXED, RELATIVE, LOWEST),
    (Expected("A", F(120), F(1)), Expected("B", F(100), F(9, 10)), Expected("C", F(80), F(7, 10))),
)


def test_a_losing_bid_decides_under_a_relative_formula():
    comparison = compare(REVERSAL, RELATIVE)

    assert (comparison.winner, comparison.result.totals["B"]) == ("A", 86)
    assert comparison.leaving == (Leaving("B", "A", order_changes=False), Leaving("C", "B", order_changes=True))


def test_no_losing_bid_decides_under_fixed_bounds():
    comparison = compare(REVERSAL, FIXED)

    assert [place.bid for place in comparison.result.order] == ["B", "C", "A"]
    assert comparison.leaving == (Leaving("C", "B", order_changes=False), Leaving("A", "B", order_changes=False))


def test_the_last_bid_to_leave_leaves_nobody_to_win():
    alone = Design(F(40), (RELATIVE,), (Expected("A", F(120), F(1)),))

    assert compare(alone, RELATIVE).leaving == ()


def test_a_bid_without_a_figure_leaves_no_ranking():
    free = Design(F(40), (RELATIVE,), (Expected("A", F(0), F(1)), Expected("B", F(10), F(1))))

    comparison = compare(free, RELATIVE)

    assert isinstance(comparison.result, Incomplete)
    assert (comparison.winner, comparison.leaving) == (None, ())


def test_missing_quality_leaves_no_ranking():
    unknown = Design(F(40), (RELATIVE,), (Expected("A", F(10), None),))

    assert isinstance(compare(unknown, RELATIVE).result, Incomplete)


def test_a_bid_whose_leaving_stops_the_ranking_is_said_to_change_it():
    """Without B nobody has any quality, so quality cannot be scaled to the best."""
    scaled = Candidate("scaled", "relative_lowest", scaling="best")
    bids = (Expected("A", F(10), F(0)), Expected("B", F(100), F(1, 100)))

    comparison = compare(Design(F(99), (scaled,), bids), scaled)

    assert (comparison.winner, comparison.leaving) == ("A", (Leaving("B", None, order_changes=True),))


def test_the_curve_of_a_points_formula_is_what_the_price_earns():
    points = curve(REVERSAL, FIXED, "A", F(60), F(140))

    assert (points[0], points[20], points[-1]) == (Point(F(60), F(40)), Point(F(100), F(20)), Point(F(140), F(0)))
    assert len(points) == 41


def test_the_curve_keeps_rivals_as_expected():
    """From 80 down A is the lowest itself; above, C's 80 counts."""
    points = {point.price: point.figure for point in curve(REVERSAL, RELATIVE, "A", F(40), F(160))}

    assert (points[F(40)], points[F(100)], points[F(160)]) == (40, 32, 20)


def test_the_curve_of_another_formula_is_its_figure():
    assert curve(REVERSAL, LOWEST, "A", F(0), F(40))[-1] == Point(F(40), F(40))


def test_the_curve_has_no_figure_where_the_bid_is_out():
    base = Candidate("base", "below_base", {"B": "100"})
    points = curve(Design(F(40), (base,), REVERSAL.bids), base, "A", F(100), F(140))

    assert (points[0].figure, points[1].figure) == (0, None)
