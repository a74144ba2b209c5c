from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import numbers
from scoring.errors import BadParameter, FloatRefused


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        ("12.50", F(25, 2)),
        (" 2/3 ", F(2, 3)),
        ("-4", F(-4)),
        (7, F(7)),
        (Decimal("0.1"), F(1, 10)),
        (F(1, 3), F(1, 3)),
    ],
)
def test_numbers_enter_exactly(given_value, expected):
    assert numbers.fraction(given_value) == expected


@pytest.mark.parametrize(
    "given_value", [0.1, True, None, float("nan"), Decimal("NaN"), Decimal("Infinity"), "nan", "-inf", "Infinity", [1]]
)
def test_what_is_not_exact_is_refused(given_value):
    with pytest.raises(FloatRefused):
        numbers.fraction(given_value, "price")


@pytest.mark.parametrize("text", ["", "a", "1e3", "1.5/2", "1/0", "1 000", "٣"])
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(BadParameter):
        numbers.fraction(text)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [F(3), F(-3), F(4), F(2)]),
        ("half_even", [F(2), F(-2), F(4), F(2)]),
        ("down", [F(2), F(-2), F(3), F(2)]),
    ],
)
def test_rounding_modes(mode, expected):
    assert [numbers.round_to(value, 0, mode) for value in (F(5, 2), F(-5, 2), F(7, 2), F(9, 4))] == expected


def test_numbers_are_written_in_lowest_terms_and_with_decimals():
    assert (numbers.write(F(6, 4)), numbers.write(F(4))) == ("3/2", "4")
    given_values = [(F(2, 3), 2), (F(5), 0), (F(-1, 8), 2), (F(10**30 + 1, 10), 1)]
    expected = ["0.67", "5", "-0.13", "100000000000000000000000000000.1"]
    assert [numbers.decimal_text(*value) for value in given_values] == expected


@given(value=st.fractions(), places=st.integers(0, 6))
def test_written_number_reads_back(value, places):
    assert numbers.fraction(numbers.write(value)) == value
    assert numbers.fraction(numbers.decimal_text(value, places)) == numbers.round_to(value, places)


def test_whole_powers_are_exact_and_others_have_twelve_decimals():
    assert numbers.power(F(2, 3), F(3)) == F(8, 27)
    assert numbers.power(F(2), F(1, 2)) == F("1.414213562373")
    assert numbers.power(F(0), F(1, 2)) == 0


def test_logarithm_has_fifty_digits_and_is_not_quantised():
    assert numbers.quantise(numbers.log_ratio(F(8), F(2))) == 3
    assert numbers.quantise(numbers.log_ratio(F(2), F(10))) == F("0.301029995664")


def test_mean_and_median():
    assert numbers.mean([F(1), F(2), F(6)]) == 3
    assert (numbers.median([F(6), F(1), F(2)]), numbers.median([F(4), F(1)])) == (F(2), F(5, 2))


def test_quartiles_and_fences():
    values = [F(number) for number in (1, 2, 3, 4, 10)]

    assert numbers.quartiles(values) == (F(2), F(4))
    assert numbers.fence(*numbers.quartiles(values)) == (F(-1), F(7))
    assert numbers.quartiles([F(1), F(2)]) == (F(5, 4), F(7, 4))
