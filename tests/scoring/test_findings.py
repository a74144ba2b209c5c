"""What to look at twice: each kind from the smallest lot that shows it, and nothing from a lot that shows none."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction as F

import pytest

from scoring import evaluate, mark_turns, robustness
from scoring.findings import (
    KINDS,
    NEEDS_DECISION,
    Circumstances,
    Finding,
    Organisation,
    findings,
    from_json,
    price_sentences,
    sentence,
    to_json,
    undecided,
)
from scoring.sentences import TEMPLATES
from scoring.types import AltRule, Interface, InterfaceMark, Leaf, Minimum
from tests.scoring.build import NOON, agreed, bid, case, marked, priced, ruling, spec
from tests.scoring.reading import text_of

QUIET = spec(priced(60), marked("method", 40), formula="fixed_linear", params={"Pmin": "50", "Pmax": "200"})


def lot(published=QUIET, bids=None, marks=(4, 1)):
    """Two bids, A dearer and by far the better; nothing about it asks for a second look."""
    return case(published, *(bids or (bid("A", 90), bid("B", 150))), marks=[agreed("method", *marks)], seed="s" * 64)


def noticed(judged=None, *, annexed=False, **around):
    judged = judged or lot()
    outcome = evaluate(judged)
    annex = robustness.robustness(judged, outcome, seed=1, draws=100) if annexed else None
    return findings(judged, outcome, annex, Circumstances(**around))


def texts(listed, names=None):
    return [(finding.kind, finding.bids, text_of(sentence(finding), names)) for finding in listed]


def test_a_quiet_result_has_nothing_to_look_at():
    quiet = noticed(
        annexed=True,
        deadline=NOON,
        panel_min=3,
        marked_by={"method": 3},
        organisations=(Organisation("One Ltd", ("A",), leads=True),),
    )

    assert quiet == ()


def test_every_caution_of_the_judge_is_a_kind_and_every_kind_has_a_sentence():
    cautions = {key.partition(".")[2] for key in TEMPLATES if key.startswith("caution.")}

    assert cautions - set(KINDS) == set()
    assert {key.partition(".")[2] for key in TEMPLATES if key.startswith("finding.")} == set(KINDS)
    assert {kind for kind, acts in KINDS.items() if acts == "two_officers"} >= NEEDS_DECISION


# --- what was recorded ---


@pytest.mark.parametrize(
    ("late", "text"),
    [
        (timedelta(microseconds=1), "1 second"),
        (timedelta(seconds=61), "1 minute 1 second"),
        (timedelta(minutes=12), "12 minutes"),
        (timedelta(hours=26, minutes=5), "1 day 2 hours"),
    ],
)
def test_a_bid_that_came_after_the_deadline_is_named_with_how_late_it_was(late, text):
    judged = lot(bids=(bid("A", 90, submitted_at=NOON + late), bid("B", 150)))

    assert texts(noticed(judged, deadline=NOON)) == [("late_bid", ("A",), f"A came {text} after the deadline.")]
    assert noticed(judged, deadline=NOON + late) == ()
    assert noticed(judged) == ()


def test_dates_that_an_auction_rewrote_prove_nobody_late():
    judged = lot(bids=(bid("A", 90, submitted_at=NOON + timedelta(1)), bid("B", 150)))

    assert texts(noticed(judged, deadline=NOON, dates_rewritten=True)) == [
        (
            "dates_rewritten",
            ("A",),
            "An auction wrote the dates of the bids anew: whether A came in time cannot be read from them.",
        )
    ]
    assert noticed(lot(), deadline=NOON, dates_rewritten=True) == ()


def test_a_bid_without_a_date_is_not_called_late():
    assert noticed(lot(bids=(bid("A", 90, submitted_at=None), bid("B", 150))), deadline=NOON) == ()


def test_a_price_of_zero_is_named():
    judged = lot(bids=(bid("A", 0), bid("B", 150)))

    assert texts(noticed(judged)) == [("price_zero", ("A",), "A states a price of zero.")]


def test_one_organisation_in_several_bids_is_named_as_tenderer_or_as_member():
    judged = lot(bids=(bid("A", 90), bid("B", 150), bid("C", 160)), marks=(4, 1, 1))
    organisations = (
        Organisation("One Ltd", ("B", "A", "Z"), leads=True),
        Organisation("Two Ltd", ("B", "C"), leads=False),
        Organisation("Three Ltd", ("C", "Z"), leads=True),  # of another lot but for C
    )

    assert texts(noticed(judged, organisations=organisations), {"A": "Ann"}) == [
        ("several_bids_of_one", ("A", "B"), "Ann and B are bids of one organisation: One Ltd."),
        ("shared_member", ("B", "C"), "Two Ltd stands in several bids: B and C."),
    ]


def test_a_bid_that_was_ruled_out_is_no_second_bid_of_its_organisation():
    judged = lot()
    ruled = replace(judged, facts=replace(judged.facts, rulings=(ruling("exclude", "A", text="two bids"),)))
    organisations = (Organisation("One Ltd", ("A", "B"), leads=True),)

    assert [finding.kind for finding in noticed(judged, organisations=organisations)] == ["several_bids_of_one"]
    assert [finding.kind for finding in noticed(ruled, organisations=organisations)] == ["single_bid"]


def test_what_the_source_decided_otherwise_is_said_in_its_words():
    assert texts(noticed(source_differs="The source awarded B.", source_awards_twice="Two awards are active.")) == [
        ("source_differs", (), "The source awarded B."),
        ("source_awards_twice", (), "Two awards are active."),
    ]


def test_a_criterion_marked_by_fewer_persons_than_published_is_named():
    assert texts(noticed(panel_min=3, marked_by={"method": 2})) == [
        ("thin_panel", (), "'method': a bid was marked by only 2 persons; 3 are published.")
    ]


# --- what was judged ---


def with_interfaces(*outcomes):
    published = spec(
        priced(50),
        Leaf("io", "interoperability", F(50), "machine", "verdict"),
        formula="fixed_linear",
        params={"Pmin": "50", "Pmax": "200"},
        interfaces=(Interface("if1", F(60), 2, "Parking"), Interface("if2", F(40), 2, "Events")),
    )
    marks = tuple(InterfaceMark(f"if{number}", outcome, F(1), F(1)) for number, outcome in enumerate(outcomes, start=1))
    full = tuple(InterfaceMark(f"if{number}", "proven", F(1), F(1)) for number in (1, 2))
    return case(published, bid("A", 90, interfaces=full), bid("B", 150, interfaces=marks))


def test_evidence_below_what_was_asked_is_one_finding_for_a_bid():
    assert texts(noticed(with_interfaces("declared", "absent"))) == [
        ("below_min_rung", ("B",), "The evidence of B is below the level asked for: Parking and Events.")
    ]


def test_an_abnormally_low_price_is_named_with_the_rule_s_figures():
    published = replace(QUIET, alt_rule=AltRule("base_share", {"base": "200", "x": "1/2"}))

    listed = noticed(lot(published))

    assert texts(listed, {"A": "Ann"}) == [
        ("abnormal_price", ("A",), "Ann is asked about its price 90 EUR: the limit is 100, 50 % of the base price 200.")
    ]


def test_cautions_about_the_method_and_about_few_bids_are_findings():
    alone = lot(spec(priced(60), marked("method", 40)), bids=(bid("A", 90),), marks=(4,))

    assert [(finding.kind, finding.bids) for finding in noticed(alone)] == [
        ("single_bid", ("A",)),
        ("no_information", ("A",)),
        ("order_depends_on_rivals", ()),
    ]


def test_a_draw_that_decided_is_named_with_those_it_parted():
    level = lot(replace(QUIET, tie_chain=("draw",)), bids=(bid("A", 90), bid("B", 90)), marks=(4, 4))

    assert [(finding.kind, finding.bids) for finding in noticed(level)] == [
        ("tie_by_draw", tuple(place.bid for place in evaluate(level).order))
    ]


def test_a_result_that_one_mark_turns_or_that_one_mark_excludes_is_named():
    minimum = replace(QUIET, leaves=(priced(60), marked("method", 40, minimum=Minimum(F(3), "mark"))))
    close = lot(minimum, bids=(bid("A", 100), bid("B", 102)), marks=(3, 3))

    assert [(finding.kind, finding.bids) for finding in noticed(close, annexed=True)] == [
        ("one_mark_turns", ("B", "A")),
        ("one_mark_excludes", ("A",)),
    ]
    assert noticed(close) == ()
    assert noticed(lot(minimum, marks=(5, 4)), annexed=True) == ()  # three levels above the minimum, and far ahead


def test_what_one_mark_turns_is_exact_and_says_where_nobody_would_be_first():
    tied = lot(bids=(bid("A", 100), bid("B", 102)), marks=(3, 3))
    exact = mark_turns(tied, evaluate(tied)).turns

    turned = [finding for finding in noticed(tied, annexed=True) if finding.kind == "one_mark_turns"]

    assert {finding.values.get("bid", (None,))[0] for finding in turned} == {turn.winner for turn in exact}
    nobody = Finding("one_mark_turns", ("A",), {"winner": ("A",)})
    assert text_of(sentence(nobody)) == (
        "With one mark moved by one level, nobody is first without a further decision."
    )


def test_a_price_is_said_with_the_units_of_a_reader_and_stored_as_before():
    rule = AltRule("mean_of_others", {"x": "0.3"})
    low = lot(replace(QUIET, alt_rule=rule), bids=(bid("A", 60), bid("B", 150)))
    outcome = evaluate(low)
    [asked] = [finding for finding in findings(low, outcome, None, Circumstances()) if finding.kind == "abnormal_price"]

    [stored] = asked.values["text"]
    assert stored == (
        "is asked about its price 60 EUR: it lies 60 % below 150, the mean of the others' opening prices; the limit is "
        "30 %."
    )
    assert text_of(sentence(asked, price_sentences(low, outcome))) == (
        "A is asked about its price EUR 60: it lies 60 % below EUR 150, the mean of the others' opening prices; the limit "
        "is 30 %."
    )
    other = replace(asked, values={**asked.values, "text": ("is asked about another price.",)})
    assert text_of(sentence(other, price_sentences(low, outcome))) == "A is asked about another price."


def test_without_a_winner_no_mark_turns_anything():
    nobody = lot(replace(QUIET, leaves=(priced(60), marked("method", 40, minimum=Minimum(F(5), "mark")))), marks=(1, 1))

    assert [finding.kind for finding in noticed(nobody, annexed=True)] == ["no_admissible_bid"]


# --- decided and frozen ---


def test_only_what_two_officers_must_decide_and_have_not_is_undecided():
    noted = (
        Finding("late_bid", ("A",)),
        Finding("below_min_rung", ("B",)),
        Finding("abnormal_price", ("B",)),
        Finding("several_bids_of_one", ("A", "B")),
    )

    assert undecided(noted, [noted[1], Finding("abnormal_price", ("A",))]) == (noted[2], noted[3])


def test_a_decision_settles_the_finding_with_its_figure_only():
    read = Finding("abnormal_price", ("B",), {"text": ("31 % below the mean of the others.",)})
    lower = replace(read, values={"text": ("42 % below the mean of the others.",)})

    assert undecided([read], [read]) == ()
    assert undecided([lower], [read]) == (lower,)
    assert undecided([lower], [Finding("abnormal_price", ("B",))]) == (lower,)


def test_a_frozen_list_comes_back_as_it_was():
    judged = with_interfaces("declared", "absent")
    listed = noticed(judged, deadline=NOON - timedelta(1), panel_min=3, marked_by={"io": 0})

    assert from_json(to_json(listed)) == listed
    assert [finding.acts for finding in listed] == ["two_officers", "two_officers", "two_officers", "panel"]
