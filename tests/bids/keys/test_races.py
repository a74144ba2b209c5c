"""Two at once about the keys of an authority: the second waits, and sees what the first did."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Authority
from procurement.bids.models import FrozenKeyset, OpeningKey, Rehearsal
from procurement.bids.services import keys, keysets
from procurement.bids.services.keys import KeyRefused
from procurement.bids.services.keysets import KeyRole
from tests import builders
from tests.bids.keys import made_key, prove, proved_key, ready_keys
from tests.races import LOCKED, raced, require_rows_locked_alone
from tests.tenders import written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = written.AT


@LOCKED
def test_a_key_is_not_retired_while_a_keyset_that_names_it_is_being_frozen(monkeypatch, locked):
    """Without the lock the log would show a keyset with a key that was retired before."""
    require_rows_locked_alone()
    tender = written.in_review(with_keys=False)
    [mine, *_others] = ready_keys(tender.authority, at=AT)

    def retire():
        keys.retire_key(key=mine.key, by=mine.holder, at=AT + timedelta(seconds=1))
        return FrozenKeyset.objects.filter(tender=tender).exists()

    outcome = raced(
        monkeypatch,
        lambda: keysets.freeze_keyset(tender, by=None, at=AT),
        retire,
        model=Authority,
        locked=locked,
    )

    assert outcome == [locked]  # whether the frozen set was there when the key went


@LOCKED
def test_two_who_prove_at_once_begin_one_rehearsal(monkeypatch, locked):
    """Without the lock each sees a set without the other, and no rehearsal begins."""
    require_rows_locked_alone()
    city = builders.authority()
    proved_key(role=KeyRole.ESCROW, authority=city, at=AT)
    first, second = (made_key(authority=city, at=AT) for _ in range(2))

    def prove_second():
        prove(second, at=AT)
        return Rehearsal.objects.count()

    outcome = raced(monkeypatch, lambda: prove(first, at=AT), prove_second, model=Authority, locked=locked)

    assert outcome == ([1] if locked else [0])
    assert Rehearsal.objects.count() == (1 if locked else 0)


def test_a_key_is_retired_once_by_two_at_once(monkeypatch):
    require_rows_locked_alone()
    mine = proved_key(at=clock.db_now())
    officer = builders.person("officer", authority=mine.key.authority)

    def retired(by):
        try:
            keys.retire_key(key=OpeningKey.objects.get(pk=mine.key.pk), by=by, at=clock.db_now())
        except KeyRefused as refused:
            return str(refused)
        return "retired"

    outcome = raced(monkeypatch, lambda: retired(mine.holder), lambda: retired(officer), model=Authority, locked=True)

    assert outcome == ["This key is retired."]
    assert OpeningKey.objects.get(pk=mine.key.pk).retired_by == mine.holder
