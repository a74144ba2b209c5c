"""Laws of two versions of a section: nothing is lost, and whoever chooses all of one version gets it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.sections import Bidders, BreakTerm, Contract, LotEntry, Purchase, SelectionTerm
from procurement.tenders.sections.differences import (
    SectionDifference,
    Side,
    Unchosen,
    differences,
    merged,
    proposals,
    same_count,
)

TEXTS = st.sampled_from(["", "a", "b"])
LOTS = st.builds(LotEntry, no=st.integers(1, 4), title=TEXTS)
PURCHASES = st.builds(
    Purchase,
    title=TEXTS,
    lots=st.lists(LOTS, max_size=4).map(tuple),
    lots_single=st.sampled_from([None, True, False]),
)
BIDDERS = st.builds(
    Bidders,
    exclusion=st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
    selection=st.lists(st.builds(SelectionTerm, code=st.sampled_from("pq"), text=TEXTS), max_size=3).map(tuple),
    limits=st.one_of(st.none(), st.lists(TEXTS, max_size=2).map(tuple)),
)
CONTRACTS = st.builds(
    Contract,
    months=st.sampled_from([None, 12, 24]),
    breaks=st.lists(st.builds(BreakTerm, month=st.integers(1, 3), notice_days=st.just(1)), max_size=3).map(tuple),
)
THREE = st.one_of(*(st.tuples(kind, kind, kind) for kind in (PURCHASES, BIDDERS, CONTRACTS)))
TWO = st.one_of(*(st.tuples(kind, kind) for kind in (PURCHASES, BIDDERS, CONTRACTS)))


def all_of(side, *versions):
    return merged(*versions, {difference.place: side for difference in differences(*versions)})


@given(THREE)
def test_all_of_mine_is_mine_and_all_of_theirs_is_theirs(versions):
    _before, theirs, mine = versions

    assert all_of(Side.MINE, *versions) == mine
    assert all_of(Side.THEIRS, *versions) == theirs


@given(TWO)
def test_what_only_one_changed_is_proposed(versions):
    before, after = versions

    assert merged(before, before, after, proposals(differences(before, before, after))) == after
    assert merged(before, after, before, proposals(differences(before, after, before))) == after


@given(TWO)
def test_the_same_change_by_both_is_no_difference(versions):
    before, after = versions

    assert differences(before, after, after) == ()


@given(THREE)
def test_the_places_of_differences_are_distinct(versions):
    places = [difference.place for difference in differences(*versions)]

    assert len(places) == len(set(places))


@given(PURCHASES, st.lists(LOTS, max_size=2), st.lists(LOTS, max_size=2))
def test_what_each_added_stays(before, others, mine):
    theirs = replace(before, lots=(*before.lots, *(replace(lot, no=lot.no + 10) for lot in others)))
    ours = replace(before, lots=(*before.lots, *(replace(lot, no=lot.no + 20) for lot in mine)))

    together = merged(before, theirs, ours, proposals(differences(before, theirs, ours)))

    assert set(together.lots) == {*theirs.lots, *ours.lots}
    assert len(together.lots) == len(before.lots) + len(others) + len(mine)


def test_a_place_that_both_changed_waits_for_a_choice():
    before, theirs, mine = Contract(36), Contract(24, exit_days=30), Contract(48)

    seen = differences(before, theirs, mine)

    assert seen == (SectionDifference("months", "", 36, 24, 48), SectionDifference("exit_days", "", None, 30, None))
    assert proposals(seen) == {"exit_days": Side.THEIRS}
    assert same_count(theirs, mine) == 6
    with pytest.raises(Unchosen) as unchosen:
        merged(before, theirs, mine, proposals(seen))
    assert unchosen.value.place == "months"


def test_an_entry_is_compared_by_its_number_wherever_it_stands():
    lamps, masts = LotEntry(1, "Lamps"), LotEntry(2, "Masts")
    before = Purchase(lots=(lamps, masts))
    theirs = Purchase(lots=(lamps, replace(masts, estimate=Fraction(5))))
    mine = Purchase(lots=(masts, replace(lamps, title="Lanterns")))

    seen = differences(before, theirs, mine)

    assert [(difference.place, difference.proposal) for difference in seen] == [
        ("lots/1", Side.MINE),
        ("lots/2", Side.THEIRS),
        ("lots//order", Side.MINE),
    ]
    assert merged(before, theirs, mine, proposals(seen)).lots == (
        replace(masts, estimate=Fraction(5)),
        replace(lamps, title="Lanterns"),
    )
