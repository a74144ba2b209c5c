"""Home says what needs a second officer: what another one sent or proposed, and nothing that one sent oneself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.assembly import home_sections
from core.models import SiteOutage
from procurement.tenders import services
from procurement.tenders.queries import SecondOfficerAct, waiting_for
from procurement.tenders.sections import Contract
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
D = written.DEADLINE
LATER = D + 3 * HOUR


def colleague(tender, name="Orla Finch"):
    return builders.person("officer", authority=tender.authority, name=name)


def section(person, key, at):
    return next((each for each in home_sections(type(person).objects.get(pk=person.pk), at) if each.id == key), None)


def waiting(person, at=LATER):
    """What Home asks this person to do as the second officer: (button, note, address)."""
    listed = section(person, "second", at)
    return [(task.act, task.note, task.act_url) for task in listed.tasks] if listed else []


def cancellation(tender, officer, at=LATER):
    return services.propose_cancellation(tender=tender, code="noDemand", text="Not needed.", by=officer, at=at)


def reopening(tender, officer, at=LATER):
    row = SiteOutage.objects.get_or_create(part="web", from_at=D - 2 * HOUR, to_at=D - HOUR)[0]
    return services.propose_reopening(tender=tender, outages=[row.pk], reason="It stood.", by=officer, at=at)


def sent(*, by=None):
    tender = written.written_draft()
    sender = by or colleague(tender)
    services.send_to_review(tender=tender, by=sender, at=written.AT)
    return tender, sender


def test_a_tender_that_was_sent_waits_for_the_others_and_stays_a_draft_of_its_sender():
    tender, sender = sent()
    other = colleague(tender, "Piet Moor")
    at = written.AT + 2 * DAY

    assert waiting(other, at) == [
        ("Read and publish", "to be published, 2\N{NO-BREAK SPACE}days ago", reverse("tenders:gate", args=[tender.pk]))
    ]
    assert section(other, "second", at).count == "1 tender needs a second officer"
    assert section(other, "drafts", at) is None
    assert waiting(sender, at) == []
    assert [task.tag for task in section(sender, "drafts", at).tasks] == ["In review"]


def test_after_it_was_sent_back_and_sent_by_the_other_it_waits_for_the_first():
    tender, sender = sent()
    other = colleague(tender, "Piet Moor")
    services.send_back(tender=tender, reason="The term is too long.", by=other, at=written.AT + HOUR)
    services.send_to_review(tender=tender, by=other, at=written.AT + 2 * HOUR)

    assert [act for act, _note, _url in waiting(sender)] == ["Read and publish"]
    assert waiting(other) == []


def test_an_amendment_that_was_sent_waits_for_the_others():
    tender = written.published()
    sender, other = colleague(tender), colleague(tender, "Piet Moor")
    written.amendment_in_review(tender, written.changed(Contract, months=30), by=sender)

    [(act, note, url)] = waiting(other, written.AMENDED_AT + DAY)

    assert (act, url) == ("Read the amendment", reverse("tenders:amendment", args=[tender.pk]))
    assert note.startswith("an amendment to be published, ")
    assert waiting(sender, written.AMENDED_AT + DAY) == []


@pytest.mark.parametrize(
    ("propose", "sentence"),
    [
        (cancellation, "proposed to be cancelled, just now"),
        (reopening, "proposed to take bids again after an outage, just now"),
    ],
)
def test_what_was_proposed_waits_for_the_others(propose, sentence):
    tender = written.closed()
    officer, other = colleague(tender), colleague(tender, "Piet Moor")
    propose(tender, officer)

    assert waiting(other) == [("Read and decide", sentence, reverse("tenders:changes", args=[tender.pk]))]
    assert waiting(officer) == []


def test_whoever_proposes_anew_waits_for_the_other():
    tender = written.closed()
    officer, other = colleague(tender), colleague(tender, "Piet Moor")
    cancellation(tender, officer)
    cancellation(tender, other, at=LATER + HOUR)

    assert (len(waiting(officer, LATER + HOUR)), waiting(other, LATER + HOUR)) == (1, [])


def test_what_was_decided_or_is_long_ago_does_not_wait():
    tender = written.closed()
    officer, other = colleague(tender), colleague(tender, "Piet Moor")
    proposal = reopening(tender, officer)
    cancellation(tender, officer)
    assert len(waiting(other, LATER + 30 * DAY)) == 2
    assert waiting(other, LATER + 31 * DAY) == []

    services.reopen(tender=tender, proposal=proposal, by=other, at=LATER)
    services.tick(tender=tender, at=tender.deadline_at + HOUR)  # closed a second time: what was proposed before is over

    assert [note for _act, note, _url in waiting(other)] == ["proposed to be cancelled, just now"]


def test_nobody_else_reads_of_it():
    tender, _sender = sent()
    cancellation(written.closed(), colleague(tender))
    neighbour = builders.person("officer", authority=builders.authority("Thornbeck"))
    auditor = builders.person("auditor", authority=tender.authority)

    assert [waiting(person) for person in (neighbour, auditor, builders.person())] == [[], [], []]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_waits(count, django_assert_num_queries):
    tenders = [tender for _number in range(count) for tender in (sent()[0], written.closed(), written.closed())]
    for number, tender in enumerate(tenders):
        officer = builders.person("officer", authority=tender.authority)
        if number % 3:
            (cancellation if number % 3 == 1 else reopening)(tender, officer)
    authorities = {tender.authority_id for tender in tenders}
    reader = builders.person()

    with django_assert_num_queries(5):
        rows = waiting_for(reader, list(authorities), now=LATER)

    acts = [SecondOfficerAct.PUBLISH, SecondOfficerAct.CANCEL, SecondOfficerAct.REOPEN]
    assert [row.act for row in rows].count(acts[0]) == count
    assert sorted(row.act for row in rows) == sorted(acts * count)
