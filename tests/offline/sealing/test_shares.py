"""Two halves are the key; one is nothing; a half belongs to one envelope, pair and member."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from offline.reading import Fields, SignedFileFault
from offline.sealing import shares
from offline.sealing.shares import SUITE, ShareFault
from tests.offline.sealing.samples import KEYS, keyset

DIGEST = b"\x05" * 32
KEY = bytes(range(32))


@pytest.fixture
def wraps():
    return {(wrap.pair, wrap.member): wrap for wrap in shares.split(KEY, keyset(), DIGEST)}


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_each_pair_makes_the_key(wraps, pair):
    halves = {member: shares.open_wrap(wraps[pair, member], KEYS[member], DIGEST) for member in pair}

    assert shares.combine(halves, pair) == KEY
    assert KEY not in halves.values()


@given(st.binary(min_size=32, max_size=32))
def test_any_key_comes_back_from_its_halves(key):
    wraps = {(wrap.pair, wrap.member): wrap for wrap in shares.split(key, keyset(), DIGEST)}
    halves = {member: shares.open_wrap(wraps[(1, 3), member], KEYS[member], DIGEST) for member in (1, 3)}

    assert shares.combine(halves, (1, 3)) == key


def test_a_half_of_one_pair_is_of_no_use_in_another(wraps):
    first = shares.open_wrap(wraps[(1, 2), 1], KEYS[1], DIGEST)
    third = shares.open_wrap(wraps[(1, 3), 3], KEYS[3], DIGEST)

    assert shares.combine({1: first, 3: third}, (1, 3)) != KEY
    with pytest.raises(ShareFault, match="not the share that was made"):
        shares.require_share(first, wraps[(1, 3), 1])


def test_one_half_is_missing():
    with pytest.raises(ShareFault, match="half of member 2 is missing"):
        shares.combine({1: bytes(32)}, (1, 2))


def test_a_wrap_opens_for_its_key_header_pair_and_member_alone(wraps):
    wrap = wraps[(1, 2), 1]
    attempts = [
        (wrap, KEYS[2], DIGEST),
        (wrap, KEYS[1], b"\x06" * 32),
        (replace(wrap, pair=(1, 3)), KEYS[1], DIGEST),
        (replace(wrap, member=2), KEYS[1], DIGEST),
        (replace(wrap, closed=bytes(80)), KEYS[1], DIGEST),
    ]
    for attempt in attempts:
        with pytest.raises(ShareFault, match="does not open this share"):
            shares.open_wrap(*attempt)


@given(st.integers(min_value=0, max_value=80 * 8 - 1))
def test_every_bit_of_a_wrap_counts(bit):
    wrap = shares.split(KEY, keyset(), DIGEST)[0]
    changed = bytearray(wrap.closed)
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(ShareFault):
        shares.open_wrap(replace(wrap, closed=bytes(changed)), KEYS[1], DIGEST)


def test_a_wrap_is_read_as_it_was_written(wraps):
    assert {shares.read_wrap(Fields(wrap.as_json(), "the wrap")) for wrap in wraps.values()} == set(wraps.values())


@pytest.mark.parametrize("pair", [[1], [2, 1], [1, 1], [2, 3], [1, 2, 3]])
def test_a_wrap_names_a_pair_and_its_member(wraps, pair):
    stated = wraps[(1, 2), 1].as_json() | {"pair": pair}

    with pytest.raises(SignedFileFault, match="no pair with its member"):
        shares.read_wrap(Fields(stated, "the wrap"))


def test_the_published_example_of_rfc_9180_opens():
    """Vector of mode 0, kem 32, kdf 1, aead 2 with an empty aad, as browsers seal it."""
    private = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d")
    )
    closed = bytes.fromhex(
        "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256"
        "d4d54cd22096fa8c5a7d3aa8814ca1792a976882d6b213d320ef0a5137845d8ef53ee59f676e851ec9f86ed34fab5bb8"
    )
    info = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")

    assert SUITE.decrypt(closed, private, info=info) == b"share of 32 bytes, for the test!"
