from fractions import Fraction as F

import pytest

from scoring.basis import normalised
from scoring.errors import BasisMismatch, NegativePrice
from scoring.types import Adjustment, Basis, PriceFacts, Rate

NET = Basis(
    "EUR", "net", rates=(Rate("SEK", F(1, 11), "2026-03-01", "ECB"), Rate("USD", F(9, 10), "2026-03-01", "ECB"))
)
REASON = "0" * 64


def test_price_on_the_tenders_basis_stays_as_read_out():
    assert normalised(PriceFacts(F(100), "EUR"), NET, "p") == F(100)


def test_price_in_another_currency_uses_the_published_rate_unrounded():
    assert normalised(PriceFacts(F(100), "SEK"), NET, "p") == F(100, 11)


def test_converted_price_is_rounded_where_places_are_published():
    basis = Basis("EUR", "net", rates=NET.rates, places=2)

    assert normalised(PriceFacts(F(100), "SEK"), basis, "p") == F("9.09")


def test_unlisted_currency_is_refused():
    with pytest.raises(BasisMismatch) as caught:
        normalised(PriceFacts(F(100), "NOK"), NET, "bids/A")

    assert caught.value == BasisMismatch("bids/A", given="NOK", wanted="EUR")


@pytest.mark.parametrize(
    ("wanted", "stated", "amount"),
    [
        ("net", "gross", F(100)),
        ("gross", "net", F(144)),
        ("net_plus_nonrecoverable", "net", F(126)),
        ("net_plus_nonrecoverable", "gross", F(105)),
        ("gross", "net_plus_nonrecoverable", F(120) / F(21, 20) * F(6, 5)),
        ("gross", "gross", F(120)),
        ("gross", "", F(120)),
    ],
)
def test_vat_is_moved_to_the_tenders_basis(wanted, stated, amount):
    basis = Basis("EUR", wanted, nonrecoverable=F(1, 4))

    assert normalised(PriceFacts(F(120), "EUR", stated, F(1, 5)), basis, "p") == amount


@pytest.mark.parametrize(
    ("basis", "price"),
    [
        (Basis("EUR", "net"), PriceFacts(F(120), "EUR", "gross")),
        (Basis("EUR", "net"), PriceFacts(F(120), "EUR", "gross", F(-1))),
        (Basis("EUR", "net_plus_nonrecoverable"), PriceFacts(F(120), "EUR", "net", F(1, 5))),
        (Basis("EUR", ""), PriceFacts(F(120), "EUR", "net", F(1, 5))),
    ],
)
def test_vat_that_cannot_be_moved_is_refused(basis, price):
    with pytest.raises(BasisMismatch):
        normalised(price, basis, "p")


def test_changes_apply_in_their_order():
    """Correction and discount before conversion, priced adjustments after."""
    changes = (
        Adjustment("priced", F(5), REASON),
        Adjustment("discount", F(-10), REASON),
        Adjustment("correction", F(20), REASON),
    )

    assert normalised(PriceFacts(F(100), "USD", adjustments=changes), NET, "p") == (100 + 20 - 10) * F(9, 10) + 5


def test_changes_that_take_a_price_below_zero_are_refused():
    with pytest.raises(NegativePrice) as caught:
        normalised(PriceFacts(F(10), "EUR", adjustments=(Adjustment("discount", F(-11), REASON),)), NET, "p")

    assert caught.value == NegativePrice("p", price=F(-1))
