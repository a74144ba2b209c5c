from dataclasses import replace
from fractions import Fraction as F
from hashlib import sha256

import pytest

from scoring import digest
from scoring.codec import case_to_json, result_to_json
from scoring.judging import evaluate
from tests.scoring.build import agreed, bid, case, ruling, two
from tests.scoring.four import CASE


def test_digest_covers_head_kind_and_canonical_bytes():
    expected = sha256('evenhand.scoring/1\nannex\n{"a":"1/2","b":["é"]}'.encode()).hexdigest()

    assert digest.digest("annex", {"b": ["e\u0301"], "a": F(1, 2)}) == expected


def test_kind_parts_equal_values():
    assert digest.digest("spec", {}) != digest.digest("facts", {})


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'gossip'"):
        digest.digest("gossip", {})


def test_float_has_no_digest():
    with pytest.raises(TypeError):
        digest.digest("annex", {"draws": 0.5})


def test_record_holds_case_result_and_their_digests():
    result = evaluate(CASE)
    digests = digest.digests(CASE, result)

    assert digest.record(CASE, result) == {
        "version": "evenhand.scoring/1",
        "case": case_to_json(CASE),
        "result": result_to_json(result),
        "digests": {"spec": digests.spec, "facts": digests.facts, "result": digests.result},
    }
    assert digests.spec == digest.of_spec(CASE.spec)


def test_order_of_input_changes_no_digest():
    lot_case = two()
    turned = case(lot_case.spec, *reversed(lot_case.facts.bids), marks=[agreed("q", 5, 4)])

    assert digest.record_bytes(turned, evaluate(turned)) == digest.record_bytes(lot_case, evaluate(lot_case))


TWO = two()
CHANGES = {
    "a mark": {"marks": (agreed("q", 3, 5),)},
    "a price": {"bids": (bid("A", 101), bid("B", 125))},
    "a moment": {"bids": (bid("A", 100, submitted_at=None), bid("B", 125))},
    "a seed": {"draw_seed": "other"},
    "a ruling": {"rulings": (ruling("exclude", "A"),)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_any_changed_fact_changes_the_facts_digest_only(name):
    turned = replace(TWO, facts=replace(TWO.facts, **CHANGES[name]))
    before, after = (digest.digests(lot_case, evaluate(lot_case)) for lot_case in (TWO, turned))

    assert before.facts != after.facts
    assert before.spec == after.spec


def test_changed_specification_changes_its_digest():
    assert digest.of_spec(TWO.spec) != digest.of_spec(replace(TWO.spec, version=2))


def test_exclusion_changes_the_result_and_coming_back_restores_it():
    out = replace(TWO, facts=replace(TWO.facts, rulings=(ruling("exclude", "A"),)))

    assert digest.digests(out, evaluate(out)).result != digest.digests(TWO, evaluate(TWO)).result
    back = replace(out, facts=replace(out.facts, rulings=()))
    assert digest.digests(back, evaluate(back)) == digest.digests(TWO, evaluate(TWO))
