"""The record of an opening beside receipts and the log: whatever was taken away, exchanged or set back is found out."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline import opening_log, opening_records, signed, tree
from offline.__main__ import main
from offline.opening_records import OpeningDocument, RecordBid, RecordEnvelope, RecordPerson
from offline.reading import SignedFileFault
from offline.receipts import ReceiptLeaf
from offline.verifying import Beside, verify
from scoring import canonical
from tests.offline.receipt_samples import BID, DEADLINE, ENVELOPES, HOST, RECEIVED, TENDER, body, note, receipt_file
from tests.offline.samples import FINGERPRINT, KEY, OTHER

CLOSED = DEADLINE + timedelta(minutes=20)
ORIGIN = f"{HOST}/tender:{TENDER}"
OTHER_BID = "b2d0"
BEFORE = ["published", "another bid", "version 1"]
LINES = [*BEFORE, body(), body(object=f"bids.bid:{OTHER_BID}")]
PERSONS = tuple(
    RecordPerson(f"Opener {no}", "opener", f"{no}" * 64, "browser", "totp", DEADLINE + timedelta(minutes=no))
    for no in (1, 2)
)


def bid_of(bid, alias, index, outcome="opened", fault=""):
    envelopes = tuple(RecordEnvelope(each.lot, each.kind.value, each.sha256, outcome, fault) for each in ENVELOPES)
    return RecordBid(alias, bid, 2, RECEIVED, index, False, envelopes)


BIDS = (bid_of(BID, "B1", 3), bid_of(OTHER_BID, "B2", 4))


def closing(bids):
    facts = {"was": "processing", "now": "closed", "part": "both", **opening_records.leaf_facts(bids, ())}
    leaf = {"v": 1, "kind": "opening.closed", "object": "bids.opening:0", "at": CLOSED.isoformat(), "by": "cc" * 32}
    return canonical.dumps({**leaf, "facts": facts}).decode()


def record(*, bids=BIDS, lines=LINES, key=KEY, **changed):
    """(its file, the lines of the log) of an opening that the site closed on top of these lines."""
    leaf = closing(bids)
    before = tree.frontier_of(tree.leaf_hash(line.encode()) for line in lines)
    after = before.append(tree.leaf_hash(leaf.encode()))
    document = OpeningDocument(
        **{
            "host": HOST,
            "tender": TENDER,
            "part": "both",
            "deadline": DEADLINE,
            "called_at": DEADLINE + timedelta(seconds=1),
            "closed_at": CLOSED,
            "persons": PERSONS,
            "bids": bids,
            "attempts": (),
            "notes": (),
            "keyset_hash": "aa" * 32,
            "leaf": ReceiptLeaf(leaf, len(lines), ORIGIN),
            "path": tuple(step.hex() for step in before.path_of_next()),
            "checkpoint": note(after.size, after.root(), key),
            "platform_head": "",
        }
        | changed
    )
    return signed.sign(opening_records.KIND, document, key).file(), [*lines, leaf]


def log_file(lines):
    return "\n".join(lines).encode()


def verdict(file, **beside):
    return verify(file, fingerprint=FINGERPRINT, on=CLOSED.date(), beside=Beside(**beside))


def contradiction(file, **beside):
    answer = verdict(file, **beside)
    assert (answer.problem, len(answer.sentences)) == ("contradicts", 1), answer.sentences
    return answer.sentences[0]


def test_a_record_says_who_opened_what_and_what_came_of_it():
    file, lines = record()

    answer = verdict(file, log=log_file(lines), receipts={"mine.json": receipt_file()})

    assert (answer.problem, answer.is_from_key) == (None, True)
    assert answer.sentences[1] == "Whole bids were opened. The deadline was 3 December 2026, 12:00:00.000000 UTC."
    assert "mine.json: this bid is B1 of the record: opened." in answer.sentences
    assert "The log of 6 entries is whole, and each of the 2 bids in it stands here." in answer.sentences


def test_a_bid_that_cannot_be_read_is_named_with_the_reason():
    file, _lines = record(bids=(bid_of(BID, "B1", 3, "missing", "body_gone"), BIDS[1]))

    [line] = [sentence for sentence in verdict(file).sentences if sentence.startswith("  B1")]

    assert line == (
        f"  B1: version 2 of bid {BID}, technical part of lot 10t1 is missing (body_gone); "
        "price part of lot 10t1 is missing (body_gone)."
    )


def test_a_bid_that_the_site_left_out_is_found_by_the_log_and_by_its_receipt():
    """The site signs another story with its own key: the log and the receipt were there before."""
    file, lines = record(bids=BIDS[1:])

    by_log = contradiction(file, log=log_file(lines))
    by_receipt = contradiction(file, log=log_file(lines), receipts={"mine.json": receipt_file()})

    assert by_log == f"Entry 3 says that version 2 of bid {BID} came in; the record does not name it."
    assert by_receipt == by_log
    assert "shows the log (--log)" in verdict(file, receipts={"mine.json": receipt_file()}).sentences[-2]


def test_an_exchanged_bid_is_found_by_its_receipt_alone():
    other = tuple(replace(each, sha256="ee" * 32) for each in BIDS[0].envelopes)
    file, lines = record(bids=(replace(BIDS[0], envelopes=other), BIDS[1]))

    assert contradiction(file, receipts={"mine.json": receipt_file()}) == (
        "mine.json names other envelopes than the record: the bid was exchanged."
    )
    assert contradiction(file, log=log_file(lines)) == "The record names other envelopes of B1 than the log."


def test_a_database_that_was_set_back_is_found_by_a_receipt():
    """The log ends before the bid of the receipt came in; the site goes on as if nothing had been."""
    file, lines = record(bids=(), lines=BEFORE, persons=())
    longer, longer_lines = record(bids=(), lines=[*BEFORE, "x", "y"], persons=())

    assert contradiction(file, receipts={"mine.json": receipt_file()}) == (
        "mine.json stands at entry 3, the opening at 3: the log was set back."
    )
    assert verdict(file, log=log_file(lines)).problem is None  # what the site alone shows
    assert contradiction(longer, log=log_file(longer_lines), receipts={"mine.json": receipt_file()}) == (
        "mine.json: entry 3 of the log is another now: the log was rewritten."
    )


def test_a_bid_that_was_withdrawn_is_missed_by_nobody():
    withdrawn = body(kind="bid.withdrawn", facts={"was": "submitted", "now": "withdrawn"})
    file, lines = record(bids=(replace(BIDS[1], alias="B1"),), lines=[*LINES, withdrawn])

    answer = verdict(file, log=log_file(lines), receipts={"mine.json": receipt_file()})

    assert "mine.json: this bid was withdrawn before the opening." in answer.sentences


@settings(max_examples=60)
@given(place=st.integers(0, 5), how=st.sampled_from(["change", "drop", "add", "swap"]), letter=st.integers(0, 7))
def test_every_line_that_is_changed_moved_added_or_taken_away_is_found(place, how, letter):
    file, lines = record()
    tampered = list(lines)
    if how == "change":
        tampered[place] = tampered[place][:letter] + "~" + tampered[place][letter + 1 :]
    elif how == "drop":
        del tampered[place]
    elif how == "add":
        tampered.insert(place, "another line")
    else:
        other = (place + 1) % len(lines)
        tampered[place], tampered[other] = tampered[other], tampered[place]

    assert verdict(file, log=log_file(tampered)).problem == "contradicts"


@settings(max_examples=60)
@given(data=st.data())
def test_every_byte_of_a_record_that_is_changed_is_found(data):
    file, _lines = record()
    place = data.draw(st.integers(0, len(file) - 2))
    other = data.draw(st.integers(33, 126).filter(lambda letter: letter != file[place]))

    answer = verdict(file[:place] + bytes([other]) + file[place + 1 :])

    assert answer.problem is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"persons": PERSONS[:1]},
        {"persons": (PERSONS[0], replace(PERSONS[1], fingerprint=PERSONS[0].fingerprint))},
        {"called_at": DEADLINE},
        {"closed_at": DEADLINE},
        {"part": "half"},
        {"bids": (*BIDS, BIDS[0])},
        {"host": "elsewhere.example"},
        {"checkpoint": note(6, bytes(32))},
        {"checkpoint": note(6, bytes(32), OTHER)},
    ],
)
def test_a_record_that_contradicts_itself_is_none(changed):
    file, _lines = record()
    document = opening_records.read(signed.read(file).document)

    with pytest.raises(SignedFileFault) as fault:
        opening_records.require_consistent(replace(document, **changed), KEY.public_key().public_bytes_raw())

    assert fault.value.problem == "contradicts"


def test_the_command_reads_record_receipts_and_log(tmp_path, capsys):
    file, lines = record()
    for name, content in (("r.json", file), ("mine.json", receipt_file()), ("log.jsonl", log_file(lines))):
        (tmp_path / name).write_bytes(content)
    arguments = ["verify", str(tmp_path / "r.json"), "--key", FINGERPRINT, "--log", str(tmp_path / "log.jsonl")]

    assert main([*arguments, "--receipt", str(tmp_path / "mine.json")]) == 0
    (tmp_path / "log.jsonl").write_bytes(log_file(lines[:4]))
    assert main(arguments) == 1
    assert "it was cut or set back" in capsys.readouterr().out


def test_a_log_of_ten_thousand_lines_is_verified_in_ten_seconds():
    filler = [json.dumps({"no": number}) for number in range(10_000 - len(LINES) - 1)]
    bids = tuple(replace(bid, leaf_index=bid.leaf_index) for bid in BIDS)
    file, lines = record(bids=bids, lines=[*LINES, *filler])

    begun = time.process_time()
    answer = verdict(file, log=log_file(lines), receipts={"mine.json": receipt_file()})

    assert (answer.problem, len(lines), time.process_time() - begun < 10) == (None, 10_000, True)


def test_lines_of_another_form_count_for_nothing():
    line = '{"kind":%s,"object":"bids.bid:1","at":"2026-12-01T00:00:00Z","facts":{"envelopes":[],"revision":%s}}'
    odd = [
        *("", "[]", "{}", "null", "[" * 100_000),
        '{"kind":"bid.submitted","object":"bids.bid:1","at":"x","facts":{"envelopes":[]}}',
        *(line % (kind, 1) for kind in ("[]", "{}", "null", "7", "[" * 400 + "]" * 400)),
        *(line % ('"bid.submitted"', number) for number in ("Infinity", "NaN", "[]", "1e999", '"x"')),
    ]

    assert opening_log.read_log(enumerate(odd)).to_open == ()


def test_a_line_in_the_record_that_is_nested_without_end_is_none_of_an_opening():
    file, _lines = record()
    document = signed.read(file).document
    document["leaf"]["body"] = '{"facts":' + "[" * 100_000 + "]" * 100_000 + "}"

    assert contradiction(signed.sign(opening_records.KIND, document, KEY).file()) == (
        "The line of the log in the record is none of an opening."
    )


def test_a_log_with_a_line_that_is_nested_without_end_is_verified():
    file, lines = record(lines=[*LINES, "[" * 100_000])

    assert verdict(file, log=log_file(lines)).problem is None
