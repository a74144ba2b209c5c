from fractions import Fraction as F

import pytest

from scoring.errors import BadParameter, BandsDontCover, DuplicateMark, FloatRefused
from scoring.pay import (
    AwardFee,
    EarnBack,
    Factor,
    OutcomePay,
    PayTerms,
    Points,
    Pool,
    RatingBand,
    Shortfall,
    StepPay,
    check,
)
from tests.scoring.pay.build import RATED_UP, bands, climate, kpi, repair

FULL = PayTerms(cap=F(1, 10), at_risk=F(1, 10), bonus_cap=F(1, 20), earn_back=EarnBack(3))
FALLING = bands(F(1), 98, F(1, 2), 99, F(0))
RISING = bands(F(0), 98, F(1, 2), 99, F(1))
WORSE = "a worse value must never be the better one for the supplier"


def problems(*kpis, terms=FULL):
    return [(problem.where.removeprefix("kpis/"), problem.values.get("why")) for problem in check(kpis, terms)]


@pytest.mark.parametrize(
    "rule",
    [
        None,
        Points(F(1, 200)),
        Shortfall(),
        StepPay(FALLING, mean=True),
        Pool(F(1, 2), FALLING),
        Factor(),
        OutcomePay(F(1, 2)),
    ],
)
def test_every_rule_can_be_published(rule):
    assert problems(kpi(pay_rule=rule, bonus=RISING)) == []


def test_award_fee_can_be_published():
    assert problems(kpi(pay_rule=AwardFee(F(1), RISING), repeat=F(1))) == []


@pytest.mark.parametrize(
    "published",
    [
        repair(pay_rule=StepPay(bands(F(0), 4, F(1, 2), 8, F(1)))),
        climate(pay_rule=StepPay(bands(F(1), 15, F(1, 2), 18, F(0), 23, F(1, 4), 25, F(1)))),
        climate(minimum=None, minimum_to=None),
        kpi(minimum=None),
    ],
)
def test_every_direction_can_be_published(published):
    assert problems(published) == []


def test_terms_need_nothing_where_no_rule_draws_on_them():
    assert problems(kpi(), terms=PayTerms()) == []


# --- the frame ---


@pytest.mark.parametrize(
    ("published", "where", "why"),
    [
        (kpi(direction="left"), "availability/direction", "'left' is none of up, down, range"),
        (kpi(target_to=F(100)), "availability/target_to", "a range, and only a range, has a second target"),
        (climate(target_to=None), "climate/target_to", "a range, and only a range, has a second target"),
        (
            kpi(minimum_to=F(1)),
            "availability/minimum_to",
            "a range with a minimum, and only that, has a second minimum",
        ),
        (
            climate(minimum_to=None),
            "climate/minimum_to",
            "a range with a minimum, and only that, has a second minimum",
        ),
        (climate(minimum=None), "climate/minimum_to", "a range with a minimum, and only that, has a second minimum"),
        (kpi(minimum=F(100)), "availability/minimum", "the target must not lie beyond the minimum"),
        (repair(minimum=F(3)), "repair/minimum", "the target must not lie beyond the minimum"),
        (climate(target_to=F(17)), "climate/minimum", "the target must not lie beyond the minimum"),
        (kpi(weight=F(2)), "availability/weight", "a share lies in 0..1"),
        (kpi(cap=F(-1)), "availability/cap", "a share lies in 0..1"),
        (kpi(min_sample=-1), "availability/min_sample", "a sample is a whole number from 0"),
        (kpi(min_sample=F(1)), "availability/min_sample", "a sample is a whole number from 0"),
        (kpi(repeat=F(1, 2)), "availability/repeat", "a repeated failure costs at least as much as the first"),
    ],
)
def test_kpi_is_checked(published, where, why):
    assert problems(published) == [(where, why)]


def test_code_is_given_once():
    assert check([kpi(), kpi(), repair()], FULL) == [DuplicateMark("kpis", what="availability")]


@pytest.mark.parametrize(
    ("terms", "where", "why"),
    [
        (PayTerms(cap=F(2)), "terms/cap", "a share lies in 0..1"),
        (PayTerms(at_risk=F(-1)), "terms/at_risk", "a share lies in 0..1"),
        (PayTerms(bonus_cap=F(2)), "terms/bonus_cap", "a share lies in 0..1"),
        (PayTerms(places=13), "terms/places", "a number of decimals lies in 0..12"),
        (PayTerms(places=F(2)), "terms/places", "a number of decimals lies in 0..12"),
        (PayTerms(mode="up"), "terms/mode", "'up' is none of half_up, half_even, down"),
        (
            PayTerms(earn_back=EarnBack(0)),
            "terms/earn_back/periods",
            "a credit is earned back over at least one period",
        ),
        (
            PayTerms(earn_back=EarnBack(F(1))),
            "terms/earn_back/periods",
            "a credit is earned back over at least one period",
        ),
        (PayTerms(earn_back=EarnBack(1, F(2))), "terms/earn_back/share", "a share lies in 0..1"),
    ],
)
def test_terms_are_checked(terms, where, why):
    assert problems(terms=terms) == [(where, why)]


@pytest.mark.parametrize("published", [kpi(weight=0.5), kpi(target=99.5), kpi(pay_rule=Shortfall(0.01)), kpi(cap=0.1)])
def test_floats_are_refused(published):
    with pytest.raises(FloatRefused):
        check([published], FULL)


# --- bands ---


@pytest.mark.parametrize(
    ("bands", "at"),
    [
        (RATED_UP[1:], ["98"]),
        (RATED_UP[:-1], ["199/2"]),
        ((*RATED_UP[:1], *RATED_UP[2:]), ["98"]),
        (RATED_UP[::-1], ["199/2", "99", "199/2", "99", "98", "the cut points, which must rise"]),
        ((), ["the cut points, which must rise"]),
        (
            (RatingBand("inadequate", None, F(1)), RatingBand("good", F(1), F(1)), RatingBand("good", F(1), None)),
            ["the cut points, which must rise"],
        ),
        (
            (RatingBand("inadequate", None, None), RatingBand("good", None, None)),
            ["the cut points, which must rise"],
        ),
    ],
)
def test_bands_cover_every_value_once(bands, at):
    assert [problem for problem in check([kpi(bands=bands)], FULL) if isinstance(problem, BandsDontCover)] == [
        BandsDontCover("kpis/availability/bands", at=place) for place in at
    ]


def test_band_gives_no_rating_of_its_own_invention():
    bands = (RatingBand("other", None, F(99)), RatingBand("good", F(99), None))
    named = "a band gives one of good, approaching_target, requires_improvement, inadequate"

    assert problems(kpi(bands=bands)) == [("availability/bands", named)]


@pytest.mark.parametrize(
    "published",
    [
        kpi(bands=(RatingBand("good", None, F(99)), RatingBand("inadequate", F(99), None))),
        repair(bands=(RatingBand("inadequate", None, F(5)), RatingBand("good", F(5), None))),
        climate(
            bands=(
                RatingBand("good", None, F(10)),
                RatingBand("inadequate", F(10), F(18)),
                RatingBand("good", F(18), None),
            )
        ),
    ],
)
def test_worse_value_has_no_better_rating(published):
    assert problems(published) == [(f"{published.code}/bands", "a worse value must not have a better rating")]


@pytest.mark.parametrize(
    "published",
    [
        kpi(pay_rule=StepPay(RISING)),
        repair(pay_rule=StepPay(FALLING)),
        kpi(pay_rule=Pool(F(1), RISING)),
        climate(pay_rule=StepPay(bands(F(0), 15, F(1), 18, F(0)))),
        climate(pay_rule=StepPay(bands(F(0), 22, F(1), 25, F(0)))),
    ],
)
def test_worse_value_is_no_cheaper(published):
    assert problems(published) == [(f"{published.code}/pay_rule/bands", WORSE)]


def test_worse_value_earns_no_more():
    assert problems(kpi(bonus=FALLING)) == [("availability/bonus", WORSE)]
    assert problems(kpi(pay_rule=AwardFee(F(1), FALLING), repeat=F(1))) == [("availability/pay_rule/bands", WORSE)]


def test_share_of_a_band_lies_between_0_and_1():
    assert problems(kpi(pay_rule=StepPay(bands(F(2), 98, F(0))))) == [
        ("availability/pay_rule/bands", "the share of a band lies in 0..1")
    ]


# --- rules and what they draw on ---


@pytest.mark.parametrize(
    ("published", "where", "why"),
    [
        (kpi(pay_rule=Points(F(2))), "rate", "a share lies in 0..1"),
        (
            kpi(pay_rule=Points(F(1, 2), F(3), F(1))),
            "",
            "a severe failure costs at least as many points as a minor one",
        ),
        (kpi(pay_rule=Points(F(1, 2), F(-1))), "", "a severe failure costs at least as many points as a minor one"),
        (kpi(pay_rule=Shortfall(F(-1))), "rate", "a share lies in 0..1"),
        (kpi(pay_rule=Pool(F(2), FALLING)), "share", "a share lies in 0..1"),
        (kpi(pay_rule=AwardFee(F(2), RISING), repeat=F(1)), "share", "a share lies in 0..1"),
        (kpi(pay_rule=AwardFee(F(1), RISING)), "repeat", "a fee can be withheld once only: repeat is 1"),
        (kpi(pay_rule=Factor(), weight=F(0)), "", "a KPI without weight has no share of the amount at risk"),
        (kpi(pay_rule=OutcomePay(F(2))), "share", "a share lies in 0..1"),
        (repair(pay_rule=OutcomePay(F(1))), "", "a verified saving is better when it is larger"),
        (climate(pay_rule=StepPay(bands(F(0)), mean=True)), "mean", "a mean hides values on both sides of a range"),
    ],
)
def test_rule_is_checked(published, where, why):
    assert problems(published) == [(f"{published.code}/pay_rule/{where}".removesuffix("/"), why)]


@pytest.mark.parametrize("rule", [Pool(F(1), FALLING), Factor(), AwardFee(F(1), RISING)])
def test_rule_on_an_amount_at_risk_needs_one(rule):
    faults = check([kpi(title="Uptime", pay_rule=rule, repeat=F(1))], PayTerms())

    assert faults == [BadParameter("terms/at_risk", why="'Uptime' draws on an amount at risk, none is published")]


@pytest.mark.parametrize("published", [kpi(bonus=RISING), kpi(pay_rule=OutcomePay(F(1)))])
def test_bonus_needs_its_cap(published):
    faults = check([published], PayTerms())

    assert faults == [BadParameter("terms/bonus_cap", why="'availability' may earn a bonus, no cap is published")]
