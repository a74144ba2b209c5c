"""Two of three keys are lost: nobody opens these bids any more, so two officers let everybody submit again."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditLeaf, Notice
from core.states import GateRefused
from procurement.bids import store
from procurement.bids.models import FrozenKeyset, LostKeysProposal, OpeningKey, SealedEnvelope
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import lost_keys, openings
from procurement.bids.services.keysets import KeyRefused
from procurement.tenders.models import TenderVersion
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.bids import written
from tests.bids.keys import exchange_key_rows
from tests.bids.keys.test_key_changes import fresh
from tests.bids.opening import ceremony as acts
from tests.bids.submitting import submitted

WHY = "Two keys were lost in the flood of the town hall."
WEEK = timedelta(days=7)
BUILD = {"bids": 2}


def officers(tender):
    return [builders.person("officer", authority=tender.authority, password=builders.PASSPHRASE) for _ in range(2)]


def lose(ceremony, count=2):
    """So many keys are retired, each in favour of a new one; the new set has been tried out."""
    return [exchange_key_rows(ceremony.tender.authority) for _ in range(count)]


def proposed(ceremony, officer, reason=WHY):
    return lost_keys.propose_new_bids(tender=ceremony.tender, reason=reason, by=officer, at=clock.db_now())


def confirmed(ceremony, proposal, officer):
    return lost_keys.take_new_bids(tender=ceremony.tender, proposal=proposal, by=officer, at=clock.db_now())


def test_everybody_submits_again_under_new_keys_and_what_was_sealed_is_kept(ceremony):
    officer, other = officers(ceremony.tender)
    called = openings.call_opening(tender=ceremony.tender, by=officer)
    envelopes = {
        row.object_name: store.envelope_path(row.object_name).read_bytes() for row in SealedEnvelope.objects.all()
    }
    new = lose(ceremony)

    version = confirmed(ceremony, proposed(ceremony, officer), other)

    tender = ceremony.tender
    assert (tender.state, version.reason, version.by) == ("open", WHY, other)
    assert WEEK <= tender.deadline_at - clock.db_now() < WEEK + timedelta(minutes=15)
    frozen = key_queries.latest_keyset(tender)
    assert frozen.version == 2
    assert {each.key.public_key for each in new} <= {each.public_key for each in key_queries.members_of(frozen)}
    assert [written.read(begun).state for begun in ceremony.begun] == ["needs_reconfirmation"] * 2
    called.refresh_from_db()
    assert called.state == "expired"
    [leaf] = AuditLeaf.objects.filter(log=tender.audit_origin, kind="tender.reopened")
    assert json.loads(leaf.body)["facts"]["cause"] == "sealing_failed"
    assert {name: store.envelope_path(name).read_bytes() for name in envelopes} == envelopes
    bidder = ceremony.begun[0].bid.begun_by
    kinds = set(Notice.objects.filter(user=bidder).values_list("kind", flat=True))
    assert {"opening.new_keys", "bid.keys_changed_since"} <= kinds


def test_the_new_keys_open_what_was_sent_again_and_name_what_was_not(a_week_before, move_clock):
    ceremony = acts.waiting(move_clock, bids=2)
    officer, other = officers(ceremony.tender)
    first, second = lose(ceremony)
    confirmed(ceremony, proposed(ceremony, officer), other)
    submitted(ceremony.begun[0])
    move_clock(to=ceremony.tender.deadline_at + timedelta(minutes=1))

    ceremony.keys = [first, second]
    opening = acts.opened(ceremony)

    assert {(alias, outcome, fault) for alias, _kind, outcome, fault in acts.results(opening)} == {
        ("B1", "seal_broken", "old_keys"),
        ("B2", "opened", ""),
    }
    states = {written.read(begun).alias: written.read(begun).state for begun in ceremony.begun}
    assert states == {"B1": "unreadable", "B2": "opened"}


def test_as_long_as_two_of_its_keys_are_in_use_they_open_the_bids(ceremony):
    officer, _other = officers(ceremony.tender)
    lose(ceremony, 1)

    assert lost_keys.key_loss(ceremony.tender, at=clock.db_now()) is None
    with pytest.raises(NotChangeable, match="Two of its keys are in use still"):
        proposed(ceremony, officer)


def test_who_lost_the_role_cannot_open_either(ceremony):
    lose(ceremony, 1)
    holder = ceremony.keys[1].holder
    holder.memberships.filter(role="opener").delete()

    lost = lost_keys.key_loss(ceremony.tender, at=clock.db_now())

    assert [member.key.holder for member in lost.left] == [ceremony.keys[2].holder]


@pytest.mark.parametrize("expired", [False, True])
def test_a_half_that_is_given_stands_in_its_way_one_that_came_to_nothing_does_not(ceremony, expired):
    officer, _other = officers(ceremony.tender)
    acts.call(ceremony)
    opening = acts.give(ceremony, ceremony.keys[2])
    lose(ceremony)
    if expired:
        opening.refresh_from_db()
        openings.expire_opening(opening=opening, at=clock.db_now())
        assert proposed(ceremony, officer).text == WHY
    else:
        with pytest.raises(NotChangeable, match="The opening of the bids has begun"):
            proposed(ceremony, officer)


def test_it_takes_two_officers_a_reason_and_the_proposal_that_was_read(ceremony):
    officer, other = officers(ceremony.tender)
    lose(ceremony)
    with pytest.raises(KeyRefused, match="Say why it takes bids again"):
        proposed(ceremony, officer, reason=" ")
    first = proposed(ceremony, officer)
    assert proposed(ceremony, officer) == first
    assert Notice.objects.filter(kind="opening.lost_keys_proposed", user=other).count() == 1
    second = proposed(ceremony, other, reason="Another reason.")

    with pytest.raises(NotChangeable, match="This proposal does not stand any more"):
        confirmed(ceremony, first, other)
    with pytest.raises(NotChangeable, match="another officer confirms"):
        confirmed(ceremony, second, other)

    ceremony.tender.refresh_from_db()
    assert (ceremony.tender.state, FrozenKeyset.objects.count()) == ("closed", 1)
    assert TenderVersion.objects.filter(tender=ceremony.tender).count() == 1


def test_without_a_new_set_nothing_moves_and_what_lacks_is_named(ceremony):
    officer, other = officers(ceremony.tender)
    for mine in ceremony.keys[:2]:
        OpeningKey.objects.filter(pk=mine.key.pk).update(retired_at=clock.db_now(), retired_by=mine.holder)
    proposal = proposed(ceremony, officer)

    with pytest.raises(GateRefused, match="has not made an opening key yet"):
        confirmed(ceremony, proposal, other)
    ceremony.tender.refresh_from_db()
    assert ceremony.tender.state == "closed"


def test_the_pages_of_both_officers(ceremony, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    officer, other = officers(ceremony.tender)
    opening, page, confirm = (
        reverse(name, args=[ceremony.tender.pk])
        for name in ("bids:opening", "bids:opening-lost-keys", "bids:opening-new-bids")
    )
    fresh(client, officer)
    assert page not in client.get(opening).content.decode()
    refused = client.get(page).content.decode()
    assert "Two of its keys are in use still" in refused

    lose(ceremony)
    assert f'href="{page}"' in client.get(opening).content.decode()
    before = client.get(page).content.decode()
    unreasoned = client.post(page, {"reason": ""}).content.decode()
    client.post(page, {"reason": WHY})
    mine = client.get(page).content.decode()
    by_mine = client.post(confirm, {"proposal": LostKeysProposal.objects.get().pk})
    assert "Every bid that is in must be submitted again" in before
    assert "Say why it takes bids again" in unreasoned
    assert ("You proposed it: another officer confirms." in mine, by_mine.status_code) == (True, 409)

    fresh(client, other)
    theirs = client.get(page).content.decode()
    done = client.post(confirm, {"proposal": LostKeysProposal.objects.get().pk})
    ceremony.tender.refresh_from_db()
    assert (WHY in theirs, "Confirm: take new bids" in theirs) == (True, True)
    assert (done.url, ceremony.tender.state) == (reverse("tenders:detail", args=[ceremony.tender.pk]), "open")


def test_nobody_but_officers_finds_the_page(ceremony, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    lose(ceremony)
    page = reverse("bids:opening-lost-keys", args=[ceremony.tender.pk])
    people = [
        builders.person(role, authority=authority, password=builders.PASSPHRASE)
        for role, authority in (
            ("opener", ceremony.tender.authority),
            ("auditor", ceremony.tender.authority),
            ("officer", builders.authority("Elsewhere")),
        )
    ]

    assert [fresh(client, person).post(page, {"reason": WHY}).status_code for person in people] == [403, 403, 404]
    assert not LostKeysProposal.objects.exists()
