"""What somebody broke, also past the guards of the database: each is named, and the other bids are opened."""

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from core import triggers
from core.verification import Checked
from offline.reading import SignedFileFault
from procurement.bids import sealed_integrity, store
from procurement.bids.models import BidReceipt, BidRevision, OpeningRecord, SealedEnvelope
from procurement.bids.queries import openings as opening_queries
from tests import builders
from tests.bids import written
from tests.bids.forgery import signed_by_a_stranger
from tests.bids.opening import ceremony as acts

BUILD = {"bids": 3}


@pytest.fixture(autouse=True)
def _somebody_rules_the_database(ceremony):
    triggers.remove()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    yield
    triggers.install()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def envelope(ceremony, bid, kind="technical"):
    return SealedEnvelope.objects.get(revision=ceremony.revisions[bid], kind=kind)


def body_of(row) -> Path:
    return store.envelope_path(row.object_name)


def key(pk):
    return pk.hex if connection.vendor == "sqlite" else str(pk)


def flip_a_byte(ceremony):
    path = body_of(envelope(ceremony, 1))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def take_the_body(ceremony):
    body_of(envelope(ceremony, 1)).unlink()


def take_the_row(ceremony):
    sql("DELETE FROM bids_sealedenvelope WHERE id = %s", key(envelope(ceremony, 1).pk))


def change_the_header(ceremony):
    row = envelope(ceremony, 1)
    sql("UPDATE bids_sealedenvelope SET header = %s WHERE id = %s", row.header.replace("SB1", "SB2"), key(row.pk))


def change_a_wrap(ceremony):
    row = envelope(ceremony, 1)
    sql("UPDATE bids_sealedenvelope SET wraps = %s WHERE id = %s", "[]", key(row.pk))


def exchange_two_rows(ceremony):
    """The technical envelopes of the second and the third bid change places: all of each row but its revision."""
    rows = [envelope(ceremony, 1), envelope(ceremony, 2)]
    names = ("header", "wraps", "object_name", "size", "body_sha256", "sha256")
    values = [[getattr(row, name) for name in names] for row in rows]
    sql("UPDATE bids_sealedenvelope SET object_name = 'away' WHERE id = %s", key(rows[0].pk))
    columns = ", ".join(f"{name} = %s" for name in names)
    sql(f"UPDATE bids_sealedenvelope SET {columns} WHERE id = %s", *values[0], key(rows[1].pk))
    sql(f"UPDATE bids_sealedenvelope SET {columns} WHERE id = %s", *values[1], key(rows[0].pk))


def take_the_version(ceremony):
    pk = key(ceremony.revisions[1].pk)
    sql("DELETE FROM bids_sealedenvelope WHERE revision_id = %s", pk)
    sql("DELETE FROM bids_bidreceipt WHERE revision_id = %s", pk)
    sql("DELETE FROM bids_bidrevision WHERE id = %s", pk)


GOOD = [("B1", "price", "opened", ""), ("B1", "technical", "opened", "")]
THIRD = [("B3", "price", "opened", ""), ("B3", "technical", "opened", "")]


def second(outcome, fault, *, price=("opened", "")):
    return [("B2", "price", *price), ("B2", "technical", outcome, fault)]


@pytest.mark.parametrize(
    ("break_it", "outcome"),
    [
        (flip_a_byte, second("seal_broken", "body_changed")),
        (take_the_body, second("missing", "body_gone")),
        (take_the_row, second("missing", "row_gone")),
        (change_the_header, second("seal_broken", "row_changed")),
        (change_a_wrap, second("seal_broken", "row_changed")),
        (take_the_version, second("missing", "version_gone", price=("missing", "version_gone"))),
    ],
)
def test_what_was_done_to_one_bid_is_named_and_the_others_open(ceremony, break_it, outcome):
    break_it(ceremony)

    opening = acts.opened(ceremony)

    assert acts.results(opening) == [*GOOD, *outcome, *THIRD]
    states = [written.read(begun).state for begun in ceremony.begun]
    assert (states, opening.state) == (["opened", "unreadable", "opened"], "closed")


def test_two_rows_that_were_exchanged_are_both_named(ceremony):
    exchange_two_rows(ceremony)

    opening = acts.opened(ceremony)

    broken = ("seal_broken", "row_changed")
    assert acts.results(opening) == [
        *GOOD,
        ("B2", "price", "opened", ""),
        ("B2", "technical", *broken),
        ("B3", "price", "opened", ""),
        ("B3", "technical", *broken),
    ]


def notes(opening):
    record, _key = opening_queries.read_record(opening)
    return [(note.kind, note.about) for note in record.notes]


def test_a_line_of_the_log_that_was_rewritten_is_named(ceremony):
    leaf = ceremony.revisions[0].receipt.leaf
    sql("UPDATE core_auditleaf SET body = %s WHERE id = %s", leaf.body.replace('"v":1', '"v":2'), leaf.pk)

    opening = acts.opened(ceremony)

    named = notes(opening)
    assert ("log_changed", str(leaf.index)) in named
    assert ("head_differs", str(leaf.index + 1)) in named
    assert {row[2] for row in acts.results(opening)} == {"opened"}


def test_a_version_that_was_put_there_is_named_and_not_opened(ceremony):
    BidRevision.objects.filter(pk=ceremony.revisions[2].pk).update(number=7)

    opening = acts.opened(ceremony)

    assert ("version_not_in_log", "B3 7") in notes(opening)
    assert acts.results(opening)[-1] == ("B3", "technical", "missing", "version_gone")


def test_copies_of_receipts_that_are_gone_or_changed_are_named(ceremony):
    BidReceipt.objects.filter(pk=ceremony.revisions[0].pk).update(text="{}")
    sql("DELETE FROM bids_bidreceipt WHERE revision_id = %s", key(ceremony.revisions[1].pk))

    opening = acts.opened(ceremony)

    assert notes(opening) == [("receipt_changed", "B1"), ("receipt_gone", "B2")]
    assert {row[2] for row in acts.results(opening)} == {"opened"}


def test_a_copy_of_a_receipt_that_a_stranger_signed_is_named(ceremony):
    receipt = ceremony.revisions[0].receipt
    BidReceipt.objects.filter(pk=receipt.pk).update(text=signed_by_a_stranger(receipt.text))

    assert notes(acts.opened(ceremony)) == [("receipt_changed", "B1")]


def test_a_record_that_a_stranger_signed_is_named_and_not_read(ceremony):
    opening = acts.opened(ceremony)
    record = OpeningRecord.objects.get(opening=opening)
    OpeningRecord.objects.filter(pk=record.pk).update(text=signed_by_a_stranger(record.text))

    sentence = "The file was signed with a key that is none of this site."
    assert next(iter(sealed_integrity.check_openings())) == Checked(str(opening.pk), (f"Its record: {sentence}",))
    with pytest.raises(SignedFileFault, match=sentence):
        opening_queries.read_record(opening)


def test_a_bid_whose_row_is_gone_is_named_and_nobody_is_said_to_be_told(ceremony, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    sql("DELETE FROM bids_bid WHERE id = %s", key(ceremony.begun[1].bid.pk))

    opening = acts.opened(ceremony)

    assert acts.results(opening) == [*GOOD, *second("missing", "bid_gone", price=("missing", "bid_gone")), *THIRD]
    client.force_login(builders.person("officer", authority=ceremony.tender.authority))
    text = client.get(reverse("bids:opening", args=[ceremony.tender.pk])).content.decode()
    assert "B2 cannot be read" in text
    assert ("The team of the bid was told." in text, "nobody could be told" in text) == (False, True)


def test_a_bid_that_was_said_to_be_withdrawn_is_opened_all_the_same(ceremony):
    type(ceremony.begun[0].bid).objects.filter(pk=ceremony.begun[0].bid.pk).update(state="withdrawn")

    opening = acts.opened(ceremony)

    assert notes(opening) == [("state_differs", "B1")]
    assert written.read(ceremony.begun[0]).state == "opened"


def test_a_party_that_was_exchanged_is_named(ceremony):
    ceremony.begun[0].bid.parties.update(name="Another firm")

    assert notes(acts.opened(ceremony)) == [("parties_differ", "B1")]
