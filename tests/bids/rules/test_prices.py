"""Totals are exact: price times quantity, summed; what is shown rounds nothing away."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.bids.outline import LotOutline, PriceRow
from procurement.bids.rules.prices import amount_text, echo, lot_total, read_price
from procurement.bids.rules.readings import number_text
from tests.bids.outlines import FILLED, LARK

LOT = LARK.lot(1)


def test_the_drawn_table_adds_up():
    total = lot_total(LOT, {**FILLED.prices, "1/calibration": ""}, "EUR")

    assert [line.amount for line in total.lines] == [F(131_200), F(51_000), F(25_200), None]
    assert (total.priced, total.asked, total.total, total.is_complete) == (3, 4, F(207_400), False)
    complete = lot_total(LOT, FILLED.prices, "EUR")
    assert (complete.total, complete.is_complete) == (F(230_200), True)


def test_a_price_of_nothing_is_a_price_and_one_that_cannot_be_read_is_none():
    total = lot_total(LOT, {"1/sensor": "0", "1/alarm": "about 5", "1/data": "1.500"}, "EUR")

    assert [line.amount for line in total.lines] == [F(0), None, None, None]
    assert total.lines[2].reading.two == (F(1500), F("1.5"))


CENTS = st.integers(0, 10**12).map(lambda cents: F(cents, 100))
QUANTITIES = st.none() | st.integers(1, 10**6).map(F) | st.integers(1, 10**6).map(lambda parts: F(parts, 8))


@given(st.lists(st.tuples(st.none() | CENTS, QUANTITIES), max_size=12))
def test_the_total_is_that_of_exact_numbers_in_any_order(filled):
    rows = [PriceRow(str(no), "", "", quantity, "other", 1) for no, (_price, quantity) in enumerate(filled)]
    texts = {
        row.field: number_text(price) for row, (price, _quantity) in zip(rows, filled, strict=True) if price is not None
    }
    expected = sum((price * (quantity or 1) for price, quantity in filled if price is not None), F(0))

    # Three decimals behind a point can be groups of thousands: such a text is a question, and no price yet.
    asked = {field for field, text in texts.items() if read_price(text, currency="EUR").two}
    assert asked == set()
    for order in (rows, rows[::-1]):
        total = lot_total(LotOutline(1, "", prices=tuple(order)), texts, "EUR")
        assert (total.total, total.priced, total.asked) == (expected, len(texts), len(rows))


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        ("420", "read as €420.00"),
        ("1640.00", "read as €1,640.00"),
        ("1.640,5", "read as €1,640.50"),
        ("0.0125", ""),
        ("420 €", "read as €420.00"),
        ("1,640.00", ""),
        ("€1,640.00", ""),
        ("1 640.00", "read as €1,640.00"),
        ("", ""),
        ("about 5", ""),
        ("1.500", ""),
    ],
)
def test_what_was_understood_is_said_back_unless_it_is_what_stands_there(text, said_back):
    assert echo(read_price(text, currency="EUR"), "EUR") == said_back


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (F(25200), "EUR", "€25,200.00"),
        (F("0.0125"), "EUR", "€0.0125"),
        (F(1, 3), "EUR", "€0.33"),
        (F(1500), "JPY", "¥1,500"),
        (F("0.5"), "JPY", "¥0.5"),
        (None, "EUR", "–"),
    ],
)
def test_an_amount_has_the_decimals_that_it_has(amount, currency, text):
    assert amount_text(amount, currency).replace("JP¥", "¥") == text
