"""Padmé: what is hidden, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline.sealing.padding import padded_length


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (8, 8), (9, 10), (100, 104), (5_000, 5_120), (1_000_000, 1_015_808)],
)
def test_known_lengths(length, padded):
    assert padded_length(length) == padded


@given(st.integers(min_value=1, max_value=2**45))
def test_nothing_gets_shorter_and_at_most_12_per_cent_longer(length):
    assert length <= padded_length(length) <= length * 1.12 + 1


@given(st.integers(min_value=0, max_value=2**45), st.integers(min_value=0, max_value=2**45))
def test_the_longer_stays_the_longer(length, other):
    assert (padded_length(length) <= padded_length(other)) == (length <= other) or padded_length(
        length
    ) == padded_length(other)


@given(st.integers(min_value=0, max_value=2**45))
def test_what_is_padded_stays(length):
    assert padded_length(padded_length(length)) == padded_length(length)


def test_few_lengths_stay_apart():
    assert len({padded_length(length) for length in range(1_000_000, 1_100_000)}) == 5


def test_a_length_is_not_negative():
    with pytest.raises(ValueError, match="not negative"):
        padded_length(-1)
