"""A receipt: what it says, that its parts say one thing, and what a slip and a payload add."""

import json
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from offline import keys, receipts, signed
from offline.__main__ import main
from offline.reading import Problem, SignedFileFault
from offline.receipts import ReceiptDocument, ReceiptLeaf, SlipNonce
from offline.sealing.headers import EnvelopeKind
from scoring import canonical
from tests.offline.receipt_samples import (
    BID,
    DEADLINE,
    ENVELOPES,
    FACTS,
    HOST,
    LOT,
    NONCES,
    PAYLOADS,
    RECEIVED,
    SLIP,
    TENDER,
    body,
    note,
    receipt,
    receipt_file,
)
from tests.offline.samples import FINGERPRINT, KEY, OTHER

PUBLIC = KEY.public_key().public_bytes_raw()
GROUPS = keys.in_groups(FINGERPRINT)
ABOUT = [
    f"Receipt for version 2 of bid {BID}.",
    f"Supplier 5a11, tender {TENDER}, at {HOST}.",
    "Received 3 December 2026, 09:30:00.123456 UTC; the deadline was 3 December 2026, 12:00:00.000000 UTC.",
    f"  technical part of lot {LOT}: {ENVELOPES[0].sha256}",
    f"  price part of lot {LOT}: {ENVELOPES[1].sha256}",
    "The signature fits: nothing was changed since.",
]
NAMED = ["It was signed with the key that you named."]
IN_LOG = [
    "Entry 3 of the tender's log says the same: bid, version, time, deadline and envelopes.",
    "The entry stands in the log of 4 entries whose head the same key signed.",
]
LIMITS = [
    "It does not prove that the site still has the envelopes, or that they can be opened.",
    "No virus scanner looked at the files, or not at all of them.",
]


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Runs the command on a receipt in a folder where the slip and the payloads lie: (exit code, lines)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slip.json").write_bytes(SLIP.file())
    for kind, content in PAYLOADS.items():
        (tmp_path / kind).write_bytes(content)
    (tmp_path / "lower").write_bytes(b"87654.31")

    def verify(content, *arguments):
        (tmp_path / "receipt.json").write_bytes(content)
        code = main(["verify", "receipt.json", *arguments])
        printed = capsys.readouterr()
        return code, printed.out.splitlines() + printed.err.splitlines()

    return verify


def test_a_receipt_is_read_as_it_was_written():
    assert receipts.read(json.loads(canonical.dumps(receipt()))) == receipt()
    assert receipts.read_slip(SLIP.file()) == SLIP


def test_it_says_what_came_in_when_and_that_the_log_says_so(run):
    not_looked = "What was sealed is not looked at: that takes the slip and, after the opening, the payloads."

    assert run(receipt_file(), "--key", GROUPS) == (0, [*ABOUT, *NAMED, *IN_LOG, not_looked, *LIMITS])


def test_without_a_key_it_proves_only_that_it_agrees_with_itself(run):
    code, lines = run(receipt_file())

    assert code == 3
    assert f"Who signed it is NOT proven: the file names the key {GROUPS}, and anybody can make a key." in lines


def test_a_slip_and_payloads_show_what_was_sealed(run):
    arguments = ["--key", GROUPS, "--slip", "slip.json"]
    no_payload = "The slip belongs to this receipt; without a payload it proves nothing yet."

    assert run(receipt_file(), *arguments) == (0, [*ABOUT, *NAMED, *IN_LOG, no_payload, *LIMITS])
    assert run(receipt_file(), *arguments, "--payload", "price", "--payload", "technical") == (
        0,
        [
            *ABOUT,
            *NAMED,
            *IN_LOG,
            f"price is what was sealed: price part of lot {LOT}.",
            f"technical is what was sealed: technical part of lot {LOT}.",
            *LIMITS,
        ],
    )


def test_another_price_is_not_what_was_sealed(run):
    assert run(receipt_file(), "--slip", "slip.json", "--payload", "lower") == (
        1,
        ["lower is not what was sealed in any envelope of this receipt."],
    )


def test_payloads_are_compared_by_the_slip(run):
    assert run(receipt_file(), "--payload", "price") == (2, ["A payload is compared by the slip: name it with --slip."])


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        (replace(SLIP, revision=1), "The slip is that of another bid or version."),
        (replace(SLIP, bid="b2"), "The slip is that of another bid or version."),
        (replace(SLIP, nonces=SLIP.nonces[:1]), "The slip does not name the envelopes of the receipt."),
        (replace(SLIP, nonces=SLIP.nonces * 2), "The slip does not name the envelopes of the receipt."),
    ],
)
def test_a_slip_of_something_else_is_refused(run, tmp_path, slip, sentence):
    (tmp_path / "slip.json").write_bytes(slip.file())

    assert run(receipt_file(), "--slip", "slip.json") == (1, [sentence])


def test_exchanged_nonces_show_nothing(run, tmp_path):
    exchanged = tuple(
        SlipNonce(LOT, kind, NONCES[other].hex())
        for kind, other in zip(EnvelopeKind, reversed(EnvelopeKind), strict=True)
    )
    (tmp_path / "slip.json").write_bytes(replace(SLIP, nonces=exchanged).file())

    assert run(receipt_file(), "--slip", "slip.json", "--payload", "price")[0] == 1


def test_a_slip_belongs_to_no_other_kind_of_file(run):
    from tests.offline.samples import share_file

    assert run(share_file(), "--slip", "slip.json") == (
        1,
        ["A slip and payloads belong to a receipt; this file is none."],
    )


CHANGED = {
    "host": "other.example",
    "tender": "5f0d",
    "bid": "b1d1",
    "supplier": "5a12",
    "revision": 3,
    "received_at": RECEIVED - timedelta(microseconds=1),
    "deadline_applied": DEADLINE + timedelta(minutes=1),
    "envelopes": ENVELOPES[:1],
    "keyset_hash": "ab" * 32,
    "criteria_hash": "ba" * 32,
    "facts_fingerprint": "de" * 32,
    "is_scanned": True,
    "leaf": ReceiptLeaf(body(), 2, f"{HOST}/tender:{TENDER}"),
    "path": (),
    "checkpoint": note(4, bytes(32)),
    "platform_head": "",
}


@pytest.mark.parametrize("name", [field.name for field in fields(ReceiptDocument)])
def test_whatever_is_changed_after_signing_is_found(run, name):
    envelope = json.loads(receipt_file())
    envelope["document"][name] = json.loads(canonical.dumps({"": CHANGED[name]}))[""]

    assert run(json.dumps(envelope).encode(), "--key", FINGERPRINT) == (
        1,
        ["The document was changed after it was signed, or the signature belongs to another document."],
    )


# What no entry of the log says: who, whether it was scanned, the facts, and an earlier head that may be missing.
ONLY_SIGNED = {"supplier", "facts_fingerprint", "is_scanned", "platform_head"}


@pytest.mark.parametrize("name", [name for name in CHANGED if name not in ONLY_SIGNED])
def test_a_site_that_signs_something_else_contradicts_its_log(run, name):
    code, lines = run(receipt_file(receipt(**{name: CHANGED[name]})), "--key", FINGERPRINT)

    assert (code, len(lines)) == (1, 1)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (receipt(received_at=DEADLINE + timedelta(microseconds=1)), "The receipt names a time after the deadline."),
        (receipt(envelopes=()), "The receipt does not name each envelope of a version once."),
        (receipt(envelopes=ENVELOPES * 2), "The receipt does not name each envelope of a version once."),
        (receipt(bid="b1d1"), "The entry of the log says something else than the receipt: object."),
        (
            receipt(revision=1, keyset_hash="00" * 32),
            "The entry of the log says something else than the receipt: revision, keyset_hash.",
        ),
        (
            receipt(leaf_body=body(kind="bid.withdrawn")),
            "The entry of the log says something else than the receipt: kind.",
        ),
        (
            receipt(leaf_body=body(facts=FACTS | {"envelopes": []})),
            "The entry of the log says something else than the receipt: envelopes.",
        ),
        (receipt(leaf_body="{}"), "The entry of the log in the receipt is none of a bid that came in."),
        (receipt(leaf_body=body(at=7)), "The entry of the log in the receipt is none of a bid that came in."),
        (receipt(tender="5f0d"), "The entry, or the head, is of another log than this tender's."),
        (receipt(path=("00" * 32,)), "The proof does not lead from this leaf to the root of the log."),
        (receipt(leaf=ReceiptLeaf(body(), 4, f"{HOST}/tender:{TENDER}")), "There is no leaf 4 in a log of 4."),
        (
            receipt(checkpoint=note(4, bytes(32), OTHER)),
            "The head of the tender's log is not signed with the key of the receipt, or it was changed.",
        ),
        (
            receipt(platform_head=note(40, bytes(32), OTHER, f"{HOST}/platform")),
            "The head of the platform's log is not signed with the key of the receipt, or it was changed.",
        ),
        (receipt(platform_head=note(40, bytes(32))), "The head of the platform's log is that of another log."),
    ],
)
def test_parts_that_contradict_each_other_are_named(document, sentence):
    with pytest.raises(SignedFileFault) as refused:
        receipts.require_consistent(document, PUBLIC)

    assert (refused.value.problem, str(refused.value)) == (Problem.CONTRADICTS, sentence)


def test_a_path_that_is_no_list_of_hashes_is_malformed(run):
    assert run(receipt_file(receipt(path=("zz",)))) == (2, ["the document/path is no list of hashes."])


def test_a_head_of_the_platform_may_be_missing(run):
    assert run(receipt_file(receipt(platform_head="")), "--key", FINGERPRINT)[0] == 0


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("is_scanned", 1, "the document/is_scanned is neither true nor false."),
        ("path", "aa", "the document/path is no list of texts."),
        ("received_at", "3 December", "the document/received_at is no instant in UTC."),
        ("envelopes", [{"lot": "1", "kind": "secret"}], "kind names no part of a bid."),
    ],
)
def test_a_document_of_another_form_is_named(run, name, value, sentence):
    document = json.loads(canonical.dumps(receipt())) | {name: value}

    assert run(signed.sign(receipts.KIND, document, KEY).file()) == (2, [sentence])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"no", Problem.NOT_JSON),
        (b'{"format":"evenhand-slip/9"}', Problem.UNKNOWN_VERSION),
        (SLIP.file().replace(b'"bid":"b1d0",', b""), Problem.MALFORMED),
    ],
)
def test_a_slip_that_cannot_be_read_is_said(content, problem):
    with pytest.raises(SignedFileFault) as refused:
        receipts.read_slip(content)

    assert refused.value.problem is problem


def test_a_head_signed_with_an_earlier_key_is_not_of_this_one():
    assert receipts.is_signed_by(receipt().checkpoint, PUBLIC)
    assert not receipts.is_signed_by(receipt().checkpoint, OTHER.public_key().public_bytes_raw())


def _with_a_nested_entry():
    document = canonical.plain(receipt())
    document["leaf"]["body"] = '{"facts":' + "[" * 100_000 + "]" * 100_000 + "}"
    return signed.sign(receipts.KIND, document, KEY).file()


def _with_an_endless_size():
    document = canonical.plain(receipt())
    document["checkpoint"] = document["checkpoint"].replace("\n4\n", f"\n{'9' * 5000}\n")
    return signed.sign(receipts.KIND, document, KEY).file()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_with_a_nested_entry, "The entry of the log in the receipt is none of a bid that came in."),
        (
            _with_an_endless_size,
            "The head of the tender's log is not signed with the key of the receipt, or it was changed.",
        ),
    ],
)
def test_what_an_ill_willed_hand_signs_is_refused_with_a_sentence(run, make, sentence):
    code, lines = run(make())[:2]

    assert (code, lines) == (1, [sentence])
