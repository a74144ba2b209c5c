from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction as F

import pytest

from scoring import canonical, errors
from scoring.types import ScaleLevel


def test_keys_are_sorted_without_spaces_and_text_is_composed():
    assert (
        canonical.dumps({"b": ("e\u0301", None, True), "a\u0301": F(2, 4)})
        == '{"b":["é",null,true],"á":"1/2"}'.encode()
    )


def test_dataclasses_are_written_by_field():
    assert canonical.plain(ScaleLevel(F(1, 2), "half")) == {"value": "1/2", "label": "half", "descriptor": ""}


def test_columns_of_ints_go_through():
    assert canonical.plain((1, None, 3)) == [1, None, 3]


def test_instants_are_utc_with_microseconds():
    east = datetime(2026, 5, 4, 14, tzinfo=timezone(timedelta(hours=2)))

    assert (
        canonical.plain(east) == canonical.plain(datetime(2026, 5, 4, 12, tzinfo=UTC)) == "2026-05-04T12:00:00.000000Z"
    )


@pytest.mark.parametrize("value", [0.5, {1: 2}, datetime(2026, 5, 4, 12), {1, 2}, [0.5], b"x"])
def test_value_without_a_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical.dumps(value)


def test_two_keys_that_are_one_composed_text_are_refused_and_not_merged():
    with pytest.raises(TypeError, match="two keys are one text"):
        canonical.dumps({"bid": {"e\u0301": 1, "\u00e9": 2}})


# --- errors carry their place and values ---


def test_errors_are_equal_by_code_place_and_values():
    first, same = (errors.UnknownBid("rulings/r1", bid="A") for _ in range(2))

    assert (first, hash(first), first.code) == (same, hash(same), "UnknownBid")
    assert first != errors.UnknownBid("rulings/r1", bid="B")
    assert first != errors.UnknownLeaf("rulings/r1", leaf="A")
    assert first != "UnknownBid"
    assert (str(first), repr(first)) == ("rulings/r1: there is no bid 'A'.", "UnknownBid('rulings/r1', {'bid': 'A'})")
