"""Interoperability and open standards read the same interfaces, so they are tested side by side."""

from fractions import Fraction as F

import pytest

from scoring.judging import assess_quality, evaluate
from scoring.results import Caution, CellTrace, Gap, Incomplete
from scoring.types import Interface, InterfaceMark, Leaf
from tests.scoring.build import bid, case, priced, ruling, spec

THREE = (Interface("a", F(50)), Interface("b", F(30)), Interface("c", F(20)))


def leaf(family, **more):
    return Leaf(family, family, F(30), "machine", "verdict", **more)


def quality(*marks, rulings=(), interfaces=THREE, **more):
    lot_spec = spec(leaf("interoperability", **more), leaf("open_standards", **more), priced(40), interfaces=interfaces)
    return assess_quality(case(lot_spec, bid("A", 1, interfaces=marks), rulings=rulings))


def shares(assessment):
    return {cell.leaf: cell.share for cell in assessment.cells}


def test_published_example_of_both_families():
    """EVIDENCE §6: w 50/30/20, O 1, 1, 3/4, rungs 4, 3, 1 give 76.25 % and 77.5 %."""
    judgement = quality(
        InterfaceMark("a", "proven", F(1)), InterfaceMark("b", "valid", F(1)), InterfaceMark("c", "declared", F(3, 4))
    )

    assert shares(judgement) == {"interoperability": F(775, 1000), "open_standards": F(7625, 10000)}


@pytest.mark.parametrize(
    ("outcome", "evidence"),
    [("absent", F(0)), ("declared", F(1, 4)), ("parsed", F(1, 2)), ("valid", F(3, 4)), ("proven", F(1))],
)
def test_each_rung_is_worth_a_quarter_more(outcome, evidence):
    assessment = quality(InterfaceMark("a", outcome, F(1, 2)), interfaces=(Interface("a", F(1)),))

    assert shares(assessment) == {"interoperability": evidence, "open_standards": evidence / 2}


def test_unclaimed_interface_counts_as_absent_and_stays_in_the_divisor():
    assessment = quality(InterfaceMark("a", "proven", F(1), verdict_digests=("ff",)))

    assert assessment.cells[0] == CellTrace(
        "A",
        "interoperability",
        F(1, 2),
        F(1, 2),
        F(15),
        "evidence",
        ("evidence:a=proven", "verdict:ff", "evidence:b=absent", "evidence:c=absent"),
    )


def test_leaf_may_read_some_interfaces_only():
    judgement = quality(InterfaceMark("a", "proven", F(1)), InterfaceMark("b", "declared", F(1)), interfaces=THREE)
    part = quality(InterfaceMark("a", "proven", F(1)), interfaces=THREE, title="part")

    assert shares(judgement)["interoperability"] == F(575, 1000)
    assert shares(part)["interoperability"] == F(1, 2)

    lot_spec = spec(leaf("interoperability", interfaces=("b",)), priced(40), interfaces=THREE)
    assessment = assess_quality(case(lot_spec, bid("A", 1, interfaces=(InterfaceMark("b", "valid"),))))
    assert shares(assessment) == {"interoperability": F(3, 4)}


def test_best_of_several_claims_counts():
    judgement = quality(
        InterfaceMark("a", "declared", F(1)),
        InterfaceMark("a", "proven", F(1, 8)),
        interfaces=(Interface("a", F(1)),),
    )

    assert shares(judgement) == {"interoperability": F(1), "open_standards": F(1, 4)}


def test_undecided_evidence_is_a_gap_in_both_families():
    assessment = quality(InterfaceMark("a", None, F(1)))

    assert assessment == Incomplete(
        (
            Gap("A", "interoperability", "missing", "evidence:a"),
            Gap("A", "open_standards", "missing", "evidence:a"),
        )
    )


def test_unknown_openness_is_a_gap_unless_nothing_is_evidenced():
    assert quality(InterfaceMark("a", "declared")) == Incomplete((Gap("A", "open_standards", "missing", "openness:a"),))
    assert shares(quality(InterfaceMark("a", "absent"))) == {"interoperability": F(0), "open_standards": F(0)}


def test_ruled_evidence_stands_and_the_machines_stays_visible():
    judgement = quality(
        InterfaceMark("a", None, F(1)),
        rulings=[ruling("set_evidence", "A", "a", text="valid")],
        interfaces=(Interface("a", F(1)),),
    )

    assert judgement.cells[0].share == F(3, 4)
    assert judgement.cells[0].inputs == ("evidence:a=valid", "ruling:r1", "before:a=undecided")


def test_ruled_evidence_without_a_claim_counts_for_interoperability():
    assessment = quality(rulings=[ruling("set_evidence", "A", "a", text="parsed")], interfaces=(Interface("a", F(1)),))

    assert assessment == Incomplete((Gap("A", "open_standards", "missing", "openness:a"),))


def test_ruled_share_of_a_leaf_stands_before_a_gap_and_before_a_value():
    rulings = [ruling("mark_is", "A", "open_standards", F(1, 2))]

    filled = quality(InterfaceMark("a", "declared"), rulings=rulings)
    replaced = quality(InterfaceMark("a", "declared", F(1)), rulings=rulings)

    assert filled.cells[1] == CellTrace(
        "A", "open_standards", None, F(1, 2), F(15), "openness_evidence", ("ruling:r1",)
    )
    assert replaced.cells[1].inputs[:2] == ("ruling:r1", "before:1/8")


def test_evidence_below_the_level_asked_for_is_a_question_and_no_exclusion():
    asked = (Interface("a", F(1), min_rung=2), Interface("b", F(1), min_rung=1), Interface("c", F(1)))
    lot_spec = spec(leaf("interoperability"), priced(40), interfaces=asked, formula="lowest_price")
    marks = (InterfaceMark("a", "declared"), InterfaceMark("b", "declared"))
    bids = [bid("A", 1, interfaces=marks), bid("B", 2)]

    outcome = evaluate(case(lot_spec, *bids))
    ruled = evaluate(case(lot_spec, *bids, rulings=[ruling("set_evidence", "B", "a", text="valid")]))

    assert outcome.cautions == tuple(Caution("below_min_rung", where) for where in ("A/a", "B/a", "B/b"))
    assert outcome.reference == ("A", "B")
    assert ruled.cautions == tuple(Caution("below_min_rung", where) for where in ("A/a", "B/b"))
