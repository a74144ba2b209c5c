"""An envelope opens for each pair, to what was closed, or not at all."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from offline.sealing import envelopes
from offline.sealing.envelopes import CHUNK, PayloadChanged, SealBroken
from offline.sealing.headers import EnvelopeKind
from offline.sealing.padding import padded_length
from offline.sealing.payloads import Payload
from offline.sealing.shares import ShareFault
from tests.offline.sealing.samples import HEADER, KEYS, key_of, keyset, opened, payload, sealed

FILE = b"%PDF-1.7 technical offer" * 3000
EXPECTED = b"".join(payload(FILE).pieces())


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_each_pair_opens_to_the_payload(pair):
    sealing, body = sealed(FILE)

    assert opened(sealing.envelope, body, pair) == EXPECTED


def test_the_header_names_keyset_and_commitment():
    sealing, body = sealed(FILE)
    committed = envelopes.commitment(sealing.nonce, hashlib.sha256(EXPECTED).digest())

    expected = replace(HEADER, keyset_hash=keyset().digest(), commitment=committed)
    assert sealing.envelope.header == expected
    assert (
        envelopes.open_envelope(expected, key_of(sealing.envelope, (1, 2)), BytesIO(body), BytesIO()) == sealing.nonce
    )


def test_the_plain_text_stands_nowhere_in_the_body():
    _, body = sealed(FILE)

    assert [word for word in (b"87654.32", b"technical offer", b"file 1.pdf") if word in body] == []


def test_two_envelopes_of_one_payload_have_nothing_in_common():
    (sealing, body), (again, other_body) = sealed(FILE), sealed(FILE)

    assert sealing.envelope.header.commitment != again.envelope.header.commitment
    assert sealing.nonce != again.nonce
    assert {body[start : start + 32] for start in range(0, len(body), 32)}.isdisjoint(
        other_body[start : start + 32] for start in range(0, len(other_body), 32)
    )


@given(st.integers(min_value=0, max_value=3 * CHUNK))
def test_payloads_of_any_length_come_back(length):
    sealing, body = sealed(bytes(length))

    assert opened(sealing.envelope, body) == b"".join(payload(bytes(length)).pieces())


def test_a_text_that_ends_with_a_chunk_is_followed_by_an_empty_one():
    over = payload(bytes(2 * CHUNK)).length - 2 * CHUNK + 40
    length = next(n for n in range(2 * CHUNK, 9 * CHUNK) if padded_length(n + over) % CHUNK == 0)
    sealing, body = sealed(bytes(length))

    assert (len(body) - 56) % (CHUNK + 16) == 16
    assert opened(sealing.envelope, body) == b"".join(payload(bytes(length)).pieces())


def test_the_size_of_the_body_shows_the_padded_length_alone():
    sizes = {sealing.envelope.size for sealing, _ in map(sealed, (bytes(100_500), bytes(101_000), bytes(101_500)))}

    assert len(sizes) == 1


def test_size_and_digests_are_those_of_the_body():
    sealing, body = sealed(FILE)

    assert (sealing.envelope.size, sealing.envelope.body_sha256) == (len(body), hashlib.sha256(body).digest())


@given(st.data())
def test_every_changed_bit_of_the_body_is_noticed(data):
    sealing, body = sealed(bytes(2 * CHUNK))
    bit = data.draw(st.integers(min_value=0, max_value=len(body) * 8 - 1))
    changed = bytearray(body)
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        opened(sealing.envelope, bytes(changed))


@given(st.data())
def test_every_truncation_is_noticed(data):
    sealing, body = sealed(bytes(2 * CHUNK))
    length = data.draw(st.integers(min_value=0, max_value=len(body) - 1))

    with pytest.raises(SealBroken):
        opened(sealing.envelope, body[:length])


def test_bytes_behind_the_end_are_noticed():
    sealing, body = sealed(FILE)

    for more in (b"\x00", bytes(CHUNK), bytes(3 * CHUNK)):
        with pytest.raises(SealBroken, match="Chunk"):
            opened(sealing.envelope, body + more)


def test_chunks_that_change_places_are_noticed():
    sealing, body = sealed(bytes(4 * CHUNK))
    size = CHUNK + 16
    head, first, second, rest = body[:56], body[56 : 56 + size], body[56 + size : 56 + 2 * size], body[56 + 2 * size :]

    with pytest.raises(SealBroken, match="Chunk 0"):
        opened(sealing.envelope, head + second + first + rest)


@pytest.mark.parametrize(
    "change",
    [
        {"tender": "other"},
        {"lot": "2"},
        {"kind": EnvelopeKind.PRICE},
        {"bid": "b2"},
        {"supplier": "s2"},
        {"revision": 2},
        {"criteria_hash": b"\x01" * 32},
        {"keyset_hash": b"\x01" * 32},
        {"commitment": b"\x01" * 32},
        {"host": "elsewhere.example"},
    ],
)
def test_a_changed_header_opens_nothing(change):
    sealing, body = sealed(FILE)
    key = key_of(sealing.envelope, (1, 2))
    header = replace(sealing.envelope.header, **change)

    with pytest.raises(ShareFault):
        key_of(replace(sealing.envelope, header=header), (1, 2))
    with pytest.raises(SealBroken, match="do not make the key"):
        envelopes.open_envelope(header, key, BytesIO(body), BytesIO())


def test_the_body_of_another_bid_is_noticed():
    sealing, _ = sealed(FILE)
    _, other = sealed(FILE, header=replace(HEADER, bid="b2"))

    with pytest.raises(SealBroken, match="do not make the key"):
        opened(sealing.envelope, other)


def test_keys_of_other_persons_open_nothing():
    sealing, _ = sealed(FILE)
    strangers = {number: X25519PrivateKey.generate() for number in KEYS}

    with pytest.raises(ShareFault):
        key_of(sealing.envelope, (1, 2), strangers)


def test_the_digest_binds_header_wraps_and_body():
    sealing = sealed(FILE)[0].envelope
    first, *others = sealing.wraps
    changed = [
        replace(sealing, header=replace(sealing.header, bid="b2")),
        replace(sealing, wraps=(replace(first, closed=bytes(80)), *others)),
        replace(sealing, wraps=tuple(others)),
        replace(sealing, body_sha256=bytes(32)),
    ]

    assert len({each.sha256 for each in [sealing, *changed]}) == len(changed) + 1


def test_a_payload_that_changes_between_its_readings_is_not_sealed():
    readings = iter([[FILE], [FILE[:-1] + b"!"]])
    changing = Payload(payload(FILE).manifest, lambda: next(readings))

    with pytest.raises(PayloadChanged, match="read differently"):
        envelopes.seal(changing, HEADER, keyset(), BytesIO())


@pytest.mark.parametrize("content", [FILE[:-1], FILE + b"!", b""])
def test_a_payload_of_another_length_is_not_sealed(content):
    wrong = Payload(payload(FILE).manifest, lambda: [content])

    with pytest.raises(PayloadChanged, match="as long as its manifest"):
        envelopes.seal(wrong, HEADER, keyset(), BytesIO())


def test_padding_that_holds_something_is_refused(monkeypatch):
    """A sealing program that hides something behind the payload: the reader of the answers must not pass over it."""
    monkeypatch.setattr(
        envelopes, "bytes", lambda count: b"x" * count if isinstance(count, int) else bytes(count), raising=False
    )
    sealing, body = sealed(FILE)
    monkeypatch.undo()

    with pytest.raises(SealBroken, match="padding"):
        opened(sealing.envelope, body)


def test_another_content_than_committed_to_is_refused(monkeypatch):
    monkeypatch.setattr(envelopes, "commitment", lambda _nonce, _sha: b"\x07" * 32)
    sealing, body = sealed(FILE)
    monkeypatch.undo()

    with pytest.raises(SealBroken, match="commits to"):
        opened(sealing.envelope, body)
