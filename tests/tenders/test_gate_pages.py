"""The gate on its page: for its writer, for the second officer, and when nothing is left."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract, Timetable
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = written.AT


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tender(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: AT)  # the tender's dates are of that day


@pytest.fixture
def officers():
    return [builders.person("officer", authority=written.city(), name=name) for name in ("Orla Finch", "Mara Quill")]


def gate_url(tender):
    return reverse("tenders:gate", args=[tender.pk])


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).split())


def send(client, officer, tender, act, **data):
    client.force_login(officer)
    return client.post(gate_url(tender), {"act": act, **data})


def test_a_rule_that_blocks_stops_with_its_sentence_and_the_way_to_the_field(client, officers):
    tender = written.written_draft(written.changed(Contract, exit_days=5), by=officers[0])
    client.force_login(officers[0])

    page = text_of(client.get(gate_url(tender)))

    assert "1 thing stops publication" in page
    assert "Data can be fetched for 5 days after the end; at least 30 are needed." in page
    assert f'href="{reverse("tenders:section", args=[tender.pk, "contract"])}#id_exit_days"' in page
    assert "1 thing stops publication." in page


def test_what_stands_in_a_group_is_counted_there_alone(client, officers):
    """A rule that asks for a reason may have things to know, too: no second figure says otherwise."""
    tender = written.written_draft(written.changed(Timetable, publish_on=AT.date() - timedelta(days=3)), by=officers[0])
    client.force_login(officers[0])

    page = text_of(client.get(gate_url(tender)))

    know, counted = re.search(r"To know <span>(\d+)</span>", page), re.search(r"wording: (.*?)\. Not made: (\d+)", page)
    rows = page.partition('id="g-tells"')[2].partition("</ol>")[0].count('<li class="find">')
    assert int(know[1]) == rows > 0
    assert "is past. The period for bids is counted from today." in page
    assert page.count("To know") == 1
    figures = [int(figure) for figure in re.findall(r"\d+", counted[0])]
    assert figures[0] == sum(figures[1:])


def test_a_reason_that_is_too_short_is_shown_again_with_its_letters(client, officers):
    tender = written.with_reason(by=officers[0])

    answer = send(client, officers[0], tender, "explain:TERM-1", **{"TERM-1-reason": "other", "TERM-1-text": "Short."})

    assert answer.status_code == 409
    page = text_of(answer)
    assert "Write at least 80 letters: 74 are missing." in page
    assert "6 of at least 80 letters" in page
    assert not tender.explanations.exists()


def test_two_officers_lead_a_draft_with_a_reason_to_its_publication(client, officers):
    writer, second = officers
    tender = written.with_reason(by=writer)

    send(client, writer, tender, "explain:TERM-1", **{"TERM-1-reason": "other", "TERM-1-text": written.REASON})
    explanation = tender.explanations.get()
    after_writing = text_of(client.get(gate_url(tender)))
    send(client, writer, tender, "send")
    client.force_login(second)
    waiting = text_of(client.get(gate_url(tender)))
    send(client, second, tender, f"approve:{explanation.pk}")
    clear = text_of(client.get(gate_url(tender)))
    answer = send(client, second, tender, "publish")

    assert "You wrote it, so you cannot approve it." in after_writing
    assert "1 reason waits for you" in waiting
    assert written.REASON in waiting
    assert "Nothing to mend" in clear
    assert answer.headers["Location"] == reverse("tenders:detail", args=[tender.pk])
    assert Tender.objects.get(pk=tender.pk).state == "open"


def test_a_reason_that_is_not_enough_goes_back_with_a_note(client, officers):
    writer, second = officers
    tender = written.with_reason(by=writer)
    explanation = written.explained(tender, by=writer)

    send(client, second, tender, f"refuse:{explanation.pk}", **{f"note-{explanation.pk}": "Say how long poles stand."})
    client.force_login(writer)
    page = text_of(client.get(gate_url(tender)))

    assert "Not enough" in page
    assert "Mara Quill: Say how long poles stand." in page


def test_the_sender_cannot_publish_and_reads_why(client, officers):
    tender = written.in_review(by=officers[0])

    answer = send(client, officers[0], tender, "publish")

    assert answer.status_code == 403
    assert Tender.objects.get(pk=tender.pk).state == "review"


def test_without_opening_keys_the_button_says_who_is_missing(client, officers):
    tender = written.in_review(by=officers[0], with_keys=False)
    client.force_login(officers[1])

    page = text_of(client.get(gate_url(tender)))

    assert "Nobody is the keeper of the spare key. An administrator gives that role." in page
    assert send(client, officers[1], tender, "publish").status_code == 409


def test_a_draft_goes_back_only_with_a_reason(client, officers):
    tender = written.in_review(by=officers[0])

    without = send(client, officers[1], tender, "back", reason=" ")
    assert without.status_code == 409

    send(client, officers[1], tender, "back", reason="The lots are too large.")
    assert Tender.objects.get(pk=tender.pk).state == "draft"


def test_nobody_else_meets_the_gate(client, officers):
    tender = written.written_draft(written.changed(Timetable, urgent_why="Lamps fail."), by=officers[0])
    client.force_login(builders.person("officer", authority=written.city("Another City")))

    answer = client.get(gate_url(tender))

    assert answer.status_code == 404
    assert "Lamps fail" not in answer.content.decode()


def test_a_published_tender_has_no_gate_any_more(client, officers):
    tender = written.published()
    client.force_login(officers[0])

    assert client.get(gate_url(tender)).status_code == 403
