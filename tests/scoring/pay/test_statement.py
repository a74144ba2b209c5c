from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.errors import BadParameter, DuplicateMark, FloatRefused, NegativePrice, UnknownLeaf
from scoring.pay import AwardFee, EarnBack, OutcomePay, Past, Points, Pool, Shortfall, StepPay, statement
from scoring.pay.terms import PayTerms
from tests.scoring.pay.build import amounts, bands, climate, kpi, measurement, repair, settled
from tests.scoring.reading import text_of

POINTS = Points(F(1, 200))
LINEAR = Shortfall()


def texts_of(settlement):
    return [text_of(sentence) for sentence in settlement.sentences]


def steps_of(settlement, at=0):
    return [text_of(sentence) for sentence in settlement.lines[at].sentences]


# --- one period ---


def test_six_points_are_capped_at_two_percent():
    kpis = [kpi(code, pay_rule=POINTS) for code in "ab"]

    settlement = settled(kpis, {"a": 90, "b": 90}, cap=F(1, 50))

    assert (settlement.asked, settlement.limit) == (300, 200)
    assert amounts(settlement) == (200, 0, 0, 9800)
    assert [line.deducted for line in settlement.lines] == [100, 100]
    assert texts_of(settlement) == [
        "The credits add up to 300.",
        "Of 10,000, at most 200 may be deducted.",
        "2026-05: 10,000 less 200, plus 0 earned back and 0 bonus, is 9,800.",
    ]


def test_met_targets_cost_nothing():
    settlement = settled([kpi(pay_rule=POINTS), repair(pay_rule=LINEAR)], {"availability": "99.5", "repair": 4})

    assert amounts(settlement) == (0, 0, 0, 10_000)
    assert [line.failed for line in settlement.lines] == [False, False]
    assert steps_of(settlement, 1) == [
        "repair: 4 h is rated Good.",
        "repair: the target (at most 4 h) is met; nothing is deducted.",
    ]


def test_failure_without_a_pay_rule_is_rated_and_costs_nothing():
    settlement = settled(kpi(), {"availability": 90})

    assert (settlement.lines[0].failed, amounts(settlement)) == (True, (0, 0, 0, 10_000))
    assert steps_of(settlement)[1] == "availability: the target (at least 99.5 %) is missed; no pay depends on it."


def test_excused_measurement_is_out():
    measurements = [measurement("availability", 0, excused="storm"), measurement("repair", 5)]

    settlement = settled([kpi(pay_rule=POINTS, excuses=("storm",)), repair(pay_rule=LINEAR)], measurements)

    assert [(line.rated.rating, line.failed, line.credit) for line in settlement.lines] == [
        ("other", None, 0),
        ("inadequate", True, 100),
    ]
    assert settlement.deduction == 100


def test_nothing_measured_changes_no_pay_and_says_so():
    taken = Past("availability", 1, True, F(90), F(50))

    settlement = settled(
        [kpi(pay_rule=POINTS), repair()], {"repair": None}, past=[taken], earn_back=EarnBack(1), bonus_cap=F(1)
    )

    assert (settlement.measured, settlement.earned_back, amounts(settlement)) == (False, 0, (0, 0, 0, 10_000))
    assert texts_of(settlement) == ["2026-05: nothing was measured, so nothing is deducted or added; 10,000 is due."]


# --- repeat, caps, rounding ---


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ((), 50),
        ((Past("availability", 1, True),), 100),
        ((Past("availability", 1, False),), 50),
        ((Past("availability", 1, None),), 50),
        ((Past("availability", 2, True),), 50),
        ((Past("availability", 1, True), Past("availability", 2, True)), 100),
    ],
)
def test_failure_right_after_a_failure_doubles_once(past, expected):
    settlement = settled(kpi(pay_rule=POINTS), {"availability": 99}, past=past)

    assert (settlement.deduction, settlement.lines[0].asked, settlement.lines[0].repeated) == (
        expected,
        50,
        expected == 100,
    )


def test_repeat_is_said():
    settlement = settled(kpi(pay_rule=POINTS), {"availability": 99}, past=[Past("availability", 1, True)])

    assert steps_of(settlement)[2] == "availability also failed in the period before: times 2 makes 100."


def test_repeat_of_one_multiplies_nothing():
    settlement = settled(kpi(pay_rule=POINTS, repeat=F(1)), {"availability": 99}, past=[Past("availability", 1, True)])

    assert (settlement.deduction, settlement.lines[0].repeated) == (50, False)


def test_own_cap_of_a_kpi_limits_it_after_the_repeat():
    settlement = settled(
        kpi(pay_rule=POINTS, cap=F(3, 400)), {"availability": 99}, past=[Past("availability", 1, True)], cap=F(1)
    )

    assert (settlement.lines[0].asked, settlement.lines[0].credit, settlement.deduction) == (50, 75, 75)
    assert steps_of(settlement)[3] == "availability: its own cap leaves 75."


@pytest.mark.parametrize(
    ("terms", "limit"),
    [
        ({}, 10_000),
        ({"cap": F(1, 10)}, 1000),
        ({"at_risk": F(1, 20)}, 500),
        ({"cap": F(1, 10), "at_risk": F(1, 20)}, 500),
        ({"cap": F(1, 50), "at_risk": F(1, 20)}, 200),
    ],
)
def test_smallest_published_limit_holds(terms, limit):
    settlement = settled(kpi(pay_rule=Shortfall(F(1))), {"availability": 0}, **terms)

    assert (settlement.limit, settlement.deduction) == (limit, limit)


def test_pools_that_sum_to_more_than_all_take_no_more_than_is_at_risk():
    kpis = [kpi(code, pay_rule=Pool(F(3, 4), bands(F(1), "99.5", F(0)))) for code in "ab"]

    settlement = settled(kpis, {"a": 99, "b": 99}, at_risk=F(1, 10))

    assert (settlement.asked, settlement.deduction) == (1500, 1000)


def test_sum_is_rounded_once_and_not_its_parts():
    kpis = [kpi(code, pay_rule=LINEAR) for code in "abc"]

    settlement = settled(kpis, dict.fromkeys("abc", "99.1"), charges=1)

    assert [line.credit for line in settlement.lines] == [F("0.004")] * 3
    assert settlement.deduction == F("0.01")


@pytest.mark.parametrize(("mode", "places", "expected"), [("half_up", 0, 3), ("half_even", 0, 2), ("down", 1, "2.5")])
def test_rounding_is_the_published_one(mode, places, expected):
    settlement = settled(kpi(pay_rule=LINEAR), {"availability": 97}, charges=100, mode=mode, places=places)

    assert settlement.deduction == F(expected)


def test_rounding_never_passes_the_cap():
    settlement = settled(kpi(pay_rule=LINEAR), {"availability": 0}, charges=F("333.33"), cap=F(1, 50))

    assert (settlement.limit, settlement.deduction) == (F("6.6666"), F("6.66"))


# --- incidents ---


def test_incident_is_charged_once_at_its_dearest_kpi():
    kpis = [kpi(title="Availability", pay_rule=POINTS), repair(title="Repair", pay_rule=LINEAR)]
    measurements = [measurement("availability", 99, incidents=("i1",)), measurement("repair", 6, incidents=("i1",))]

    settlement = settled(kpis, measurements)

    assert [(line.credit, line.stands, line.deducted) for line in settlement.lines] == [
        (50, False, 0),
        (200, True, 200),
    ]
    assert (settlement.asked, settlement.deduction) == (200, 200)
    assert steps_of(settlement)[-1] == "Availability: its incidents are charged at Repair; nothing is deducted here."


def test_dearest_counts_the_repeat():
    kpis = [kpi(pay_rule=Points(F(3, 200))), repair(pay_rule=LINEAR)]
    measurements = [measurement("availability", 99, incidents=("i1",)), measurement("repair", 6, incidents=("i1",))]

    settlement = settled(kpis, measurements, past=[Past("availability", 1, True)])

    assert [(line.credit, line.stands) for line in settlement.lines] == [(300, True), (200, False)]


def test_incident_at_a_met_target_takes_no_part():
    kpis = [kpi(pay_rule=POINTS), repair(pay_rule=LINEAR)]
    measurements = [measurement("availability", 100, incidents=("i1",)), measurement("repair", 6, incidents=("i1",))]

    assert [line.stands for line in settled(kpis, measurements).lines] == [True, True]


# --- earn-back ---

TAKEN = Past("availability", 2, True, F(90), F(120))
MET = Past("availability", 1, False, F(100))


@pytest.mark.parametrize(
    ("value", "past", "expected"),
    [
        (100, (TAKEN, MET), 60),
        (99, (TAKEN, MET), 0),
        (None, (TAKEN, MET), 0),
        (100, (TAKEN, replace(MET, failed=True)), 0),
        (100, (TAKEN, replace(MET, failed=None)), 0),
        (100, (TAKEN,), 0),
        (100, (MET,), 0),
        (100, (replace(TAKEN, ago=3), MET), 0),
    ],
)
def test_credit_is_earned_back_after_the_published_periods_in_target(value, past, expected):
    settlement = settled(
        [kpi(), repair()], {"availability": value, "repair": 4}, past=past, earn_back=EarnBack(2, F(1, 2))
    )

    assert (settlement.earned_back, settlement.returned, settlement.net) == (expected, expected, 10_000 + expected)


def test_what_is_earned_back_lowers_the_deduction_first():
    kpis = [kpi(), repair(pay_rule=LINEAR)]
    past = [Past("availability", 1, True, F(90), F(150))]

    less = settled(kpis, {"availability": 100, "repair": 6}, past=past, earn_back=EarnBack(1))
    more = settled(kpis, {"availability": 100, "repair": 5}, past=past, earn_back=EarnBack(1))

    assert (amounts(less), amounts(more)) == ((50, 0, 0, 9950), (0, 50, 0, 10_050))
    assert texts_of(more) == [
        "The credits add up to 100.",
        "Earned back from earlier periods: 150, of which 50 are paid out.",
        "2026-05: 10,000 less 0, plus 50 earned back and 0 bonus, is 10,050.",
    ]


# --- bonus ---

ABOVE = bands(F(0), "99.9", F(1, 100), "99.99", F(3, 100))


@pytest.mark.parametrize(("value", "expected"), [("99.8", 0), ("99.9", 100), (100, 200), (90, 0)])
def test_bonus_comes_by_value_under_its_own_cap(value, expected):
    settlement = settled(kpi(bonus=ABOVE), {"availability": value}, bonus_cap=F(1, 50))

    assert settlement.bonus == expected


def test_bonus_is_added_after_the_deduction_and_said():
    kpis = [kpi(bonus=ABOVE), repair(pay_rule=LINEAR)]

    settlement = settled(kpis, {"availability": 100, "repair": 5}, cap=F(1, 200), bonus_cap=F(1, 50))

    assert amounts(settlement) == (50, 0, 200, 10_150)
    assert texts_of(settlement)[2] == "The bonus of 300 counts as 200 under its own cap."


def test_saving_below_its_target_still_pays_its_share():
    saving = kpi("saving", target=F(10_000), minimum=None, pay_rule=OutcomePay(F(1, 2)))

    assert settled(saving, {"saving": 1000}, bonus_cap=F(1)).bonus == 500


# --- the facts ---


def test_lines_keep_the_published_order_whatever_was_measured_first():
    kpis = [kpi(pay_rule=POINTS), repair(pay_rule=LINEAR), climate(pay_rule=LINEAR)]
    measurements = [
        measurement("climate", 12, incidents=("i",)),
        measurement("availability", 90),
        measurement("repair", 6, incidents=("i",)),
    ]

    settlement = settled(kpis, measurements)

    assert [line.kpi for line in settlement.lines] == ["availability", "repair", "climate"]
    assert settled(kpis, measurements[::-1]) == settlement


@pytest.mark.parametrize(
    ("measurements", "error"),
    [
        ([measurement("speed", 1)], UnknownLeaf("measurements/speed", leaf="speed")),
        ([measurement("availability", 1)] * 2, DuplicateMark("measurements", what="availability")),
        (
            [replace(measurement("availability", 1), period="2026-04")],
            BadParameter("measurements/availability", why="it is of period '2026-04', the statement of '2026-05'"),
        ),
    ],
)
def test_measurements_that_do_not_fit_are_refused(measurements, error):
    with pytest.raises(type(error)) as caught:
        settled(kpi(), measurements)

    assert caught.value == error


PAST_WHY = "a past period lies at least one back and took 0 or more"


@pytest.mark.parametrize(
    ("past", "error"),
    [
        ([Past("speed", 1, True)], UnknownLeaf("past/speed/1", leaf="speed")),
        ([Past("availability", 1, True)] * 2, DuplicateMark("past", what="availability/1")),
        ([Past("availability", 0, True)], BadParameter("past/availability/0", why=PAST_WHY)),
        ([Past("availability", 1, True, None, F(-1))], BadParameter("past/availability/1", why=PAST_WHY)),
    ],
)
def test_past_that_does_not_fit_is_refused(past, error):
    with pytest.raises(type(error)) as caught:
        settled(kpi(), {}, past=past)

    assert caught.value == error


def test_negative_charges_are_refused():
    with pytest.raises(NegativePrice):
        settled(kpi(), {}, charges=-1)


def test_float_charges_are_refused():
    with pytest.raises(FloatRefused):
        statement([kpi()], [], PayTerms(), period="p", charges=0.5)


def test_what_could_not_be_published_is_not_settled():
    fee = kpi(pay_rule=AwardFee(F(1), bands(F(1))), repeat=F(1))

    with pytest.raises(BadParameter) as caught:
        settled(fee, {})

    assert caught.value == BadParameter(
        "terms/at_risk", why="'availability' draws on an amount at risk, none is published"
    )


def test_no_charges_leave_nothing_to_deduct():
    assert amounts(settled(kpi(pay_rule=StepPay(bands(F(1)))), {"availability": 0}, charges=0)) == (0, 0, 0, 0)
