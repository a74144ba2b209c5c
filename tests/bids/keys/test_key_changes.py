"""The keys of an open tender are changed: everybody submits again, is told so, and the log keeps both sets."""

import json
from datetime import timedelta

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.urls import reverse

from core import clock
from core.models import AuditLeaf, Notice
from core.states import GateRefused
from procurement.bids.models import Bid, FrozenKeyset, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import key_changes, keysets, withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.keysets import KeyRefused
from procurement.bids.states import BidState
from procurement.reports.models import Report
from procurement.tenders.models import TenderVersion
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.bids import written
from tests.bids.keys import exchange_key_rows
from tests.bids.timing.received import received

pytestmark = pytest.mark.django_db
NOW = written.AT + timedelta(days=2)
WHY = "One key was lost in a flood."


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": NOW}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment


@pytest.fixture
def tender():
    return written.open_tender()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


def replace(tender, officer, *, reason=WHY, at=NOW):
    return key_changes.replace_keyset(tender=tender, reason=reason, by=officer, at=at)


def state_of(bid):
    return Bid.objects.get(pk=bid.pk).state


def notices_to(person):
    kinds = Notice.objects.filter(user=person, kind__startswith="bid.").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def public_keys(frozen):
    return [row.public_key for row in queries.members_of(frozen)]


# --- what it does ---


def test_the_new_keys_stand_in_notice_and_log_and_every_bid_waits_for_a_new_submission(tender, officer):
    first = queries.latest_keyset(tender)
    sent = received(tender=tender, supplier=written.firm(name="Sent"))
    taken_back = received(tender=tender, supplier=written.firm(name="Taken back"))
    withdrawing.withdraw(bid=taken_back, by=taken_back.begun_by)
    draft = written.begun_bid(tender=tender, supplier=written.firm(name="Draft")).bid
    new = exchange_key_rows(tender.authority, at=NOW)

    second = replace(tender, officer)

    assert (second.version, queries.latest_keyset(tender)) == (2, second)
    assert new.key.public_key in public_keys(second)
    assert public_keys(first) != public_keys(second)
    assert keysets.keyset_of(second).digest().hex() == second.digest
    leaves = AuditLeaf.objects.filter(log_id=tender.audit_origin, kind="keyset.frozen").order_by("index")
    assert [json.loads(leaf.body)["facts"] for leaf in leaves] == [
        {"version": frozen.version, "keyset": frozen.digest, "members": 3} for frozen in (first, second)
    ]
    version = TenderVersion.objects.get(tender=tender, no=2)
    assert (version.reason, version.by) == (WHY, officer)
    assert [state_of(bid) for bid in (sent, taken_back, draft)] == [
        BidState.NEEDS_RECONFIRMATION,
        BidState.WITHDRAWN,
        BidState.DRAFT,
    ]
    [leaf] = AuditLeaf.objects.filter(log_id=tender.audit_origin, kind="bid.unconfirmed")
    assert json.loads(leaf.body)["facts"]["version"] == version.digest
    assert [notices_to(bid.begun_by) for bid in (sent, draft)] == [["bid.keys_changed_since"], ["bid.keys_changed"]]
    assert notices_to(taken_back.begun_by) == ["bid.withdrawn", "bid.keys_changed"]
    paper = Report.objects.get(tender_version=version)
    assert paper.data["keys"]["digest"] == second.digest


def test_a_bid_for_the_old_keys_is_not_confirmed_and_a_new_submission_counts(tender, officer, client, now):
    bid = received(tender=tender)
    exchange_key_rows(tender.authority, at=NOW)
    replace(tender, officer)

    with pytest.raises(BidRefused, match="The keys that open bids were changed since: submit again"):
        withdrawing.reconfirm(bid=bid, seen=2, by=bid.begun_by)
    client.force_login(bid.begun_by)
    page = client.get(reverse("bids:confirm", args=[bid.pk])).content.decode()

    assert ("Change and submit again" in page, "Confirm without a change" in page) == (True, False)
    assert "other keys open the bids now" in page
    assert state_of(bid) == BidState.NEEDS_RECONFIRMATION


# --- what is refused ---


def refusal(tender, officer, kind, **about):
    before = FrozenKeyset.objects.count(), TenderVersion.objects.count(), AuditLeaf.objects.count()
    with pytest.raises(kind) as refused:
        replace(tender, officer, **about)
    assert (FrozenKeyset.objects.count(), TenderVersion.objects.count(), AuditLeaf.objects.count()) == before
    return str(refused.value)


def test_it_is_refused_without_a_reason_or_with_the_same_keys(tender, officer):
    assert refusal(tender, officer, KeyRefused) == "These are the keys that the tender names already."
    exchange_key_rows(tender.authority, at=NOW)
    assert refusal(tender, officer, KeyRefused, reason=" ").startswith("Say why the keys are changed")


def test_it_waits_until_the_new_set_is_rehearsed(tender, officer):
    key = OpeningKey.objects.filter(authority=tender.authority, role="opener").first()
    OpeningKey.objects.filter(pk=key.pk).update(retired_at=NOW, retired_by=key.holder)

    assert f"{key.holder} has not made an opening key yet." in refusal(tender, officer, GateRefused)


@pytest.mark.parametrize(
    ("left", "kind", "sentence"),
    [
        (timedelta(days=7), None, ""),
        (timedelta(days=7, microseconds=-1), KeyRefused, "Less than seven days are left"),
        (timedelta(), NotChangeable, "The deadline has passed."),
    ],
)
def test_seven_days_must_be_left_to_submit_again(tender, officer, left, kind, sentence):
    exchange_key_rows(tender.authority, at=NOW)
    at = written.DEADLINE - left
    if kind is None:
        assert replace(tender, officer, at=at).version == 2
    else:
        assert refusal(tender, officer, kind, at=at).startswith(sentence)


# --- the page ---


def fresh(client, person):
    """Signed in, and has just shown again who it is."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": clock.machine_now().timestamp(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    return client


def test_an_officer_reads_what_follows_shows_again_who_it_is_and_does_it(tender, client):
    officer = builders.person("officer", authority=tender.authority, password=builders.PASSPHRASE)
    exchange_key_rows(tender.authority, at=NOW)
    url = reverse("bids:keys-replace", args=[tender.pk])
    client.force_login(officer)
    assert client.get(url).url.startswith(reverse("account_reauthenticate"))

    fresh(client, officer)
    page = client.get(url).content.decode()
    unreasoned = client.post(url, {"reason": ""}).content.decode()
    done = client.post(url, {"reason": WHY})

    assert "Every bid that is in must be submitted again" in page
    assert "Say why the keys are changed" in unreasoned
    assert (done.url, queries.latest_keyset(tender).version) == (reverse("tenders:detail", args=[tender.pk]), 2)
    assert f'href="{url}"' in client.get(done.url).content.decode()


def test_the_page_says_why_it_cannot_be_done_now(tender, client, now):
    officer = builders.person("officer", authority=tender.authority, password=builders.PASSPHRASE)
    now["now"] = written.DEADLINE - timedelta(days=1)
    url = reverse("bids:keys-replace", args=[tender.pk])

    page = fresh(client, officer).get(url).content.decode()
    sent = client.post(url, {"reason": WHY})

    assert "These are the keys that the tender names already." in page
    assert "Less than seven days are left" in page
    assert (">Change the keys<" in page, sent.status_code, queries.latest_keyset(tender).version) == (False, 409, 1)


def test_nobody_but_an_officer_of_the_authority_changes_keys(tender, client):
    exchange_key_rows(tender.authority, at=NOW)
    url = reverse("bids:keys-replace", args=[tender.pk])
    elsewhere = builders.authority("Elsewhere")
    people = [
        builders.person(password=builders.PASSPHRASE),
        builders.person("auditor", authority=tender.authority, password=builders.PASSPHRASE),
        builders.person("opener", authority=tender.authority, password=builders.PASSPHRASE),
        builders.person("officer", authority=elsewhere, password=builders.PASSPHRASE),
    ]

    answers = [fresh(client, person).post(url, {"reason": WHY}).status_code for person in people]
    client.logout()

    assert answers == [403] * 4
    assert client.get(url).status_code == 302
    assert queries.latest_keyset(tender).version == 1
    assert url not in client.get(reverse("tenders:detail", args=[tender.pk])).content.decode()
