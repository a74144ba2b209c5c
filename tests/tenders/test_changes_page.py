"""What officers do to a published tender, each act checked first; and what everybody reads of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import queries, services
from procurement.tenders.models import CancellationProposal, Suspension, Tender
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = written.AT + DAY
ENDS = next(value for value in written.VALUES if isinstance(value, written.Timetable))
LATER = {"deadline": "2026-04-22T12:00", "reason": "A holiday was forgotten."}
WHY = {"code": "expensesCut", "text": "The council cut the money."}


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officers(tender):
    return [builders.person("officer", authority=tender.authority, name=name) for name in ("Orla Finch", "Mara Quill")]


def url_of(tender):
    return reverse("tenders:changes", args=[tender.pk])


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def send(client, tender, officer, act, **data):
    client.force_login(officer)
    return client.post(url_of(tender), {"act": act, **data})


def page(client, tender, officer):
    client.force_login(officer)
    return text_of(client.get(url_of(tender)))


def detail(client, tender, user=None):
    client.logout()
    if user:
        client.force_login(user)
    return text_of(client.get(reverse("tenders:detail", args=[tender.pk])))


def deadline_of(tender):
    return Tender.objects.get(pk=tender.pk).deadline_at


def test_a_new_deadline_is_checked_with_what_moves_with_it_and_nothing_is_done_yet(client, tender, officers):
    answer = send(client, tender, officers[0], "check-extend", **LATER)

    read = text_of(answer)
    assert answer.status_code == 200
    assert "Move the deadline to 22 Apr 2026, 12:00 Lisbon, UTC+01:00?" in read
    for was, then in (("20 Apr", "22 Apr"), ("8 Apr", "10 Apr"), ("13 Apr", "15 Apr")):
        assert f">{was} 2026, 12:00 Lisbon, UTC+01:00</td>" in read
        assert f"<b>{then} 2026, 12:00 Lisbon, UTC+01:00</b>" in read
    assert "A holiday was forgotten." in read
    assert deadline_of(tender) == written.DEADLINE


def test_a_checked_deadline_is_moved(client, tender, officers):
    answer = send(client, tender, officers[0], "extend", was=written.DEADLINE.isoformat(), **LATER)

    assert (answer.status_code, answer.url) == (302, reverse("tenders:detail", args=[tender.pk]))
    row = Tender.objects.get(pk=tender.pk)
    assert (row.deadline_at, row.questions_until_at) == (written.DEADLINE + 2 * DAY, ENDS.questions_until + 2 * DAY)
    assert "A holiday was forgotten." in detail(client, tender)


def test_a_deadline_that_another_moved_meanwhile_is_looked_at_again(client, tender, officers):
    services.extend(tender=tender, deadline=written.DEADLINE + DAY, reason="More.", by=officers[1], at=NOW)

    answer = send(client, tender, officers[0], "extend", was=written.DEADLINE.isoformat(), **LATER)

    assert answer.status_code == 409
    assert "Meanwhile the deadline was moved." in text_of(answer)
    assert deadline_of(tender) == written.DEADLINE + DAY


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"deadline": "2026-04-20T12:00"}, "A deadline only moves later."),
        ({"deadline": "2026-04-19T12:00"}, "A deadline only moves later."),
        ({"deadline": ""}, "Give the new deadline."),
        ({"deadline": "soon"}, "Give a day and an hour"),
        ({"reason": " "}, "This field is required."),
    ],
)
def test_a_deadline_that_cannot_be_is_shown_again_at_its_field(client, tender, officers, changed, sentence):
    answer = send(client, tender, officers[0], "check-extend", **LATER | changed)

    assert (answer.status_code, sentence in text_of(answer)) == (400, True)


def test_after_the_deadline_nothing_moves_though_the_state_still_says_open(client, tender, officers, now):
    now["now"] = written.DEADLINE

    answer = send(client, tender, officers[0], "extend", was="", **LATER)

    assert (answer.status_code, "The deadline has passed." in text_of(answer)) == (409, True)
    assert deadline_of(tender) == written.DEADLINE


def test_a_tender_is_suspended_and_lifted_with_its_new_deadline_seen_before(client, tender, officers, now):
    checked = text_of(send(client, tender, officers[0], "check-suspend", why="A complaint."))
    before = Suspension.objects.count()
    send(client, tender, officers[0], "suspend", why="A complaint.")
    everybody = detail(client, tender)
    now["now"] = NOW + 3 * DAY
    read = page(client, tender, officers[1])
    lifting = text_of(send(client, tender, officers[1], "check-lift"))
    answer = send(client, tender, officers[1], "lift")

    assert ("Suspend this tender?" in checked, "A complaint." in checked, before) == (True, True, 0)
    assert "Suspended since 3 Mar 2026" in everybody
    assert "A complaint." in everybody
    assert "Lifted now, its deadline is 23 Apr 2026, 12:00" in read
    assert "Check the new deadline" not in read
    assert "<b>23 Apr 2026, 12:00 Lisbon, UTC+01:00</b>" in lifting
    assert (answer.status_code, deadline_of(tender)) == (302, written.DEADLINE + 3 * DAY)
    assert "Suspended since" not in detail(client, tender)


def test_a_tender_that_is_not_suspended_is_not_lifted(client, tender, officers):
    for act in ("check-lift", "lift"):
        answer = send(client, tender, officers[0], act)

        assert (answer.status_code, "The tender is not suspended." in text_of(answer)) == (409, True)


def test_one_officer_proposes_to_cancel_and_another_confirms(client, tender, officers):
    checked = text_of(send(client, tender, officers[0], "check-propose", **WHY))
    nothing = CancellationProposal.objects.count()
    send(client, tender, officers[0], "propose", **WHY)
    proposal = CancellationProposal.objects.get()
    own_page, other_page = page(client, tender, officers[0]), page(client, tender, officers[1])
    everybody = detail(client, tender)
    last_look = text_of(send(client, tender, officers[1], "check-confirm", proposal=proposal.pk))
    state = Tender.objects.get(pk=tender.pk).state
    answer = send(client, tender, officers[1], "confirm", proposal=proposal.pk)

    assert ("Nothing ends before another officer confirms it." in checked, nothing) == (True, 0)
    assert "You proposed it: another officer confirms." in own_page
    assert "The council cut the money." in other_page
    assert "proposed by Orla Finch" in other_page
    assert "The council cut the money." not in everybody
    assert ("Cancel this tender for good?" in last_look, state) == (True, "open")
    assert (answer.status_code, Tender.objects.get(pk=tender.pk).state) == (302, "cancelled")
    assert "The money is cut. The council cut the money." in detail(client, tender)


def test_who_proposed_confirms_nothing(client, tender, officers):
    send(client, tender, officers[0], "propose", **WHY)

    answer = send(client, tender, officers[0], "confirm", proposal=CancellationProposal.objects.get().pk)

    assert answer.status_code == 403
    assert Tender.objects.get(pk=tender.pk).state == "open"


def test_a_proposal_that_another_replaced_is_read_again(client, tender, officers):
    send(client, tender, officers[0], "propose", **WHY)
    first = CancellationProposal.objects.get()
    send(client, tender, officers[0], "propose", **WHY | {"text": "Another reason."})

    for act in ("check-confirm", "confirm"):
        answer = send(client, tender, officers[1], act, proposal=first.pk)

        assert (answer.status_code, "does not stand any more" in text_of(answer)) == (409, True)
    assert Tender.objects.get(pk=tender.pk).state == "open"


def test_the_same_proposal_sent_twice_is_one(client, tender, officers):
    for _ in range(2):
        send(client, tender, officers[0], "propose", **WHY)

    assert CancellationProposal.objects.count() == 1


def test_a_closed_tender_is_cancelled_and_not_extended(client, officers):
    tender = written.closed()

    read = page(client, tender, officers[0])

    assert "Only a tender that is open for bids can be changed." in read
    assert "Check the proposal" in read
    assert send(client, tender, officers[0], "extend", **LATER).status_code == 403


def test_an_unknown_act_is_not_there(client, tender, officers):
    assert send(client, tender, officers[0], "close").status_code == 404


def test_the_page_of_a_tender_leads_officers_to_what_waits_and_others_to_the_questions(client, tender, officers):
    services.ask(tender=tender, text="Why?", by=builders.person(), at=NOW)

    visitor, officer = detail(client, tender), detail(client, tender, officers[0])

    assert "Ask or follow" in visitor
    assert [("waits for an answer" in read, url_of(tender) in read) for read in (visitor, officer)] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_often_it_was_changed(
    client, tender, officers, count, django_assert_num_queries
):
    for number in range(count):
        text = f"Reason {number}."
        services.propose_cancellation(tender=tender, code="noDemand", text=text, by=officers[0], at=NOW)
        later = deadline_of(tender) + DAY
        services.extend(tender=tender, deadline=later, reason=text, by=officers[0], at=NOW)
    client.force_login(officers[1])

    with django_assert_num_queries(8):
        client.get(url_of(tender))
    assert queries.latest_version_no(tender) == count + 1
