"""Two people save one part at once. Without the lock of the draft's row the second fails or loses what the first wrote."""

import pytest
from django.db import IntegrityError

from procurement.bids.gather import drafts as gather
from procurement.bids.models import BidDraft
from tests import races
from tests.bids import written
from tests.races import LOCKED

pytestmark = pytest.mark.django_db


@LOCKED
def test_two_who_save_at_once_both_keep_what_they_wrote(transactional_db, monkeypatch, locked):
    races.require_rows_locked_alone()
    begun = written.begun_bid()
    written.saved(begun, fields={"a": "1"})

    def second():
        try:
            return written.saved(begun, fields={"b": "2"}, seen=1).no
        except IntegrityError:
            return "the same version twice"

    [outcome] = races.raced(
        monkeypatch,
        lambda: written.saved(begun, fields={"a": "3"}, seen=1),
        second,
        model=BidDraft,
        locked=locked,
    )

    assert outcome == (3 if locked else "the same version twice")
    kept = gather.part_of(begun.bid, begun.draft_key, "answers").fields
    assert kept == ({"a": "3", "b": "2"} if locked else {"a": "3"})
