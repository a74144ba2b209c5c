"""Whoever has the key can answer, and nobody else; an answer is for one host and person."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline.sealing import proofs, shares
from offline.sealing.proofs import NoProof
from offline.sealing.shares import ShareFault
from tests.offline.sealing.samples import KEYS, keyset

ASKED = {"challenge": "c1", "host": "city.example", "opener": "p1"}


def _challenge(**changes):
    return proofs.make_challenge(KEYS[1].public_key().public_bytes_raw(), **ASKED | changes)


def test_the_holder_of_the_key_answers():
    challenge = _challenge()
    answer = proofs.answer_challenge(challenge.closed, challenge.context, KEYS[1])

    assert hashlib.sha256(answer).digest() == challenge.expected
    assert answer not in challenge.closed + challenge.context


def test_another_key_does_not_answer():
    challenge = _challenge()

    with pytest.raises(NoProof, match="not for this key"):
        proofs.answer_challenge(challenge.closed, challenge.context, KEYS[2])


@pytest.mark.parametrize("change", [{"challenge": "c2"}, {"host": "elsewhere.example"}, {"opener": "p2"}])
def test_a_challenge_is_bound_to_what_it_says(change):
    challenge, other = _challenge(), _challenge(**change)

    with pytest.raises(NoProof):
        proofs.answer_challenge(challenge.closed, other.context, KEYS[1])


def test_a_challenge_opens_no_share_of_a_bid():
    """Neither can a share be passed off as a challenge, nor a challenge as a share."""
    wrap = shares.split(bytes(32), keyset(), bytes(32))[0]
    challenge = _challenge()

    with pytest.raises(NoProof):
        proofs.answer_challenge(wrap.closed, challenge.context, KEYS[1])
    stolen = shares.Wrap(wrap.pair, wrap.member, challenge.closed, wrap.check)
    with pytest.raises(ShareFault):
        shares.open_wrap(stolen, KEYS[1], bytes(32))


@pytest.mark.parametrize("public_key", [bytes(32), b"short"])
def test_a_key_to_which_nothing_can_be_closed_is_refused(public_key):
    with pytest.raises(NoProof, match="no public key that works"):
        proofs.make_challenge(public_key, **ASKED)


def test_a_new_key_is_asked_and_answers():
    key = X25519PrivateKey.generate()
    challenge = proofs.make_challenge(key.public_key().public_bytes_raw(), **ASKED)

    assert (
        hashlib.sha256(proofs.answer_challenge(challenge.closed, challenge.context, key)).digest() == challenge.expected
    )
