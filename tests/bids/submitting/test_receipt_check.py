"""Anybody checks a receipt: line by line what holds, what does not, and nothing for who has none."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.models import AuditLeaf, AuditLog, Notice, PlatformKey, SecurityEvent
from core.pages import formats
from core.signing import services as signing
from offline import keys, receipts, signed
from procurement.bids.models import (
    BidReceipt,
    BidRevision,
    FrozenKeyset,
    FrozenMember,
    Reconfirmation,
    SealedEnvelope,
)
from procurement.bids.services import withdrawing
from procurement.bids.services.receipt_checks import PointFinding, ReceiptPoint, check_receipt
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import TenderVersion
from tests.architecture.test_access_matrix import undone
from tests.bids import written
from tests.bids.submitting import city_with_keys, open_tender, ready_bid, submitted
from tests.offline.samples import OTHER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
PAGE = "receipts:check"
QUERIES = 11
BOMB = b'{"document":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.fixture
def begun():
    return ready_bid()


@pytest.fixture
def revision(begun):
    return submitted(begun)


def content_of(revision):
    return revision.receipt.text.encode()


def findings(check):
    return {point.point: point.finding for point in check.points}


def only(check):
    """What does not simply hold: {point: finding}."""
    return {point: finding for point, finding in findings(check).items() if finding is not PointFinding.HOLDS}


def signed_by_other(content, **changes):
    """The same document, perhaps changed, signed with a key that is none of this site."""
    document = {**signed.read(content).document, **changes}
    return signed.sign(receipts.KIND, document, OTHER).file()


def signed_here(content, **changes):
    """A document that the site's own key signed: whoever has the key can write what it likes."""
    document = {**signed.read(content).document, **changes}
    return signing.sign(receipts.KIND, document, at=clock.db_now()).file()


def text_of(response):
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def lines(response):
    """(word, title, why) of each line of the page."""
    rows = re.findall(r'<li class="\w+"><span class="sign".*?</li>', response.content.decode(), re.DOTALL)
    return [tuple(re.findall(r'<(?:span class="unseen"|b|span class="why")>(.*?)</', row)) for row in rows]


def sent(client, content, *, name="receipt.json"):
    return client.post(reverse(PAGE), {"file": SimpleUploadedFile(name, content)})


# --- what holds ---


def test_a_true_receipt_holds_in_every_point_and_a_check_leaves_nothing(revision, client, django_assert_num_queries):
    content = content_of(revision)
    tables = (AuditLeaf, Notice, SecurityEvent, BidReceipt)
    before = [model.objects.count() for model in tables]

    with django_assert_num_queries(QUERIES):
        check = check_receipt(content)
    response = sent(client, content)
    pasted = client.post(reverse(PAGE), {"text": f"\n  {revision.receipt.text}\n"})

    assert findings(check) == dict.fromkeys(ReceiptPoint, PointFinding.HOLDS)
    assert check.receipt == receipts.read(signed.read(content).document)
    assert lines(response) == lines_that_hold(revision)
    page = text_of(response)
    assert "The receipt is true This site signed it, and keeps today what it signed then." in page
    assert "Whether the bid is complete or admissible" in page
    assert f"python -m offline verify receipt.json --key {signed.read(content).fingerprint}" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert lines(pasted) == lines(response)
    assert [model.objects.count() for model in tables] == before


def lines_that_hold(revision):
    """What the page says of a receipt of which everything holds."""
    key = keys.in_groups(signed.read(content_of(revision)).fingerprint)
    keyset = formats.short_digest(revision.keyset.digest)
    sentences = [
        ("The file is a receipt", "It is whole, in the form that this site writes."),
        ("Nothing in it was changed", "The signature fits every letter of it."),
        ("A key of this site signed it", f"Key number 1, which signs now: {key}"),
        (
            "Its line stands in the signed log",
            "The line of the log says the same: bid, version, time, deadline and envelopes.",
        ),
        (
            "No line of the tender’s log was changed since",
            "The log begins today with all the lines that it had then.",
        ),
        ("The site still lists what came in", "2 envelopes, with the same hashes."),
        ("It was sealed for the keys of the notice", f"These keys open the bids of the tender: {keyset}"),
        ("It answers the tender as it was published", "Version 1 of the tender, which is the last one."),
        ("It is the version of the bid that counts", "Version 1 is the last one."),
    ]
    return [("Holds: ", *pair) for pair in sentences]


def test_two_lots_cost_no_more_than_one(django_assert_num_queries):
    city, _keys = city_with_keys()
    tender = open_tender(city)
    content = content_of(submitted(ready_bid(tender=tender, lots=tender_queries.lots_of(tender))))

    with django_assert_num_queries(QUERIES):
        check = check_receipt(content)

    assert (only(check), len(check.receipt.envelopes)) == ({}, 4)


def test_whoever_brings_a_receipt_again_and_again_reads_nothing_of_the_bids_of_others(client):
    """Each bid is a line of the log: its length today would say how many came in."""
    city, _keys = city_with_keys()
    tender = open_tender(city)
    mine = submitted(ready_bid(tender=tender, name="Clear Air"))
    content, log = content_of(mine), AuditLog.objects.filter(pk=mine.audit_origin)
    size, check, page = log.get().size, check_receipt(content), text_of(sent(client, content))
    client.force_login(mine.sender)
    receipt = text_of(client.get(reverse("bids:receipt", args=[mine.bid_id, 1])))

    rivals = [submitted(ready_bid(tender=tender, name=f"Rival {number}")) for number in range(3)]

    assert log.get().size >= size + 3
    assert (check_receipt(content), text_of(sent(client, content))) == (check, page)
    client.force_login(rivals[-1].sender)
    of_rival = text_of(client.get(reverse("bids:receipt", args=[rivals[-1].bid_id, 1])))
    numbers = [re.findall(r"[Ll]ines? (?:of the log )?\d+|\d+ lines", text) for text in (page, receipt, of_rival)]
    assert numbers == [[], [], []]


# --- what holds, and what is to know besides ---


def test_what_came_after_it_is_told_and_it_still_holds(begun, revision, client, rows_may_change):
    content = content_of(revision)

    with undone():
        _amended(revision)
        assert only(check_receipt(content)) == {ReceiptPoint.TENDER_VERSION: PointFinding.NOTED}
        Reconfirmation.objects.create(
            revision=revision,
            tender_version=TenderVersion.objects.get(tender=revision.bid.tender, no=2),
            by=revision.sender,
            at=clock.db_now(),
        )
        assert only(check_receipt(content)) == {}
    with undone():
        written.saved(begun, "answers", {"R1": "false"}, at=clock.db_now())
        later = submitted(begun)
        assert only(check_receipt(content)) == {ReceiptPoint.LATEST: PointFinding.NOTED}
        assert only(check_receipt(content_of(later))) == {}
    with undone():
        withdrawing.withdraw(bid=written.read(begun), by=begun.bid.begun_by)
        assert only(check_receipt(content)) == {ReceiptPoint.LATEST: PointFinding.NOTED}
        assert "The bid was withdrawn, so it is not opened." in text_of(sent(client, content))
    with undone():
        # what a key signed after another took its place does not count
        _key_after(revision.received_at - timedelta(hours=2))
        check = check_receipt(content)
        assert (only(check), check.receipt) == ({ReceiptPoint.KEY: PointFinding.FAILS}, None)
    _key_after(revision.received_at + timedelta(seconds=1))
    assert only(check_receipt(content)) == {ReceiptPoint.KEY: PointFinding.NOTED}
    assert "another has taken its place since" in text_of(sent(client, content))


def _amended(revision):
    """A later version of the tender, as a row alone."""
    later = TenderVersion.objects.get(pk=revision.tender_version_id)
    later.pk, later.no, later.digest, later.reason, later._state.adding = uuid.uuid4(), 2, "ab" * 32, "More.", True
    later.save(force_insert=True)


def _key_after(at):
    """Another key that signs from this moment, as a row alone."""
    PlatformKey.objects.create(
        number=2, public_key="ab" * 32, fingerprint="cd" * 32, beginning="rotated", by_old="x", by_new="x", from_at=at
    )


# --- what does not hold ---


def test_a_changed_byte_and_another_s_signature_are_found_and_nothing_is_looked_up(
    revision, client, django_assert_num_queries
):
    """Whoever knows the ids of a bid and signs with a key of its own learns as much as with ids of nothing."""
    content = content_of(revision)
    with django_assert_num_queries(0):
        changed = check_receipt(content.replace(b'"revision":1', b'"revision":2'))
    ours, nothing = (signed_by_other(content, host="tenders.example", **changes) for changes in ({}, {"bid": "none"}))
    with django_assert_num_queries(1):
        of_another_site = check_receipt(ours)
    answers = [lines(sent(client, each)) for each in (ours, nothing)]

    assert findings(changed) == {ReceiptPoint.FORM: PointFinding.HOLDS, ReceiptPoint.SIGNATURE: PointFinding.FAILS}
    assert only(of_another_site) == {ReceiptPoint.KEY: PointFinding.FAILS}
    assert (changed.receipt, of_another_site.receipt) == (None, None)
    assert answers[0] == answers[1]
    assert answers[0][-1][1] == "A key of this site signed it"
    assert "tenders.example" in answers[0][-1][2]
    page, bid = sent(client, ours).content.decode(), revision.bid
    assert [text for text in (str(bid.pk), str(bid.supplier_id), bid.supplier.name) if text in page] == []


def test_what_the_site_does_not_keep_is_found(revision, client, rows_may_change):
    content, leaf = content_of(revision), revision.receipt.leaf
    earlier = {"received_at": "2026-01-01T00:00:00.000001Z"}
    assert only(check_receipt(signed_here(content, **earlier))) == {ReceiptPoint.PARTS: PointFinding.FAILS}

    with undone():
        AuditLog.objects.filter(pk=revision.audit_origin).update(size=leaf.index)
        assert only(check_receipt(content)) == {ReceiptPoint.LOG: PointFinding.FAILS}
        page = text_of(sent(client, content))
        assert "1 thing does not hold The site signed this receipt, and it does not keep what the receipt says." in page
        assert "The log has lost lines since." in page
    for changes in ({"hash": "ab" * 32}, {"body": "{}"}):
        with undone():
            AuditLeaf.objects.filter(pk=leaf.pk).update(**changes)
            assert only(check_receipt(content)) == {ReceiptPoint.LOG: PointFinding.FAILS}
    with undone():
        SealedEnvelope.objects.filter(revision=revision, kind="price").update(sha256="ab" * 32)
        assert only(check_receipt(content)) == {ReceiptPoint.KEPT: PointFinding.FAILS}
    with undone():
        SealedEnvelope.objects.all().delete()
        BidReceipt.objects.all().delete()
        BidRevision.objects.all().delete()
        assert only(check_receipt(content)) == {
            ReceiptPoint.KEPT: PointFinding.FAILS,
            ReceiptPoint.LATEST: PointFinding.FAILS,
        }
    with undone():
        FrozenMember.objects.all().delete()
        FrozenKeyset.objects.filter(pk=revision.keyset_id).update(digest="ab" * 32)
        assert only(check_receipt(content)) == {ReceiptPoint.KEYSET: PointFinding.FAILS}


# --- what is no receipt ---

NOT_READ = [
    (b"{}", "lacks"),
    (b"no JSON", "The file is not JSON, or it was cut off or damaged."),
    (b'{"format": "evenhand-signed/1", "format": "x"}', "stands twice"),
    (BOMB, "The file is not JSON, or it was cut off or damaged."),
    (b"[" + b"9" * 5000 + b"]", "The file is not JSON, or it was cut off or damaged."),
    (b"\xff\xfe{", "The file is not JSON, or it was cut off or damaged."),
    (signed.sign("share-code/1", {"a": 1}, OTHER).file(), "it is no receipt of a bid: it says “share-code/1”"),
    (signed.sign(receipts.KIND, {"a": 1}, OTHER).file(), "lacks"),
    (b"%PDF-1.7\n\x00 nothing", "The PDF cannot be read: it was cut off or damaged."),
]


@pytest.mark.parametrize(("content", "sentence"), NOT_READ, ids=range(len(NOT_READ)))
def test_what_is_no_receipt_is_said_to_be_none(client, content, sentence, django_assert_num_queries):
    with django_assert_num_queries(0):
        [point] = check_receipt(content).points

    assert (point.point, point.finding) == (ReceiptPoint.FORM, PointFinding.FAILS)
    assert sentence in point.why
    response = sent(client, content)
    assert (response.status_code, "1 thing does not hold" in text_of(response)) == (200, True)


def test_five_megabytes_are_not_read(client):
    response = sent(client, b" " * 5_000_000)

    assert (response.status_code, "Nothing of it was read" in text_of(response)) == (413, True)


def test_a_file_or_a_text_above_the_limit_is_refused_with_a_sentence(client):
    text = client.post(reverse(PAGE), {"text": "x" * (1024 * 1024 + 1)})

    assert lines(text) == []
    assert "There is a problem" in text_of(text)


@pytest.mark.parametrize(
    ("data", "sentence"), [({}, "Choose the file of a receipt"), ({"text": " "}, "Choose the file")]
)
def test_nothing_at_all_is_asked_for_again(client, data, sentence):
    response = client.post(reverse(PAGE), data)

    assert (response.status_code, lines(response), sentence in text_of(response)) == (200, [], True)


def test_a_file_of_another_ending_is_not_taken(client):
    assert "receipt.exe" in text_of(sent(client, b"{}", name="receipt.exe"))


def test_an_address_that_checks_too_many_waits(client):
    answers = [client.post(reverse(PAGE), {"text": "{}"}).status_code for _time in range(31)]

    assert answers == [*[200] * 30, 429]
    refused = sent(client, b"{}")
    assert (refused.status_code, refused.headers["Retry-After"], lines(refused)) == (429, "600", [])


def test_the_page_asks_for_no_account_and_works_without_a_script(client):
    page = client.get(reverse(PAGE)).content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert json.dumps("sign in") not in page
