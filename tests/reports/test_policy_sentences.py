"""A policy review in words and charts: a figure with what it is of, or why there is none."""

from dataclasses import replace

import pytest

from core.rest.shapes import from_json
from procurement.reports.policy_review import sentences
from procurement.reports.policy_review.figures import review_figures
from procurement.reports.policy_review.shapes import FigureVerdict, PolicyReviewShape
from tests.policies import policies
from tests.reports import period

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


def test_too_few_say_so_with_their_number():
    version = period.policy()
    period.tenders(version.authority, 2)

    [weights, exceptions, bids, suppliers, days] = sentences.sections(
        from_json(PolicyReviewShape, period.counted(version).content)
    )

    few = "insufficient data (n = 2, 10 needed)"
    assert [line.cells for line in weights.lines] == [
        [(few, "0 of 2 tenders")],
        [(few, "0 of 2 tenders")],
        [(few, "")],
        [(few, "2 of 2 tenders")],
        [(few, "2 of 2 tenders")],
    ]
    assert [line.cells for line in exceptions.lines] == [
        [(few, "0 of 2 tenders")],
        [("insufficient data (n = 0, 10 needed)", "0 of 0 tenders")],
    ]
    assert [line.cells for line in bids.lines] == [[(few, "0 of 2 lots")], [(few, "0 of 2 lots")]]
    assert [line.cells for line in suppliers.lines] == [
        [("insufficient data (n = 6, 10 needed)", "6 of 6 bids")],
        [("not recorded yet", "")],
    ]
    assert [line.cells for line in days.lines] == [[(few, "")], [(few, "")], [(insufficient(0, 2), "")]]


def insufficient(known, _total):
    return f"insufficient data (n = {known}, 10 needed)"


def test_enough_are_a_figure_with_what_it_is_of():
    version = period.policy()
    period.tenders(version.authority, 10)

    [weights, *_others] = sentences.sections(from_json(PolicyReviewShape, period.counted(version).content))

    assert weights.heads == ["Run here"]
    assert [line.cells[0] for line in weights.lines] == [
        (f"0{NB}%", "0 of 10 tenders"),
        (f"0{NB}%", "0 of 10 tenders"),
        ("40 points", "the middle half 40 to 40; 10 tenders"),
        (f"100{NB}%", "10 of 10 tenders"),
        (f"100{NB}%", "10 of 10 tenders"),
    ]


def test_a_period_that_begins_before_the_policy_says_so():
    version = period.policy()  # in force since 2 March
    shape = from_json(PolicyReviewShape, period.counted(version).content)

    assert sentences.cautions(shape) == [
        "The period begins before this version was in force (2 Mar 2026): older tenders were not bound by its limits."
    ]
    assert sentences.cautions(replace(shape, start="2026-03-02")) == []


def test_a_chart_is_drawn_of_enough_alone():
    few, enough = period.policy(), period.policy(policies.city("Another City"))
    period.tenders(few.authority, 2)
    period.tenders(enough.authority, 10)

    drawn = [
        [figure.section for figure in review_figures(from_json(PolicyReviewShape, period.counted(version).content))]
        for version in (few, enough)
    ]

    assert drawn == [[], ["weights", "competition", "days"]]


def test_what_is_in_no_figure_is_named():
    shape = from_json(PolicyReviewShape, period.counted(period.policy(), {"tests": 1, "undated": 2}).content)

    assert sentences.left_out(shape) == [
        "1 test of its source",
        "2 published tenders of no known date, of whatever time",
    ]
    assert sentences.not_recorded(shape) == [
        "Contracts: what was delivered, paid and changed: not recorded yet.",
        "Complaints and how they ended: not recorded yet.",
    ]
    assert shape.run_here.small_wins.verdict == FigureVerdict.NOT_RECORDED
