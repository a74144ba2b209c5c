"""A set of keys rehearses: a test bid that every pair opens, once for each set; then it may publish."""

from datetime import timedelta

import pytest

from core.models import AuditLeaf, Membership
from offline.sealing.keysets import KeyRole
from procurement.bids.models import Rehearsal, RehearsalShare
from procurement.bids.services import keys, keysets, rehearsals
from procurement.bids.services.keys import KeyRefused
from tests import builders
from tests.bids.keys import halves_of, holder, made_key, prove, proved_key, proved_keys, ready_keys, rehearse

pytestmark = pytest.mark.django_db
AT = builders.AT


def members_of(reading):
    return [(member.number, member.key.role, member.key.holder) for member in reading.members]


def add(rehearsal, mine, shares):
    return rehearsals.add_shares(rehearsal=rehearsal, key=mine.key, shares=shares, by=mine.holder, at=AT)


def refused(rehearsal, mine, shares):
    with pytest.raises(KeyRefused) as refusal:
        add(rehearsal, mine, shares)
    return str(refusal.value)


def test_it_begins_by_itself_once_three_keys_one_of_them_spare_are_proved():
    city = builders.authority()
    begun = []
    for role in (KeyRole.OPENER, KeyRole.OPENER, KeyRole.OPENER, KeyRole.ESCROW):
        proved_key(role=role, authority=city, at=AT)
        begun.append(Rehearsal.objects.count())

    assert begun == [0, 0, 0, 1]


def test_all_three_pairs_of_three_keys_open_the_test_bid():
    city = builders.authority()
    first, second, spare = proved_keys(city, at=AT)

    done = [rehearse(mine, at=AT) for mine in (first, spare, second)]

    reading = keysets.set_of(city, AT)
    assert done == [False, False, True]
    assert members_of(reading) == [
        (1, "opener", first.holder),
        (2, "opener", second.holder),
        (3, "escrow", spare.holder),
    ]
    assert (reading.missing, reading.until) == ((), AT + timedelta(days=90))
    assert not RehearsalShare.objects.exists()
    [leaf] = AuditLeaf.objects.filter(kind="keys.rehearsed")
    assert '"pairs":3' in leaf.body


def test_a_half_that_is_not_the_sealed_one_is_refused_by_its_pair_and_nothing_is_kept():
    first, second, _spare = proved_keys(builders.authority(), at=AT)
    rehearsal = rehearsals.open_rehearsal_of(first.key, AT)
    halves = halves_of(rehearsal, first)

    wrong = halves | {(1, 3): halves[1, 2]}

    assert refused(rehearsal, first, wrong) == (
        "The half for the pair 1 and 3 is not the one that was sealed. Nothing is kept."
    )
    assert refused(rehearsal, first, {(1, 2): halves[1, 2]}) == "The half for the pair 1 and 3 is missing."
    assert refused(rehearsal, first, halves | {(2, 3): halves[1, 2]}) == (
        "A half was sent for a pair of which this key is no part."
    )
    assert refused(rehearsal, second, halves) == "A half was sent for a pair of which this key is no part."
    assert not RehearsalShare.objects.exists()


def test_sending_the_same_twice_is_harmless():
    first, *_others = proved_keys(builders.authority(), at=AT)
    rehearsal = rehearsals.open_rehearsal_of(first.key, AT)
    halves = halves_of(rehearsal, first)

    answers = [add(rehearsal, first, halves) for _ in range(2)]

    assert (answers, RehearsalShare.objects.count()) == ([False, False], 2)
    assert not rehearsals.waits_for(rehearsal, first.key)


def test_nobody_rehearses_with_another_person_s_key_or_in_another_city():
    first, second, _spare = proved_keys(builders.authority(), at=AT)
    stranger, *_rest = proved_keys(builders.authority("Elsewhere"), at=AT)
    rehearsal = rehearsals.open_rehearsal_of(first.key, AT)
    halves = halves_of(rehearsal, first)

    with pytest.raises(KeyRefused, match="another person's"):
        rehearsals.add_shares(rehearsal=rehearsal, key=first.key, shares=halves, by=second.holder, at=AT)
    assert refused(rehearsal, stranger, halves) == "This key is not part of this rehearsal."


def test_a_test_bid_that_was_changed_since_is_not_opened(rows_may_change):
    first, second, spare = proved_keys(builders.authority(), at=AT)
    rehearsal = rehearsals.open_rehearsal_of(first.key, AT)
    changed = bytearray(rehearsal.body)
    changed[-1] ^= 1
    Rehearsal.objects.filter(pk=rehearsal.pk).update(body=bytes(changed))
    for mine in (first, second):
        rehearse(mine, at=AT)

    with pytest.raises(KeyRefused, match="The pair 1 and 2 does not open the test bid"):
        rehearse(spare, at=AT)


def test_a_changed_key_begins_anew_and_the_old_set_counts_no_more():
    city = builders.authority()
    first, *others = ready_keys(city, at=AT)
    keys.retire_key(key=first.key, by=first.holder, at=AT)

    without = keysets.set_of(city, AT)
    replaced = prove(made_key(first.holder, authority=city, at=AT), at=AT)
    waiting = keysets.set_of(city, AT)
    for mine in (replaced, *others):
        rehearse(mine, at=AT)

    assert without.missing == (f"{first.holder} has not made an opening key yet.",)
    assert waiting.missing == tuple(
        f"{mine.holder} has not opened the test bid of the rehearsal yet."
        for mine in sorted([replaced, *others], key=lambda mine: (mine.key.role == "escrow", mine.holder.name))
    )
    assert [member.key for member in keysets.set_of(city, AT).members] == [others[0].key, replaced.key, others[1].key]


def test_a_further_key_is_in_no_set_until_it_is_rehearsed_and_the_old_set_stays_in_use():
    city = builders.authority()
    ready = ready_keys(city, at=AT)
    further = proved_key(authority=city, at=AT)

    before = keysets.set_of(city, AT)
    rehearsal = rehearsals.open_rehearsal_of(further.key, AT)
    for mine in (further, *ready):
        rehearse(mine, at=AT)
    after = keysets.set_of(city, AT)

    assert ([member.key for member in before.members], before.missing) == ([mine.key for mine in ready], ())
    assert rehearsal.members.count() == 4
    assert {member.key for member in after.members} == {mine.key for mine in (further, *ready)}


def test_a_proof_counts_for_ninety_days_that_of_a_spare_key_for_a_year():
    city = builders.authority()
    first, second, spare = ready_keys(city, at=AT)
    over = AT + timedelta(days=90)

    last_moment, ended = keysets.set_of(city, over - timedelta(seconds=1)), keysets.set_of(city, over)
    for mine in (first, second):
        prove(mine, at=over)
    proved_again, a_year_later = keysets.set_of(city, over), keysets.set_of(city, AT + timedelta(days=365))

    assert last_moment.missing == ()
    assert set(ended.missing) == {
        f"{mine.holder} must prove the opening key again: the last proof is too old." for mine in (first, second)
    }
    assert [member.key for member in proved_again.members] == [first.key, second.key, spare.key]
    assert len(a_year_later.missing) == 3


def test_who_loses_the_role_is_in_no_set_any_more():
    city = builders.authority()
    first, *_others = ready_keys(city, at=AT)

    Membership.objects.filter(user=first.holder, role="opener").delete()

    assert keysets.set_of(city, AT).missing == (
        "Bids are opened by keys of at least three persons; 1 more must be named on the people page.",
    )


def test_what_is_missing_is_named_from_nobody_to_everybody():
    city = builders.authority()
    nobody = keysets.set_of(city, AT).missing
    people = [
        holder(role, authority=city, name=name)
        for role, name in ((KeyRole.OPENER, "Ada"), (KeyRole.OPENER, "Ben"), (KeyRole.ESCROW, "Cem"))
    ]
    named = keysets.set_of(city, AT).missing
    made_key(people[0], authority=city, at=AT)
    proved_key(people[1], authority=city, at=AT)
    partly = keysets.set_of(city, AT).missing

    assert nobody == (
        "Bids are opened by keys of at least three persons; 3 more must be named on the people page.",
        "Nobody is the keeper of the spare key. An administrator gives that role.",
    )
    assert named == tuple(f"{name} has not made an opening key yet." for name in ("Ada", "Ben", "Cem"))
    assert partly == ("Ada has not proved the opening key yet.", "Cem has not made an opening key yet.")


@pytest.mark.parametrize("openers", [2, 6])
def test_a_set_is_read_with_as_many_queries_for_three_as_for_seven(openers, django_assert_num_queries):
    city = builders.authority()
    ready_keys(city, openers=openers, at=AT)

    with django_assert_num_queries(4):
        keysets.set_of(city, AT)
