"""The press of "Submit now" and the receipt that follows, as the lead's team sees them."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.pages import faults
from core.signing import keyfile
from core.signing import services as signing
from offline import signed
from offline.verifying import Beside, verify
from procurement.bids import store
from procurement.bids.models import Attempt, AttemptReason, BidRevision, DraftPart, FrozenKeyset
from procurement.bids.pages.receipt import distance_text
from procurement.bids.services import submitting, withdrawing
from procurement.bids.views import drafting as views
from procurement.tenders import services as tenders
from tests import builders
from tests.architecture import rows
from tests.bids import written
from tests.bids.submitting import KEY, prepared, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def sentences(response):
    """The text of a page's main part, without tags."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_the_check_page_s_button_submits_and_leads_to_the_receipt(lead, begun):
    check = lead.get(reverse("bids:check", args=[begun.bid.pk])).content.decode()
    key = re.search(r'name="idem_key" value="(\w+)"', check)[1]

    response = press(lead, begun, key)

    assert response.headers["Location"] == reverse("bids:receipt", args=[begun.bid.pk, 1])
    page = sentences(lead.get(response.headers["Location"]))
    assert "Received in time" in page
    assert "before the deadline." in page
    assert "It does not prove that the bid is complete or admissible." in page
    assert "No virus scanner of this site looked at the files, or not at all of them." in page


def test_pressed_twice_it_is_one_bid_with_one_receipt(lead, begun):
    first, second = press(lead, begun), press(lead, begun)

    assert first.headers["Location"] == second.headers["Location"]
    assert BidRevision.objects.count() == 1


def test_receipt_and_slip_are_saved_apart_and_verify(lead, begun):
    press(lead, begun)
    place = [begun.bid.pk, 1]

    receipt = lead.get(reverse("bids:receipt-file", args=place))
    slip = lead.get(reverse("bids:receipt-slip", args=place))

    assert receipt.headers["Content-Disposition"] == f'attachment; filename="bid-{begun.bid.pk.hex[:8]}-1-receipt.json"'
    assert ("no-store" in slip.headers["Cache-Control"], receipt.headers["Content-Type"]) == (True, "application/json")
    fingerprint = signed.read(receipt.content).fingerprint
    verdict = verify(receipt.content, fingerprint=fingerprint, on=clock.db_now().date(), beside=Beside(slip.content))
    assert (verdict.problem, verdict.is_from_key) == (None, True)
    nonces = [nonce["nonce"] for nonce in json.loads(slip.content)["nonces"]]
    page = lead.get(reverse("bids:receipt", args=place)).content.decode()
    assert [nonce for nonce in nonces if nonce in page or nonce in receipt.content.decode()] == []


def test_a_device_without_the_pass_sees_the_receipt_and_not_the_slip(lead, begun):
    press(lead, begun)
    lead.cookies.pop(views.cookie_name(begun.bid))

    assert lead.get(reverse("bids:receipt-file", args=[begun.bid.pk, 1])).status_code == 200
    response = lead.get(reverse("bids:receipt-slip", args=[begun.bid.pk, 1]))
    assert ("Content-Disposition" in response.headers, "nonce" in sentences(response)) == (False, False)
    again = press(lead, begun, "another0press0")
    assert ("Location" in again.headers, BidRevision.objects.count()) == (False, 1)


def test_nobody_but_the_lead_s_team_sees_that_anything_came_in(lead, begun, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    press(lead, begun)
    for role in ("officer", "auditor", "administrator"):
        client.force_login(builders.person(role, authority=begun.bid.tender.authority))
        for route in ("receipt", "receipt-file", "receipt-slip"):
            assert client.get(reverse(f"bids:{route}", args=[begun.bid.pk, 1])).status_code == 404


def test_what_keeps_it_out_is_said_and_nothing_is_lost(lead, begun):
    written.saved(begun, "answers", {"R1": ""}, at=clock.db_now())

    response = press(lead, begun)

    page = sentences(response)
    assert (response.status_code, "The bid was not taken" in page) == (409, True)
    assert "R1 is not answered." in page
    assert "Nothing of the draft was lost. A bid without a receipt was not taken." in page


@pytest.mark.parametrize("closed", [False, True])
def test_who_is_too_late_is_told_when_and_the_attempt_is_kept(lead, begun, move_clock, closed):
    """At once after the deadline, and once the clock has closed the tender, too."""
    prepared(begun)
    move_clock(to=written.DEADLINE + timedelta(milliseconds=500))
    if closed:
        tenders.tick(tender=begun.bid.tender, at=clock.db_now())

    response = press(lead, begun)

    [attempt] = Attempt.objects.all()
    assert (attempt.reason, BidRevision.objects.count()) == (AttemptReason.AFTER_DEADLINE, 0)
    assert response.url == reverse("bids:attempt", args=[begun.bid.pk, attempt.pk])
    page = sentences(lead.get(response.url))
    assert "Too late: this bid was not taken" in page
    assert "The deadline was 20 Apr 2026, 12:00:00" in page


def test_a_site_that_cannot_sign_takes_nothing_and_says_so(lead, begun):
    signing.begin(at=clock.db_now())
    keyfile.place().write_text("no key")

    response = press(lead, begun)

    assert (response.status_code, BidRevision.objects.count()) == (503, 0)
    assert "This site cannot sign at present" in sentences(response)
    assert [attempt.reason for attempt in Attempt.objects.all()] == [AttemptReason.SERVER_FAULT]


def test_a_press_that_met_an_outage_is_repeated_from_its_page_and_makes_one_bid(lead, begun, monkeypatch):
    """The answer of the first was lost after it came in: nobody is sent to look for what is not there."""
    lead.raise_request_exception = False
    real = submitting.receive_bid

    def received_and_lost(**about):
        real(**about)
        raise OperationalError("the connection broke")

    with monkeypatch.context() as broken:
        broken.setattr(submitting, "receive_bid", received_and_lost)
        address = reverse("bids:submit", args=[begun.bid.pk])
        response = lead.post(address, {"idem_key": KEY, "csrfmiddlewaretoken": "token"})

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "We cannot take bids at this moment" in page
    assert "Your draft is kept as you saved it" in page
    assert "A bid without a receipt was not taken." in page
    assert "look whether it is there" not in page
    assert f'href="{reverse("bids:check", args=[begun.bid.pk])}"' in page

    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', page))
    again = lead.post(re.search(r'action="([^"]+)"', page)[1], fields)

    assert again.headers["Location"] == reverse("bids:receipt", args=[begun.bid.pk, 1])
    assert BidRevision.objects.count() == 1


def page_of_outage(request, state):
    """What is answered at once where the database says this state. Asks it nothing."""
    error, driver = OperationalError(), Exception()
    driver.sqlstate, error.__cause__ = state, driver
    with CaptureQueriesContext(connection) as queries:
        try:
            raise error
        except OperationalError:
            page = faults.broken(request)
    assert len(queries) == 0
    return page.content.decode()


def test_the_page_of_an_outage_asks_the_database_nothing_and_promises_nothing_of_a_broken_one():
    request = RequestFactory().post(
        reverse("bids:submit", args=[UUID(int=1)]), {"idem_key": KEY, "csrfmiddlewaretoken": "<token>"}
    )

    pages = [page_of_outage(request, state) for state in ("08006", "58030")]

    assert ["Your draft is kept" in page for page in pages] == [True, False]
    assert ["A bid without a receipt was not taken." in page for page in pages] == [True, True]
    assert ["&lt;token&gt;" in page for page in pages] == [True, True]


def another_store(begun):
    store.open_store()
    (store.root() / store.IDENTITY).write_text(f"{UUID(int=1)}\n")


def a_changed_row(begun):
    part = DraftPart.objects.get(draft=begun.bid.pk, name="answers")
    DraftPart.objects.filter(pk=part.pk).update(sealed=bytes(part.sealed[:-1]) + b"x")


OUT_OF_ORDER = [
    (another_store, "its folder of bids is not in order", True),
    (a_changed_row, "what is stored was damaged", False),
]


@pytest.mark.parametrize(("harm", "sentence", "is_whole"), OUT_OF_ORDER)
def test_what_is_out_of_order_has_a_page_that_says_what_is_true(lead, begun, harm, sentence, is_whole):
    harm(begun)

    response = press(lead, begun)

    page = sentences(response)
    assert (response.status_code, BidRevision.objects.count()) == (503, 0)
    assert (sentence in page, "Nothing of the draft was lost." in page) == (True, is_whole)
    assert "A bid without a receipt was not taken." in page
    assert [attempt.reason for attempt in Attempt.objects.all()] == [AttemptReason.SERVER_FAULT]


def test_a_damaged_draft_is_no_nameless_fault_on_its_other_pages(lead, begun):
    lead.raise_request_exception = False
    a_changed_row(begun)

    response = lead.get(reverse("bids:check", args=[begun.bid.pk]))

    assert (response.status_code, "what is stored was damaged" in response.content.decode()) == (503, True)


def test_a_press_while_the_first_runs_says_when_to_look_again(lead, begun):
    prepared(begun, key=KEY)

    response = press(lead, begun)

    assert (response.status_code, 1 <= int(response.headers["Retry-After"]) <= 90) == (409, True)
    assert "It is just coming in" in sentences(response)


def test_another_content_under_the_same_press_is_refused(lead, begun):
    press(lead, begun)
    written.saved(begun, "answers", {"R1": "false"}, at=clock.db_now())

    assert press(lead, begun).status_code == 422
    assert BidRevision.objects.count() == 1


def test_a_press_without_a_key_leads_back_to_the_check(lead, begun):
    for key in ("", "two words", "x" * 81):
        assert press(lead, begun, key).headers["Location"] == reverse("bids:check", args=[begun.bid.pk])


def test_the_receipt_of_a_version_that_was_replaced_says_so(lead, begun):
    press(lead, begun)
    submitting.receive_bid(prepared=prepared(begun), by=begun.bid.begun_by)

    assert "A later version came in" in sentences(lead.get(reverse("bids:receipt", args=[begun.bid.pk, 1])))
    assert "A later version came in" not in sentences(lead.get(reverse("bids:receipt", args=[begun.bid.pk, 2])))
    assert lead.get(reverse("bids:receipt", args=[begun.bid.pk, 3])).status_code == 404


def test_the_receipt_says_what_became_of_its_version_since(lead, begun):
    press(lead, begun)
    address = reverse("bids:receipt", args=[begun.bid.pk, 1])
    assert "How it stands now" not in sentences(lead.get(address))
    rows.make(FrozenKeyset, tender=begun.bid.tender, version=7)

    changed = sentences(lead.get(address))
    withdrawing.withdraw(bid=begun.bid, by=begun.bid.begun_by)
    withdrawn = sentences(lead.get(address))

    assert "How it stands now" in changed
    assert "does not count: the keys that open the bids were changed since" in changed
    assert "This bid was withdrawn: nothing of it is opened." in withdrawn
    assert ("Submit it again" in withdrawn, "Replace it" in withdrawn) == (True, False)


def test_where_the_deadline_moved_the_receipt_leads_to_replacing_until_the_new_one(lead, begun, move_clock):
    press(lead, begun)
    tender = begun.bid.tender
    officer = builders.person("officer", authority=tender.authority)
    later = written.DEADLINE + timedelta(days=7)
    tenders.extend(tender=tender, deadline=later, reason="A holiday.", by=officer, at=clock.db_now())
    move_clock(to=written.DEADLINE + timedelta(days=1))

    assert "Replace it" in sentences(lead.get(reverse("bids:receipt", args=[begun.bid.pk, 1])))


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=15, minutes=1, seconds=59), "15 hours 1 minute"),
        (timedelta(days=1, hours=2, minutes=5), "1 day 2 hours"),
        (timedelta(seconds=59, milliseconds=999), "59 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(), "0 seconds"),
    ],
)
def test_the_distance_is_cut_and_never_rounded_up(left, text):
    assert distance_text(left) == text
