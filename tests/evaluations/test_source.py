"""What a source decided, in sentences beside the ranking: no database."""

from datetime import UTC, datetime

import pytest

from procurement.bids.states import SourceVerdict
from procurement.evaluations.source.compared import Ranking, SourceDecision, outcome, standing_decisions

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)


def decision(status, bid="", at=NOON, **more):
    return SourceDecision(SourceVerdict.of(status), status, bid, more.pop("name", ""), at, **more)


def ranking(*bids):
    return Ranking(tuple(enumerate(bids, start=1)))


def beside(*decisions, ranked=("B3", "B2"), again=None, zone="UTC"):
    return outcome(decisions, ranking(*ranked) if ranked else None, ranking(*again) if again else None, zone)


def test_a_rejected_first_is_said_with_day_and_ground_and_what_follows():
    rejected = decision("unsuccessful", "B3", ground="no justification of an abnormally low price.")

    shape = beside(rejected, decision("active", "B2", at=None), again=("B2", "B1"))

    assert shape.sentence == (
        "The source rejected B3 on 27 Aug 2020 (no justification of an abnormally low price) and awarded B2. "
        "The published method puts B3 first."
    )
    assert shape.sentences == (
        "The first that the source did not reject is B2.",
        "Evaluated again without B3, the method puts B2 first: both orders agree.",
    )
    assert (shape.differs, shape.agrees, shape.awarded) == (True, False, ("B2",))
    assert [(row.bid, row.place, row.label) for row in shape.rejected] == [
        ("B3", 1, "rejected by the source: no justification of an abnormally low price")
    ]


@pytest.mark.parametrize(
    ("decisions", "options", "sentence", "follows", "differs"),
    [
        (
            [decision("active", "B3", at=None)],
            {},
            "The source awarded B3. The published method puts B3 first, too.",
            (),
            False,
        ),
        (
            [decision("active", "B2", at=None)],
            {},
            "The source awarded B2. The published method puts B3 first.",
            (),
            True,
        ),
        (
            [decision("unsuccessful", "B3"), decision("active", "B1", at=None)],
            {"ranked": ("B3", "B2", "B1"), "again": ("B2", "B1")},
            "The source rejected B3 on 27 Aug 2020 and awarded B1. The published method puts B3 first.",
            (
                "The first that the source did not reject is B2.",
                "Evaluated again without B3, the method puts B2 first, not B1: both still differ.",
            ),
            True,
        ),
        (
            [decision("unsuccessful", "B2", at=None), decision("unsuccessful", "B3", at=None)],
            {},
            "The source rejected B2 and rejected B3. The published method puts B3 first.",
            ("The source rejected every bid that is ranked.",),
            True,
        ),
        (
            [decision("pending", "B2")],
            {},
            "The source has not decided on B2. The published method puts B3 first.",
            (),
            False,
        ),
        (
            [decision("active", "B9", at=None)],
            {},
            "The source awarded B9. The published method puts B3 first.",
            ("The bid B9, which the source awarded, is not ranked here.",),
            True,
        ),
        (
            [decision("active", name="Firm X", at=None)],
            {"ranked": ()},
            "The source awarded Firm X. This lot is not evaluated here.",
            ("No bid of the file for this lot is that of Firm X.",),
            False,
        ),
        (
            [decision("rumoured", "B2")],
            {},
            (
                "The source has decisions about this lot that decide nothing here ('rumoured'). "
                "The published method puts B3 first."
            ),
            (),
            False,
        ),
    ],
)
def test_what_was_decided_is_one_sentence_and_what_follows_others(decisions, options, sentence, follows, differs):
    shape = beside(*decisions, **options)

    assert (shape.sentence, shape.sentences, shape.differs) == (sentence, follows, differs)


def test_two_active_awards_are_said():
    shape = beside(decision("active", "B2", at=None), decision("Active ", "B3", at=None))

    assert shape.awarded_twice == "The source has 2 active awards for this lot, B2 and B3, where only one can hold."
    assert shape.sentences == (shape.awarded_twice,)


def test_no_decision_is_no_outcome():
    assert beside() is None


def test_the_day_is_that_of_the_buyer():
    late = datetime(2020, 8, 26, 23, tzinfo=UTC)

    assert "on 27 Aug 2020" in beside(decision("active", "B3", at=late), zone="Europe/Kyiv").sentence


def test_the_latest_decision_about_a_bid_holds_and_a_cancelled_one_never():
    first = decision("active", "B2", at=NOON)
    cancelled = decision("cancelled", "B2", at=NOON.replace(hour=13))
    last = decision("unsuccessful", "B2", at=NOON.replace(hour=14))

    assert standing_decisions([last, first, cancelled]) == [last]
    assert standing_decisions([cancelled]) == []
    assert standing_decisions([first, cancelled]) == [first]


def test_a_long_ground_is_cut_in_the_sentence_and_whole_beside_it():
    ground = "a" * 300 + "\nsecond line"

    shape = beside(decision("unsuccessful", "B3", at=None, ground=ground))

    assert f"({'a' * 199}…)" in shape.sentence
    assert shape.decisions[0].ground == ground
