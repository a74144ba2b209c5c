"""What a plan gives: rankings, warnings, what leaving does, curves, as plain values."""

import json
from fractions import Fraction as F

from core import canon
from core.rest.shapes import to_json
from procurement.studies import judgement
from scoring.study.design import Candidate, Expected
from tests import builders


def judged(**changes):
    return to_json(judgement.judge(builders.plan(**changes)))


def test_a_losing_bid_that_decides_is_told():
    [_fixed, relative] = judged()["candidates"]

    assert relative | {"curve": len(relative["curve"])} == {
        "id": "B",
        "formula": "relative_lowest",
        "title": "Relative to the lowest price",
        "kind": "points",
        "best": "high",
        "source": "World Bank QCBS; France CE 370789: the lowest price gets the best mark",
        "sentence": "The price earns its points times the lowest admissible price / its own. "
        "The bid with the most points wins; 100 points can be earned.",
        "warnings": [
            {
                "key": "study.order_depends",
                "text": "One losing bid can decide which of two others wins: two firms can agree on a decoy.",
            },
            {
                "key": "study.no_bounds",
                "text": "No price is published above which nothing is earned: a very dear bid can still win on quality.",
            },
            {
                "key": "study.zero_refused",
                "text": "One price of zero stops the ranking: publish what a zero counts as.",
            },
        ],
        "winner": "A",
        "ranking": [
            {"place": 1, "bid": "A", "price": "120", "quality": "1", "price_points": "80/3", "figure": "260/3"},
            {"place": 2, "bid": "B", "price": "100", "quality": "9/10", "price_points": "32", "figure": "86"},
            {"place": 3, "bid": "C", "price": "80", "quality": "7/10", "price_points": "40", "figure": "82"},
        ],
        "excluded": [],
        "gaps": [],
        "leaving": [
            {"bid": "B", "winner": "A", "order_changes": False},
            {"bid": "C", "winner": "B", "order_changes": True},
        ],
        "curve": 41,
    }


def test_under_fixed_bounds_no_bid_decides_and_it_is_said_that_nothing_excludes_a_dear_one():
    [fixed, _relative] = judged()["candidates"]

    assert (fixed["winner"], [warning["key"] for warning in fixed["warnings"]]) == ("B", ["study.nothing_excludes"])
    assert [row["winner"] for row in fixed["leaving"]] == ["B", "B"]


def test_the_curve_is_that_of_the_bid_in_the_middle_of_the_prices():
    result = judged()

    assert result["curve"] == {"bid": "B", "low": "56", "high": "156"}
    assert result["candidates"][0]["curve"][:3] == [["56", "40"], ["117/2", "40"], ["61", "79/2"]]
    assert result["candidates"][0]["curve"][-1] == ["156", "0"]


def test_a_bid_out_of_bounds_has_no_figure_on_the_curve_and_a_reason():
    base = Candidate("A", "below_base", {"B": "110"})

    [base_method] = judged(candidates=[base])["candidates"]

    assert base_method["excluded"] == [
        {"bid": "A", "sentence": "A is excluded: its price lies above the published limit."}
    ]
    assert (base_method["curve"][0][1] is None, base_method["curve"][-1]) == (False, ["156", None])


def test_a_price_of_zero_leaves_a_gap_and_no_winner():
    [relative] = judged(
        candidates=[Candidate("A", "relative_lowest")], bids=[Expected("Free", F(0), F(1)), *builders.EXPECTED]
    )["candidates"]

    assert (relative["winner"], relative["ranking"], relative["leaving"]) == (None, [], [])
    assert relative["gaps"] == [
        "Free states a price of zero for 'Price', for which the method gives no figure.",
    ]


def test_the_same_plan_gives_the_same_plain_values():
    once, again = judged(), judged()

    assert canon.digest(once) == canon.digest(again)
    assert json.loads(json.dumps(once)) == once
