"""The pages of an opening, from before the deadline to the record, for everybody who may look."""

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from core import clock
from core.models import Job, JobState, SiteOutage
from core.pages import formats
from offline.sealing import halves as forms
from offline.sealing import opening_keys
from offline.sealing.opening_keys import Cost, Derivation
from procurement.bids import store
from procurement.bids.models import Opening, OpeningHalf, OpeningKey, SealedEnvelope
from procurement.bids.services import opening_halves, openings
from tests import builders
from tests.bids.opening.ceremony import both_give, call, give, opened, received, waiting, work
from tests.bids.submitting import ready_bid, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
QUICK = Cost(Derivation.PBKDF2_SHA512, 600_000)
PASSPHRASE = "7K3M-9Q2W-A1B0-110Z"
PRICE = "€438,622,217.28"  # of every bid, all its lines together


@pytest.fixture(autouse=True)
def no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def address(ceremony, name="opening"):
    return reverse(f"bids:{name}", args=[ceremony.tender.pk])


def signed_in(client, person, *, factor="totp", ago=0):
    """The person's session; it has shown this factor again."""
    client.force_login(person)
    record = {"method": "mfa", "type": factor, "at": time.time() - ago, "reauthenticated": True}
    if factor == "password":
        record = {"method": "password", "at": time.time() - ago, "reauthenticated": True}
    session = client.session
    session["account_authentication_methods"] = [record] if factor else []
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def text(client, ceremony, person, name="opening"):
    signed_in(client, person)
    answer = client.get(address(ceremony, name))
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def heading(page):
    return page.partition('<h1 id="answer" tabindex="-1">')[2].partition("</h1>")[0]


def halves_file(client, ceremony, mine):
    """What browser and tool make of the questions."""
    asked = client.post(address(ceremony, "opening-questions")).content
    return forms.answer(forms.read_question(asked), mine.private).file().decode()


def sums(ceremony):
    """The price of each bid, as pages write it."""
    lines = [begun.bid.prices.values_list("amount", flat=True) for begun in ceremony.begun]
    return [formats.money(sum(amounts), "EUR") for amounts in lines]


def person_of(ceremony, role):
    return builders.person(role, authority=ceremony.tender.authority)


def test_before_the_deadline_the_page_is_the_same_with_and_without_bids(client, move_clock, monkeypatch):
    ceremony = received(bids=0)
    officer = person_of(ceremony, "officer")
    at = clock.db_now()
    monkeypatch.setattr(clock, "db_now", lambda: at)
    without = main_of(text(client, ceremony, officer))
    monkeypatch.undo()
    with_bid = received_more(ceremony)
    monkeypatch.setattr(clock, "db_now", lambda: at)

    page = main_of(text(client, ceremony, officer))

    assert with_bid.supplier.name == "Clear Air"
    assert page == without
    assert heading(page).startswith("Opens on ")
    assert "Until then nobody sees whether bids have come in, or how many." in page


def received_more(ceremony):
    begun = ready_bid(ceremony.tender.authority, tender=ceremony.tender)
    submitted(begun)
    return begun.bid


def main_of(page):
    """The page without header and footer."""
    return page.partition("<main")[2].partition("</main>")[0]


def test_whoever_may_not_see_it_finds_no_page(client, move_clock):
    ceremony = waiting(move_clock)
    supplier = ceremony.begun[0].bid.begun_by
    outsiders = [supplier, builders.person(), builders.person("officer", authority=builders.authority("Elsewhere"))]

    for person in outsiders:
        client.force_login(person)
        assert client.get(address(ceremony)).status_code == 404
        assert client.post(address(ceremony, "opening-call")).status_code == 404
        assert client.get(address(ceremony, "opening-record")).status_code == 404


def test_an_auditor_sees_and_does_not_call(client, move_clock):
    ceremony = waiting(move_clock, bids=2)
    auditor = person_of(ceremony, "auditor")

    page = text(client, ceremony, auditor)

    assert heading(page) == "2 bids came in. Open them?"
    assert "an officer, does this." in page
    assert client.post(address(ceremony, "opening-call")).status_code == 403
    assert not Opening.objects.exists()


def test_officers_and_holders_ask_again_from_the_page(client, move_clock):
    ceremony = waiting(move_clock)
    call(ceremony)
    officer = person_of(ceremony, "officer")
    assert "Ask the holders of keys again" in text(client, ceremony, officer)
    assert "Ask the holders of keys again" not in text(client, ceremony, person_of(ceremony, "auditor"))
    assert client.post(address(ceremony, "opening-ask-again")).status_code == 403
    client.force_login(officer)

    early = client.post(address(ceremony, "opening-ask-again"), follow=True).content.decode()
    move_clock(minutes=61)
    late = client.post(address(ceremony, "opening-ask-again"), follow=True).content.decode()

    assert "Everybody who is waited for was asked a moment ago." in early
    assert "3 people were asked." in late


def test_two_people_open_with_the_script_and_everybody_reads_where_it_stands(client, move_clock):
    ceremony = waiting(move_clock, bids=2)
    (first, second, _third), officer = ceremony.keys, person_of(ceremony, "officer")

    assert "Call the holders of keys" in text(client, ceremony, officer)
    signed_in(client, first.holder)
    assert client.post(address(ceremony, "opening-call")).url == address(ceremony, "opening-half")
    assert "you are the first" in text(client, ceremony, first.holder)
    page = text(client, ceremony, first.holder, "opening-half")
    assert (heading(page), str(first.key.public_key) in page) == ("Give the first half", True)
    sent = {"halves": halves_file(client, ceremony, first)}
    assert client.post(address(ceremony, "opening-halves"), sent).json() == {"next": address(ceremony)}

    assert heading(text(client, ceremony, first.holder)) == "Your half is in. One more person"
    assert heading(text(client, ceremony, officer)) == "One half is in. One more person"
    assert heading(text(client, ceremony, second.holder)) == "One half is in. Yours is the second"
    sent = {"halves": halves_file(client, ceremony, second)}
    client.post(address(ceremony, "opening-halves"), sent)
    page = text(client, ceremony, officer)
    assert (heading(page), "€" in page) == ("0 of 2 bids are open", False)
    work()

    page = text(client, ceremony, officer)
    assert heading(page) == "2 bids were opened"
    assert f"by {first.holder} and {second.holder}." in page
    assert sums(ceremony) == [PRICE] * 2
    assert page.count(f"<b>{PRICE}</b>") == 2
    assert "key used in the browser; shown before: code of an app" in page
    ways = OpeningHalf.objects.order_by("place").values_list("way", "factor")
    assert list(ways) == [("browser", "totp"), ("browser", "totp")]


def test_one_with_key_and_passphrase_on_the_server_and_one_with_the_tool(client, move_clock, settings):
    settings.DEMO = True
    ceremony = waiting(move_clock)
    first, second, _third = ceremony.keys
    locked = opening_keys.wrap_key(first.private, PASSPHRASE, QUICK).file()
    OpeningKey.objects.filter(pk=first.key.pk).update(wrapped=locked)
    call(ceremony)
    signed_in(client, first.holder, factor="password")
    assert "the record says so" in client.get(address(ceremony, "opening-half")).content.decode()

    wrong = client.post(address(ceremony, "opening-by-key"), {"passphrase": "wrong"})
    assert (wrong.status_code, OpeningHalf.objects.count()) == (200, 0)
    sent = client.post(address(ceremony, "opening-by-key"), {"passphrase": PASSPHRASE.lower()})
    assert sent.url == address(ceremony)
    signed_in(client, second.holder, factor="password")
    asked = client.post(address(ceremony, "opening-questions-file"))
    assert 'filename="opening.json"' in asked["Content-Disposition"]
    answered = forms.answer(forms.read_question(asked.content), second.private)
    broken = client.post(address(ceremony, "opening-by-tool"), {"text": "{}"})
    assert "These are no halves of this opening" in broken.content.decode()
    assert client.post(address(ceremony, "opening-by-tool"), {"text": answered.file().decode()}).url == address(
        ceremony
    )
    work()

    page = text(client, ceremony, first.holder)
    assert heading(page) == "1 bid was opened"
    assert "key used on the server; shown before: passphrase of the account (demonstration)" in page
    assert "key used by the program" in page


@pytest.mark.parametrize(("factor", "ago"), [("", 0), ("password", 0), ("totp", 301)])
def test_without_a_second_factor_within_five_minutes_no_half_is_taken(client, move_clock, factor, ago):
    ceremony = waiting(move_clock)
    mine = ceremony.keys[0]
    call(ceremony)
    signed_in(client, mine.holder)
    sent = halves_file(client, ceremony, mine)
    signed_in(client, mine.holder, factor=factor, ago=ago)

    half = address(ceremony, "opening-half")
    to_show = f"{reverse('mfa_reauthenticate')}?{urlencode({'next': half})}"
    assert client.get(half).url == to_show
    assert client.post(address(ceremony, "opening-by-key"), {"passphrase": "x"}).url == to_show
    answer = client.post(address(ceremony, "opening-halves"), {"halves": sent})

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Show your second factor again: it counts for five minutes.",
    )
    assert client.post(address(ceremony, "opening-questions")).status_code == 409
    assert not OpeningHalf.objects.exists()


def test_the_page_asks_whether_it_changed(client, move_clock):
    ceremony = waiting(move_clock)
    call(ceremony)
    give(ceremony, ceremony.keys[0])
    signed_in(client, ceremony.keys[0].holder)

    same = client.get(address(ceremony), {"seen": "first_half"})
    give(ceremony, ceremony.keys[1])
    changed = client.get(address(ceremony), {"seen": "first_half"})
    running = client.get(address(ceremony), {"seen": "processing"})

    assert (same.status_code, same.content) == (204, b"")
    assert (changed.status_code, changed["HX-Refresh"]) == (200, "true")
    assert running.content.decode().lstrip().startswith('<div id="state"')


def test_who_comes_too_late_reads_that_nothing_is_lost_and_calls_again(client, move_clock):
    ceremony = waiting(move_clock)
    call(ceremony)
    opening = give(ceremony, ceremony.keys[0])
    move_clock(minutes=31)
    assert "in a moment the opening can be called again" in text(client, ceremony, ceremony.keys[1].holder)
    openings.expire_opening(opening=opening, at=clock.db_now())

    page = text(client, ceremony, ceremony.keys[1].holder)

    assert "More than 30 minutes passed between you" in page
    assert "Nothing is open, nothing is lost" in page
    assert client.post(address(ceremony, "opening-call")).url == address(ceremony, "opening-half")
    assert list(Opening.objects.order_by("called_at").values_list("state", flat=True)) == ["expired", "called"]


def test_a_bid_that_cannot_be_read_is_named_with_its_reason_and_told_to_its_team_alone(client, move_clock):
    ceremony = waiting(move_clock, bids=2)
    lost = SealedEnvelope.objects.filter(revision=ceremony.revisions[1]).first()
    store.remove(store.envelope_path(lost.object_name))
    opened(ceremony)

    page = text(client, ceremony, person_of(ceremony, "officer"))
    assert heading(page) == "1 of 2 bids were opened"
    assert "Bright Lamps cannot be read" in page
    assert f"<b>{PRICE}</b>" in page
    assert "The file of this envelope is not in the store." in page
    notice = reverse("tenders:detail", args=[ceremony.tender.pk])
    pages = []
    for begun in ceremony.begun:
        client.force_login(begun.bid.begun_by)
        pages.append(client.get(notice).content.decode())
    assert ["was opened as B1" in each for each in pages] == [True, False]
    assert ["The bid of Bright Lamps could not be read." in each for each in pages] == [False, True]
    client.force_login(builders.person())
    assert "The bids were opened on" in (stranger := client.get(notice).content.decode())
    assert [word in stranger for word in ("Clear Air", "Bright Lamps", PRICE)] == [False, False, False]


def test_prices_of_two_envelopes_stay_shut(client, move_clock):
    ceremony = waiting(move_clock, envelopes=2)
    opened(ceremony)

    page = text(client, ceremony, person_of(ceremony, "officer"))

    assert "The panel is not built yet: prices stay sealed." in page
    assert (heading(page), "€" in page, "prices stay shut" in page) == ("1 bid was opened", False, True)


def test_where_no_bid_came_in_nobody_s_key_is_asked_for(client, move_clock):
    ceremony = waiting(move_clock, bids=0)
    officer = person_of(ceremony, "officer")
    assert "Record that no bid came in" in text(client, ceremony, officer)

    client.post(address(ceremony, "opening-call"))

    page = text(client, ceremony, officer)
    assert (heading(page), "Nobody’s key was needed." in page) == ("No bid came in", True)
    assert Opening.objects.get().state == "closed"


@pytest.mark.parametrize("bids", [0, 1])
def test_who_opens_reads_first_of_an_outage_that_nobody_decided_on(client, move_clock, bids):
    ceremony = waiting(move_clock, bids=bids)
    officer, auditor = person_of(ceremony, "officer"), person_of(ceremony, "auditor")
    warning, link = "takes no bids again for it", reverse("tenders:changes", args=[ceremony.tender.pk])
    assert warning not in text(client, ceremony, officer)

    deadline = ceremony.tender.deadline_at
    SiteOutage.objects.create(part="web", from_at=deadline - timedelta(hours=2), to_at=deadline)

    pages = [text(client, ceremony, person) for person in (officer, auditor)]
    assert [warning in page for page in pages] == [True, True]
    assert ["The site was down for 2 hours before the deadline" in page for page in pages] == [True, True]
    assert [link in page for page in pages] == [True, False]
    if bids:
        call(ceremony)
        give(ceremony, ceremony.keys[0])  # from here on it is too late for that
        assert warning not in text(client, ceremony, officer)


def test_what_stopped_is_asked_for_again(client, move_clock):
    ceremony = waiting(move_clock)
    call(ceremony)
    opening = both_give(ceremony)
    Job.objects.filter(kind=opening_halves.PROCESS_KIND).update(state=JobState.FAILED, why="The disk is full.")
    officer = person_of(ceremony, "officer")

    page = text(client, ceremony, officer)
    assert ("The disk is full." in page, "Go on with it" in page) == (True, True)
    assert client.post(address(ceremony, "opening-resume")).url == address(ceremony)
    work()

    opening.refresh_from_db()
    assert opening.state == "closed"


def test_the_record_is_the_signed_file(client, move_clock):
    ceremony = waiting(move_clock)
    opening = opened(ceremony)
    signed_in(client, person_of(ceremony, "auditor"))

    answer = client.get(address(ceremony, "opening-record"))

    assert answer.content.decode() == opening.record.text
    assert json.loads(answer.content)
    assert client.get(address(ceremony, "opening-record"), {"part": "price"}).status_code == 404


def queries_of(client, ceremony):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(ceremony)).status_code == 200
    return len(queries)


@pytest.mark.parametrize("bids", [1, 3])
def test_the_pages_cost_the_same_whatever_the_number_of_bids(client, move_clock, bids):
    ceremony = waiting(move_clock, bids=bids)
    signed_in(client, person_of(ceremony, "officer"))

    ready = queries_of(client, ceremony)
    call(ceremony)
    called = queries_of(client, ceremony)
    both_give(ceremony)
    running = queries_of(client, ceremony)
    work()

    assert (ready, called, running, queries_of(client, ceremony)) == (16, 17, 16, 17)
