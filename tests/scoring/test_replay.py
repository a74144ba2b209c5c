import json
from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import canonical, codec, digest
from scoring.errors import BadParameter
from scoring.judging import evaluate
from scoring.replay import Difference, differences, replay
from scoring.types import Minimum
from tests.scoring.build import agreed, two
from tests.scoring.four import CASE
from tests.scoring.inputs import shared_input


@pytest.fixture
def stored():
    return json.loads(digest.record_bytes(CASE, evaluate(CASE)))


def test_stored_evaluation_replays_to_the_byte(stored):
    replayed = replay(stored)

    assert (replayed.equal, replayed.first, replayed.differences) == (True, None, ())


def test_incomplete_evaluation_replays(stored):
    stored["case"]["facts"]["marks"] = []

    case = codec.case_from_json(stored["case"])

    assert replay(digest.record(case, evaluate(case))).equal


def test_every_difference_is_named(stored):
    cell = stored["result"]["columns"][2]["cells"][0]
    cell["points"] = "20"
    stored["result"]["order"][0]["figure"] = "99"

    replayed = replay(stored)

    assert replayed.differences == (
        Difference("result/columns/method/cells/B1/points", "20", "52/3"),
        Difference("result/order/B1/figure", "99", "3263/50"),
    )
    assert str(replayed.first) == "result/columns/method/cells/B1/points: stored 20, now 52/3"


def test_changed_input_shows_in_the_digests(stored):
    stored["case"]["facts"]["draw_seed"] = "another"

    assert [difference.where for difference in replay(stored).differences] == ["digests/facts"]


def test_part_that_is_not_there_is_a_difference(stored):
    del stored["digests"]

    assert [difference.where for difference in replay(stored).differences] == ["digests"]


def test_differences_of_lists_of_another_length():
    assert list(differences({"a": [1]}, {"a": [1, {"id": "x"}], "b": 2})) == [
        Difference("a/x", "nothing", "{'id': 'x'}"),
        Difference("b", "nothing", "2"),
    ]


def test_number_and_truth_are_different():
    assert list(differences([1], [True])) == [Difference("/0", "1", "True")]


@pytest.mark.parametrize("text", [3, {}, {"version": "evenhand.scoring/2"}])
def test_record_of_another_kind_cannot_be_replayed(text):
    with pytest.raises(BadParameter):
        replay(text)


# --- records from before cautions read parameters, rounding and curves ---


def with_digest(case_, result):
    """The record of a case with this result."""
    return json.loads(canonical.dumps(digest.record(case_, result)))


def unwarned(lot_case):
    """The result as it was recorded when only the formula was asked."""
    result = evaluate(lot_case)
    codes = {"order_depends_on_rivals", "no_information"}
    return replace(result, cautions=tuple(caution for caution in result.cautions if caution.code not in codes))


FLOORED = two(formula="log_lowest", params={"A": "2"})
LEVELLED = two(formula="quality_per_price", params={"k": "3"}, quality_minimum=Minimum(F(0)))
ALONE = replace(LEVELLED, facts=replace(LEVELLED.facts, bids=LEVELLED.facts.bids[:1], marks=(agreed("q", 4),)))


@pytest.mark.parametrize("lot_case", [FLOORED, LEVELLED, ALONE])
def test_a_record_that_was_not_warned_of_then_replays_to_the_byte(lot_case):
    record = with_digest(lot_case, unwarned(lot_case))

    assert unwarned(lot_case) != evaluate(lot_case)
    assert replay(record).equal
    assert replay(with_digest(lot_case, evaluate(lot_case))).equal


def test_a_caution_that_was_always_given_may_not_be_missing():
    assert [difference.where for difference in replay(with_digest(two(), unwarned(two()))).differences] == [
        "digests/result",
        "result/cautions/order_depends_on_rivals",
    ]


def test_another_figure_is_no_form_of_the_result():
    result = unwarned(FLOORED)
    forged = replace(result, order=(replace(result.order[0], figure=F(99)), *result.order[1:]))

    assert "result/order/A/figure" in [d.where for d in replay(with_digest(FLOORED, forged)).differences]


def test_a_share_of_the_records_of_the_first_version_is_named_where_a_minimum_was_wrong(shared):
    """Not a form but a fault: the bid should have been excluded, and an auditor is told so."""
    data = shared_input(shared, "threshold_rounded_share")

    assert "result/reference/0" in [difference.where for difference in replay(data).differences]
