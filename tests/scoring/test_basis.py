from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import expressions
from scoring.basis import basis_working, normalised
from scoring.errors import BasisMismatch, NegativePrice
from scoring.types import Adjustment, Basis, PriceFacts, Rate
from tests.scale import examples

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


# --- as a calculation ---


def worked(price, basis=NET):
    working = basis_working(price, basis, "p")
    return [expressions.text(step.expression) for step in working.steps], expressions.text(working.expression)


def changes(**amounts):
    return tuple(Adjustment(kind, F(amount), REASON) for kind, amount in amounts.items())


@pytest.mark.parametrize(
    ("price", "basis", "steps", "line"),
    [
        (PriceFacts(F(100), "EUR"), NET, [], "100"),
        (PriceFacts(F(100), "USD"), NET, [], "100 × 0.9"),
        (PriceFacts(F(120), "EUR", "gross", F(1, 5)), NET, [], "120 ÷ 1.2"),
        (PriceFacts(F(100), "EUR", "net", F(1, 5)), Basis("EUR", "gross"), [], "100 × 1.2"),
        (
            PriceFacts(F(100), "EUR", adjustments=changes(priced=7, discount=-5, correction=2)),
            NET,
            [],
            "100 + 2 \u2212 5 + 7",
        ),
        (PriceFacts(F(100), "USD", adjustments=changes(discount=-5)), NET, [], "(100 \u2212 5) × 0.9"),
        (PriceFacts(F("1.11"), "USD"), Basis("EUR", "net", NET.rates, 2), [], "1.11 × 0.9"),
        (
            PriceFacts(F("1.11"), "USD", adjustments=changes(priced=1)),
            Basis("EUR", "net", NET.rates, 2),
            ["1.11 × 0.9"],
            "1 + 1",
        ),
        (
            PriceFacts(F(10), "USD", adjustments=changes(priced=1)),
            Basis("EUR", "net", NET.rates, 0),
            [],
            "10 × 0.9 + 1",
        ),
    ],
)
def test_the_way_to_the_price_compared_is_a_calculation(price, basis, steps, line):
    assert worked(price, basis) == (steps, line)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["EUR", "SEK", "USD"]),
    st.sampled_from(["", "net", "gross", "net_plus_nonrecoverable"]),
    st.sampled_from(["net", "gross", "net_plus_nonrecoverable"]),
    st.sampled_from([None, 0, 2]),
    st.lists(st.tuples(st.sampled_from(["correction", "priced"]), st.integers(0, 500)), max_size=3),
)
def test_the_calculation_of_a_price_is_the_price_that_is_compared(cents, currency, vat, wanted, places, changed):
    adjustments = tuple(Adjustment(kind, F(amount), REASON) for kind, amount in changed)
    price = PriceFacts(F(cents, 100), currency, vat, F(1, 5), adjustments)
    basis = Basis("EUR", wanted, NET.rates, places, F(1, 3))

    assert expressions.evaluate(basis_working(price, basis, "p").expression) == normalised(price, basis, "p")
