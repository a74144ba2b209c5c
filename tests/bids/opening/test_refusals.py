"""Who is not let open bids: nothing of what was sent is kept, and the log has a line."""

import json
from datetime import timedelta

import pytest

from core import clock
from core.models import AuditLeaf
from procurement.bids.models import KeyOrigin, Opening, OpeningHalf, OpeningShare
from procurement.bids.services import opening_halves, openings
from procurement.bids.services.opening_refusals import OpeningRefused
from procurement.bids.states import FactorKind, KeyWay, OpeningPart
from tests import builders
from tests.architecture.timing_acts import time_machine
from tests.bids import written
from tests.bids.keys import HolderKey, ready_keys
from tests.bids.opening import ceremony as acts

BUILD = {"bids": 1}


def refused(act):
    """(the cause, the sentence) of what is not done; no half more is kept, and the log names the cause."""
    before = OpeningHalf.objects.count(), OpeningShare.objects.count()
    with pytest.raises(OpeningRefused) as refusal:
        act()
    assert (OpeningHalf.objects.count(), OpeningShare.objects.count()) == before
    leaf = AuditLeaf.objects.filter(kind="opening.refused").order_by("-pk").first()
    assert json.loads(leaf.body)["facts"] == {"cause": refusal.value.cause}
    return refusal.value.cause.value, str(refusal.value)


def test_nothing_is_called_or_taken_before_the_deadline(ceremony):
    early = written.AT + timedelta(hours=2)
    with time_machine(early):
        assert refused(lambda: acts.call(ceremony))[0] == "before_deadline"
        shares = {ceremony.begun[0].bid.pk: {(1, 2): bytes(32)}}
        cause, sentence = refused(lambda: acts.give(ceremony, ceremony.keys[0], shares=shares))

    assert (cause, sentence) == (
        "before_deadline",
        "Nothing is opened before the deadline, and nothing of it is kept.",
    )
    assert not Opening.objects.exists()


def test_nobody_but_a_holder_or_an_officer_calls(ceremony):
    auditor = builders.person("auditor", authority=ceremony.tender.authority)
    officer = builders.person("officer", authority=ceremony.tender.authority)

    cause, _sentence = refused(lambda: openings.call_opening(tender=ceremony.tender, by=auditor))
    opening = openings.call_opening(tender=ceremony.tender, by=officer)

    assert (cause, opening.state) == ("not_a_member", "called")
    assert acts.call(ceremony) == opening  # the same again


def test_one_person_alone_opens_nothing(ceremony):
    acts.call(ceremony)
    acts.give(ceremony, ceremony.keys[0])

    cause, sentence = refused(lambda: acts.give(ceremony, ceremony.keys[0], shares={}))

    assert (cause, sentence) == (
        "same_person",
        "You have given your half already. The second person must sign in.",
    )
    acts.work()
    opening = Opening.objects.get()
    assert (opening.state, opening.results.count()) == ("first_half", 0)


def test_the_half_of_another_tenders_keys_is_refused(ceremony):
    other_city = builders.authority("Another city")
    stranger = ready_keys(other_city)[0]
    acts.call(ceremony)

    assert refused(lambda: acts.give(ceremony, stranger, shares={}))[0] == "not_a_member"
    mine = ceremony.keys[0]
    asked = opening_halves.asked_halves(tender=ceremony.tender, part=ceremony.part, by=mine.holder)
    wrong = {envelope.id: {wrap.pair: bytes(32) for wrap in envelope.wraps} for envelope in asked.envelopes}
    cause, sentence = refused(lambda: acts.give(ceremony, mine, shares=wrong))
    assert (cause, sentence) == ("wrong_half", "A half that was sent is not the one that was sealed. Nothing is kept.")


def test_a_half_that_lacks_an_envelope_is_refused(ceremony):
    acts.call(ceremony)
    mine = ceremony.keys[0]
    lacking = dict(list(acts.halves(ceremony, mine).items())[1:])

    assert refused(lambda: acts.give(ceremony, mine, shares=lacking))[0] == "wrong_half"


@pytest.mark.parametrize(
    ("kind", "ago", "demo", "cause"),
    [
        (FactorKind.TOTP, timedelta(minutes=5, seconds=1), False, "not_fresh"),
        (FactorKind.TOTP, -timedelta(seconds=30), False, "not_fresh"),
        (FactorKind.PASSPHRASE, timedelta(0), False, "not_fresh"),
        (FactorKind.PASSPHRASE, timedelta(minutes=6), True, "not_fresh"),
    ],
)
def test_without_a_fresh_second_factor_no_half_is_taken(ceremony, settings, kind, ago, demo, cause):
    settings.DEMO = demo
    acts.call(ceremony)

    factor = acts.factor(kind, ago=ago)

    assert refused(lambda: acts.give(ceremony, ceremony.keys[0], showing=factor))[0] == cause


def test_in_a_demonstration_the_accounts_passphrase_counts_and_is_recorded_so(ceremony, settings):
    settings.DEMO = True
    acts.call(ceremony)

    acts.give(ceremony, ceremony.keys[0], showing=acts.factor(FactorKind.PASSPHRASE))

    assert OpeningHalf.objects.get().factor == "passphrase"


def test_the_second_person_who_comes_too_late_begins_again(ceremony):
    acts.call(ceremony)
    first = acts.give(ceremony, ceremony.keys[0])
    second = acts.halves(ceremony, ceremony.keys[1])

    with time_machine(clock.db_now() - timedelta(minutes=29)):  # it shows an hour more: 31 minutes on
        cause, sentence = refused_and_expired(ceremony, second)
        again = acts.call(ceremony)

    first.refresh_from_db()
    assert (cause, first.state) == ("too_slow", "expired")
    assert sentence == "More than 30 minutes passed between you. Nothing is open, nothing is lost: begin again."
    assert not OpeningShare.objects.exists()
    assert (again == first, again.state) == (False, "called")


def refused_and_expired(ceremony, shares):
    with pytest.raises(OpeningRefused) as refusal:
        acts.give(ceremony, ceremony.keys[1], shares=shares, showing=acts.factor())
    return refusal.value.cause.value, str(refusal.value)


def test_the_timer_expires_an_opening_that_waits_for_the_second(ceremony):
    acts.call(ceremony)
    opening = acts.give(ceremony, ceremony.keys[0])
    opening.refresh_from_db()
    at = opening.next_check

    openings.expire_due(opening, at=at, due=at)

    opening.refresh_from_db()
    assert (at - opening.halves.get().at, opening.state) == (timedelta(minutes=30), "expired")


def test_a_key_used_here_is_recorded_so_and_another_passphrase_is_refused(ceremony, monkeypatch):
    from offline.sealing.opening_keys import Cost, Derivation, wrap_key

    mine = ceremony.keys[0]
    locked = wrap_key(mine.private, "right words", Cost(Derivation.ARGON2ID, 19_456, 1, 1)).file()
    acts.call(ceremony)

    def give(passphrase):
        return opening_halves.give_half_by_key(
            tender=ceremony.tender,
            part=ceremony.part,
            key_file=locked,
            passphrase=passphrase,
            factor=acts.factor(),
            by=mine.holder,
        )

    assert refused(lambda: give("wrong words"))[0] == "wrong_passphrase"
    give("right words")
    assert OpeningHalf.objects.get().way == KeyWay.SERVER


def test_prices_are_not_opened_for_a_tender_of_one_envelope(ceremony):
    cause, _sentence = refused(lambda: openings.open_prices(tender=ceremony.tender, by=ceremony.keys[0].holder))

    assert cause == "not_closed"
    assert ceremony.part == OpeningPart.BOTH


def test_a_holder_without_the_role_gives_nothing(ceremony):
    mine: HolderKey = ceremony.keys[0]
    mine.holder.memberships.all().delete()
    person = type(mine.holder).objects.get(pk=mine.holder.pk)
    acts.call(ceremony, ceremony.keys[1])

    act = lambda: acts.give(ceremony, mine, shares={}, by=person)  # noqa: E731

    assert refused(act)[0] == "not_a_member"


@pytest.mark.django_db
def test_the_printed_keys_of_a_demonstration_open_nothing_outside_one(a_week_before, move_clock, settings):
    settings.DEMO = True
    closed = acts.waiting(move_clock, origin=KeyOrigin.DEMONSTRATION)
    settings.DEMO = False
    not_called = refused(lambda: acts.call(closed))
    settings.DEMO = True
    acts.call(closed)
    shares = acts.halves(closed, closed.keys[0])

    settings.DEMO = False

    not_taken = refused(lambda: acts.give(closed, closed.keys[0], shares=shares))
    assert [cause for cause, _sentence in (not_called, not_taken)] == ["demonstration_keys"] * 2
