"""Where a result is weakest: the draws under which its winner comes first least often."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.robustness import weakest
from scoring.robustness.annex import Chance, Chances
from tests.scoring.robustness.test_annex import annex
from tests.scoring.robustness.test_leave_out import reversal


def drawn_as(kind, share):
    chances = (Chance("A", {"1": share}, {}), Chance("B", {"1": 1 - share}, {}))
    return Chances(kind, F(1), 100, chances, ())


@pytest.mark.parametrize(
    ("shares", "kind"),
    [
        ({"points": F(1), "relative": F(9, 10), "marks": F(87, 100)}, "marks"),
        ({"points": F(1, 2), "marks": F(1)}, "points"),
        ({"points": F(1), "marks": F(1)}, "points"),
    ],
)
def test_the_weakest_point_is_where_the_winner_comes_first_least_often(shares, kind):
    lot_annex = replace(annex(reversal()), winner="A", chances=tuple(drawn_as(*item) for item in shares.items()))

    assert weakest(lot_annex) == drawn_as(kind, shares[kind])


def test_where_the_winner_never_comes_first_is_weakest_and_nothing_drawn_has_no_such_point():
    lot_annex = annex(reversal())
    never = replace(drawn_as("marks", F(1)), bids=(Chance("B", {"1": F(1)}, {}),))

    assert weakest(replace(lot_annex, winner="A", chances=(drawn_as("points", F(1, 2)), never))) == never
    assert weakest(replace(lot_annex, chances=())) is None
