"""Envelopes on their way: what is read is what was written, a piece at a time, and nothing that is not of the form."""

import json
from io import BytesIO

import pytest

from offline.reading import SignedFileFault
from offline.sealing import bundles, envelopes
from offline.sealing.bundles import BundleFault
from offline.sealing.payloads import Manifest, Payload
from tests.offline.sealing.samples import HEADER, keyset


def sealed(text="an offer"):
    body = BytesIO()
    result = envelopes.seal(Payload(Manifest({"text": text})), HEADER, keyset(), body)
    return result.envelope, body.getvalue()


def bundle(*pairs):
    return bundles.head_of(envelope for envelope, _body in pairs) + b"".join(body for _envelope, body in pairs)


def head(rows):
    content = json.dumps(rows).encode()
    return b"SBB1" + len(content).to_bytes(4) + content


class Watched(BytesIO):
    """A stream that notes the longest piece that was asked of it."""

    longest = 0

    def read(self, size=-1):
        self.longest = max(self.longest, size)
        return super().read(size)


def test_what_is_read_is_what_was_written():
    pairs = [sealed("a"), sealed("b" * 100_000)]
    stream = Watched(bundle(*pairs))

    read = bundles.read_head(stream)
    bodies = [b"".join(bundles.pieces(stream, envelope.size)) for envelope in read.envelopes]

    assert [envelope.header for envelope in read.envelopes] == [envelope.header.as_json() for envelope, _ in pairs]
    assert [list(each.wraps) for each in read.envelopes] == [[w.as_json() for w in e.wraps] for e, _ in pairs]
    assert bodies == [body for _envelope, body in pairs]
    assert read.bundle_size == len(stream.getvalue())
    assert (stream.read(), stream.longest) == (b"", bundles.PIECE)


def test_a_body_that_ends_too_early_says_by_how_much():
    content = bundle(sealed())[:-5]
    stream = BytesIO(content)
    [envelope] = bundles.read_head(stream).envelopes

    with pytest.raises(BundleFault, match=r"The bundle ends 5 bytes too early\."):
        list(bundles.pieces(stream, envelope.size))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The bundle ends 4 bytes too early."),
        (b"PK\x03\x04more", "This is no bundle of envelopes: it does not begin with SBB1."),
        (b"SBB1\xff\xff\xff\xff", "The head of the bundle has more than 16777216 bytes."),
        (b"SBB1\x00\x00\x00\x09[]", "The bundle ends 7 bytes too early."),
    ],
)
def test_what_is_no_bundle_is_said(content, sentence):
    with pytest.raises(BundleFault) as fault:
        bundles.read_head(BytesIO(content))

    assert str(fault.value) == sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({}, "the head is no list of at most 2000 envelopes."),
        ([[]], "the head/0 is no object."),
        ([{"header": {}, "wraps": [1], "size": 0}], "the head/0/wraps is no list of objects."),
        ([{"header": {}, "wraps": [], "size": -1}], "the head has a body of less than nothing."),
        ([{"header": {}, "wraps": [], "size": 1, "name": "x"}], "the head/0 has “name”, which nobody knows."),
        ([{"header": {}, "wraps": []}], "the head/0 lacks “size”."),
    ],
)
def test_a_head_of_another_form_is_refused(rows, sentence):
    with pytest.raises(SignedFileFault) as fault:
        bundles.read_head(BytesIO(head(rows)))

    assert str(fault.value) == sentence


def test_more_envelopes_than_any_bid_has_are_refused(monkeypatch):
    monkeypatch.setattr(bundles, "MOST_ENVELOPES", 1)

    with pytest.raises(SignedFileFault):
        bundles.read_head(BytesIO(bundle(sealed(), sealed())))
