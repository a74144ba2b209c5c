"""One party in two bids: that there is one, and whose name may be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.rules.common_parties import CommonParties, ConsortiumPlace, parties_in_common
from suppliers.states import LENDING_ROLES, PartyRole

MEMBER = PartyRole.MEMBER


def place(supplier="s1", name="Mira Sensors", role=MEMBER, has_consented=False):
    return ConsortiumPlace(supplier, name, role, has_consented)


def test_different_parties_have_nothing_in_common():
    common = parties_in_common([place()], [[place("s2", "Another")], []])

    assert (common, bool(common)) == (CommonParties(), False)


def test_a_party_is_named_to_those_who_act_for_it():
    assert parties_in_common([place()], [[place()]], acting_for={"s1"}) == CommonParties(("Mira Sensors",))


@pytest.mark.parametrize(
    ("here", "there", "common"),
    [
        (True, True, CommonParties(("Mira Sensors",))),
        (True, False, CommonParties((), 1)),
        (False, True, CommonParties((), 1)),
        (False, False, CommonParties((), 1)),
    ],
)
def test_to_others_it_is_named_only_where_it_consented_to_both(here, there, common):
    ours, theirs = [place(has_consented=here)], [[place(has_consented=there)]]

    assert parties_in_common(ours, theirs, acting_for={"s9"}) == common


def test_a_third_bid_to_which_it_did_not_consent_hides_the_name():
    consented = [place(has_consented=True)]

    assert parties_in_common(consented, [consented, [place()]]) == CommonParties((), 1)


def test_a_subcontractor_on_whom_nobody_relies_may_work_for_several():
    other = place(role=PartyRole.OTHER_SUBCONTRACTOR)

    assert not parties_in_common([place()], [[other]])
    assert not parties_in_common([other], [[place()]])
    assert parties_in_common([place()], [[other]], roles=LENDING_ROLES | {PartyRole.OTHER_SUBCONTRACTOR})


PLACES = st.lists(
    st.builds(
        lambda number, role, consented: place(f"s{number}", f"Firm {number}", role, consented),
        st.integers(0, 5),
        st.sampled_from(list(PartyRole)),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda each: each.supplier,
)


@given(PLACES, PLACES)
def test_it_is_in_common_from_both_sides(ours, theirs):
    here, there = parties_in_common(ours, [theirs]), parties_in_common(theirs, [ours])

    assert here == there


@given(PLACES, st.lists(PLACES, max_size=3), st.sets(st.sampled_from([f"s{number}" for number in range(6)])))
def test_a_name_is_told_only_by_right(ours, others, acting_for):
    common = parties_in_common(ours, others, acting_for=acting_for)

    consents = {
        each.name: all(
            there.has_consented
            for other in others
            for there in other
            if there.supplier == each.supplier and there.role in LENDING_ROLES
        )
        and each.has_consented
        for each in ours
    }
    acted = {each.name for each in ours if each.supplier in acting_for}
    assert set(common.named) <= acted | {name for name, consented in consents.items() if consented}
