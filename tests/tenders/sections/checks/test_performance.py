"""What stops a publication in the performance section."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from procurement.tenders.sections import BandEntry, CriteriaTree, CriterionEntry, LotEntry, Performance, Purchase
from procurement.tenders.sections.checks import performance as checks
from tests.tenders.sections.test_pay import AVAILABLE, CONTENT, ERROR, RATINGS


def findings(*kpis, cap=F("0.1"), **content):
    performance = Performance(kpis, cap=cap)
    seen = checks.findings(replace(CONTENT, performance=performance, **content))
    return [(finding.place, finding.sentence) for finding in seen]


def test_indicators_whose_figures_agree_stop_nothing():
    tree = CriteriaTree((CriterionEntry("performance"),))
    counted = replace(AVAILABLE, criterion="performance", weight=F(5), lot=2)

    assert findings() == []
    assert findings(counted, ERROR, criteria=tree) == []


def test_a_section_without_a_cap_stops_the_publication():
    assert findings(AVAILABLE, cap=None) == [
        ("cap", "Nothing says what all indicators together may cost at most."),
    ]
    assert findings(cap=F(2)) == [("cap", "The cap of all indicators must lie between 0 and 100 percent.")]


def test_a_code_stands_once():
    sentence = "Two indicators have the code AV."

    assert findings(AVAILABLE, AVAILABLE) == [("kpis/AV/code", sentence)] * 2
    assert findings(replace(AVAILABLE, code="")) == [("kpis//code", "An indicator has no code.")]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "AV has no title."),
        ({"lot": 3}, "lot", "Availability names lot 3, which is not there."),
        ({"weight": F(-1)}, "weight", "The weight of Availability is below 0."),
        ({"direction": ""}, "direction", "Say whether more or less of Availability is better."),
        ({"best": F(99)}, "best", "The best offer of Availability is not better than the one that earns nothing."),
        ({"minimum": F("99.6")}, "target", "The target of Availability is worse than the least that may be offered."),
        ({"cap": F(2)}, "cap", "The cap of Availability must lie between 0 and 100 percent."),
        ({"credit_rule": "bonus"}, "credit_rule", "Availability has no known rule of pay."),
        (
            {"credit_share": None},
            "credit_share",
            "Say which share of the charges a miss of Availability costs.",
        ),
        (
            {"credit_step": None},
            "credit_step",
            "Say for which step below the target of Availability the share is taken.",
        ),
        (
            {"credit_step": F("0.01")},
            "credit_step",
            "One unit below the target of Availability would cost more than all charges of its period.",
        ),
    ],
)
def test_a_figure_that_contradicts_stops_the_publication_at_its_field(changes, field, sentence):
    assert findings(replace(AVAILABLE, **changes)) == [(f"kpis/AV/{field}", sentence)]


def test_an_indicator_that_counts_for_a_criterion_has_weight_and_both_offers():
    kpi = replace(AVAILABLE, criterion="gone", minimum=None)

    assert [place for place, _sentence in findings(kpi)] == ["kpis/AV/criterion", "kpis/AV/weight", "kpis/AV/best"]


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        (("perfect", *RATINGS[1:]), "A band of Availability has no rating."),
        (
            (RATINGS[1], RATINGS[0], *RATINGS[2:]),
            "The ratings of Availability must go from the best to the worst, each once.",
        ),
    ],
)
def test_ratings_fall_from_the_best(bands, sentence):
    kpi = replace(AVAILABLE, bands=tuple(map(BandEntry, bands, (F("99.5"), F(99), F(98), None))))

    assert findings(kpi) == [("kpis/AV/bands", sentence)]


@pytest.mark.parametrize(
    ("cuts", "sentence"),
    [
        (("99.5", 99, 98, 90), "Values worse than the last cut of Availability have no rating."),
        (("99.5", None, 98, None), "Only the worst rating of Availability has no cut."),
        (("99.5", 98, 99, None), "The cuts of Availability must get worse from one rating to the next."),
        (("99.9", 99, 98, None), "Who just meets the target of Availability would not get its best rating."),
    ],
)
def test_every_value_has_one_rating(cuts, sentence):
    starts = [None if cut is None else F(cut) for cut in cuts]
    kpi = replace(AVAILABLE, bands=tuple(map(BandEntry, RATINGS, starts)))

    assert findings(kpi) == [("kpis/AV/bands", sentence)]


def test_an_indicator_without_bands_or_rule_is_left_to_the_rule_that_asks_for_them():
    assert findings(replace(AVAILABLE, bands=(), credit_rule="")) == []


def test_a_lot_that_exists_may_be_named():
    assert findings(replace(AVAILABLE, lot=3), purchase=Purchase(lots=(LotEntry(3),))) == []
