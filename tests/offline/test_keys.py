"""Fingerprints as people read, type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from offline import keys


def test_fingerprint_is_the_sha_256_of_the_raw_public_key():
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")  # RFC 8032, test 1

    assert keys.fingerprint(public) == "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


def test_anything_but_32_bytes_has_no_fingerprint():
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        keys.fingerprint(bytes(31))


@given(some.binary(min_size=32, max_size=32), some.sampled_from([" ", ":", "-", "", "\n"]), some.booleans())
def test_a_fingerprint_is_read_however_it_is_written(public, between, is_upper):
    digits = keys.fingerprint(public)
    written = keys.in_groups(digits).replace(" ", between)

    assert keys.read_fingerprint(written.upper() if is_upper else written) == digits


@pytest.mark.parametrize("text", ["", "9d41…e07c", "ab" * 31, "ab" * 33, "zz" * 32])
def test_a_part_of_a_fingerprint_is_none(text):
    with pytest.raises(keys.NoFingerprint, match="64 digits"):
        keys.read_fingerprint(text)
