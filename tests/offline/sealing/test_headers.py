"""The header says what an envelope is, in one way of writing."""

import json
from dataclasses import replace

import pytest

from offline.reading import Problem, SignedFileFault
from offline.sealing.headers import read_header
from tests.offline.sealing.samples import HEADER


def test_a_header_is_read_as_it_was_written():
    header = replace(HEADER, tender="5f0c-ä", revision=7, commitment=b"\x07" * 32)

    assert read_header(header.canon()) == header


def test_every_field_is_bound():
    other = {
        "host": "elsewhere.example",
        "tender": "x",
        "lot": "2",
        "kind": "price",
        "bid": "b2",
        "supplier": "s2",
        "revision": 2,
        "criteria_hash": b"\x01" * 32,
        "keyset_hash": b"\x01" * 32,
        "commitment": b"\x01" * 32,
    }
    digests = {replace(HEADER, **{name: value}).digest() for name, value in other.items() if name != "kind"}

    assert len(digests | {HEADER.digest()}) == len(other)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"v": "SB2"}, Problem.UNKNOWN_VERSION),
        ({"suite": "none"}, Problem.UNKNOWN_VERSION),
        ({"kind": "all"}, Problem.MALFORMED),
        ({"revision": "1"}, Problem.MALFORMED),
        ({"revision": 1.0}, Problem.NOT_JSON),
        ({"commitment": "00"}, Problem.MALFORMED),
        ({"price": "87654.32"}, Problem.MALFORMED),
    ],
)
def test_another_header_is_refused_by_name(change, problem):
    content = json.dumps(HEADER.as_json() | change, sort_keys=True, separators=(",", ":")).encode()

    with pytest.raises(SignedFileFault) as refused:
        read_header(content)

    assert refused.value.problem is problem


@pytest.mark.parametrize("again", [b" ", b"\n"])
def test_the_same_meaning_in_other_bytes_is_refused(again):
    with pytest.raises(SignedFileFault, match="canonical form"):
        read_header(HEADER.canon() + again)


def test_a_name_twice_is_refused():
    content = HEADER.canon()[:-1] + b',"v":"SB1"}'

    with pytest.raises(SignedFileFault) as refused:
        read_header(content)

    assert refused.value.problem is Problem.DUPLICATE_KEY
