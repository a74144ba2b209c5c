"""What a site asks a holder for when bids are opened, and the halves that it gets: one form for browser and program.

    {"v": "opening-question@v1", "host", "tender", "part", "key",
     "envelopes": [{"id", "header", "wraps": [{"check", "closed", "member", "pair"}]}]}
    {"v": "opening-halves@v1", "tender", "part", "envelopes": [{"id", "shares": [{"pair", "share"}]}]}

Bytes are hexadecimal digits. The headers come whole, and their hashes are taken here: a half is given for the envelope
that its header names, and for nothing else. `key` is the fingerprint of the key that is asked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline import keys
from offline.reading import Fields, Problem, SignedFileFault, malformed, read_json, shortened
from offline.sealing.headers import read_header
from offline.sealing.shares import KEY_SIZE, ShareFault, Wrap, open_wrap, read_wrap

QUESTION, HALVES = "opening-question@v1", "opening-halves@v1"
HASH_SIZE = 32


@dataclass(frozen=True, slots=True)
class EnvelopeQuestion:
    """An envelope by the site's id: its header as bytes, and the closed halves of one member."""

    id: str
    header: bytes
    wraps: tuple[Wrap, ...]


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    host: str
    tender: str
    part: str
    key: str
    envelopes: tuple[EnvelopeQuestion, ...]

    def file(self) -> bytes:
        envelopes = [
            {"id": each.id, "header": each.header.decode(), "wraps": [wrap.as_json() for wrap in each.wraps]}
            for each in self.envelopes
        ]
        about = {"host": self.host, "tender": self.tender, "part": self.part, "key": self.key}
        return json.dumps({"v": QUESTION, **about, "envelopes": envelopes}, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class OpeningHalves:
    """`shares`: by envelope, then by pair. What a key did not open is not there."""

    tender: str
    part: str
    shares: Mapping[str, Mapping[tuple[int, int], bytes]]

    def file(self) -> bytes:
        envelopes: list[dict[str, Any]] = [
            {"id": identity, "shares": [{"pair": list(pair), "share": share.hex()} for pair, share in shares.items()]}
            for identity, shares in self.shares.items()
        ]
        stated = {"v": HALVES, "tender": self.tender, "part": self.part, "envelopes": envelopes}
        return json.dumps(stated, sort_keys=True).encode()


def read_question(content: bytes) -> OpeningQuestion:
    """Raises SignedFileFault."""
    fields = _document(content, QUESTION)
    question = OpeningQuestion(
        host=fields.text("host"),
        tender=fields.text("tender"),
        part=fields.text("part"),
        key=fields.hex_bytes("key", HASH_SIZE).hex(),
        envelopes=tuple(map(_envelope, fields.rows("envelopes"))),
    )
    fields.end()
    return question


def read_halves(content: bytes) -> OpeningHalves:
    """Raises SignedFileFault."""
    fields = _document(content, HALVES)
    tender, part, shares = fields.text("tender"), fields.text("part"), {}
    for row in fields.rows("envelopes"):
        identity = row.text("id")
        shares[identity] = dict(map(_share, row.rows("shares")))
        row.end()
    fields.end()
    return OpeningHalves(tender, part, shares)


def answer(question: OpeningQuestion, key: X25519PrivateKey) -> OpeningHalves:
    """The halves of every envelope that the key opens.

    Raises ShareFault where another key is asked, or a header is of another tender or site than the question says: then
    nothing is answered, since whoever asked wants a half of something else.
    """
    if keys.fingerprint(key.public_key().public_bytes_raw()) != question.key:
        raise ShareFault("Another key is asked for.")
    shares: dict[str, dict[tuple[int, int], bytes]] = {}
    for envelope in question.envelopes:
        header = read_header(envelope.header)
        if (header.tender, header.host) != (question.tender, question.host):
            raise ShareFault("An envelope of another tender stands among them: nothing is answered.")
        shares[envelope.id] = {}
        for wrap in envelope.wraps:
            try:
                shares[envelope.id][wrap.pair] = open_wrap(wrap, key, header.digest())
            except ShareFault:  # its sender sealed it so; the site says what becomes of it
                continue
    return OpeningHalves(question.tender, question.part, shares)


def _document(content: bytes, version: str) -> Fields:
    fields = Fields(read_json(content), "the file")
    if (stated := fields.text("v")) != version:
        sentence = f"This is of the form “{shortened(stated)}”, not “{version}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    return fields


def _envelope(fields: Fields) -> EnvelopeQuestion:
    envelope = EnvelopeQuestion(
        fields.text("id"), fields.text("header").encode(), tuple(map(read_wrap, fields.rows("wraps")))
    )
    fields.end()
    return envelope


def _share(row: Fields) -> tuple[tuple[int, int], bytes]:
    pair, share = row.whole_numbers("pair"), row.hex_bytes("share", KEY_SIZE)
    row.end()
    if len(pair) != 2:
        raise malformed("the share/pair", "is no pair")
    return (pair[0], pair[1]), share
