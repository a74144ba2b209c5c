"""What a consortium lacks on a day, and which party covers what."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.rules.coverage import (
    CapabilityFact,
    CellState,
    CoverageCell,
    DeclaredFact,
    Lack,
    LackKind,
    PartyFacts,
    Required,
    RequiredCapability,
    coverage,
    is_live,
    missing_of,
)
from suppliers.states import PartyRole

DAY = date(2026, 12, 11)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
GROUNDS = ("crime-org", "bankruptcy")
STATIONS = RequiredCapability("stations", "Stations installed", Decimal(25), "station")
TOGETHER = replace(STATIONS, additive=True)
ANY = RequiredCapability("iso-27001", "Information security")


def declared(*codes, end=AFTER):
    return tuple(DeclaredFact(code, end) for code in codes)


def party(name="Lead", role=PartyRole.LEAD, share="100", **facts):
    exact = Decimal(share) if share and role in {PartyRole.LEAD, PartyRole.MEMBER} else None
    return PartyFacts(name.lower(), name, role, exact, **{"declarations": declared(*GROUNDS), **facts})


def able(amount=None, unit="station", code="stations", end=None):
    return CapabilityFact(code, None if amount is None else Decimal(amount), unit if amount else "", end)


def missing(*parties, declarations=GROUNDS, capabilities=(), on=DAY):
    return list(missing_of(parties, Required(declarations, capabilities), on))


def cell(capability, *facts, role=PartyRole.MEMBER, **party_facts):
    [row] = coverage([party("Firm", role, capabilities=facts, **party_facts)], [capability], DAY)
    return row.cells[0]


def test_a_consortium_that_has_everything_lacks_nothing():
    assert missing(party(share="60"), party("Member", PartyRole.MEMBER, "40")) == []


# --- the day on which something ends ---


@pytest.mark.parametrize(("end", "live"), [(BEFORE, False), (DAY, True), (AFTER, True), (None, True)])
def test_a_record_is_live_through_its_last_day(end, live):
    assert is_live(end, DAY) is live


def test_a_declaration_that_ended_the_day_before_names_member_code_and_date():
    ended = party(declarations=(*declared("crime-org"), *declared("bankruptcy", end=BEFORE)))

    assert missing(ended) == [Lack(LackKind.DECLARATION_ENDS, "Lead", "bankruptcy", BEFORE)]
    assert missing(party(declarations=declared(*GROUNDS, end=DAY))) == []


def test_a_declaration_that_was_never_made_is_named():
    assert missing(party(declarations=declared("crime-org"))) == [Lack(LackKind.NOT_DECLARED, "Lead", "bankruptcy")]


# --- duties by role ---


@pytest.mark.parametrize("role", list(PartyRole))
def test_every_party_declares_the_grounds_for_exclusion(role):
    lead = party()
    other = party("Other", role, declarations=declared("bankruptcy"))
    parties = [other] if role is PartyRole.LEAD else [lead, replace(other, share=None)]

    lacks = [lack for lack in missing(*parties) if lack.code]

    assert lacks == [Lack(LackKind.NOT_DECLARED, "Other", "crime-org")]


@pytest.mark.parametrize(
    ("role", "lacks"),
    [
        (PartyRole.MEMBER, []),
        (PartyRole.RELIED_SUBCONTRACTOR, []),
        (PartyRole.OTHER_SUBCONTRACTOR, [Lack(LackKind.NOT_COVERED, code="gen-year-to")]),
    ],
)
def test_who_is_not_relied_on_proves_nothing_for_the_others(role, lacks):
    lender = party("Lender", role, "1", declarations=declared(*GROUNDS, "gen-year-to"))
    lead = party(share="99" if role is PartyRole.MEMBER else "100")

    assert missing(lead, lender, declarations=(*GROUNDS, "gen-year-to")) == lacks


def test_a_criterion_that_ends_too_early_names_who_comes_nearest():
    early = party(
        "Early", share="50", declarations=declared(*GROUNDS) + declared("gen-year-to", end=DAY - timedelta(9))
    )
    later = party(
        "Later", PartyRole.MEMBER, "50", declarations=declared(*GROUNDS) + declared("gen-year-to", end=BEFORE)
    )

    assert missing(early, later, declarations=(*GROUNDS, "gen-year-to")) == [
        Lack(LackKind.DECLARATION_ENDS, "Later", "gen-year-to", BEFORE)
    ]


def test_one_party_that_declares_it_on_the_day_is_enough():
    early = party(share="50", declarations=declared(*GROUNDS) + declared("gen-year-to", end=BEFORE))
    live = party("Live", PartyRole.MEMBER, "50", declarations=declared(*GROUNDS, "gen-year-to"))

    assert missing(early, live, declarations=(*GROUNDS, "gen-year-to")) == []


# --- shares and signatures ---


def test_shares_off_a_hundred_say_their_sum():
    parties = [party(share="33.33"), *(party(name, PartyRole.MEMBER, "33.33") for name in ("B", "C"))]

    assert missing(*parties) == [Lack(LackKind.SHARE_SUM, amount=Decimal("99.99"))]


def test_a_share_that_nobody_said_is_missing_and_no_sum_is():
    assert missing(party(share="60"), party("Member", PartyRole.MEMBER, "")) == [Lack(LackKind.SHARE_UNKNOWN, "Member")]


@pytest.mark.parametrize(("leads", "amount"), [(0, 0), (2, 2)])
def test_there_is_one_lead(leads, amount):
    roles = [PartyRole.LEAD] * leads + [PartyRole.MEMBER] * (2 - leads)

    assert missing(*(party(f"Party {no}", role, "50") for no, role in enumerate(roles))) == [
        Lack(LackKind.LEAD_COUNT, amount=Decimal(amount))
    ]


def test_who_has_not_signed_is_named_and_its_facts_are_not_asked_for():
    invited = party("Invited", PartyRole.MEMBER, "30", has_joined=False, has_consented=False, declarations=())
    changed = party("Changed", PartyRole.MEMBER, "30", has_consented=False)

    assert missing(party(share="40"), invited, changed) == [
        Lack(LackKind.NOT_JOINED, "Invited"),
        Lack(LackKind.NOT_CONSENTED, "Changed"),
    ]


# --- the matrix ---


@pytest.mark.parametrize(
    ("facts", "state", "amount"),
    [
        ([able("25")], CellState.COVERS, "25"),
        ([able("24.9999")], CellState.BELOW, "24.9999"),
        ([able("10"), able("20")], CellState.BELOW, "20"),  # one record, alone
        ([able("30", "lamp")], CellState.LACKS, None),
        ([able()], CellState.LACKS, None),
        ([able("30", code="lamps")], CellState.LACKS, None),
        ([], CellState.LACKS, None),
    ],
)
def test_one_record_reaches_the_minimum_in_its_unit(facts, state, amount):
    assert cell(STATIONS, *facts) == CoverageCell("firm", state, Decimal(amount) if amount else None)


def test_where_amounts_add_up_parties_reach_it_together():
    parties = [
        party("A", capabilities=(able("10"), able("2"))),
        party("B", PartyRole.RELIED_SUBCONTRACTOR, capabilities=(able("13"),)),
    ]

    [row] = coverage(parties, [TOGETHER], DAY)
    [alone] = coverage(parties, [STATIONS], DAY)

    assert [(each.state, each.amount) for each in row.cells] == [(CellState.ADDS, 12), (CellState.ADDS, 13)]
    assert (row.is_covered, row.total, alone.is_covered, alone.total) == (True, 25, False, None)


def test_a_subcontractor_that_is_not_relied_on_adds_nothing():
    assert cell(TOGETHER, able("100"), role=PartyRole.OTHER_SUBCONTRACTOR) == CoverageCell(
        "firm", CellState.LENDS_NOTHING
    )


def test_a_party_that_has_not_joined_shows_nothing():
    assert cell(ANY, able(code="iso-27001"), has_joined=False) == CoverageCell("firm", CellState.NOT_JOINED)


def test_a_record_that_ended_says_when():
    ended = able(code="iso-27001", end=BEFORE)

    assert cell(ANY, ended) == CoverageCell("firm", CellState.ENDS, None, BEFORE)
    assert missing(party(capabilities=(ended,)), capabilities=(ANY,)) == [
        Lack(LackKind.COVER_ENDS, "Lead", "iso-27001", BEFORE)
    ]


def test_an_ended_record_that_would_not_have_been_enough_is_not_blamed():
    small = able("3", end=BEFORE)

    assert missing(party(capabilities=(small,)), capabilities=(STATIONS,)) == [
        Lack(LackKind.NOT_COVERED, code="stations")
    ]


def test_what_all_reach_together_is_said_where_it_is_not_enough():
    assert missing(party(capabilities=(able("24"),)), capabilities=(TOGETHER,)) == [
        Lack(LackKind.NOT_COVERED, code="stations", amount=Decimal(24))
    ]


def test_a_cell_says_when_the_first_of_its_records_ends():
    assert cell(TOGETHER, able("20", end=AFTER), able("10")) == CoverageCell(
        "firm", CellState.COVERS, Decimal(30), AFTER
    )


# --- laws ---

AMOUNTS = st.decimals(0, 100, places=2)
FACTS = st.lists(
    st.builds(
        able,
        amount=AMOUNTS.filter(bool).map(str),
        unit=st.sampled_from(["station", "lamp"]),
        end=st.sampled_from([BEFORE, DAY, None]),
    ),
    max_size=3,
).map(tuple)
PARTIES = st.lists(
    st.builds(party, role=st.sampled_from(list(PartyRole)), capabilities=FACTS, has_joined=st.booleans()), max_size=5
).map(lambda parties: [replace(each, key=str(no), name=str(no)) for no, each in enumerate(parties)])


@given(PARTIES.flatmap(lambda parties: st.tuples(st.just(parties), st.permutations(parties))))
def test_the_order_of_parties_changes_nothing(pair):
    parties, permuted = pair

    here, there = (coverage(each, [STATIONS, TOGETHER, ANY], DAY) for each in (parties, permuted))

    assert [(row.is_covered, row.total) for row in here] == [(row.is_covered, row.total) for row in there]


@given(PARTIES, st.builds(party, name=st.just("More"), role=st.just(PartyRole.MEMBER), capabilities=FACTS))
def test_another_party_never_takes_cover_away(parties, more):
    before = coverage(parties, [STATIONS, TOGETHER, ANY], DAY)
    after = coverage([*parties, more], [STATIONS, TOGETHER, ANY], DAY)

    assert all(now.is_covered or not then.is_covered for then, now in zip(before, after, strict=True))


@given(PARTIES)
def test_what_one_reaches_alone_is_reached_together(parties):
    [alone], [together] = (coverage(parties, [each], DAY) for each in (STATIONS, TOGETHER))

    assert together.is_covered or not alone.is_covered


@given(PARTIES)
def test_a_lack_of_cover_is_said_iff_it_is_not_covered(parties):
    for capability in (STATIONS, TOGETHER, ANY):
        [row] = coverage(parties, [capability], DAY)
        lacks = [
            lack
            for lack in missing(*parties, declarations=(), capabilities=(capability,))
            if lack.code == capability.code
        ]
        assert bool(lacks) is not row.is_covered
