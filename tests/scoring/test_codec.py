import json
from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import canonical, codec, errors
from scoring.judging import evaluate
from scoring.types import Band, Case, Curve, Leaf
from scoring.view import normal
from tests.scoring.build import agreed, bid, case, marked, priced, ruling, spec, two
from tests.scoring.four import CASE

CURVED = case(
    spec(
        Leaf(
            "o",
            "performance",
            F(60),
            "formula",
            "offer",
            curve=Curve("lookup", bands=(Band(None, F(1, 3), F(0)), Band(F(1, 3), None, F(1)))),
        ),
        priced(40),
    ),
    bid("A", 1, offers={"o": F(1, 3)}),
    seed=None,
)


@pytest.mark.parametrize("lot_case", [CASE, CURVED, two()])
def test_case_reads_back_as_the_same_value_and_the_same_bytes(lot_case):
    text = canonical.dumps(codec.case_to_json(lot_case))

    back = codec.case_from_json(codec.loads(text))

    assert back == Case(lot_case.spec, normal(lot_case.facts))
    assert canonical.dumps(codec.case_to_json(back)) == text


@pytest.mark.parametrize(
    "lot_case",
    [
        CASE,
        CURVED,
        two(),
        two(formula="lowest_price"),
        case(two().spec, bid("A", 1), bid("B"), marks=[agreed("q", None, 1)]),
    ],
)
def test_result_reads_back_and_writes_the_same_bytes(lot_case):
    result = evaluate(lot_case)
    text = canonical.dumps(codec.result_to_json(result))

    back = codec.result_from_json(codec.loads(text))

    assert canonical.dumps(codec.result_to_json(back)) == text
    assert type(back) is type(result)


def test_result_that_was_read_has_the_same_cells_and_order():
    result = evaluate(CASE)

    back = codec.result_from_json(codec.result_to_json(result))

    assert (back.cells, back.order, back.figures) == (result.cells, result.order, result.figures)


def test_tie_path_reads_back():
    lot_spec = spec(marked("q", 60), priced(40), tie_chain=("lower_price", "draw"))
    result = evaluate(case(lot_spec, bid("A", 1), bid("B", 1), marks=[agreed("q", 1, 1)]))

    assert codec.result_from_json(codec.result_to_json(result)).order == result.order


def test_order_of_input_changes_no_byte():
    lot_case = two()
    turned = case(lot_case.spec, *reversed(lot_case.facts.bids), marks=[agreed("q", 5, 4)])

    assert canonical.dumps(codec.case_to_json(turned)) == canonical.dumps(codec.case_to_json(lot_case))


def test_order_of_claims_changes_no_byte():
    first, *others = CASE.facts.bids
    other = replace(first, interfaces=tuple(reversed(first.interfaces)))
    turned = replace(CASE, facts=replace(CASE.facts, bids=(other, *others)))

    assert canonical.dumps(codec.case_to_json(turned)) == canonical.dumps(codec.case_to_json(CASE))
    assert canonical.dumps(codec.result_to_json(evaluate(turned))) == canonical.dumps(
        codec.result_to_json(evaluate(CASE))
    )


def test_default_fields_may_be_left_out():
    written = codec.case_to_json(two())
    del written["facts"]["rulings"], written["spec"]["tie_chain"]

    assert codec.case_from_json(written).spec.tie_chain == ("draw",)


def changed(path, value):
    written = json.loads(json.dumps(codec.case_to_json(replace(CASE, facts=CASE.facts))))
    at = written
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return written


FAULTS = {
    "no object": (3, errors.BadParameter("case", why="an object is needed")),
    "no specification": ({"facts": {}}, errors.BadParameter("spec", why="an object is needed")),
    "an unknown field": (
        changed(("spec", "luck"), 7),
        errors.BadParameter("spec", why="there is no 'luck'"),
    ),
    "a missing field": (
        changed(("spec", "leaves", 0), {"id": "io"}),
        errors.BadParameter("spec/leaves/0", why="'family' is missing"),
    ),
    "a float": (
        changed(("spec", "total_points"), 1.5),
        errors.FloatRefused("spec/total_points", given="1.5"),
    ),
    "no number": (
        changed(("spec", "leaves", 0, "points"), "many"),
        errors.BadParameter("spec/leaves/0/points", why="'many' is not a number"),
    ),
    "no list": (changed(("facts", "bids"), {}), errors.BadParameter("facts/bids", why="a list is needed")),
    "text for a number": (
        changed(("spec", "version"), "3"),
        errors.BadParameter("spec/version", why="int is needed, not '3'"),
    ),
    "no instant": (
        changed(("facts", "bids", 0, "submitted_at"), "noon"),
        errors.BadParameter("facts/bids/0/submitted_at", why="'noon' is no instant"),
    ),
    "a number for an instant": (
        changed(("facts", "bids", 0, "submitted_at"), 12),
        errors.BadParameter("facts/bids/0/submitted_at", why="12 is no instant"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_case_that_cannot_be_read_names_the_place(name):
    data, error = FAULTS[name]

    with pytest.raises(errors.ScoringError) as caught:
        codec.case_from_json(data)

    assert caught.value == error


@pytest.mark.parametrize("data", [3, {"complete": True}, {"complete": True, "columns": 3}])
def test_result_that_cannot_be_read_is_refused(data):
    with pytest.raises(errors.BadParameter):
        codec.result_from_json(data)


@pytest.mark.parametrize("text", ["[0.1]", "[1e3]", "[NaN]", "[-Infinity]"])
def test_floats_in_json_are_refused(text):
    with pytest.raises(errors.FloatRefused):
        codec.loads(text)


def test_ruling_reads_back_with_its_value():
    lot_case = replace(two(), facts=replace(two().facts, rulings=(ruling("use_price", "A", "price", F(1, 3)),)))

    assert codec.case_from_json(codec.case_to_json(lot_case)) == lot_case
