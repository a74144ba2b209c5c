"""Pages of a bid that is being written: begun, opened on a device, read as tasks, checked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from procurement.bids.models import AttemptReason, Bid
from procurement.bids.queries import drafts as queries
from procurement.bids.services import drafting
from procurement.bids.services.attempts import record_attempt
from procurement.bids.views import drafting as views
from procurement.tenders import queries as tender_queries
from procurement.tenders.services import deadlines
from tests import builders
from tests.bids import written
from tests.bids.timing.received import received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_deadline(db, settings):
    settings.MFA_REQUIRED_ROLES = []
    written.set_clock(settings)


@pytest.fixture
def firm():
    return written.firm()


@pytest.fixture
def lead(firm, client):
    client.force_login(written.person_of(firm))
    return client


@pytest.fixture
def begun(firm, lead):
    row = written.begun_bid(supplier=firm)
    keep(lead, row)
    return row


def keep(client, begun):
    """The device has the pass, and somebody has said that the paper is kept."""
    client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=written.AT)


def page(client, route, begun, **headers):
    return client.get(reverse(f"bids:{route}", args=[begun.bid.pk]), headers=headers)


def test_a_bid_begins_on_the_notice_and_shows_its_pass_once_begun(lead):
    tender = written.open_tender()
    notice = lead.get(reverse("tenders:detail", args=[tender.pk])).content.decode()
    url = reverse("bids:begin", args=[tender.pk])
    assert url in notice

    form = lead.get(url).content.decode()
    assert ("Lot 1: Lanterns" in form, "Begin a bid" in form) == (True, True)
    [lot, _other] = tender_queries.lots_of(tender)
    response = lead.post(url, {"lots": [lot.pk]})

    [bid] = Bid.objects.filter(tender=tender)
    assert response.url == reverse("bids:pass", args=[bid.pk])
    cookie = response.cookies[views.cookie_name(bid)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    text = lead.get(response.url).content.decode()
    assert "Keep this pass: it opens the draft" in text
    assert "I have it: go on" in text
    assert lead.get(reverse("bids:tasks", args=[bid.pk])).url == response.url  # not before it is kept
    assert lead.post(response.url).url == reverse("bids:tasks", args=[bid.pk])
    notice = lead.get(reverse("tenders:detail", args=[tender.pk])).content.decode()
    assert reverse("bids:tasks", args=[bid.pk]) in notice


def test_with_https_the_cookie_is_of_the_host_alone(begun, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert views.cookie_name(begun.bid) == f"__Host-draft-key-{begun.bid.pk.hex[:12]}"


def test_the_page_says_what_keeps_a_bid_from_beginning(lead, begun):
    url = reverse("bids:begin", args=[begun.bid.tender_id])
    [lot, _other] = tender_queries.lots_of(begun.bid.tender)

    assert "You lead another bid for lot 1 already." in lead.post(url, {"lots": [lot.pk]}).content.decode()
    assert "Choose at least one lot." in lead.post(url, {}).content.decode()


def test_nobody_begins_where_no_bids_are_taken(lead):
    past = builders.tender_at("opened")

    assert lead.get(reverse("bids:begin", args=[past.pk])).status_code == 404


def test_a_device_without_the_pass_is_asked_for_it_and_then_goes_on(begun, client):
    client.cookies.pop(views.cookie_name(begun.bid))
    locked = page(client, "tasks", begun, sec_fetch_site="same-origin")
    assert locked.status_code == 200
    assert "This device does not hold the draft pass" in locked.content.decode()

    unlock = reverse("bids:unlock", args=[begun.bid.pk])
    following = reverse("bids:check", args=[begun.bid.pk])
    wrong = client.post(unlock, {"draft_pass": "7K4D-9QWX-0A2M-R5TV", "next": following})
    assert "That is not the pass of this draft." in wrong.content.decode()
    assert "7K4D" not in wrong.content.decode()
    right = client.post(unlock, {"draft_pass": begun.draft_pass.lower().replace("-", " "), "next": following})

    assert right.url == following
    assert page(client, "check", begun).status_code == 200


def test_one_device_that_forgot_the_pass_and_took_it_again_is_not_counted_as_two(begun, client):
    """Then as before only one has it, and nobody may be told that it is safe elsewhere."""
    client.cookies.pop(views.cookie_name(begun.bid))
    client.post(reverse("bids:unlock", args=[begun.bid.pk]), {"draft_pass": begun.draft_pass})

    texts = [
        page(client, route, begun).content.decode().replace("\N{NO-BREAK SPACE}", " ") for route in ("tasks", "pass")
    ]

    sentence = (
        r"The pass was typed 1 time since the draft was begun, last by Person of Clear Air on 2 Mar 2026, .{5} Lisbon, "
        r"UTC\+00:00\. Which devices hold it still nobody knows. Keep the paper: nobody can restore it\."
    )
    assert [bool(re.search(sentence, text)) for text in texts] == [True, True]
    assert [text for text in texts if "On 2 devices" in text] == []


def too_many_keys(client):
    """A browser that has the keys of many more drafts."""
    others = [f"draft-key-{number:012x}" for number in range(views.MOST_KEYS + 9)]
    for name in others:
        client.cookies[name] = "0" * 64
    return others


def test_a_browser_has_so_few_keys_that_a_web_server_takes_their_header(begun, client):
    """What is forgotten first: the oldest, but none of a bid whose tender is open."""
    others = too_many_keys(client)
    another = written.begun_bid(tender=begun.bid.tender, supplier=written.firm(begun.bid.begun_by, name="Bright"))

    response = client.post(reverse("bids:unlock", args=[another.bid.pk]), {"draft_pass": another.draft_pass})

    forgotten = [name for name, morsel in response.cookies.items() if morsel["max-age"] == 0]
    assert forgotten == others[:11]
    left = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}
    assert {views.cookie_name(row.bid) for row in (begun, another)} <= set(left)
    assert sum(name.startswith("draft-key-") for name in left) == views.MOST_KEYS
    assert len("; ".join(f"__Host-{name}={value}" for name, value in left.items())) < 8_190 * 2 // 3


def test_the_key_of_a_draft_that_was_deleted_is_forgotten(begun, client):
    name = views.cookie_name(begun.bid)
    received(begun)
    written.read(begun).draft.delete()

    response = page(client, "tasks", begun)

    assert (response.status_code, response.cookies[name]["max-age"]) == (410, 0)


def test_nobody_is_sent_to_another_site_after_the_pass(begun, client):
    unlock = reverse("bids:unlock", args=[begun.bid.pk])
    response = client.post(unlock, {"draft_pass": begun.draft_pass, "next": "https://elsewhere.example/"})

    assert response.url == reverse("bids:tasks", args=[begun.bid.pk])


def test_after_ten_tries_an_hour_must_pass_and_the_right_one_does_not_count(begun, client):
    unlock = reverse("bids:unlock", args=[begun.bid.pk])
    for _number in range(3):
        assert client.post(unlock, {"draft_pass": begun.draft_pass}).status_code == 302
    tries = [client.post(unlock, {"draft_pass": "wrong"}).status_code for _number in range(11)]

    assert tries == [200] * 10 + [429]
    assert client.post(unlock, {"draft_pass": begun.draft_pass}).status_code == 429


def test_the_first_click_from_a_mail_loads_once_more_before_it_is_locked(begun, client):
    client.cookies.pop(views.cookie_name(begun.bid))  # a browser holds a Strict cookie back then
    url = reverse("bids:tasks", args=[begun.bid.pk])

    from_elsewhere = client.get(url, headers={"sec-fetch-site": "cross-site"}).content.decode()
    assert f'<meta http-equiv="refresh" content="0;url={url}">' in from_elsewhere
    assert "does not hold" not in from_elsewhere
    of_an_old_browser = client.get(url).content.decode()
    assert f'content="0;url={url}?again=1"' in of_an_old_browser
    assert "does not hold the draft pass" in client.get(f"{url}?again=1").content.decode()


def test_the_pass_is_in_its_page_and_file_alone(begun, client):
    assert begun.draft_pass in page(client, "pass", begun).content.decode()
    file = page(client, "pass-file", begun)
    assert begun.draft_pass in file.content.decode()
    assert file["Content-Disposition"] == f'attachment; filename="draft-pass-{begun.bid.pk.hex[:8]}.txt"'
    assert "no-store" in file["Cache-Control"]
    for route in ("tasks", "check", "parties", "facts"):
        text = page(client, route, begun).content.decode()
        assert begun.draft_pass not in text
        assert begun.draft_key.raw.hex() not in text


def test_tasks_say_what_is_missing_first_and_who_can_read_it(begun, client):
    text = page(client, "tasks", begun).content.decode()

    for sentence in (
        "things are missing before you can submit",
        "Say that your facts are still true.",
        "Clear Air has not declared 1 ground: ",
        "2026, ",
        "Until the opening, nobody but your team can read this bid",
        "The pass was typed on no other device yet, so perhaps only this one holds it. Keep the paper",
        "Prices",
    ):
        assert sentence in text


def test_the_page_to_check_keeps_its_button_shut_and_says_why(begun, client):
    text = page(client, "check", begun).content.decode()

    assert "Submit now" in text
    assert "disabled" in text
    assert "Still missing" in text


def test_lots_are_chosen_again(begun, client):
    lots = tender_queries.lots_of(begun.bid.tender)
    response = client.post(reverse("bids:lots", args=[begun.bid.pk]), {"lots": [lot.pk for lot in lots]})

    assert response.url == reverse("bids:tasks", args=[begun.bid.pk])
    assert queries.lots_of(begun.bid) == lots


def test_the_list_has_open_bids_and_the_way_on(begun, client):
    text = client.get(reverse("bids:list")).content.decode()

    assert "1 bid is open, due" in text
    assert reverse("bids:tasks", args=[begun.bid.pk]) in text


def test_a_list_of_three_bids_asks_no_more_than_one_of_one(firm, lead, django_assert_max_num_queries):
    written.begun_bid(supplier=firm)
    with django_assert_max_num_queries(20) as few:
        lead.get(reverse("bids:list"))
    for _number in range(2):
        written.begun_bid(supplier=firm, tender=written.open_tender(authority=written.written.city(f"City {_number}")))
    with django_assert_max_num_queries(len(few.captured_queries)):
        lead.get(reverse("bids:list"))


def test_home_says_what_is_due(begun, client):
    text = client.get(reverse("home")).content.decode()

    assert "Our bids" in text
    assert reverse("bids:tasks", args=[begun.bid.pk]) in text


def test_after_the_deadline_a_device_without_the_pass_reads_what_came_of_the_bid(firm, lead, monkeypatch):
    begun = written.begun_bid(supplier=firm)
    bid = received(begun)
    late = written.DEADLINE + timedelta(seconds=41)
    attempt = record_attempt(bid=bid, by=bid.begun_by, reason=AttemptReason.AFTER_DEADLINE, started_at=late, at=late)
    url = reverse("bids:tasks", args=[bid.pk])
    before = lead.get(f"{url}?again=1").content.decode()
    monkeypatch.setattr(clock, "db_now", lambda: late + timedelta(minutes=1))

    after = lead.get(f"{url}?again=1").content.decode()

    begin_again = reverse("bids:begin-again", args=[bid.pk])
    assert (begin_again in before, begin_again in after) == (True, False)
    assert "The deadline has passed. With the pass you can read the draft." in after
    assert reverse("bids:receipt", args=[bid.pk, 1]) in after
    assert reverse("bids:attempt", args=[bid.pk, attempt.pk]) in after
    assert "after the deadline" in after


def test_a_device_without_the_pass_may_begin_again_while_the_tender_is_suspended(firm, lead, monkeypatch):
    begun = written.begun_bid(supplier=firm)
    officer = builders.person("officer", authority=begun.bid.tender.authority)
    deadlines.suspend(tender=begun.bid.tender, why="A complaint.", by=officer, at=written.AT)
    monkeypatch.setattr(clock, "db_now", lambda: written.DEADLINE + timedelta(days=1))

    text = lead.get(f"{reverse('bids:tasks', args=[begun.bid.pk])}?again=1").content.decode()

    assert (reverse("bids:begin-again", args=[begun.bid.pk]) in text, "The deadline has passed" in text) == (
        True,
        False,
    )


def test_home_says_what_is_due_before_what_is_in(firm, lead):
    """The bid that is in is due earlier, and needs nobody."""
    bid_in = received(supplier=firm)
    alone = lead.get(reverse("home")).content.decode()
    draft = written.begun_bid(supplier=firm, tender=written.open_tender(authority=written.written.city("Another"))).bid
    text = lead.get(reverse("home")).content.decode()

    tasks = [reverse("bids:tasks", args=[bid.pk]) for bid in (draft, bid_in)]
    assert ("1 bid is under way" in alone, "1 bid is due" in alone) == (True, False)
    assert "1 bid is due" in text
    assert text.index(tasks[0]) < text.index(tasks[1])
    assert [text.count(f'href="{url}"') for url in tasks] == [2, 1]  # the button, of the draft alone


def test_to_an_officer_the_notice_is_byte_for_byte_the_same_with_and_without_bids(client):
    tender = written.open_tender()
    officer = builders.person("officer", authority=tender.authority)
    client.force_login(officer)
    url = reverse("tenders:detail", args=[tender.pk])

    def without_tokens():
        return re.sub(rb'(nonce|value)="[^"]+"', b"", client.get(url).content)

    suppliers = [written.firm(name=f"Firm {number}") for number in range(2)]
    before = without_tokens()
    for supplier in suppliers:
        written.saved(written.begun_bid(tender=tender, supplier=supplier))

    assert without_tokens() == before


def test_after_the_deadline_nothing_is_written_and_the_draft_is_still_read(begun, client, move_clock):
    move_clock(to=written.DEADLINE + timedelta(minutes=1))

    assert "Closed" in page(client, "tasks", begun).content.decode()
    lots = tender_queries.lots_of(begun.bid.tender)
    refused = client.post(reverse("bids:lots", args=[begun.bid.pk]), {"lots": [lot.pk for lot in lots]})
    assert "The deadline has passed." in refused.content.decode()
