"""Bids are sealed for the keys that the notice names, and for no others."""

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditLeaf, Notice
from procurement.bids.models import AttemptReason, FrozenMember, KeyOrigin
from procurement.bids.services import submitting
from procurement.bids.services.submission import SubmissionRefused
from tests import builders
from tests.bids.submitting import city_with_keys, ready_bid, refused, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "0123456789abcdef"


def test_the_keys_are_those_of_the_notice_or_nothing_is_sealed(rows_may_change):
    begun = ready_bid()
    FrozenMember.objects.filter(keyset__tender=begun.bid.tender_id, number=1).update(public_key="ab" * 32)

    sentences, reason = refused(begun)

    assert (sentences, reason) == (
        [
            "The opening keys of this tender are not those of its notice.",
            "Nothing was taken. The site tells the city of it within the hour; your draft stays. Try again later.",
        ],
        AttemptReason.KEYSET_MISMATCH,
    )
    leaf = AuditLeaf.objects.filter(kind="bid.keyset_mismatch").get()
    assert leaf.log_id == f"tender:{begun.bid.tender_id}"
    assert str(begun.bid.pk) not in leaf.body


def test_who_presses_again_and_again_for_other_keys_leaves_a_leaf_a_minute_and_tells_nobody(rows_may_change):
    begun = ready_bid()
    officer = builders.person("officer", authority=begun.bid.tender.authority)
    FrozenMember.objects.filter(keyset__tender=begun.bid.tender_id, number=1).update(public_key="ab" * 32)
    minute = clock.db_now().replace(second=0, microsecond=0)

    leaves = []
    for seconds in (0, 1, 59, 60):
        at = minute + timedelta(seconds=seconds)
        with pytest.raises(SubmissionRefused):
            submitting.submit_bid(bid=begun.bid, draft_key=begun.draft_key, idem_key=KEY, by=begun.bid.begun_by, at=at)
        leaves.append(AuditLeaf.objects.filter(kind="bid.keyset_mismatch").count())

    assert leaves == [1, 1, 1, 2]
    assert list(Notice.objects.filter(user=officer)) == []


def test_nothing_is_sealed_for_the_printed_keys_of_a_demonstration_outside_one(settings):
    settings.DEMO = True
    city, _keys_of_city = city_with_keys(KeyOrigin.DEMONSTRATION)
    begun = ready_bid(city)
    submitted(begun)

    settings.DEMO = False

    assert refused(begun) == (
        ["The opening keys of this tender are of a demonstration, and count nowhere else: they are printed."],
        AttemptReason.NOT_OPEN,
    )
    assert not AuditLeaf.objects.filter(kind="bid.keyset_mismatch").exists()  # they are those of the notice
