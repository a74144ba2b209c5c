"""What months of different quality would cost."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.sections import (
    BandEntry,
    Contract,
    KpiEntry,
    LotEntry,
    Performance,
    Purchase,
    TenderContent,
    pay,
)
from procurement.tenders.sections.checks import performance as checks
from procurement.tenders.sections.pay import Month, MonthCost
from scoring.pay import Measurement, PayTerms, rate, statement

RATINGS = ("good", "approaching_target", "requires_improvement", "inadequate")
AVAILABLE = KpiEntry(
    code="AV",
    title="Availability",
    unit="% of minutes",
    target=F("99.5"),
    minimum=F(99),
    best=F(100),
    source="probe of the city",
    bands=tuple(map(BandEntry, RATINGS, (F("99.5"), F(99), F(98), None))),
    credit_rule="shortfall",
    credit_step=F("0.5"),
    credit_share=F("0.02"),
    cap=F("0.1"),
)
ERROR = KpiEntry(
    code="ERR",
    title="Error",
    unit="%",
    direction="down",
    target=F(25),
    minimum=F(35),
    best=F(10),
    bands=tuple(map(BandEntry, RATINGS, (F(25), F(35), F(50), None))),
    credit_rule="points",
    credit_share=F("0.01"),
    cap=F("0.1"),
)
CONTENT = TenderContent(
    purchase=Purchase(lots=(LotEntry(1, "Lanterns", estimate=F(3_600_000)), LotEntry(2, "Control"))),
    contract=Contract(months=36),
    performance=Performance((AVAILABLE, replace(ERROR, lot=1)), cap=F("0.1")),
)


def test_a_month_costs_more_the_worse_it_is_up_to_the_cap():
    lanterns = pay.lot_months(CONTENT)[0]

    assert lanterns.charges == 100_000
    assert [row.months for row in lanterns.rows] == [
        {
            Month.ON_TARGET: MonthCost(F("99.5"), F(0)),
            Month.SLIGHTLY_BELOW: MonthCost(F(99), F("0.02")),
            Month.BAD: MonthCost(F(98), F("0.06")),
            Month.WORST: MonthCost(None, F("0.1")),
        },
        {
            Month.ON_TARGET: MonthCost(F(25), F(0)),
            Month.SLIGHTLY_BELOW: MonthCost(F(35), F("0.01")),
            Month.BAD: MonthCost(F(50), F("0.03")),
            Month.WORST: MonthCost(None, F("0.03")),
        },
    ]
    assert lanterns.together == dict(zip(Month, (F(0), F("0.03"), F("0.09"), F("0.1")), strict=True))
    assert lanterns.is_capped == dict(zip(Month, (False, False, False, True), strict=True))


def test_a_lot_without_an_estimate_has_shares_and_no_money():
    control = pay.lot_months(CONTENT)[1]

    assert control.charges is None
    assert [row.kpi.code for row in control.rows] == ["AV"]


def test_an_indicator_that_nothing_can_be_paid_by_is_named_and_not_taken_as_free():
    half = replace(AVAILABLE, code="H", title="Half-written", credit_share=None)
    content = replace(CONTENT, performance=Performance((half, ERROR), cap=F("0.1")))

    lanterns = pay.lot_months(content)[0]

    assert lanterns.left_out == ("Half-written",)
    assert [row.kpi.code for row in lanterns.rows] == ["ERR"]


@pytest.mark.parametrize(
    "changes",
    [
        {"target": None},
        {"bands": ()},
        {"credit_rule": ""},
        {"credit_rule": "bonus"},
        {"credit_step": None},
        {"credit_step": F(0)},
        {"credit_share": F(-1)},
        {"cap": F(2)},
        {"bands": AVAILABLE.bands[:3]},
        {"bands": AVAILABLE.bands[::-1]},
    ],
)
def test_what_lacks_a_figure_cannot_be_paid_by(changes):
    assert not pay.is_payable(replace(AVAILABLE, **changes))


def test_two_indicators_of_one_code_are_left_out():
    content = replace(CONTENT, performance=Performance((AVAILABLE, AVAILABLE)))

    assert pay.lot_months(content)[0].left_out == ("Availability", "Availability")


def test_a_rating_that_the_bands_lack_has_no_month():
    short = replace(AVAILABLE, bands=(AVAILABLE.bands[0], AVAILABLE.bands[3]))
    content = replace(CONTENT, performance=Performance((short,)))

    assert pay.lot_months(content)[0].rows[0].months[Month.BAD] is None


def test_a_cap_of_all_that_is_no_share_limits_nothing():
    content = replace(CONTENT, performance=replace(CONTENT.performance, cap=F(3)))

    assert pay.lot_months(content)[0].together[Month.WORST] == F("0.13")


@pytest.mark.parametrize(("value", "rating"), [(25, RATINGS[0]), (26, RATINGS[1]), (35, RATINGS[1]), (51, RATINGS[3])])
def test_a_cut_belongs_to_the_better_rating_where_less_is_better(value, rating):
    kpi = pay.pay_kpi(ERROR)

    assert rate(kpi, Measurement("ERR", "2027-01", F(-value))).rating == rating


CUTS = st.lists(st.fractions(-100, 100, max_denominator=100), min_size=4, max_size=4, unique=True).map(sorted)


@given(CUTS, st.sampled_from(["up", "down"]), st.fractions(0, 1), st.fractions(1, 9), st.fractions(0, 1), st.data())
def test_what_the_checks_let_through_can_be_paid_by(cuts, direction, share, step, cap, data):
    worse_first = cuts if direction == "up" else cuts[::-1]
    rule = data.draw(st.sampled_from(["points", "shortfall"]))
    kpi = replace(
        AVAILABLE,
        direction=direction,
        minimum=worse_first[0],
        target=worse_first[3],
        best=None,
        bands=tuple(map(BandEntry, RATINGS, (*worse_first[:0:-1], None))),
        credit_rule=rule,
        credit_share=share,
        credit_step=step,
        cap=cap,
    )
    content = replace(CONTENT, performance=Performance((kpi,), cap=cap))

    assert list(checks.findings(content)) == []
    assert pay.is_payable(kpi)
    months = pay.lot_months(content)[0].together
    assert list(months.values()) == sorted(months.values())
    assert months[Month.WORST] <= cap
    assert statement([pay.pay_kpi(kpi)], [], PayTerms(), period="p", charges=F(1)).deduction == 0
