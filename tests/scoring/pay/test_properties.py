"""Laws of every statement: within the cap, free where targets are met, never cheaper for worse work."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.pay import (
    AwardFee,
    EarnBack,
    Factor,
    Measurement,
    Past,
    PayTerms,
    Points,
    Pool,
    Shortfall,
    StepPay,
    statement,
)
from scoring.sentences import TEMPLATES
from tests.scoring.pay.build import bands, climate, kpi, repair
from tests.scoring.reading import text_of


def parts(low, high, of=100):
    """Fractions low..high in steps of 1/of; far quicker to draw than any fraction."""
    return st.integers(low * of, high * of).map(lambda number: F(number, of))


SHARES = parts(0, 1)
CODES = ("a", "b", "c")


@st.composite
def rules(draw, cuts, *, falling):
    """Any rule that deducts, with a step table that fits the direction."""
    shares = sorted(draw(st.lists(SHARES, min_size=3, max_size=3)), reverse=falling)
    table = bands(shares[0], cuts[0], shares[1], cuts[1], shares[2])
    earned = bands(1 - shares[0], cuts[0], 1 - shares[1], cuts[1], 1 - shares[2])
    share, flag = draw(SHARES), draw(st.booleans())
    pay_rules = [
        Points(share),
        Shortfall(share, full_points=flag),
        StepPay(table, mean=flag),
        Pool(share, table),
        AwardFee(share, earned),
        Factor(),
    ]
    return pay_rules[draw(st.integers(0, len(pay_rules) - 1))]


@st.composite
def kpis(draw):
    up = kpi("a", pay_rule=draw(rules((98, 99), falling=True)), bonus=bands(F(0), "99.9", draw(SHARES)))
    down = repair("b", pay_rule=draw(rules((4, 8), falling=False)))
    both = climate("c", pay_rule=draw(st.sampled_from([Points(F(1, 50)), Shortfall(F(1, 30))])))
    return [
        replace(
            strategy,
            cap=draw(st.none() | SHARES),
            repeat=F(1) if isinstance(strategy.pay_rule, AwardFee) else draw(parts(1, 3, 4)),
        )
        for strategy in (up, down, both)
    ]


VALUES = {
    "a": parts(95, 101, 20),
    "b": parts(0, 12, 20),
    "c": parts(10, 30, 20),
}


@st.composite
def cases(draw):
    """(kpis, measurements, terms, charges, past) with shared incidents; at most one KPI was not measured."""
    missing = draw(st.none() | st.sampled_from(CODES))
    measured = [
        Measurement(
            code,
            "p",
            None if code == missing else draw(VALUES[code]),
            incidents=tuple(draw(st.sets(st.sampled_from("xyz"), max_size=2))),
        )
        for code in CODES
    ]
    terms = PayTerms(
        cap=draw(st.none() | SHARES),
        at_risk=draw(SHARES),
        bonus_cap=draw(SHARES),
        earn_back=draw(st.none() | st.builds(EarnBack, st.integers(1, 2), SHARES)),
        places=draw(st.integers(0, 3)),
        mode=draw(st.sampled_from(("half_up", "half_even", "down"))),
    )
    past = [
        Past(
            code, ago, draw(st.none() | st.booleans()), draw(st.none() | VALUES[code]), draw(st.integers(0, 90).map(F))
        )
        for code in CODES
        for ago in (1, 2)
    ]
    return draw(kpis()), measured, terms, draw(parts(0, 10_000)), past


def settle(case):
    kpis, measured, terms, charges, past = case
    return statement(kpis, measured, terms, period="p", charges=charges, past=past)


@given(case=cases())
def test_deduction_lies_between_nothing_and_every_cap(case):
    settlement = settle(case)

    assert 0 <= settlement.deduction <= settlement.limit <= settlement.charges
    for published, line in zip(case[0], settlement.lines, strict=True):
        assert 0 <= line.deducted <= line.credit
        assert published.cap is None or line.credit <= published.cap * settlement.charges
    assert sum(line.deducted for line in settlement.lines) == min(settlement.asked, settlement.limit)


@given(case=cases())
def test_met_target_costs_nothing(case):
    settlement = settle(case)

    met = {line.kpi: line.credit for line in settlement.lines if not line.failed}

    assert met == dict.fromkeys(met, 0)


@given(case=cases(), code=st.sampled_from(CODES), by=parts(0, 5, 20))
def test_worse_value_never_costs_less(case, code, by):
    """Deduction less what is paid back, since a met target may earn back; "c" moves away from its range."""
    worsened = next(measurement for measurement in case[1] if measurement.kpi == code)
    assume(worsened.value is not None)
    away = -by if code == "a" or (code == "c" and worsened.value < 20) else by
    worse = [
        replace(measurement, value=measurement.value + away) if measurement is worsened else measurement
        for measurement in case[1]
    ]

    before, after = settle(case), settle((case[0], worse, *case[2:]))

    assert after.deduction - after.returned >= before.deduction - before.returned
    assert after.net <= before.net


@given(case=cases(), seed=st.randoms(use_true_random=False))
def test_order_of_measurements_and_past_changes_nothing(case, seed):
    measured, past = list(case[1]), list(case[4])
    seed.shuffle(measured)
    seed.shuffle(past)

    assert settle((case[0], measured, case[2], case[3], past)) == settle(case)


@given(case=cases())
def test_everything_is_said_by_a_template(case):
    settlement = settle(case)
    sentences = [*settlement.sentences, *(sentence for line in settlement.lines for sentence in line.sentences)]

    assert {sentence.key for sentence in sentences} <= set(TEMPLATES)
    assert all("{" not in text_of(sentence) for sentence in sentences)
