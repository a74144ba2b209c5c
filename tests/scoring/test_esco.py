from datetime import UTC, date, datetime
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import esco
from scoring.errors import BadParameter, FloatRefused
from scoring.numbers import decimal_text
from tests.scoring.published import published
from tests.scoring.reading import text_of

AUGUST = date(2017, 8, 18)
SILVESTER = date(2017, 12, 31)
LEVEL = [F(365)] * esco.PERIODS


def service(savings=LEVEL, share=F(1, 2), rate=F(1, 8), announced=AUGUST, days=365):
    return esco.energy_service(savings, share, rate, announced, days)


def test_o08_prices_and_net_present_values(shared):
    inputs, expected = published(shared, "o08")
    base = inputs["base"]
    savings, share, rate = [F(value) for value in base["annualCostsReduction"]], F(base["share"]), F(base["rate"])
    announced = date.fromisoformat(base["announcement"])
    lengths = [esco.contract_days(duration["years"], duration["days"]) for duration in inputs["durations"]]

    prices = [esco.price(savings, share, announced, days) for days in lengths]
    values = [esco.npv(savings, share, rate, announced, days) for days in lengths]

    assert [decimal_text(value, 11) for value in prices] == expected["amountContract"]
    assert [decimal_text(value, 11) for value in values] == expected["amountPerformance"]


def test_payments_end_with_the_contract():
    periods = service(days=135 + 365 + 10).periods

    assert [period.days for period in periods] == [135, *[365] * 19, 230]
    assert [period.paid for period in periods] == [135, 365, 10, *[0] * 18]
    assert [period.payment for period in periods[:4]] == [F(365, 2), F(365, 2), F(5), F(0)]
    assert [period.income for period in periods[:4]] == [F(365, 2), F(365, 2), F(360), F(365)]


def test_first_period_is_discounted_too_and_the_last_by_its_days():
    periods = service().periods

    assert periods[0].factor == 1 / (1 + F(1, 8) * F(135, 365))
    assert periods[1].factor == periods[0].factor / (1 + F(1, 8))
    assert periods[20].factor == periods[19].factor / (1 + F(1, 8) * F(230, 365))
    assert periods[20].income == 230


def test_announcement_on_31_december_has_no_first_period():
    """The source divides by the days of the first period, which are none."""
    value = service(announced=SILVESTER, days=365, rate=F(0))

    assert value.periods[0] == esco.Period(0, 0, F(365), F(0), F(0), F(1))
    assert [period.days for period in value.periods[1:]] == [365] * 20
    assert (value.price, value.npv) == (F(365, 2), F(365) * 20 - F(365, 2))


def test_announcement_on_1_january_of_a_leap_year_has_no_last_period():
    value = service(announced=date(2020, 1, 1), days=7300)

    assert value.periods[20] == esco.Period(0, 0, F(365), F(0), F(0), value.periods[19].factor)
    assert value.price == F(365, 2) * 20


def test_offer_is_said_period_by_period():
    sentences = [text_of(sentence) for sentence in service(announced=SILVESTER, rate=F(0)).sentences]

    assert len(sentences) == 21
    assert sentences[0] == "Period 1 (365 days, 365 paid): income 182.50 after 182.50, today 182.50."
    assert sentences[-1] == "The customer pays 182.50 and gains 7,117.50 in today's money."


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"savings": LEVEL[1:]}, "savings"),
        ({"savings": [*LEVEL[1:], F(-1)]}, "savings"),
        ({"share": F(-1, 10)}, "share"),
        ({"share": F(11, 10)}, "share"),
        ({"rate": F(-1)}, "rate"),
        ({"announced": datetime(2017, 8, 18, tzinfo=UTC)}, "announced"),
        ({"days": -1}, "days"),
        ({"days": 7301}, "days"),
        ({"days": F(1)}, "days"),
    ],
)
def test_what_the_method_does_not_allow_is_refused(changed, where):
    with pytest.raises(BadParameter) as caught:
        service(**changed)

    assert caught.value.where == where


@pytest.mark.parametrize("changed", [{"savings": [0.5, *LEVEL[1:]]}, {"share": 0.7}, {"rate": 0.125}])
def test_floats_are_refused(changed):
    with pytest.raises(FloatRefused):
        service(**changed)


DAYS = st.integers(0, 7299)
DATES = st.dates(date(2016, 1, 1), date(2030, 12, 31))


@given(days=DAYS, announced=DATES)
def test_longer_contract_never_costs_less_or_gains_more(days, announced):
    short, long = service(days=days, announced=announced), service(days=days + 1, announced=announced)

    assert (long.price >= short.price, long.npv <= short.npv) == (True, True)


@given(days=DAYS, announced=DATES)
def test_without_discount_price_and_value_share_all_savings(days, announced):
    value = service(days=days, announced=announced, rate=F(0))
    first = 365 if value.periods[0].days else 0  # the saving of period 0 is stated for its own days

    assert value.price + value.npv == first + 365 * 19 + value.periods[20].days
