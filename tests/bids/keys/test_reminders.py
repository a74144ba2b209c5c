"""Holders are told before and when a proof ends and before a deadline; too few proved keys are an alarm for all."""

from datetime import timedelta

import pytest

from core import assembly, timers
from core.models import Notice
from procurement.bids.models import OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.reminders import keys as reminders
from procurement.bids.services import keys
from procurement.tenders import services
from tests import builders
from tests.bids.keys import prove, proved_key, ready_keys
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = builders.AT


def kinds_to(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def sweep(at):
    timers.sweep([part for part in assembly.timer_parts() if part.model is OpeningKey], at=at)


def published(closes):
    """A tender with this deadline, whose keys were proved sixty days before it."""
    tender = written.in_review(with_keys=False)
    keys_of_city = ready_keys(tender.authority)
    services.publish(tender=tender, by=builders.person("officer", authority=tender.authority), at=written.AT)
    OpeningKey.objects.filter(authority=tender.authority).update(proved_at=closes - timedelta(days=60))
    assert tender.deadline_at == closes
    return tender, keys_of_city


def test_a_proof_is_reminded_of_seven_days_before_it_ends_and_when_it_has_ended():
    officer, mine = builders.person("officer"), proved_key(at=AT)
    notices = []
    for days in (82, 83, 89, 90, 200):
        sweep(AT + timedelta(days=days))
        notices.append((kinds_to(mine.holder), kinds_to(officer)))

    ends, ended = ["key.proof_ends"], ["key.proof_ends", "key.proof_ended"]
    assert notices == [([], []), (ends, []), (ends, []), (ended, ["key.out_of_date"]), (ended, ["key.out_of_date"])]


def test_the_holder_of_a_key_of_a_year_is_asked_once_for_another():
    officer, mine = builders.person("officer"), proved_key(at=AT)
    seen = []
    for days in (80, 160, 240, 320, 364, 365, 366, 400, 480, 560, 640, 720, 800):
        at = AT + timedelta(days=days)
        sweep(at)
        seen.append(kinds_to(mine.holder))
        prove(mine, at=at)

    assert seen == [[]] * 5 + [["key.year_old"]] * 8
    assert kinds_to(officer) == []
    assert Notice.objects.get().facts == {"id": str(mine.key.authority_id), "authority": mine.key.authority.name}


def test_a_key_that_was_retired_within_its_year_is_asked_for_nothing():
    mine = proved_key(at=AT)
    keys.retire_key(key=mine.key, by=mine.holder, at=AT + timedelta(days=300))

    sweep(AT + timedelta(days=366))

    assert kinds_to(mine.holder) == []


def test_a_year_is_told_also_where_the_proof_has_ended_long_before():
    mine = proved_key(at=AT)

    for days in range(0, 400, 10):
        sweep(AT + timedelta(days=days))

    assert kinds_to(mine.holder) == ["key.proof_ends", "key.proof_ended", "key.year_old"]


def test_a_fresh_proof_takes_the_reminder_back():
    mine = proved_key(at=AT)
    prove(mine, at=AT + timedelta(days=80))

    sweep(AT + timedelta(days=91))

    assert (kinds_to(mine.holder), mine.key.next_check) == ([], AT + timedelta(days=163))


def test_in_the_last_week_members_are_asked_once_for_a_fresh_proof():
    closes = written.DEADLINE
    tender, (first, second, spare) = published(closes)
    for days in (8, 7, 6):
        if days == 7:
            prove(first, at=closes - timedelta(days=7))
        reminders.look_at_deadlines(closes - timedelta(days=days))

    assert [kinds_to(mine.holder) for mine in (first, second, spare)] == [[], ["key.fresh_proof"], ["key.fresh_proof"]]
    [notice] = Notice.objects.filter(user=second.holder)
    assert notice.facts == {"id": str(tender.authority_id), "authority": tender.authority.name, "ref": tender.ref}


def test_fewer_than_two_proved_keys_a_day_before_are_an_alarm_for_officers_and_holders():
    closes = written.DEADLINE
    tender, (first, second, spare) = published(closes)
    officer = builders.person("officer", authority=tender.authority)
    late = closes - timedelta(hours=20)

    reminders.look_at_deadlines(late)
    all_in_date = kinds_to(officer)
    OpeningKey.objects.filter(pk__in=[first.key.pk, second.key.pk]).update(proved_at=late - timedelta(days=90))
    for _ in range(2):
        reminders.look_at_deadlines(late)

    assert all_in_date == []
    assert kinds_to(officer) == ["key.too_few"]
    assert [kinds_to(mine.holder) for mine in (first, second, spare)] == [["key.fresh_proof", "key.too_few"]] * 3
    assert [row.key for row in queries.latest_members([tender])[tender.pk]] == [first.key, second.key, spare.key]
