import json

import pytest

from scoring import codec, digest
from scoring.errors import BadParameter
from scoring.judging import evaluate
from scoring.replay import Difference, differences, replay
from tests.scoring.four import CASE


@pytest.fixture
def stored():
    return json.loads(digest.record_bytes(CASE, evaluate(CASE)))


def test_stored_evaluation_replays_to_the_byte(stored):
    found = replay(stored)

    assert (found.equal, found.first, found.differences) == (True, None, ())


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


@pytest.mark.parametrize("given", [3, {}, {"version": "evenhand.scoring/2"}])
def test_record_of_another_kind_cannot_be_replayed(given):
    with pytest.raises(BadParameter):
        replay(given)
