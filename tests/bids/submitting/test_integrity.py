"""`manage.py verify` finds what is wrong with what came in: a part, a byte, a receipt, a version that was taken away."""

import pytest

from offline import receipts, signed
from procurement.bids import store
from procurement.bids.models import BidReceipt, BidRevision, SealedEnvelope
from procurement.bids.sealed_integrity import check_envelopes, check_versions
from tests.bids.forgery import signed_by_a_stranger
from tests.bids.submitting import ready_bid, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def faults(check):
    return [fault for checked in check() for fault in checked.faults]


def test_what_came_in_is_as_it_came():
    submitted(ready_bid())

    assert [checked.faults for checked in check_versions()] == [()]
    assert [checked.faults for checked in check_envelopes()] == [(), ()]


def test_an_envelope_that_is_gone_cut_or_changed_is_named():
    gone, cut = (store.envelope_path(row.object_name) for row in submitted(ready_bid()).envelopes.all())
    content = cut.read_bytes()
    cut.write_bytes(bytes([content[0] ^ 1]) + content[1:])

    assert (faults(check_versions), faults(check_envelopes)) == ([], [f"The envelope {cut.name} was changed."])

    cut.write_bytes(content[:-1])
    gone.unlink()
    assert faults(check_versions) == [
        f"The envelope {gone.name} is missing.",
        f"The envelope {cut.name} does not have its size.",
    ]
    assert f"The envelope {gone.name} is missing." in faults(check_envelopes)


def test_a_part_that_was_taken_out_of_the_table_is_named(rows_may_change):
    revision = submitted(ready_bid())
    SealedEnvelope.objects.filter(revision=revision, kind="price").delete()

    assert faults(check_versions) == ["Not every lot has both of its parts.", "Its receipt names other envelopes."]


def test_a_receipt_that_was_changed_exchanged_or_taken_away_is_named(rows_may_change):
    revision = submitted(ready_bid())
    text = revision.receipt.text
    receipts = BidReceipt.objects.filter(revision=revision)

    receipts.update(text=text.replace('"revision":1', '"revision":2'))
    assert faults(check_versions)[0].startswith("Its receipt: The document was changed after it was signed")

    receipts.update(text=text)
    BidRevision.objects.filter(pk=revision.pk).update(number=2)
    assert faults(check_versions) == ["Its receipt names another time or number."]

    receipts.delete()
    assert faults(check_versions)[0] == "It has no receipt."


def test_a_receipt_that_a_stranger_signed_is_named_though_all_of_it_fits(rows_may_change):
    revision = submitted(ready_bid())
    forged = signed_by_a_stranger(revision.receipt.text)
    file = signed.read(forged.encode())
    signed.require_unchanged(file)
    receipts.require_consistent(receipts.read(file.document), file.public_key)

    BidReceipt.objects.filter(revision=revision).update(text=forged)

    assert faults(check_versions) == ["Its receipt: The file was signed with a key that is none of this site."]


def test_a_version_that_was_taken_away_is_missed_by_its_entry(rows_may_change):
    revision = submitted(ready_bid())
    leaf = revision.receipt.leaf
    SealedEnvelope.objects.all().delete()
    BidReceipt.objects.all().delete()
    BidRevision.objects.all().delete()

    assert faults(check_versions) == [f"Entry {leaf.index} of {leaf.log_id} names a version that is not there."]
