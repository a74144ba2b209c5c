"""A draft ends: its lead gives it up, or its tender is over for 90 days."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import states
from core.models import AuditLeaf, Notice
from procurement.bids import store
from procurement.bids.models import Bid, BidDraft, DraftDevice, DraftFile, DraftPart, SubmissionWork
from procurement.bids.queries import drafts, timing
from procurement.bids.reminders import timing as reminders
from procurement.bids.services import draft_ends
from procurement.bids.services.errors import BidRefused
from procurement.bids.states import BID_STATES
from procurement.bids.views.drafting import cookie_name
from procurement.tenders.models import Tender
from suppliers import services as supplier_services
from tests.architecture import rows
from tests.bids import written
from tests.bids.drafts.test_pages import keep
from tests.bids.sections.conftest import stored_file
from tests.bids.timing.received import received
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db
AT = written.AT
DAYS = timedelta(days=1)
OVER = written.DEADLINE + 90 * DAYS


@pytest.fixture(autouse=True)
def _before_the_deadline(db, settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.BIDS_FREE_BYTES = 0
    written.set_clock(settings)


@pytest.fixture
def begun():
    return written.begun_bid()


def left():
    """How many rows of drafts there are, and what lies on the disk."""
    models = (BidDraft, DraftPart, DraftDevice, DraftFile)
    return [model.objects.count() for model in models], len(list(store.objects_in(store.DRAFTS)))


def closed(tender):
    Tender.objects.filter(pk=tender.pk).update(state="closed")


# --- given up ---


def test_a_bid_that_is_given_up_leaves_nothing_and_frees_its_lot(begun, django_capture_on_commit_callbacks):
    written.saved(begun)
    stored_file(begun, "plan.pdf")
    rows.make(SubmissionWork, bid=begun.bid)
    assert left() == ([1, 1, 1, 1], 1)
    leaves = AuditLeaf.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        draft_ends.give_up(bid=begun.bid, by=begun.bid.begun_by, at=AT)

    assert (left(), SubmissionWork.objects.count(), AuditLeaf.objects.count()) == (([0, 0, 0, 0], 0), 0, leaves)
    assert list(drafts.bids_of(begun.bid.begun_by)) == []
    assert (timing.begun_for(begun.bid.tender), timing.recipients_of(begun.bid.tender)) == ([], [])
    again = written.begun_bid(tender=begun.bid.tender, supplier=begun.bid.supplier)
    assert again.bid.state == "draft"


def test_nobody_is_reminded_of_what_was_given_up(begun):
    draft_ends.give_up(bid=begun.bid, by=begun.bid.begun_by, at=AT)
    due = written.DEADLINE - timedelta(hours=2)
    bid = Bid.objects.select_related("tender").get(pk=begun.bid.pk)

    reminders.remind(bid, at=due, due=due)

    assert not Notice.objects.filter(kind="bid.unsent").exists()


def test_partners_are_told_and_the_lead_is_not():
    row, lead, second, _third = consortia.of_three()
    supplier_services.register(supplier=lead, by=consortia.member(lead), at=AT)
    together = written.begun_bid(consortium=consortia.read(row), supplier=lead, by=consortia.member(lead))

    draft_ends.give_up(bid=together.bid, by=together.bid.begun_by, at=AT)

    notices = Notice.objects.filter(kind="bid.given_up")
    assert notices.filter(user=consortia.member(second)).get().facts == {
        "lead": "Lead Ltd",
        "tender": together.bid.tender.title,
    }
    assert (notices.count(), notices.filter(user=together.bid.begun_by).exists()) == (2, False)


@pytest.mark.parametrize("state", ["submitted", "needs_reconfirmation", "withdrawn"])
def test_what_was_submitted_once_is_withdrawn_and_not_given_up(begun, state):
    bid = received(begun)
    for move in {"submitted": [], "needs_reconfirmation": ["unconfirm"], "withdrawn": ["withdraw"]}[state]:
        states.move(bid, move, table=BID_STATES, by=bid.begun_by, at=AT)

    with pytest.raises(BidRefused, match="Withdraw it instead"):
        draft_ends.give_up(bid=bid, by=bid.begun_by, at=AT)
    assert left()[0][0] == 1


def test_after_the_deadline_nothing_is_given_up(begun):
    with pytest.raises(BidRefused, match="The deadline has passed"):
        draft_ends.give_up(bid=begun.bid, by=begun.bid.begun_by, at=written.DEADLINE + timedelta(seconds=1))


def test_the_page_says_what_is_lost_and_a_post_gives_up(begun, client):
    client.force_login(begun.bid.begun_by)
    keep(client, begun)
    url = reverse("bids:give-up", args=[begun.bid.pk])
    assert url in client.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()
    assert "deleted, for good" in client.get(url).content.decode()
    assert drafts.bids_of(begun.bid.begun_by).exists()

    answer = client.post(url)

    assert (answer.url, answer.cookies[cookie_name(begun.bid)].value) == (reverse("bids:list"), "")
    assert client.get(url).status_code == 404


# --- over ---


def test_drafts_go_ninety_days_after_the_deadline_and_what_came_in_stays(begun):
    received(begun)
    written.saved(begun)
    stored_file(begun, "plan.pdf")
    closed(begun.bid.tender)

    assert draft_ends.forget_drafts(OVER) == 0
    assert draft_ends.forget_drafts(OVER + timedelta(seconds=1)) == 1

    assert left() == ([0, 0, 0, 0], 0)
    assert (begun.bid.revisions.count(), begun.bid.parties.count()) == (1, 1)
    assert draft_ends.forget_drafts(OVER + DAYS) == 0


def test_of_a_tender_that_stands_still_or_was_opened_again_nothing_is_deleted(begun):
    assert draft_ends.forget_drafts(OVER + DAYS) == 0
    assert left()[0][0] == 1


def test_the_pages_of_a_bid_whose_draft_is_gone_say_so_and_lead_to_its_receipts(begun, client):
    received(begun)
    client.force_login(begun.bid.begun_by)
    keep(client, begun)
    closed(begun.bid.tender)
    draft_ends.forget_drafts(OVER + DAYS)

    answers = [client.get(reverse(f"bids:{name}", args=[begun.bid.pk])) for name in ("tasks", "prices", "pass")]
    typed = client.post(reverse("bids:unlock", args=[begun.bid.pk]), {"draft_pass": begun.draft_pass})

    assert [answer.status_code for answer in (*answers, typed)] == [410] * 4
    for answer in answers:
        assert "This draft was deleted" in answer.content.decode()
        assert reverse("bids:receipt", args=[begun.bid.pk, 1]) in answer.content.decode()
    assert "This draft was deleted" in typed.content.decode()
    listing = client.get(reverse("bids:list")).content.decode()
    assert begun.bid.tender.title in listing
