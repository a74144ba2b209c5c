"""What a published indicator says beside its rule: a miss after a miss, events that excuse, and earning back."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from procurement.tenders.pages.notice_terms import cap_sentence, indicator_lines
from procurement.tenders.sections import Performance, pay
from procurement.tenders.sections.checks import performance as checks
from scoring.pay import Measurement, Past, statement
from tests.tenders.sections.test_pay import AVAILABLE, CONTENT

NBSP = "\N{NO-BREAK SPACE}"
FLOOD = "A flood of the harbour"
TWICE = replace(AVAILABLE, repeat=F(2), excuses=(FLOOD, "A failure of the mains"))


def terms(entry=TWICE, **changes):
    return Performance((entry,), cap=F("0.1"), **changes)


def paid(performance, value, *, past=(), excused=""):
    """What the judge pays by what is published, of charges of 1,000."""
    kpis = [pay.pay_kpi(entry) for entry in performance.kpis]
    measured = [Measurement("AV", "2027-02", F(value), excused=excused)]
    return statement(kpis, measured, pay.pay_terms(performance), period="2027-02", charges=F(1000), past=past)


def findings(performance):
    content = replace(CONTENT, performance=performance)
    return [(f.place, f.sentence) for f in checks.findings(content)]


def test_a_miss_that_follows_a_miss_costs_as_often_as_published():
    missed = [Past("AV", 1, failed=True, value=F(99))]

    once, twice, unsaid = (
        paid(terms(), "99.0"),
        paid(terms(), "99.0", past=missed),
        paid(terms(AVAILABLE), "99.0", past=missed),
    )

    assert [paid.deduction for paid in (once, twice, unsaid)] == [F(20), F(40), F(20)]


def test_an_event_that_is_published_excuses_and_no_other():
    assert paid(terms(), "90", excused=FLOOD).deduction == 0
    with pytest.raises(ValueError, match="no published excuse"):
        paid(terms(), "90", excused="Rain")


def test_what_a_miss_cost_comes_back_as_published():
    earned = terms(earn_back_periods=2, earn_back_share=F(1, 2))
    past = [Past("AV", 2, failed=True, deducted=F(20)), Past("AV", 1, failed=False, value=F("99.9"))]

    assert paid(earned, "99.9", past=past).returned == F(10)
    assert paid(terms(), "99.9", past=past).returned == 0


def test_the_notice_says_all_three():
    content = replace(CONTENT, performance=terms(earn_back_periods=3, earn_back_share=F(1, 2)))

    [line] = indicator_lines(content)

    assert "right after another miss 2 times that, at most 10%" in line.cost.replace(NBSP, "")
    assert line.measured.endswith(f"not counted: {FLOOD}; A failure of the mains")
    assert (
        cap_sentence(content)
        .replace(NBSP, "")
        .endswith("Of what a miss cost 50% comes back if the target is met in each of the 3 periods that follow.")
    )


def test_one_period_is_said_in_the_singular():
    content = replace(CONTENT, performance=terms(earn_back_periods=1, earn_back_share=F(1)))

    assert cap_sentence(content).endswith("comes back if the target is met in the period that follows.")


def test_nothing_is_said_of_what_is_not_published():
    content = replace(CONTENT, performance=terms(AVAILABLE))

    [line] = indicator_lines(content)

    assert ("another miss" in line.cost, "not counted" in line.measured, "comes back" in cap_sentence(content)) == (
        False,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("performance", "place", "sentence"),
    [
        (
            terms(replace(TWICE, repeat=F(1, 2))),
            "kpis/AV/repeat",
            "A miss of Availability that follows a miss costs at least as much as the first.",
        ),
        (terms(earn_back_periods=3), "earn_back_share", "Say how much of what a miss cost is earned back."),
        (
            terms(earn_back_share=F(1)),
            "earn_back_periods",
            "Say after how many periods on target what a miss cost is earned back.",
        ),
        (
            terms(earn_back_periods=1, earn_back_share=F(2)),
            "earn_back_share",
            "What is earned back lies between 0 and 100 percent.",
        ),
    ],
)
def test_what_cannot_be_read_stops_a_publication_at_its_field(performance, place, sentence):
    assert findings(performance) == [(place, sentence)]


def test_what_is_complete_stops_nothing():
    assert findings(terms(earn_back_periods=3, earn_back_share=F(1, 2))) == []
