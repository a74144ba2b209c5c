"""What a site asks the holder of a key, and what goes back: read strictly, and never a half of a bid."""

import hashlib
import json
from dataclasses import replace

import pytest

from offline.reading import SignedFileFault
from offline.sealing import proofs, questions, shares
from offline.sealing.proofs import NoProof
from offline.sealing.questions import KeyQuestion, KeyQuestions, RehearsalQuestion
from offline.sealing.shares import ShareFault
from tests.offline.sealing.samples import HEADER, KEYS, keyset

DEK = bytes(range(32))
REHEARSED = replace(HEADER, tender="rehearsal:7", bid="rehearsal", supplier="rehearsal")


def asked(*, header=REHEARSED, member=1):
    """(questions to a member, the challenge behind them)."""
    challenge = proofs.make_challenge(
        KEYS[member].public_key().public_bytes_raw(), challenge="c1", host="city.example", opener="p1"
    )
    wraps = tuple(wrap for wrap in shares.split(DEK, keyset(), header.digest()) if wrap.member == member)
    rehearsal = RehearsalQuestion("r1", header.canon(), wraps)
    return KeyQuestions((KeyQuestion("c1", challenge.context, challenge.closed),), rehearsal), challenge


def test_questions_and_answers_are_read_as_they_were_written():
    document, _ = asked()
    answers = questions.answer(document, KEYS[1])

    assert questions.read_questions(document.file()) == document
    assert questions.read_answers(answers.file()) == answers
    bare = replace(document, rehearsal=None)
    assert questions.read_questions(bare.file()) == bare
    assert questions.read_answers(questions.answer(bare, KEYS[1]).file()).shares == {}


def test_one_unlocking_answers_challenge_and_rehearsal():
    document, challenge = asked()
    answers = questions.answer(document, KEYS[1])
    other = questions.answer(asked(member=2)[0], KEYS[2])

    assert hashlib.sha256(answers.answers["c1"]).digest() == challenge.expected
    assert (answers.rehearsal, list(answers.shares)) == ("r1", [(1, 2), (1, 3)])
    assert list(other.shares) == [(1, 2), (2, 3)]


def test_the_halves_of_a_rehearsal_open_it():
    header_digest = REHEARSED.digest()
    pieces = shares.split(DEK, keyset(), header_digest)
    halves = {}
    for member in (1, 2):
        wraps = tuple(wrap for wrap in pieces if wrap.member == member)
        document = KeyQuestions((), RehearsalQuestion("r1", REHEARSED.canon(), wraps))
        halves[member] = questions.answer(document, KEYS[member]).shares[1, 2]

    assert shares.combine(halves, (1, 2)) == DEK


def test_no_half_of_a_bid_is_given_away_as_a_rehearsal():
    document, _ = asked(header=HEADER)

    with pytest.raises(ShareFault, match="A bid stands where a rehearsal should"):
        questions.answer(document, KEYS[1])


def test_wraps_of_a_bid_under_the_header_of_a_rehearsal_open_nothing():
    """The other way to steal a half: true wraps of a bid, and a harmless header."""
    bid, _ = asked(header=HEADER)
    disguised = replace(bid, rehearsal=replace(bid.rehearsal, header=REHEARSED.canon()))

    with pytest.raises(ShareFault, match="does not open this share"):
        questions.answer(disguised, KEYS[1])


def test_another_key_answers_nothing():
    with pytest.raises(NoProof):
        questions.answer(asked()[0], KEYS[2])


def test_who_asks_is_named():
    assert questions.hosts_of(asked()[0]) == ["city.example"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"v": "key-questions@v2"}, "form “key-questions@v2”"),
        ({"more": 1}, "has “more”, which nobody knows"),
        ({"questions": [{"challenge": "c1", "context": "zz", "closed": "00" * 80}]}, "not hexadecimal digits"),
        ({"questions": [{"challenge": "c1", "context": "00" * 2001, "closed": "00" * 80}]}, "too long"),
        ({"questions": [{"challenge": "c1", "context": "00", "closed": "00" * 79}]}, "is not 80 bytes"),
        ({"questions": [{"challenge": "c", "context": "00", "closed": "00" * 80}] * 21}, "are too many"),
        ({"rehearsal": []}, "rehearsal is no object"),
    ],
)
def test_questions_of_another_form_are_refused(change, sentence):
    document = asked()[0].as_json() | change

    with pytest.raises(SignedFileFault, match=sentence):
        questions.read_questions(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"v": "key-questions@v1"}, "form “key-questions@v1”"),
        ({"answers": [{"challenge": "c1", "answer": "00"}]}, "is not 32 bytes"),
        ({"rehearsal": {"id": "r1", "shares": [{"pair": [1], "share": "00" * 32}]}}, "is no pair"),
        ({"rehearsal": {"id": "r1", "shares": [{"pair": [1, 2], "share": "00" * 31}]}}, "is not 32 bytes"),
    ],
)
def test_answers_of_another_form_are_refused(change, sentence):
    document = questions.answer(asked()[0], KEYS[1]).as_json() | change

    with pytest.raises(SignedFileFault, match=sentence):
        questions.read_answers(json.dumps(document).encode())
