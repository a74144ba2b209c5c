"""Each credit rule on one failure, in money of 10,000 charges."""

from fractions import Fraction as F

import pytest

from scoring.pay import (
    AwardFee,
    Factor,
    Measurement,
    OutcomePay,
    Past,
    PayTerms,
    Points,
    Pool,
    Shortfall,
    StepPay,
    statement,
)
from tests.scoring.pay.build import bands, climate, kpi, repair, settled
from tests.scoring.published import published
from tests.scoring.reading import text_of

POINTS = Points(F(1, 200))
LOST = bands(F(1), 98, F(1, 2), 99, F(1, 4), "99.5", F(0))
EARNED = bands(F(0), 98, F(1, 2), 99, F(3, 4), "99.5", F(1))


def credit(published, value, past=(), **terms):
    """The credit, its sentence."""
    (line,) = settled(published, {published.code: value}, past=past, **terms).lines
    return line.credit, text_of(line.sentences[1])


# --- published cases ---


def test_o10_repeated_failures_double_and_do_not_compound(shared):
    """The limits of the bands are ours: the source's table of them was not seen."""
    inputs, expected = published(shared, "o10")
    points = Points(F(1, 100), F(inputs["points"]["minor"]), F(inputs["points"]["severe"]))
    indicator = kpi(target=F(99), minimum=F(98), pay_rule=points, repeat=F(inputs["repeat_multiplier"]))
    taken, past = [], ()

    for period in inputs["periods"]:
        month = [Measurement(indicator.code, "p", F(period["availability"]))]
        result = statement([indicator], month, PayTerms(), period="p", charges=F(100), past=past)
        assert f"a {period['band']} failure" in text_of(result.lines[0].sentences[1])
        taken.append(result.deduction)
        past = (Past(indicator.code, 1, result.lines[0].failed),)

    assert taken == expected["points"]


def test_o11_shortfall_in_percent_of_the_charges(shared):
    inputs, expected = published(shared, "o11")
    uptime = kpi(target=F(inputs["required_pct"]), minimum=None, pay_rule=Shortfall())

    assert credit(uptime, inputs["achieved_pct"], charges=100)[0] == F(expected["service_credit_pct_of_charges"])


def test_pool_as_a_public_contract_works_it_out():
    """Texas DIR, Attachment 3-A: 50 % of the pool, 40 % of that, 10,000 at risk of 100,000."""
    published = kpi(pay_rule=Pool(F(1, 2), bands(F(2, 5), "99.5", F(0))))

    assert credit(published, 99, charges=100_000, at_risk=F(1, 10))[0] == 2000


# --- rule by rule ---


@pytest.mark.parametrize(
    ("published", "value", "expected"),
    [
        (kpi(pay_rule=POINTS), 98, F(50)),
        (kpi(pay_rule=POINTS), "97.9", F(150)),
        (kpi(pay_rule=POINTS, minimum=None), 0, F(50)),
        (repair(pay_rule=POINTS), 8, F(50)),
        (repair(pay_rule=POINTS), "8.1", F(150)),
        (climate(pay_rule=POINTS), 15, F(50)),
        (climate(pay_rule=POINTS), 25, F(50)),
        (climate(pay_rule=POINTS), "14.9", F(150)),
        (climate(pay_rule=POINTS), "25.1", F(150)),
    ],
)
def test_points_are_severe_beyond_the_minimum_only(published, value, expected):
    assert credit(published, value)[0] == expected


@pytest.mark.parametrize(
    ("published", "value", "expected"),
    [
        (kpi(pay_rule=Shortfall()), "97.25", F(225)),
        (kpi(pay_rule=Shortfall(full_points=True)), "97.25", F(200)),
        (kpi(pay_rule=Shortfall(full_points=True)), "98.51", F(0)),
        (kpi(pay_rule=Shortfall(full_points=True)), "98.5", F(100)),
        (kpi(pay_rule=Shortfall(F(1, 50))), "98.5", F(200)),
        (repair(pay_rule=Shortfall()), "5.5", F(150)),
        (climate(pay_rule=Shortfall()), 16, F(200)),
        (climate(pay_rule=Shortfall()), 25, F(300)),
    ],
)
def test_shortfall_counts_the_distance_from_the_target(published, value, expected):
    assert credit(published, value)[0] == expected


@pytest.mark.parametrize(("value", "expected"), [("99.49", 2500), (99, 2500), (98, 5000), (97, 10_000)])
def test_steps_cost_the_share_of_their_band(value, expected):
    assert credit(kpi(pay_rule=StepPay(LOST)), value)[0] == expected


def test_steps_by_the_mean_with_the_period_before():
    published = kpi(pay_rule=StepPay(LOST, mean=True))

    assert credit(published, 97, (Past(published.code, 1, False, F(100)),)) == (
        F(5000),
        "availability: 97 % misses at least 99.5 %; the mean of two periods, 98.5 %, costs 50 %: 5,000.",
    )


def test_steps_stand_alone_where_nothing_was_measured_before():
    published = kpi(pay_rule=StepPay(LOST, mean=True))

    assert credit(published, 97, (Past(published.code, 1, None), Past(published.code, 2, False, F(100))))[0] == 10_000


def test_bad_period_before_costs_nothing_where_the_target_is_met_now():
    published = kpi(pay_rule=StepPay(LOST, mean=True))

    assert credit(published, "99.5", (Past(published.code, 1, True, F(0)),))[0] == 0


@pytest.mark.parametrize(("value", "expected"), [(97, 500), (98, 250), (99, 125), ("99.5", 0)])
def test_pool_and_award_fee_are_two_ways_to_say_the_same(value, expected):
    pool = kpi(pay_rule=Pool(F(1, 2), LOST))
    fee = kpi(pay_rule=AwardFee(F(1, 2), EARNED), repeat=F(1))

    assert [credit(published, value, at_risk=F(1, 10))[0] for published in (pool, fee)] == [expected, expected]


def test_factor_takes_the_weight_of_what_is_at_risk():
    assert credit(kpi(pay_rule=Factor(), weight=F(1, 4)), 99, at_risk=F(1, 10))[0] == 250


@pytest.mark.parametrize(("value", "bonus"), [(12_000, 3000), (8000, 2000), (0, 0), (-4000, 0)])
def test_outcome_pays_a_share_of_a_verified_saving_and_deducts_nothing(value, bonus):
    published = kpi("saving", unit="EUR", target=F(10_000), minimum=None, pay_rule=OutcomePay(F(1, 4)))

    result = settled(published, {"saving": value}, bonus_cap=F(1))

    assert (result.deduction, result.bonus) == (0, bonus)


@pytest.mark.parametrize(
    ("published", "value", "expected"),
    [
        (kpi(pay_rule=POINTS), 97, "97 % misses at least 99.5 %, a severe failure: 3 points at 0.5 % make 150."),
        (kpi(pay_rule=POINTS), 99, "99 % misses at least 99.5 %, a minor failure: 1 point at 0.5 % make 50."),
        (repair(pay_rule=Shortfall()), 6, "6 h misses at most 4 h by 2; at 1 % for each unit: 200."),
        (climate(pay_rule=Shortfall()), 24, "24 °C misses 18 °C to 22 °C by 2; at 1 % for each unit: 200."),
        (
            kpi(pay_rule=Shortfall(full_points=True)),
            97,
            "97 % misses at least 99.5 % by 2 full units; at 1 % for each: 200.",
        ),
        (kpi(pay_rule=StepPay(LOST)), 99, "99 % misses at least 99.5 %; the step of 99 % costs 25 %: 2,500."),
        (
            kpi(pay_rule=Pool(F(1, 2), LOST)),
            99,
            "99 % misses at least 99.5 % and costs 25 % of its 50 % of 1,000: 125.",
        ),
        (
            kpi(pay_rule=AwardFee(F(1, 2), EARNED), repeat=F(1)),
            98,
            "98 % misses at least 99.5 %; 50 % of its fee (50 % of 1,000) is lost: 250.",
        ),
        (kpi(pay_rule=Factor()), 98, "98 % misses at least 99.5 %; its weight, 50 % of 1,000, makes 500."),
        (kpi(pay_rule=OutcomePay(F(1))), 98, "98 % misses at least 99.5 %; its rule deducts nothing."),
    ],
)
def test_every_rule_explains_its_credit(published, value, expected):
    sentences = credit(published, value, at_risk=F(1, 10), bonus_cap=F(1))[1]

    assert sentences == f"{published.code}: {expected}"
