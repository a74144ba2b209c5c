"""What Home says of an opening, to each at each point: what is to do, what was opened, what came of one's own bid."""

import pytest

from core import clock
from core.assembly import home_sections
from procurement.bids import store
from procurement.bids.models import SealedEnvelope
from procurement.bids.services import lost_keys, openings
from tests import builders
from tests.bids.keys import exchange_key_rows
from tests.bids.opening.ceremony import both_give, call, close, give, opened, received, waiting, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def tasks(person, section):
    """(label of the button, note up to the first instant) of each task of a section of Home."""
    person = type(person).objects.get(pk=person.pk)
    sections = [each for each in home_sections(person, clock.db_now()) if each.id == section]
    return [(task.act, task.note.partition(" 20")[0].rstrip("0123456789 ")) for each in sections for task in each.tasks]


def test_who_opens_and_officers_read_what_waits_and_nobody_before_the_deadline(move_clock):
    ceremony = received()
    first, second, spare = (mine.holder for mine in ceremony.keys)
    officer = builders.person("officer", authority=ceremony.tender.authority)
    assert [tasks(each, "openings") for each in (first, officer)] == [[], []]
    close(ceremony, move_clock)

    assert tasks(first, "openings")[0][0] == "Open"
    assert tasks(first, "openings")[0][1].startswith("It can be opened since")
    assert tasks(officer, "openings")[0][0] == "Call the opening"
    call(ceremony)
    assert tasks(spare, "openings") == [("Open", "The opening is called. Two holders of keys are needed.")]
    give(ceremony, ceremony.keys[0])
    assert tasks(first, "openings")[0][1].startswith("Your half is in. A second person is needed until")
    assert tasks(second, "openings")[0][0] == "Open"
    assert tasks(second, "openings")[0][1].startswith("The first half is given, yours is missing until")
    assert tasks(officer, "openings")[0][1].startswith("The first half is given, a second is missing until")
    give(ceremony, ceremony.keys[1])
    assert tasks(officer, "openings") == [("Look", "Both halves are in: the bids are being opened.")]
    work()
    assert [tasks(each, "openings") for each in (first, officer)] == [[], []]
    assert [tasks(each, "opened")[0][1].startswith("Opened") for each in (first, officer)] == [True, True]


def test_another_officer_reads_that_new_bids_are_proposed(move_clock):
    ceremony = waiting(move_clock)
    officer, other = [builders.person("officer", authority=ceremony.tender.authority, name=name) for name in "AB"]
    for _number in range(2):
        exchange_key_rows(ceremony.tender.authority)
    at = clock.db_now()
    lost_keys.propose_new_bids(tender=ceremony.tender, reason="A flood.", by=officer, at=at)

    assert tasks(other, "openings") == [("Read and decide", "A proposes to take new bids, because keys are lost.")]
    assert [tasks(each, "openings")[0][0] for each in (officer, ceremony.keys[2].holder)] == [
        "Call the opening",
        "Open",
    ]


def test_a_team_reads_of_its_own_bid(move_clock):
    ceremony = waiting(move_clock, bids=2)
    lost = SealedEnvelope.objects.filter(revision=ceremony.revisions[1]).first()
    store.remove(store.envelope_path(lost.object_name))
    opened(ceremony)

    notes = [tasks(begun.bid.begun_by, "our-results") for begun in ceremony.begun]

    assert [note[0][1] for note in notes] == ["Your bid was opened on", "Your bid could not be read on"]
    assert tasks(builders.person(), "our-results") == []


def test_an_opening_that_expired_waits_again(move_clock):
    ceremony = waiting(move_clock)
    call(ceremony)
    openings.expire_opening(opening=give(ceremony, ceremony.keys[0]), at=clock.db_now())

    assert tasks(ceremony.keys[0].holder, "openings")[0][0] == "Open"
    call(ceremony)
    both_give(ceremony)
