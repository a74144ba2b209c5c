"""Every page that says whether a bid stands says the same: what was sealed for old keys, or is not confirmed, does not."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.bids.models import AttemptReason, FrozenKeyset
from procurement.bids.queries.counting import counting_of, submit_again_among
from procurement.bids.rules.counting import Counting
from procurement.bids.services import drafting, withdrawing
from procurement.bids.services.attempts import record_attempt
from procurement.bids.views.drafting import cookie_name
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract, Purchase
from tests.architecture import rows
from tests.bids import written
from tests.bids.timing.received import received
from tests.tenders import written as tender_written

pytestmark = pytest.mark.django_db
AMENDED = tender_written.AMENDED_AT
SENTENCES = tender_written.changed(Purchase, title="Lamps of the city")
TERMS = tender_written.changed(Contract, months=30)
STANDS = "stands and will be opened"


@pytest.fixture
def begun():
    row = written.begun_bid()
    received(row)
    drafting.keep_pass(bid=row.bid, by=row.bid.begun_by, at=written.AT)
    return row


@pytest.fixture
def lead(client, begun):
    client.force_login(begun.bid.begun_by)
    client.cookies[cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    return client


def amend(begun, *values, now=None):
    tender_written.amended(Tender.objects.get(pk=begun.bid.tender_id), *values, at=AMENDED)
    if now is not None:
        now["now"] = AMENDED + timedelta(hours=1)


def change_keys(begun, now):
    """What a change of keys does to a bid: another keyset, and a version of the tender that asks it again."""
    amend(begun, SENTENCES, now=now)
    rows.make(FrozenKeyset, tender=begun.bid.tender, version=7)


def text_of(client, route, begun, *more):
    page = client.get(reverse(f"bids:{route}", args=[begun.bid.pk, *more])).content.decode()
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\N{NO-BREAK SPACE}", " ").split())


def buttons_of(client, begun):
    """Where the page of the bid leads for what came in."""
    page = client.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()
    foot = re.search(r'<div class="foot-actions">(.*?)</div>', page, re.DOTALL)[1]
    return re.findall(r">([^<]+)</a>", foot)


def missed(begun):
    """Something more was sent, too late."""
    late = written.DEADLINE + timedelta(seconds=3)
    bid = written.read(begun)
    return record_attempt(bid=bid, reason=AttemptReason.AFTER_DEADLINE, started_at=late, by=bid.begun_by, at=late).pk


def counted(begun):
    bid = written.read(begun)
    return counting_of(bid).counting, submit_again_among([bid]) == {bid.pk}


def test_a_bid_that_counts_is_said_to_stand(lead, begun):
    assert counted(begun) == (Counting.COUNTS, False)
    assert "and counts." in text_of(lead, "tasks", begun)
    assert STANDS in text_of(lead, "begin-again", begun)
    assert STANDS in text_of(lead, "attempt", begun, missed(begun))
    assert buttons_of(lead, begun) == ["To the receipt", "Withdraw"]


def test_what_was_sealed_for_keys_that_were_replaced_is_submitted_again_and_not_confirmed(lead, begun, now):
    change_keys(begun, now)

    tasks, begin_again, late, confirm = (
        text_of(lead, *page, *more)
        for page, more in [
            (("tasks", begun), ()),
            (("begin-again", begun), ()),
            (("attempt", begun), (missed(begun),)),
            (("confirm", begun), ()),
        ]
    )

    assert counted(begun) == (Counting.OLD_KEYS, True)
    sentence = "and does not count: the keys that open the bids were changed since. Submit again until the deadline"
    assert [sentence in text for text in (tasks, begin_again, late)] == [True] * 3
    assert [STANDS in text for text in (tasks, begin_again, late)] == [False] * 3
    assert "The opening keys were changed: submit your bid again" in tasks
    assert "Not submitted again, it cannot count." in confirm
    assert ("onfirm your bid" in tasks, "onfirm your bid" in confirm) == (False, False)
    assert buttons_of(lead, begun) == ["Check and submit again", "See what changed", "To the receipt", "Withdraw"]
    assert "Submit again" in lead.get(reverse("bids:list")).content.decode()


def test_what_is_not_confirmed_is_said_to_be_left_out(lead, begun, now):
    amend(begun, SENTENCES, now=now)

    tasks, begin_again = text_of(lead, "tasks", begun), text_of(lead, "begin-again", begun)

    assert counted(begun) == (Counting.UNCONFIRMED, False)
    assert "The tender changed: confirm your bid again" in tasks
    sentence = "confirm it, or submit again. Otherwise it is opened and then left out."
    assert [(sentence in text, STANDS in text) for text in (tasks, begin_again)] == [(True, False)] * 2
    assert buttons_of(lead, begun) == ["Confirm", "To the receipt", "Withdraw"]


def test_what_has_to_answer_something_else_has_no_button_to_confirm(lead, begun, now):
    amend(begun, TERMS, now=now)

    assert counted(begun)[0] is Counting.AFFECTED
    assert "The tender changed: change your bid and submit it again" in text_of(lead, "tasks", begun)
    assert "Not submitted again, it is opened and then left out." in text_of(lead, "confirm", begun)
    assert buttons_of(lead, begun) == ["Check and submit again", "See what changed", "To the receipt", "Withdraw"]


@pytest.mark.parametrize(
    ("happened", "heading", "sentence"),
    [
        ("keys", "Your bid does not count: the opening keys were changed", "nothing was sent for the new ones"),
        ("words", "The tender changed, and your bid was not confirmed", "it was not confirmed: it is opened and then"),
        (
            "terms",
            "The tender changed, and your bid was not submitted again",
            "the version is opened and then left out",
        ),
        ("nothing", "Your bid is in", "and counts."),
    ],
)
def test_after_the_deadline_nobody_is_asked_for_what_cannot_be_done(lead, begun, now, happened, heading, sentence):
    acts = {"keys": lambda: change_keys(begun, now), "nothing": lambda: None}
    acts |= {"words": lambda: amend(begun, SENTENCES), "terms": lambda: amend(begun, TERMS)}
    acts[happened]()
    now["now"] = Tender.objects.get(pk=begun.bid.tender_id).deadline_at + timedelta(seconds=1)

    tasks, late = text_of(lead, "tasks", begun), text_of(lead, "attempt", begun, missed(begun))

    assert heading in tasks
    assert sentence in tasks
    assert (STANDS in late, sentence in late) == ((True, False) if happened == "nothing" else (False, True))
    assert buttons_of(lead, begun) == ["To the receipt"]


def test_what_was_not_taken_stays_on_the_page_of_the_bid(lead, begun):
    assert "Not taken on" not in text_of(lead, "tasks", begun)
    attempt = missed(begun)

    page = lead.get(reverse("bids:tasks", args=[begun.bid.pk])).content.decode()

    assert f'href="{reverse("bids:attempt", args=[begun.bid.pk, attempt])}">Not taken on ' in page


def test_a_draft_of_which_nothing_came_in_is_not_asked_to_be_submitted_after_the_deadline(client, now):
    row = written.begun_bid()
    drafting.keep_pass(bid=row.bid, by=row.bid.begun_by, at=written.AT)
    client.force_login(row.bid.begun_by)
    client.cookies[cookie_name(row.bid)] = row.draft_key.raw.hex()
    assert "before you can submit" in text_of(client, "tasks", row)
    assert "What was submitted stays" not in text_of(client, "begin-again", row)
    now["now"] = written.DEADLINE + timedelta(seconds=1)

    assert "Nothing of this bid is in" in text_of(client, "tasks", row)


def test_a_withdrawn_bid_is_not_opened(lead, begun):
    withdrawing.withdraw(bid=written.read(begun), by=begun.bid.begun_by)

    assert counted(begun) == (Counting.WITHDRAWN, False)
    assert "You have no earlier version that is opened." in text_of(lead, "begin-again", begun)
    assert "is withdrawn and is not opened. You may submit again until the deadline." in text_of(lead, "tasks", begun)


def test_where_the_draft_was_deleted_nobody_reads_that_it_is_still_there(lead, begun):
    attempt = missed(begun)
    assert "Your draft is still here." in text_of(lead, "attempt", begun, attempt)
    written.read(begun).draft.delete()

    assert "Your draft is still here." not in text_of(lead, "attempt", begun, attempt)


@pytest.mark.parametrize(("happened", "queries"), [("nothing", 3), ("keys", 4)])
def test_what_counts_is_read_in_few_queries(begun, now, django_assert_num_queries, happened, queries):
    if happened == "keys":
        change_keys(begun, now)
    bid = written.read(begun)

    with django_assert_num_queries(queries):
        counting_of(bid)
    with django_assert_num_queries(2):
        submit_again_among([bid])
