"""A holder gives halves of the envelopes that are asked for, and of nothing else."""

from dataclasses import replace

import pytest

from offline import keys
from offline.sealing.halves import EnvelopeQuestion, OpeningQuestion, answer, read_halves, read_question
from offline.sealing.shares import ShareFault, combine
from tests.offline.sealing.samples import HEADER, KEYS, key_of, sealed


def question(envelope, number=1, **changes):
    wraps = tuple(wrap for wrap in envelope.wraps if wrap.member == number)
    fingerprint = keys.fingerprint(KEYS[number].public_key().public_bytes_raw())
    asked = (EnvelopeQuestion("e1", envelope.header.canon(), wraps),)
    return replace(OpeningQuestion(HEADER.host, HEADER.tender, "both", fingerprint, asked), **changes)


def test_two_holders_make_the_key_and_the_files_read_back():
    envelope = sealed(b"file")[0].envelope
    shares = {}
    for number in (1, 2):
        asked = read_question(question(envelope, number).file())
        sent = read_halves(answer(asked, KEYS[number]).file())
        shares[number] = sent.shares["e1"][1, 2]

    assert combine(shares, (1, 2)) == key_of(envelope, (1, 2))


def test_another_key_answers_nothing():
    with pytest.raises(ShareFault):
        answer(question(sealed(b"file")[0].envelope), KEYS[2])


@pytest.mark.parametrize("changes", [{"tender": "another"}, {"host": "elsewhere.example"}])
def test_an_envelope_of_another_tender_or_site_is_answered_by_nothing(changes):
    with pytest.raises(ShareFault):
        answer(question(sealed(b"file")[0].envelope, **changes), KEYS[1])


def test_a_half_that_cannot_be_taken_out_is_left_out():
    envelope = sealed(b"file")[0].envelope
    asked = question(envelope)
    first = asked.envelopes[0]
    broken = replace(first, wraps=(replace(first.wraps[0], closed=bytes(80)), *first.wraps[1:]))

    sent = answer(replace(asked, envelopes=(broken,)), KEYS[1])

    assert set(sent.shares["e1"]) == {wrap.pair for wrap in first.wraps[1:]}
