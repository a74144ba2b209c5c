"""Each rule of pay of the judge can be published, says what a bad month costs, and is refused half-written."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from procurement.tenders.pages.notice_terms import cap_sentence, indicator_lines
from procurement.tenders.sections import BandEntry, Performance, pay
from procurement.tenders.sections.checks import performance as checks
from procurement.tenders.sections.pay import Month, PayKind
from scoring import pay as judge
from tests.tenders.sections.test_pay import AVAILABLE, CONTENT, RATINGS

STARTS = (F("99.5"), F(99), F(98), None)
COSTS = tuple(map(BandEntry, RATINGS, STARTS, (F(0), F("0.2"), F("0.5"), F(1))))
EARNINGS = tuple(map(BandEntry, RATINGS, STARTS, (F(1), F("0.8"), F("0.5"), F(0))))
KINDS = {
    PayKind.SHORTFALL: {},
    PayKind.POINTS: {"credit_share": F("0.02")},
    PayKind.STEPS: {"bands": COSTS, "credit_share": None},
    PayKind.FACTOR: {"credit_share": F("0.5")},
    PayKind.POOL: {"bands": COSTS, "credit_share": F("0.5")},
    PayKind.AWARD_FEE: {"bands": EARNINGS, "credit_share": F("0.5")},
    PayKind.OUTCOME: {"credit_share": F("0.1")},
}
# What a month costs of the charges: on target, slightly below, bad, as bad as can be.
MONTHS = {
    PayKind.SHORTFALL: ["0", "0.02", "0.06", "0.2"],
    PayKind.POINTS: ["0", "0.02", "0.06", "0.06"],
    PayKind.STEPS: ["0", "0.2", "0.2", "0.2"],
    PayKind.FACTOR: ["0", "0.1", "0.1", "0.1"],
    PayKind.POOL: ["0", "0.02", "0.05", "0.1"],
    PayKind.AWARD_FEE: ["0", "0.02", "0.05", "0.1"],
    PayKind.OUTCOME: ["0", "0", "0", "0"],
}
NBSP = "\N{NO-BREAK SPACE}"
COST_TEXTS = {
    PayKind.STEPS: "of the charges, for a miss: from 99.5% of minutes: 0%; from 99% of minutes: 20%;",
    PayKind.FACTOR: "50% of the amount at risk for any miss",
    PayKind.POOL: "50% of the amount at risk, times, for a miss: from 99.5% of minutes: 0%;",
    PayKind.AWARD_FEE: "what a miss does not earn of 50% of the amount at risk: from 99.5% of minutes: 100%;",
    PayKind.OUTCOME: "nothing; 10% of a saving is paid on top",
}


def content_of(kind, at_risk=F("0.2"), bonus_cap=F("0.1"), **changes):
    """A tender of one indicator that is paid by a rule."""
    entry = replace(AVAILABLE, credit_rule=kind, cap=None, **{**KINDS[kind], **changes})
    return replace(CONTENT, performance=Performance((entry,), F("0.1"), at_risk, bonus_cap))


def sentences(content):
    return [finding.sentence for finding in checks.findings(content)]


def test_every_rule_of_the_judge_has_its_kind():
    rules = {name for name in judge.__all__ if hasattr(getattr(judge, name), "charge")}

    assert {type(pay.pay_kpi(content_of(kind).performance.kpis[0]).pay_rule).__name__ for kind in PayKind} == rules
    assert set(KINDS) == set(PayKind)


@pytest.mark.parametrize("kind", PayKind)
def test_what_a_month_costs(kind):
    content = content_of(kind)

    lot = pay.lot_months(content)[0]

    assert sentences(content) == []
    assert [lot.rows[0].months[month].share for month in Month] == [F(text) for text in MONTHS[kind]]
    assert all(share <= F("0.1") for share in lot.together.values())


@pytest.mark.parametrize("kind", COST_TEXTS)
def test_the_notice_says_what_a_miss_costs(kind):
    [indicator] = indicator_lines(content_of(kind))

    assert indicator.cost.replace(NBSP, "").startswith(COST_TEXTS[kind])
    assert cap_sentence(content_of(kind)).replace(NBSP, "").endswith("The amount at risk is 20% of them.")


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        (PayKind.STEPS, {"bands": AVAILABLE.bands}, "Say what each rating of Availability costs or earns:"),
        (PayKind.POOL, {"bands": EARNINGS}, "Say what each rating of Availability costs or earns:"),
        (PayKind.AWARD_FEE, {"bands": COSTS}, "Say what each rating of Availability costs or earns:"),
        (PayKind.POOL, {"credit_share": None}, "Say which share of the charges a miss of Availability costs."),
        (PayKind.FACTOR, {"at_risk": None}, "Say which share of the charges is at risk:"),
        (PayKind.OUTCOME, {"bonus_cap": None}, "Say how much is paid on top at most:"),
    ],
)
def test_a_rule_that_lacks_something_stops_a_publication(kind, changes, sentence):
    content = content_of(kind, **changes)

    assert [text[: len(sentence)] for text in sentences(content)] == [sentence]
    assert pay.lot_months(content)[0].left_out == ("Availability",)
