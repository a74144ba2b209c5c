from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbers import round_to
from scoring.results import Vector
from scoring.vectors import fractions_of, known, picked, rounded, sums, times, vector

values = st.lists(st.fractions(min_value=-1000, max_value=1000, max_denominator=60), min_size=1, max_size=6)


def test_vector_has_the_smallest_common_unit():
    assert vector([F(1, 2), None, F(2, 3), F(4)]) == Vector(F(1, 6), (3, None, 4, 24))


def test_empty_vector_has_a_unit():
    assert vector([]) == Vector(F(1), ())


def test_value_of_a_vector_is_exact_and_none_stays_none():
    marks = vector([F(1, 3), None])

    assert [marks.value(0), marks.value(1)] == [F(1, 3), None]


def test_sum_of_columns_is_exact():
    total = sums([vector([F(1, 2), F(1, 3)]), vector([F(1, 7), F(-1, 3)])], 2)

    assert fractions_of(total) == [F(9, 14), F(0)]


def test_sum_of_no_columns_is_zero():
    assert fractions_of(sums([], 3)) == [F(0), F(0), F(0)]


def test_sum_with_a_gap_is_refused():
    with pytest.raises(ValueError, match="gaps"):
        sums([vector([F(1), None])], 2)


def test_numbers_of_a_vector_with_a_gap_are_refused():
    with pytest.raises(ValueError, match="gaps"):
        known(vector([None]))


def test_picked_and_multiplied_values():
    marks = times(vector([F(1, 2), F(3), F(5)]), F(2, 3))

    assert fractions_of(picked(marks, [2, 0])) == [F(10, 3), F(1, 3)]


@pytest.mark.parametrize("mode", ["half_up", "half_even", "down"])
@given(amounts=values)
def test_rounding_in_ints_is_rounding_of_fractions(mode, amounts):
    assert fractions_of(rounded(vector(amounts), 1, mode)) == [round_to(value, 1, mode) for value in amounts]


def test_rounding_leaves_gaps():
    assert rounded(vector([None, F(5, 2)]), 0, "half_even") == Vector(F(1), (None, 2))


@given(left=values, right=values)
def test_sum_is_the_sum_of_fractions(left, right):
    size = min(len(left), len(right))
    total = sums([vector(left[:size]), vector(right[:size])], size)

    assert fractions_of(total) == [a + b for a, b in zip(left[:size], right[:size], strict=True)]
